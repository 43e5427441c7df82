"""Read a file of messages, one JSON object per line, and give one JSON reading per line, in the same order.

Streaming: lines are read in bounded groups, and each group is run sorted by length. Nothing is kept, and an
error never repeats a text.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from signals.explaining import explain
from signals.reader import Reader
from signals.reading import EMOTIONS, Language, Reading

GROUP = 256
"""Lines read ahead: enough for batches of like length, little enough for any memory."""

EXAMPLE = '{"id": "1", "text": "..."}'


class LineRefused(ValueError):
    """A line cannot be read. The message names the line, the column or the field, and the mend; never the
    text."""


class NotUnderstood(RuntimeError):
    """The encoder failed on a group of lines, so that no honest reading can be written."""


@dataclass(frozen=True, slots=True)
class Message:
    """One line of input."""

    id: str | int
    text: str
    language: Language | None


def parse(line: bytes, number: int) -> Message:
    """Return the message of a line; raise LineRefused when it is none."""
    try:
        # Some editors begin a file with a byte order mark, which is no part of its first line.
        fields = json.loads(line.removeprefix(BOM_UTF8).rstrip().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise LineRefused(
            f"Line {number}, byte {error.start + 1}: not UTF-8; save the file as UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        where = f"Line {number}, column {error.colno}"
        raise LineRefused(
            f"{where}: not JSON ({error.msg}); write one object per line, as {EXAMPLE}."
        ) from None
    except (ValueError, RecursionError):
        raise LineRefused(
            f"Line {number}: numbers or nesting beyond reason; write one object per line, as {EXAMPLE}."
        ) from None
    if not isinstance(fields, dict):
        raise LineRefused(f"Line {number}, column 1: not an object; write one per line, as {EXAMPLE}.")
    return Message(_id(fields, number), _text(fields, number), _language(fields, number))


def _id(fields: dict[str, object], number: int) -> str | int:
    value = fields.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise LineRefused(_field(fields, "id", number, "a string or a whole number"))
    return value


def _text(fields: dict[str, object], number: int) -> str:
    value = fields.get("text")
    if not isinstance(value, str):
        raise LineRefused(_field(fields, "text", number, "a string"))
    return value


def _language(fields: dict[str, object], number: int) -> Language | None:
    value = fields.get("lang")
    if value is None:
        return None
    if value == "fr":
        return "fr"
    if value == "en":
        return "en"
    raise LineRefused(_field(fields, "lang", number, '"fr" or "en", or leave it out'))


def _field(fields: dict[str, object], name: str, number: int, expected: str) -> str:
    state = "has the wrong kind" if name in fields else "is missing"
    return f'Line {number}: the field "{name}" {state}; write {expected}, as in {EXAMPLE}.'


def written(message: Message, reading: Reading, explanation: Mapping[str, object] | None = None) -> str:
    """Return the output line of a message, without the end of line."""
    danger = reading.danger
    explained = {} if explanation is None else {"explain": explanation}
    return json.dumps({
        "id": message.id,
        "lang": reading.language,
        "emotions": {name: round(reading.emotions[name], 6) for name in EMOTIONS},
        "labels": list(reading.emotion_labels),
        "factors": {measure.slug: round(value, 6) for measure, value in reading.factors.items()},
        "factor_labels": [measure.slug for measure in reading.factor_labels],
        "act": reading.act.value,
        "danger": {"card": None if danger.card is None else danger.card.value, "kind": danger.kind},
        **explained,
    })  # fmt: skip


def classify(lines: Iterable[bytes], reader: Reader, *, explaining: bool = False) -> Iterator[str]:
    """Give the output line of each input line, in order; blank lines are passed over.

    When `explaining`, each line also says why (see signals.explaining), a message at a time.

    Everything before a line that is refused is given first, then LineRefused is raised. Raises
    NotUnderstood when the encoder fails.
    """
    group: list[Message] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            message = parse(line, number)
        except LineRefused:
            yield from _read(group, reader, explaining=explaining)
            raise
        group.append(message)
        # Explained lines are read one by one: in a batch, company moves a probability a little.
        if len(group) == (1 if explaining else GROUP):
            yield from _read(group, reader, explaining=explaining)
            group = []
    yield from _read(group, reader, explaining=explaining)


def _read(group: list[Message], reader: Reader, *, explaining: bool) -> Iterator[str]:
    readings = reader.read_many(
        [message.text for message in group], [message.language for message in group], settled=True
    )
    for message, reading in zip(group, readings, strict=True):
        if not reading.understood:
            raise NotUnderstood("The encoder failed; try again, or install the model again.")
        yield written(message, reading, explain(message.text, reading, reader) if explaining else None)
