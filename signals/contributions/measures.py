"""The twelve measures that can be counted: six work dimensions, each as a risk or as a resource.

The dimensions are those of the French expert college on psychosocial risks (Gollac and Bodier, 2011).
Nothing else is ever counted: no emotion, no symptom, no danger.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Dimension(StrEnum):
    """One of the six families of psychosocial factors at work."""

    INTENSITY = "intensity"
    EMOTIONAL_DEMANDS = "emotional_demands"
    AUTONOMY = "autonomy"
    SOCIAL_RELATIONS = "social_relations"
    VALUE_CONFLICT = "value_conflict"
    INSECURITY = "insecurity"


class Pole(StrEnum):
    """Whether the factor weighs on people or holds them up."""

    RISK = "risk"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """A dimension seen as a risk or as a resource; written `intensity.risk`."""

    dimension: Dimension
    pole: Pole

    @property
    def slug(self) -> str:
        """The written form, used in files, stores and forms."""
        return f"{self.dimension.value}.{self.pole.value}"

    def __str__(self) -> str:
        """Return the slug."""
        return self.slug


MEASURES: tuple[Measure, ...] = tuple(Measure(dimension, pole) for pole in Pole for dimension in Dimension)
"""Every measure: the six risks, then the six resources, in the order of the 2011 report."""

TOOK_PART = "contributors"
"""Stands in the place of a measure, in stores and releases, for having taken part, whatever was declared."""

_BY_SLUG = {measure.slug: measure for measure in MEASURES}


def parse_measure(slug: str) -> Measure:
    """Return the measure written `slug`; raise ValueError with the list of valid names otherwise."""
    try:
        return _BY_SLUG[slug]
    except KeyError:
        raise ValueError(f"'{slug}' is not a measure; write one of {', '.join(_BY_SLUG)}.") from None
