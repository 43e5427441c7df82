"""Gather the rows of every source, and hold back the part on which thresholds are chosen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from signals.training.rows import Row, abstentions, goemotions, own_rows
from signals.training.splitting import Split, split


def gather(public: Path) -> Split:
    """Return the rows to learn from and the rows to choose on; `public` holds goemotions/ and sad/.

    English rows of GoEmotions whose French translation is held back are held back too, under the source
    `goemotions_twin`, so that the two languages can be compared on the same rows.
    """
    ours = split(own_rows())
    held = {row.twin for row in ours.dev if row.twin}
    english = goemotions(public / "goemotions" / "train.tsv", "en", "goemotions")
    train = [
        *ours.train,
        *(row for row in english if row.twin not in held),
        *abstentions(public / "sad" / "train.tsv"),
    ]
    twins = [replace(row, source="goemotions_twin") for row in english if row.twin in held]
    dev = [*ours.dev, *twins, *goemotions(public / "goemotions" / "dev.tsv", "en", "goemotions_dev")]
    return Split(tuple(train), tuple(dev))


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write rows as JSON lines, all of them or none."""
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
    beside.replace(path)


def read_rows(path: Path) -> tuple[Row, ...]:
    """Read rows written by `write_rows`."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        for name in ("emotions", "factors", "soft"):
            fields[name] = None if fields[name] is None else tuple(fields[name])
        rows.append(Row(**fields))
    return tuple(rows)
