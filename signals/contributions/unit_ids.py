"""How a unit is named in files, keys, passes and stores."""

from __future__ import annotations

import re

LONGEST_UNIT = 64

_UNIT = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)


def is_unit_id(written: str) -> bool:
    """Whether `written` can name a unit: 1 to 64 of a-z, 0-9, '.', '_', '-', a letter or digit first."""
    return _UNIT.fullmatch(written) is not None
