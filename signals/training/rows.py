"""The training rows: one text with what is known about it, and the readers of every source.

A row says only what its source says: a head about which nothing is known is left out of the loss (None),
which is not the same as "no factor" or "no card".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from signals.encoder.labels import NO_CARD
from signals.reading import EMOTIONS

OWN = Path(__file__).parent / "data"
"""The sentences written for Havre, kept in the repository."""

PLAIN_ACTS = frozenset({
    "greeting", "goodbye", "thanks", "yes", "no", "ask_confidentiality", "ask_about_bot", "ask_exercise",
    "rights_question", "negative_feedback", "off_topic", "nonsense", "insult",
})  # fmt: skip
"""Acts whose messages tell of no work factor: they teach the factors to abstain."""

TOLD_ACTS = frozenset({"harassment_disclosure", "third_person"})
"""Acts whose messages may need a card; all others were written without danger in them."""

_STATEMENTS = ("factors_plain", "factors_short", "factors_told")

# Short statements about work are told, not asked; those that may tell of harassment are left open.
_REPEATED = re.compile(
    r"\?|tous les jours|chaque jour|humili|insult|hurl|accent|blague|rabaiss|chien|touch|every day|joke"
    r"|belittl|scream|shout|harc|bull",
    re.IGNORECASE,
)

_VIOLENT = re.compile(
    r"gifl|crach[eé]|frapp|tabass|bouscul|attrap|menac|plaqué|couteau|clés? à molette|dans la figure"
    r"|morte? à l'int|slap|spat|\bspit|\bhit me|punch|shov|thr[eo]w.* at m[ey]|threat|at my car|knife"
    r"|grabb|chok|bruise|grop|throat|\baxe\b|follow(?:ed|s) me|wait(?:ing|ed)? (?:for us )?outside"
    r"|unsafe|\bleak|fuite|me suit|m.attend",
    re.IGNORECASE,
)


class SourceUnreadable(ValueError):
    """A training file is malformed; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One text and what is known of it; None where the source does not say."""

    text: str
    language: str
    source: str
    emotions: tuple[str, ...] | None = None
    factors: tuple[str, ...] | None = None
    act: str | None = None
    danger: str | None = None
    origin: str | None = None
    twin: str | None = None
    kind: str | None = None
    soft: tuple[float, ...] | None = None
    """The probability of each emotion by a teacher's reading, for a text that nobody labelled."""


def own_rows(folder: Path = OWN) -> list[Row]:
    """Return the rows written for Havre: every `workplace/*.jsonl`, then the French rows of GoEmotions."""
    rows = [
        row for path in sorted((folder / "workplace").glob("*.jsonl")) for row in read_own(path, path.stem)
    ]
    for path in sorted((folder / "goemotions").glob("*_fr.tsv")):
        rows.extend(goemotions(path, "fr", "goemotions_fr"))
    return rows


def read_own(path: Path, source: str) -> Iterator[Row]:
    """Give the rows of a file of ours, one JSON object per line, under the name `source`.

    Raises SourceUnreadable, which names the file and the line.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            fields = json.loads(line)
            text, language = fields["text"], fields["lang"]
        except (ValueError, KeyError, TypeError) as error:
            raise SourceUnreadable(
                f"{path}, line {number}: {type(error).__name__}; expected lang, text."
            ) from None
        yield labelled(text, language, source, fields)


def labelled(text: str, language: str, source: str, fields: dict[str, object]) -> Row:
    """Return the row of a workplace line, with what its labels imply for the other heads."""
    act = fields.get("act")
    factors = fields.get("factors")
    card = fields.get("card")
    origin = fields.get("origin")
    emotions = tuple(str(name) for name in _list(fields.get("emotions")))
    if factors is None and act == "harassment_disclosure":
        factors = ["social_relations.risk"]
    if factors is None and act in PLAIN_ACTS:
        factors = []
    if act is None and factors and source.startswith(_STATEMENTS) and not _REPEATED.search(text):
        act = "narrative"
    # Messages written for their factors, or for most acts, were written without danger in them. Where someone
    # was hit, spat at or threatened, whether a card is needed is left open.
    plain = fields.get("factors") is not None or (act is not None and act not in TOLD_ACTS)
    if card is None and plain and not _VIOLENT.search(text):
        card = NO_CARD
    return Row(
        text=text,
        language=language,
        source=source,
        emotions=emotions or None,
        factors=None if factors is None else tuple(str(name) for name in _list(factors)),
        act=None if act is None else str(act),
        danger=None if card is None else str(card),
        kind=None if fields.get("kind") is None else str(fields["kind"]),
        origin=None if origin is None else "none" if origin == "personal" else str(origin),
    )


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def goemotions(path: Path, language: str, source: str) -> list[Row]:
    """Return the rows of a GoEmotions file: text, label numbers, identifier, separated by tabs."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            text, labels, twin = line.split("\t")
            emotions = tuple(EMOTIONS[int(label)] for label in labels.split(","))
        except (ValueError, IndexError):
            raise SourceUnreadable(
                f"{path}, line {number}: expected text, label numbers, identifier."
            ) from None
        rows.append(Row(text, language, source, emotions=emotions, twin=twin))
    return rows


def abstentions(path: Path) -> list[Row]:
    """Return the everyday worries of the Stress Annotated Dataset that are not about work: no factor in
    them."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        fields = line.split("\t")
        if (
            len(fields) >= 4
            and "Work" not in (fields[2], fields[3])
            and "School" not in (fields[2], fields[3])
        ):
            rows.append(Row(fields[0], "en", "sad", factors=(), origin="none"))
    return rows
