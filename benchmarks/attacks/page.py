"""docs/attacks.md and the printed table, from the result alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "attacks.md"

ATTACKS = {
    "subtraction": ("Subtracting groups from one another", "shows every group of 10 or more"),
    "joiners": (
        "Comparing two windows by who joined and who left",
        "lets answers stand until they are changed, and shows every group of 10 or more",
    ),
    "intersection": (
        "Crossing two measures, or three",
        "answers a filter by two measures for 10 people or more",
    ),
    "homogeneity": ("A group of one mind", "shows every group of 10 or more, whatever it answered"),
    "collusion": ("Up to three colluding contributors", "chooses safe groups, with no margin for colluders"),
    "forged_participants": ("A forged crowd around a real person", "counts browsers"),
    "known_roster": ("Knowing by name who took part", "shows every group of 10 or more"),
    "reconstruction": (
        "Integer programming on everything published",
        "shows every group of 10 or more, and hides the others",
    ),
    "linkage": (
        "Linking two windows with two copies of the intake store",
        "keeps one pseudonym for a person",
    ),
    "timing": ("Timing when a pass is issued against when it is used", "fetches and uses it in one sitting"),
    "traffic": ("Reading the lengths of encrypted traffic", "sends JSON as long as it comes"),
}

VARIANTS = {
    "subtraction.groups": "a group of 1 to 9 contributors by subtraction",
    "subtraction.sides": "1 or 2 people on one side of a measure",
    "joiners.answers": "the answers of 1 to 9 joiners or leavers",
    "intersection.two_and_three": "1 to 9 people who declared one measure and not another",
    "homogeneity.groups": "everybody's answer in a group shown, or left by subtraction",
    "collusion.c1": "one colluder (Havre with `coalition = 1`)",
    "collusion.c2": "two colluders (`coalition = 2`; 3 of the 13 windows)",
    "collusion.c3": "three colluders (`coalition = 3`; 3 of the 13 windows)",
    "forged_participants.alone": "one dishonest account alone, on the real code",
    "known_roster.participants": "a colleague's answer, or those of a group of 1 to 9",
    "reconstruction.exact": "a unit's small count, exactly",
    "reconstruction.narrow": "a range narrower than 10 people (3 for a measure)",
    "linkage.same_tag": "proved: the same tag in both windows",
    "linkage.alike": "guessed right, by likeness of the answers under one tag (naive: a tag per window)",
    "timing.links": "a use with one possible issue, when the browser chooses the moment",
    "traffic.requests": "an answer that follows from the length of a request",
    "traffic.answers": "a refusal told from a contribution by the length of the answer",
}

_GUIDE = """# The attacks

Written by `make attack` from `config/dossier/attacks.json`; the code is in `benchmarks/attacks/`, one short
file for each family, which says who the attacker is, what he holds and what he computes.

{organisations} simulated organisations of 30 to 20,000 people ({people} people in all), each with {windows}
windows of history: trees of one to four levels, units of very different sizes, people who come and go, 10 to
100 % of them taking part, and mostly repeating what they answered before. Seed {seed}, {date}, {seconds} s on
{machine}.

**How to read it.** An attack is a procedure that anybody could run. It *succeeds* in an organisation when it
proves at least one thing there that is true and that nobody should learn: the exact number of a group of 1 to
9 contributors, 1 or 2 people on one side of a measure, the answer of a person known by name, or that two
records are one person's. Proved means that no other world agrees with what the attacker holds; a claim that
turns out false stops the run. Each is first run against a rule that products use (the control: if it does not
succeed there, it shows nothing), then against Havre. The attacker of Havre is given the *exact* tables, which
only a thief of the releases store would see: the pages and exports show them rounded. Havre's side is the
program itself: its choice of groups, its tags, its passes, its sizes. "0 %" over {organisations}
organisations means less than {upper} with 95 % confidence (rule of three); for most attacks the reason is a
theorem, which the attack's file gives.

## The table

| attack | what the naive rule does | naive rule | Havre |
|---|---|---:|---:|
{rows}

### In detail

| attack | what is claimed | naive rule | Havre |
|---|---|---:|---:|
{variants}

HiGHS was run for {programs} ranges and found {different} that differ from the closed form.

## What remains

No exact release withstands somebody who assumes enough. These are not counted above; the rates are Havre's.

| who assumes or knows more | what he gets |
|---|---|
{remains}
"""


def write(result: Mapping[str, Any], path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(as_page(result), encoding="utf-8")


def holds(result: Mapping[str, Any]) -> bool:
    """Whether every control works and no attack succeeds against Havre."""
    return all(row["naive"] > 0 and row["havre"] == 0 for row in result["attacks"])


def as_page(result: Mapping[str, Any]) -> str:
    """The page."""
    return _GUIDE.format(
        organisations=f"{result['organisations']:,}",
        people=f"{result['people']:,}",
        windows=result["windows"],
        seed=result["seed"],
        date=result["date"],
        seconds=result["seconds"],
        machine=result["machine"],
        upper=_rate(3 / result["organisations"]),
        rows="\n".join(
            f"| {ATTACKS[row['name']][0]} | {ATTACKS[row['name']][1]} | {_rate(row['naive'])} "
            f"| {_rate(row['havre'])} |"
            for row in result["attacks"]
        ),
        variants="\n".join(
            f"| {ATTACKS[row['name'].split('.')[0]][0]} | {VARIANTS[row['name']]} | {_rate(row['naive'])} "
            f"| {_rate(row['havre'])} |"
            for row in result["variants"]
        ),
        programs=f"{result['remains']['integer_programs']:,}",
        different=result["remains"]["integer_programs_different"],
        remains="\n".join(f"| {who} | {what} |" for who, what in _remains(result)),
    )


def as_text(result: Mapping[str, Any]) -> str:
    """The table for a terminal."""
    lines = [f"{'attack':58}{'naive rule':>12}{'Havre':>10}"]
    for row in result["attacks"]:
        lines.append(f"{ATTACKS[row['name']][0]:58}{_rate(row['naive']):>12}{_rate(row['havre']):>10}")
        lines += [
            f"  {VARIANTS[part['name']][:54]:56}{_rate(part['naive']):>12}{_rate(part['havre']):>10}"
            for part in result["variants"]
            if part["name"].split(".")[0] == row["name"]
        ]
    lines += ["", "What remains"]
    lines += [f"- {who}: {what}" for who, what in _remains(result)]
    return "\n".join(lines)


def _remains(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    left: Mapping[str, int] = result["remains"]
    organisations = result["organisations"]

    def share(name: str, of: str) -> str:
        return _rate(left[name] / left[of]) if left[of] else "-"

    def mean(name: str) -> str:
        return f"{left[name] / max(1, left['first_uses_uses']):.1f}"

    return [
        (
            "Knows who took part in two windows, that the two differ by one person, and assumes that all the "
            "others repeated themselves",
            f"guesses that person's answer right {share('repeating_exact', 'repeating_trials')} of the time "
            f"on the stolen exact figures, {share('repeating_rounded', 'repeating_trials')} on what the "
            f"pages show, {share('repeating_noise', 'repeating_trials')} with noise of the default budget; "
            f"without any figure, {share('repeating_base', 'repeating_trials')} "
            f"({left['repeating_trials']:,} trials)",
        ),
        (
            "Knows the rule by heart, and concludes from what is withheld that it could not be published "
            "(`known_rule.py`)",
            f"proves an exact small count or everybody's answer in "
            f"{_rate(left['known_rule'] / organisations)} of the organisations, in a year of 13 exact tables "
            f"(with the rule of policy version 1, which publishes the most groups: "
            f"{_rate(left['known_rule_former'] / organisations)}, in 3 tables)",
        ),
        (
            "One colluder more than the policy allows for (two, with `coalition = 1`)",
            f"narrows a group below the thresholds in {_rate(left['one_more_colluder'] / organisations)} of "
            f"the organisations: raise `coalition` where people talk",
        ),
        (
            "Knows the roster of every unit",
            f"sees that everybody took part in {share('roster_full', 'roster_groups')} of the exact groups "
            f"({_rate(left['roster_any'] / organisations)} of the organisations have one): that they did, "
            f"not what they answered",
        ),
        (
            "Reads on the public record how many passes each unit has",
            f"sees that every pass was used in {share('issued_full', 'issued_groups')} of the exact groups "
            f"({_rate(left['issued_any'] / organisations)} of the organisations have one), and so how many "
            f"contributors each small unit in it has: that they took part, not what they answered",
        ),
        (
            "Owns the open intake store in two windows, and finds a measure that one person of a unit "
            "declared in each",
            f"is right {share('lone_rows_right', 'lone_rows')} of the time that it is the same person "
            f"({left['lone_rows']:,} such rows); no other answer is tied to it",
        ),
        (
            "Times every request, and assumes that everybody uses a pass as soon as the rule lets him and "
            "does not come back before",
            f"has {mean('first_uses_candidates')} candidates for a use on average, of "
            f"{mean('first_uses_passes')} passes of the unit; "
            f"one alone in {share('first_uses_alone', 'first_uses_uses')} of the uses",
        ),
        (
            "Times every request of people who take the button that is offered first (in the last three "
            'hours of a window, "count now")',
            f"links a use to its invitation in {_rate(left['offered'] / organisations)} of the organisations "
            f"(units of which one pass only was issued so far)",
        ),
        (
            'Times every request of people who always press "count now"',
            f"links a use to its invitation in {_rate(left['at_once'] / organisations)} of the organisations "
            f"(the first pass of a unit)",
        ),
    ]


def _rate(rate: float) -> str:
    percent = 100 * rate
    if percent in (0, 100):
        return f"{percent:.0f} %"
    return f"{percent:.2f} %" if percent < 1 else f"{percent:.1f} %"
