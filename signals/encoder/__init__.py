"""The encoder: from texts to probabilities, in one forward pass of one small model."""

from __future__ import annotations

import os

# `transformers` is here for its tokenizers alone and says at import that it found no torch. That is meant,
# and
# the environment is where the library looks before its own logging exists.
os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
