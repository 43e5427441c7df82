"""Say how far a long step has come: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

Step = TypeVar("Step")

EVERY = 20.0
"""Seconds between two lines in a log."""


class Progress:
    """The way through `steps`, shown on standard error. `note` is what the newest step has to say."""

    def __init__(self, what: str, total: int) -> None:
        """Begin to show `what`, which has `total` steps in all."""
        self.what = what
        self.total = total
        self.note = ""

    def over(self, steps: Iterable[Step], done: int = 0) -> Iterator[Step]:
        """Give the steps one by one, `done` of the total being done already."""
        if sys.stderr.isatty():
            with click.progressbar(
                steps, length=self.total, label=self.what, file=sys.stderr, show_pos=True,
                item_show_func=lambda _step: self.note,
            ) as bar:  # fmt: skip
                bar.update(done)
                yield from bar
            return
        began = said = time.monotonic()
        for number, step in enumerate(steps, start=1):
            yield step
            now = time.monotonic()
            if number == 1 or now - said > EVERY or done + number == self.total:
                left = (now - began) / number * (self.total - done - number) / 60
                click.echo(
                    f"{self.what}: {done + number}/{self.total} {self.note}, {left:.1f} min left", err=True
                )
                said = now
