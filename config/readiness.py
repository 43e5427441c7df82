"""Whether an organisation may open its employee app to real people: the gate before the first real use.

Two lines of the organisation file open it: whom employees ask about their data, and the day on which the
works council gave its opinion. In France the council is informed and consulted before the decision on such a
tool (Code du travail, L2312-38; from 50 employees also L2312-8), and a pilot counts as use: tools were
suspended for want of it by orders of 14 February 2025 (TJ Nanterre, n° 24/01457) and of 29 January 2026.

Everything else works before, so that the file for the council can be prepared (`havre dossier`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from config.organisation import Organisation, OrganisationError

Missing = Literal["dpo_contact", "cse_opinion_on", "cse_opinion_in_future"]

_WHY = (
    "the works council is informed and consulted before such a tool is decided on (Code du travail, "
    "L2312-38), and pilots count: courts suspended tools for want of it (TJ Nanterre, 14 February 2025, "
    "n° 24/01457; again on 29 January 2026)"
)


class NotReadyForRealUse(OrganisationError):
    """The employee app of a real organisation must not start yet; the sentence says what to write and why."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Nothing stands in the way: the organisation is simulated, or both lines are written."""


@dataclass(frozen=True, slots=True)
class NotReady:
    """What the organisation file lacks, in the order in which it is to be written; never empty."""

    missing: tuple[Missing, ...]


def ready_for_real_use(organisation: Organisation, today: date) -> Ready | NotReady:
    """Whether the employee app may start on `today` (the day in the time zone of the windows)."""
    if organisation.simulated:
        return Ready()
    missing: list[Missing] = []
    if organisation.dpo_contact is None:
        missing.append("dpo_contact")
    if organisation.cse_opinion_on is None:
        missing.append("cse_opinion_on")
    elif organisation.cse_opinion_on > today:
        missing.append("cse_opinion_in_future")
    return NotReady(tuple(missing)) if missing else Ready()


def require_ready(organisation: Organisation, path: Path, today: date) -> None:
    """Raise NotReadyForRealUse, naming the organisation file `path`, unless the employee app may start."""
    if isinstance(found := ready_for_real_use(organisation, today), NotReady):
        raise NotReadyForRealUse(sentence_for(found, path))


def sentence_for(found: NotReady, path: Path) -> str:
    """What to write in `path` before real people use the employee app, and why."""
    if found.missing == ("cse_opinion_in_future",):
        return (
            f"{path}, [organisation]: cse_opinion_on is a day to come, so the employee app does not start; "
            f"write the day on which the opinion was given, once it has been: {_WHY}."
        )
    return (
        f"{path}, [organisation]: the employee app of a real organisation starts once these two lines are "
        'there, dpo_contact = "..." (whom employees ask about their data) and cse_opinion_on = YYYY-MM-DD '
        "(the day on which the works council, or CSE, gave its opinion; where none exists, the day on which "
        f"the employees themselves were consulted), because {_WHY}."
    )
