"""The result of the attacks: added up over the organisations, written as JSON, read back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.attacks.claims import Claims
from benchmarks.attacks.organisations import WINDOWS
from benchmarks.attacks.suite import Outcome, Tried

RESULT = Path(__file__).resolve().parents[2] / "config" / "dossier" / "attacks.json"
"""Where the dossier looks for it."""


class AttackWrong(RuntimeError):
    """An attack claimed to have proved what is not so: a mistake in the attack, which voids the table."""


@dataclass
class Totals:
    """In how many organisations each attack succeeded, on the naive rule and on Havre."""

    organisations: int = 0
    naive: Counter[str] = field(default_factory=Counter)
    havre: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    remains: Counter[str] = field(default_factory=Counter)
    variants: dict[str, None] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """One more organisation; AttackWrong when a claim about it is false."""
        self.organisations += 1
        self.remains.update(outcome.remains)
        if self.remains["known_rule_false"]:
            raise AttackWrong("The reader who knows the rule made a false claim.")
        for side, counted in (("naive", self.naive), ("havre", self.havre)):
            succeeded: dict[str, bool] = {}
            for (name, variant), tried in outcome.tried.items():
                one = _side(tried, side)
                if one.false:
                    raise AttackWrong(f"The attack {name}.{variant} made {one.false} false claims ({side}).")
                counted[f"{name}.{variant}"] += one.succeeded
                self.claims[f"{side}.{name}.{variant}"] += one.made
                self.variants.setdefault(f"{name}.{variant}")
                succeeded[name] = succeeded.get(name, False) or one.succeeded
            counted.update({name: int(yes) for name, yes in succeeded.items()})

    def result(self, *, seed: int, machine: str, date: str, seconds: float, people: int) -> dict[str, object]:
        """What attacks.json holds: rates are shares of the organisations."""
        names = list(dict.fromkeys(variant.split(".")[0] for variant in self.variants))
        return {
            "format": 1,
            "date": date,
            "machine": machine,
            "seconds": round(seconds),
            "seed": seed,
            "organisations": self.organisations,
            "people": people,
            "windows": WINDOWS,
            "attacks": [self._row(name) for name in names],
            "variants": [self._row(name) for name in self.variants],
            "remains": dict(sorted(self.remains.items())),
        }

    def _row(self, name: str) -> dict[str, object]:
        return {
            "name": name,
            "naive": round(self.naive[name] / self.organisations, 5),
            "havre": round(self.havre[name] / self.organisations, 5),
        }


def write(result: Mapping[str, object], path: Path = RESULT) -> None:
    """Write the result."""
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path = RESULT) -> dict[str, object]:
    """What `write` wrote."""
    found = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def _side(tried: Tried, side: str) -> Claims:
    return tried.naive if side == "naive" else tried.havre
