"""Who to suggest: two or three resources that fit, at least one outside the company.

The order follows the referral guide, section 4. Danger is not decided here: the danger cards have already
spoken. After violence or harassment only people whose role it is are suggested; a mediation, the manager and
human resources never are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from referrals.directory import Directory, Kind, Resource
from referrals.sheets import LANGS, Lang, SheetError, read_sheet

MOST = 3
"""More than three resources in one message is a list, and nobody calls a list."""

_REASONS = Path(__file__).with_name("reasons")

_Wish = tuple[Kind, str]

_SEXUAL: tuple[_Wish, ...] = ((Kind.SEXUAL_VIOLENCE, "violence"), (Kind.REFERENT, "harassment"))
_DOMESTIC: tuple[_Wish, ...] = ((Kind.DOMESTIC, "violence"),)
_DISCRIMINATION: tuple[_Wish, ...] = ((Kind.DISCRIMINATION, "discrimination"),)
_VIOLENCE: tuple[_Wish, ...] = (
    (Kind.VICTIMS, "violence"),
    (Kind.OCCUPATIONAL_HEALTH, "violence_health"),
    (Kind.RIGHTS, "rights"),
    (Kind.DOCTOR, "health"),
)
_HARASSMENT: tuple[_Wish, ...] = (
    (Kind.OCCUPATIONAL_HEALTH, "harassment_health"),
    (Kind.WORK_HARASSMENT, "harassment"),
    (Kind.VICTIMS, "violence"),
    (Kind.RIGHTS, "rights"),
    (Kind.DOCTOR, "health"),
)
_LASTING: tuple[_Wish, ...] = (
    (Kind.DOCTOR, "health"),
    (Kind.OCCUPATIONAL_HEALTH, "health_work"),
    (Kind.THERAPY, "therapy"),
)
_DISTRESS: tuple[_Wish, ...] = (
    (Kind.LISTENING, "listening"),
    (Kind.DOCTOR, "health"),
    (Kind.THERAPY, "therapy"),
)
_BY_RISK: dict[str, tuple[_Wish, ...]] = {
    "intensity": ((Kind.WORK_DISCUSSION, "load"), (Kind.REPRESENTATIVES, "collective")),
    "autonomy": ((Kind.WORK_DISCUSSION, "room"), (Kind.REPRESENTATIVES, "collective")),
    "value_conflict": ((Kind.REPRESENTATIVES, "collective"), (Kind.WORK_DISCUSSION, "good_work")),
    "social_relations": (
        (Kind.OCCUPATIONAL_HEALTH, "relations"),
        (Kind.PREVENTION, "relations"),
        (Kind.REPRESENTATIVES, "collective"),
    ),
    "emotional_demands": ((Kind.PSYCHOLOGIST, "emotions_at_work"), (Kind.OCCUPATIONAL_HEALTH, "health_work")),
    "insecurity": ((Kind.REPRESENTATIVES, "change"), (Kind.HUMAN_RESOURCES, "change")),
}
_ALWAYS: tuple[_Wish, ...] = ((Kind.OCCUPATIONAL_HEALTH, "health_work"), (Kind.DOCTOR, "health"))
_OUTSIDE: tuple[_Wish, ...] = (
    (Kind.RIGHTS, "rights"),
    (Kind.LISTENING, "listening"),
    (Kind.DOCTOR, "health"),
)
_OUTSIDE_BY_RISK: dict[str, _Wish] = {
    "intensity": (Kind.RIGHTS, "rights"),
    "autonomy": (Kind.RIGHTS, "rights"),
    "value_conflict": (Kind.RIGHTS, "rights"),
    "insecurity": (Kind.RIGHTS, "rights"),
    "social_relations": (Kind.LISTENING, "listening"),
    "emotional_demands": (Kind.LISTENING, "listening"),
}
_NEVER_AFTER_HARM = frozenset({Kind.WORK_DISCUSSION, Kind.HUMAN_RESOURCES})


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the person's situation, danger set aside.

    `measures` are slugs of measures or measures themselves ("intensity.risk"; resources are ignored).
    `symptoms_lasting`: an effect on health for over two weeks. `harassment`: repeated acts by people at
    work. `violence`: an offence (assault, threat, sexual or domestic violence, discrimination). `distress`:
    a need to be listened to now, without danger. `country` is the organisation's.
    """

    measures: tuple[object, ...] = ()
    symptoms_lasting: bool = False
    harassment: bool = False
    violence: bool = False
    distress: bool = False
    country: str = "FR"
    origin: Literal["fatigue", "conflict", "organisation"] | None = None
    sexual: bool = False
    domestic: bool = False
    discrimination: bool = False

    @property
    def harmed(self) -> bool:
        """Whether someone did harm: then no mediation, and nobody who would have to stay neutral."""
        return any((self.violence, self.harassment, self.sexual, self.domestic, self.discrimination))


@dataclass(frozen=True, slots=True)
class ResourceChoice:
    """A resource to suggest, and the key of the words that say why (`ReferralReasons`)."""

    resource_id: str
    reason_key: str


def route(situation: Situation, directory: Directory) -> tuple[ResourceChoice, ...]:
    """Return two or three resources for the situation, at least one of them outside the company.

    Pure and deterministic. The organisation's own contact comes before the generic national sheet of the
    same kind.
    """
    shown = directory.country(situation.country, "fr")
    if situation.harmed:
        shown = tuple(each for each in shown if not _NEVER_AFTER_HARM.intersection(each.kinds))
    chosen: dict[str, ResourceChoice] = {}
    outside = {each.id for each in shown if each.outside}
    for kind, reason in _wishes(situation):
        room = MOST - len(chosen)
        needs_outside = not outside.intersection(chosen)
        found = _first(shown, kind, chosen, outside_only=room == 1 and needs_outside)
        if found is not None and room:
            chosen[found.id] = ResourceChoice(found.id, reason)
    return tuple(chosen.values())


def risks_of(situation: Situation) -> tuple[str, ...]:
    """Return the dimensions at risk, in order; the person's angle stands in when none was heard."""
    slugs = [str(measure) for measure in situation.measures]
    heard = [slug.removesuffix(".risk") for slug in slugs if slug.endswith(".risk")]
    if not heard and situation.origin == "conflict":
        heard = ["social_relations"]
    if not heard and situation.origin == "organisation":
        heard = ["intensity"]
    return tuple(dict.fromkeys(risk for risk in heard if risk in _BY_RISK))


def _wishes(situation: Situation) -> Iterable[_Wish]:
    risks = risks_of(situation)
    if situation.sexual:
        yield from _SEXUAL
    if situation.domestic:
        yield from _DOMESTIC
    if situation.discrimination:
        yield from _DISCRIMINATION
    if situation.violence or situation.sexual or situation.domestic:
        yield from _VIOLENCE
    if situation.harassment:
        yield from _HARASSMENT
    if situation.symptoms_lasting:
        yield from _LASTING[:2]
    if situation.distress:
        yield from _DISTRESS
    if situation.symptoms_lasting:
        yield from _LASTING[2:]
    # The first wish of each risk, then the second of each: two worries are both answered.
    depth = max((len(_BY_RISK[risk]) for risk in risks), default=0)
    for rank in range(depth):
        yield from (_BY_RISK[risk][rank] for risk in risks if rank < len(_BY_RISK[risk]))
    yield from (_OUTSIDE_BY_RISK[risk] for risk in risks if risk in _OUTSIDE_BY_RISK)
    yield from _ALWAYS
    yield from _OUTSIDE


def _first(
    shown: Iterable[Resource], kind: Kind, chosen: dict[str, ResourceChoice], *, outside_only: bool
) -> Resource | None:
    """Return the best resource of `kind`, None when one of that kind is already chosen or none is there."""
    of_kind = [each for each in shown if kind in each.kinds]
    if any(each.id in chosen for each in of_kind):
        return None
    allowed = [each for each in of_kind if each.outside or not outside_only]
    return min(allowed, key=lambda each: not each.own, default=None)


@dataclass(frozen=True, slots=True)
class ReferralReasons:
    """The answers to "why this one?", per language. `familiar`: those that change in French for a person who
    is said tu (reasons/fr-tu.toml)."""

    by_lang: dict[Lang, dict[str, str]]
    familiar: dict[str, str]

    @classmethod
    def load(cls) -> ReferralReasons:
        """Read the sheets; SheetError when a reason is missing in a language."""
        by_lang = {}
        for lang in LANGS:
            sheet = read_sheet(_REASONS / f"{lang}.toml")
            sheet.only(*reason_keys())
            by_lang[lang] = {key: sheet.text(key) for key in reason_keys()}
        sheet = read_sheet(_REASONS / "fr-tu.toml")
        sheet.only(*reason_keys())
        return cls(by_lang, {key: sheet.text(key) for key in sheet.values})

    def text(self, reason_key: str, lang: Lang, *, familiar: bool = False) -> str:
        """Return the sentence for a `reason_key` of `route`; `familiar` says tu to the person, in French."""
        said = self.by_lang[lang][reason_key]
        return self.familiar.get(reason_key, said) if familiar and lang == "fr" else said


def reason_keys() -> tuple[str, ...]:
    """Return every reason that `route` can give."""
    rows = (
        _SEXUAL,
        _DISCRIMINATION,
        _VIOLENCE,
        _HARASSMENT,
        _LASTING,
        _DISTRESS,
        _ALWAYS,
        _OUTSIDE,
        *_BY_RISK.values(),
    )
    return tuple(dict.fromkeys(reason for row in rows for _, reason in row))


__all__ = ["ReferralReasons", "ResourceChoice", "SheetError", "Situation", "reason_keys", "risks_of", "route"]
