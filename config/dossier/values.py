"""What the templates are filled with: figures from the settings, words in the language of the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import MetaData

from config.access import ACCESS
from config.dossier.attack_table import CRITERIA, REMAINS, Attack, AttackTable
from config.dossier.citations import Lang
from config.dossier.formats import day_in, plain
from config.dossier.kept import kept_stores
from config.dossier.model_figures import read_model_figures
from config.noise import noise_terms
from config.organisation import Organisation
from config.postgres import role_of
from config.postgres_rights import RIGHTS
from config.settings import Settings
from config.web.words import Words
from referrals.emergency import numbers_for
from reporting import rounding
from reporting.accounts import Role
from reporting.models import AUDIT_DAYS
from reporting.policy import DEFAULT_COALITION, DEFAULT_K, DEFAULT_T, Policy
from signals.contributions.measures import Dimension, Pole
from signals.contributions.windows import TERM_WEEKS

DOCUMENTS = ("readme", "register", "dpia", "employees", "council", "ai_act")

SCREENS: tuple[tuple[str, str, str], ...] = (
    ("welcome", "employee", "/"),
    ("receipt", "employee", "/conversation"),
    ("danger", "employee", "/conversation"),
    ("invitation", "employee", "/invitation"),
    ("passes", "employee", "/passes"),
    ("employer", "employee", "/employer"),
    ("overview", "staff", "/overview/"),
    ("withheld", "staff", "/overview/"),
    ("method", "staff", "/method/"),
    ("roster", "staff", "/roster/"),
)
"""The screens that the works council should see: their words, their app, their page after the language."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the documents are written from; `attacks` is None when the attacks have not been run."""

    settings: Settings
    organisation: Organisation
    stores: Mapping[str, MetaData]
    attacks: AttackTable | None
    today: date


def values_for(facts: Facts, lang: Lang, words: Words) -> dict[str, object]:
    """Every value that a template may name, in `lang`; raise ColumnUnsaid or FiguresUnread."""
    settings, organisation = facts.settings, facts.organisation
    policy = Policy(k=settings.k, t=settings.t, coalition=settings.coalition)

    def word(key: str) -> str:
        return words.text(lang, f"dossier.{key}")

    def factors(pole: Pole) -> list[str]:
        return [words.text(lang, f"employer.name.{dimension.value}_{pole.value}") for dimension in Dimension]

    answering = {
        criterion: facts.attacks.answering(criterion) if facts.attacks else () for criterion in CRITERIA
    }
    return {
        "organisation": plain(organisation.name),
        "simulated": organisation.simulated,
        "country": organisation.country,
        "dpo": plain(organisation.dpo_contact) if organisation.dpo_contact else None,
        "council_day": organisation.cse_opinion_on,
        "today": facts.today,
        "unit_names": [plain(unit.name) for unit in organisation.units],
        "contacts": [
            {
                "name": plain(contact.name[lang]),
                "reach": plain(", ".join(part for part in (contact.phone, contact.email) if part)),
                "employer_learns": plain(contact.employer_learns[lang]),
            }
            for contact in organisation.contacts
        ],
        "emergency_line": numbers_for(organisation.country, lang).line,
        "employee_url": settings.employee_url,
        "employee_address": f"{settings.employee_host}:{settings.employee_port}",
        "staff_address": f"{settings.staff_host}:{settings.staff_port}",
        "k": policy.k,
        "t": policy.t,
        "c": policy.coalition,
        "people": policy.measure_need.people,
        "side": policy.measure_need.side,
        "defaults": {"k": DEFAULT_K, "t": DEFAULT_T, "c": DEFAULT_COALITION},
        "window_weeks": settings.window_weeks,
        "term_weeks": TERM_WEEKS,
        "time_zone": settings.time_zone,
        "state_minutes": settings.state_minutes,
        "idle_minutes": settings.staff_idle_minutes,
        "lockout_minutes": settings.lockout_minutes,
        "attempts": settings.sign_in_attempts,
        "audit_days": AUDIT_DAYS,
        "signature": settings.release_needs_signature,
        "noise": _noise(settings, lang, words),
        "database": "sqlite" if settings.postgres is None else "postgresql",
        "rights": _rights(settings, word) if settings.postgres is not None else [],
        "rounding": {
            "people": rounding.STEP,
            "points": rounding.STEP,
            "lowest": rounding.LOWEST_PERCENT,
            "highest": rounding.HIGHEST_PERCENT,
        },
        "risks": factors(Pole.RISK),
        "resources": factors(Pole.RESOURCE),
        "measures": list(zip(factors(Pole.RISK), factors(Pole.RESOURCE), strict=True)),
        "files": {document: word(f"file.{document}") for document in DOCUMENTS},
        "roles": [
            {"label": word(f"role.{role.value}"), "pages": [word(f"page.{page}") for page in _pages(role)]}
            for role in Role
        ],
        "kept": [
            {"label": word(f"store.{store.name}"), "tables": store.tables}
            for store in kept_stores(facts.stores, lang)
        ],
        "model_figures": [
            {
                "label": word(f"figure.{name}"),
                "where": word(f"lang.{figure.where}"),
                "value": f"{figure.value:.3f}".replace(".", word("decimal")),
            }
            for name, figure in read_model_figures()
        ],
        "screens": [
            {"label": word(f"screen.{name}"), "address": _address(settings, app, f"/{lang}{page}")}
            for name, app, page in SCREENS
        ],
        "attacks": _attacks(facts.attacks, lang, word),
        "criteria": [
            {
                "title": word(f"title.{criterion}"),
                "question": word(f"question.{criterion}"),
                "answer": word(f"answer.{_answer(attacks)}"),
                "rows": _rows(attacks, word),
            }
            for criterion, attacks in answering.items()
        ],
    }


def _noise(settings: Settings, lang: Lang, words: Words) -> str | None:
    terms = noise_terms(settings)
    if terms is None:
        return None
    numbers = {
        name: f"{value:.3g}".replace(".", words.text(lang, "dossier.decimal"))
        for name, value in (("scale", terms.scale), ("epsilon", terms.epsilon_per_year))
    }
    return words.text(lang, "dossier.noise", **numbers)


def _rights(settings: Settings, word: Callable[[str], str]) -> list[dict[str, object]]:
    """What each role of the database may do, one row for each table that it may touch at all."""
    return [
        {"role": role_of(settings, part), "store": word(f"store.{store.value}"), "table": table, "may": may}
        for part, stores in RIGHTS.items()
        for store, tables in stores.items()
        for table, may in tables.items()
    ]


def _attacks(table: AttackTable | None, lang: Lang, word: Callable[[str], str]) -> dict[str, object] | None:
    if table is None:
        return None
    return {
        "organisations": table.organisations,
        "seed": table.seed,
        "machine": plain(table.machine),
        "date_written": day_in(table.day, lang),
        "rows": _rows(table.attacks, word),
        "unsorted": _rows(table.answering(None), word),
        "all_held": all(attack.havre == 0 for attack in table.attacks),
        "upper": table.upper_rate,
        "remains": [
            {"label": word(f"remains.{name}"), "rate": table.remains[name]}
            for name in REMAINS
            if name in table.remains
        ],
    }


def _rows(attacks: tuple[Attack, ...], word: Callable[[str], str]) -> list[dict[str, object]]:
    return [
        {
            # An attack that is not known here yet is shown under its own name rather than left out.
            "label": plain(attack.name) if attack.criterion is None else word(f"attack.{attack.name}"),
            "naive": attack.naive,
            "havre": attack.havre,
        }
        for attack in attacks
    ]


def _answer(attacks: tuple[Attack, ...]) -> str:
    if not attacks:
        return "not_run"
    if any(attack.havre > 0 for attack in attacks):
        return "broken"
    return "held" if all(attack.naive > 0 for attack in attacks) else "no_control"


def _pages(role: Role) -> list[str]:
    """The rooms of the staff app that `role` may open, each once, in the order of the access table."""
    return list(dict.fromkeys(endpoint.split(".")[0] for endpoint, roles in ACCESS.items() if role in roles))


def _address(settings: Settings, app: str, path: str) -> str:
    if app == "employee":
        return f"{settings.invitation_address}{path}"
    return f"http://{settings.staff_host}:{settings.staff_port}{path}"
