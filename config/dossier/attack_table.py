"""What `make attack` found, as the dossier quotes it, and which question of WP216 each attack answers.

attacks.json holds {"organisations", "seed", "machine", "date", "attacks": [{"name", "naive", "havre"}]},
rates from 0 to 1; whatever else it says is left alone.
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
    """Every attack, on how many simulated organisations, and what would make the same table again."""

    organisations: int
    seed: int
    machine: str
    day: date
    attacks: tuple[Attack, ...]

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
        return AttackTable(
            _count(written["organisations"]),
            int(written["seed"]),
            str(written["machine"]),
            date.fromisoformat(str(written["date"])[:10]),
            attacks,
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
