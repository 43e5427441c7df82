"""What `make attack` found, as the dossier quotes it, and which question of WP216 each attack answers.

attacks.json holds {"organisations", "seed", "machine", "date", "attacks": [{"name", "naive", "havre"}]},
rates from 0 to 1, and "remains": in how many organisations a stronger assumption gave something away.
Whatever else it says is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

RESULT = Path(__file__).parent / "attacks.json"
"""Where `make attack` writes; without the file, the dossier says that the attacks have not been run."""

Criterion = Literal["individualisation", "correlation", "inference"]
"""The three questions of the Article 29 Working Party's opinion 05/2014 (WP216), in its order."""

CRITERIA: tuple[Criterion, ...] = get_args(Criterion)

ANSWERS: Mapping[str, Criterion] = {
    "subtraction": "individualisation",
    "joiners": "individualisation",
    "collusion": "individualisation",
    "forged_participants": "individualisation",
    "reconstruction": "individualisation",
    "linkage": "correlation",
    "timing": "correlation",
    "traffic": "correlation",
    "intersection": "inference",
    "homogeneity": "inference",
    "known_roster": "inference",
}
"""The question that each attack answers."""


REMAINS = ("one_more_colluder", "at_once", "roster_any", "issued_any")
"""What a reader who knows more than the attacks in scope grant him may still learn: counted, not hidden."""


class AttackTableBroken(Exception):
    """attacks.json cannot be used; the sentence says why and how to make it again."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack: in what share of the organisations it succeeds, on the naive rule and on Havre."""

    name: str
    naive: float
    havre: float

    @property
    def criterion(self) -> Criterion | None:
        """The question that it answers; None for an attack that is not known here."""
        return ANSWERS.get(self.name)


@dataclass(frozen=True, slots=True)
class AttackTable:
    """Every attack, on how many simulated organisations, and what would make the same table again.

    `remains` gives, for each of REMAINS that was measured, the share of the organisations.
    """

    organisations: int
    seed: int
    machine: str
    day: date
    attacks: tuple[Attack, ...]
    remains: Mapping[str, float]

    def answering(self, criterion: Criterion | None) -> tuple[Attack, ...]:
        """The attacks that answer `criterion`, in the order of the table."""
        return tuple(attack for attack in self.attacks if attack.criterion == criterion)

    @property
    def upper_rate(self) -> float:
        """What "never" means, with 95 % confidence, for an attack that never succeeded (rule of three)."""
        return 3 / self.organisations


def read_attack_table(path: Path = RESULT) -> AttackTable | None:
    """The table at `path`, None when the attacks have not been run; raise AttackTableBroken."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        attacks = _attacks(written["attacks"])
        organisations = _count(written["organisations"])
        remains = dict(written.get("remains", {}))
        return AttackTable(
            organisations,
            int(written["seed"]),
            " ".join(str(written["machine"]).split()),
            date.fromisoformat(str(written["date"])[:10]),
            attacks,
            {name: _rate(remains[name] / organisations) for name in REMAINS if name in remains},
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise AttackTableBroken(f"{path} cannot be read: run `make attack` to write it again.") from None


def _attacks(written: object) -> tuple[Attack, ...]:
    if not isinstance(written, list) or not written:
        raise ValueError("there is at least one attack")
    return tuple(Attack(str(row["name"]), _rate(row["naive"]), _rate(row["havre"])) for row in written)


def _count(written: object) -> int:
    if type(written) is not int or written < 1:
        raise ValueError("a number of organisations is a whole number from 1 up")
    return written


def _rate(written: object) -> float:
    if isinstance(written, bool) or not isinstance(written, int | float) or not 0 <= written <= 1:
        raise ValueError("a rate is a number from 0 to 1")
    return float(written)
