"""Facts to write documents from: a real organisation and a simulated one, settings and an attack table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from config.dossier.attack_table import Attack, AttackTable
from config.dossier.values import Facts
from config.organisation import Organisation, Unit
from config.settings import Settings
from reporting.models import ReleasesModel
from signals.contributions.models import IntakeModel

TODAY = date(2026, 11, 24)
STORES = {"intake": IntakeModel.metadata, "releases": ReleasesModel.metadata}
REAL = Organisation(
    "Ateliers du Nord",
    False,
    "FR",
    "dpo@ateliers.example",
    (Unit("tout", "Tout", None), Unit("nord", "Atelier Nord", "tout")),
    (),
    date(2026, 11, 3),
)
SIMULATED = replace(REAL, simulated=True)
ODD = {"k": 37, "t": 17, "coalition": 6, "window_weeks": 1, "state_minutes": 77, "staff_idle_minutes": 61}


def facts(
    organisation: Organisation = REAL,
    attacks: AttackTable | None = None,
    today: date = TODAY,
    **settings: object,
) -> Facts:
    """Facts with these settings, and the defaults for the others."""
    chosen = Settings.model_validate(settings)
    return Facts(settings=chosen, organisation=organisation, stores=STORES, attacks=attacks, today=today)


def attack_table(*attacks: Attack, **remains: float) -> AttackTable:
    """A table of these attacks, and of what remains."""
    return AttackTable(2345, 98, "a machine with 2 cores", date(2026, 11, 20), attacks, remains)
