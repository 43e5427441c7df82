"""The development sets: sentences that nothing learns from, and on which no threshold is chosen (but see the
card on acts).

They were written apart from the training sentences, by authors who had read the labels' definitions and none
of those sentences. Figures are given on them, and on parts of public data.
"""

from __future__ import annotations

from pathlib import Path

from signals.reading import LANGUAGES
from signals.training.rows import Row, read_own

FOLDER = Path(__file__).parent / "development"

SUBJECTS = ("acts", "factors", "danger", "ordinary")
"""The files' names, each with a language after it; `ordinary` are sentences of work without any danger."""


def development(folder: Path = FOLDER) -> list[Row]:
    """Return every development row; its source is the subject (`factors`)."""
    return [
        row
        for subject in SUBJECTS
        for language in LANGUAGES
        for row in read_own(folder / f"{subject}_{language}.jsonl", subject)
    ]
