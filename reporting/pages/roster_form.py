"""What human resources send to propose invitations: a number per unit, or a sheet read for its numbers alone.

Pure: fields come in, a draft or what is wrong with it comes out. Nothing of a sheet but the people per unit
leaves this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reporting.roster_sheet import MOST_PEOPLE, SheetFault, read_sheet, whole_number
from signals.contributions.windows import Window

PEOPLE_FIELD = "people-"
"""The beginning of the name of a unit's field; the unit's id follows."""


@dataclass(frozen=True, slots=True)
class Draft:
    """People to invite per unit, ready to be read over."""

    term: Window
    people: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many people in all."""
        return sum(self.people.values())


@dataclass(frozen=True, slots=True)
class Problem:
    """What to mend: `key` names its sentence (under staff.roster), `unit` the unit whose number is wrong,
    `line` the line of the sheet.
    """

    key: str
    unit: str = ""
    line: int = 0


def read_form(
    fields: Mapping[str, str], sheet: bytes, units: Sequence[str], terms: Sequence[Window]
) -> Draft | tuple[Problem, ...]:
    """Read the form: `fields` as posted, `sheet` the content of the file (empty when none was chosen)."""
    term = next((each for each in terms if each.id == fields.get("term")), None)
    typed = {unit: fields.get(f"{PEOPLE_FIELD}{unit}", "").strip() for unit in units}
    typed = {unit: written for unit, written in typed.items() if written}
    problems = [] if term else [Problem("problem.term")]
    people: Mapping[str, int] = {}
    if sheet and typed:
        problems.append(Problem("problem.both"))
    elif sheet:
        read = read_sheet(sheet, units)
        if isinstance(read, SheetFault):
            problems.append(Problem(f"problem.sheet_{read.kind.value}", line=read.line))
        else:
            people = read.people
    else:
        numbers = {unit: whole_number(written) for unit, written in typed.items()}
        wrong = [unit for unit, number in numbers.items() if number is None]
        problems += [Problem("problem.number", unit=unit) for unit in wrong]
        people = {unit: number for unit, number in numbers.items() if number}
        if not problems and not people:
            problems.append(Problem("problem.nobody"))
    if sum(people.values()) > MOST_PEOPLE:
        problems.append(Problem("problem.too_many"))
    if problems or term is None:
        return tuple(problems)
    return Draft(term, people)


def typed_numbers(fields: Mapping[str, str], units: Sequence[str]) -> Mapping[str, str]:
    """The numbers as they were typed, to be shown again."""
    return {unit: fields.get(f"{PEOPLE_FIELD}{unit}", "") for unit in units}
