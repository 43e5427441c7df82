"""What would be counted, as a receipt that the person edits."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from signals.contributions.measures import MEASURES, Measure, Pole

Sentences = Callable[[Measure], tuple[str, str]]
"""Gives, for a measure, the sentence in the person's words and the exact one that the employer sees."""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line with its switch."""

    slug: str
    mine: str
    employer_sees: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """The whole review: what was heard, and what may be added."""

    sealed: str
    allowed: bool
    heard: tuple[ReceiptLine, ...] = ()
    risks: tuple[ReceiptLine, ...] = ()
    resources: tuple[ReceiptLine, ...] = ()

    @property
    def added(self) -> bool:
        """Whether something that was not heard has been ticked."""
        return any(line.ticked for line in (*self.risks, *self.resources))


def lines(
    measures: Collection[Measure], ticked: Collection[Measure], sentences: Sentences
) -> tuple[ReceiptLine, ...]:
    """Return one line for each of `measures`, in the order of the 2011 report."""
    return tuple(
        ReceiptLine(measure.slug, *sentences(measure), ticked=measure in ticked)
        for measure in MEASURES
        if measure in measures
    )


def others(heard: Collection[Measure], pole: Pole) -> tuple[Measure, ...]:
    """Return the measures of one pole that were not heard."""
    return tuple(measure for measure in MEASURES if measure.pole is pole and measure not in heard)
