"""The directory: who can help, when, at what cost, and what the employer will know.

National resources come from data/<country>.toml, one fact sheet each with its source and the day it was
checked; the organisation's own contacts are added to them. A fact that could not be verified stays in its
sheet for the next check and is not shown, unless being wrong would harm nobody (`safe_when_wrong`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from referrals.contacts import ContactRole, OrganisationContact, read_contacts
from referrals.emergency import unbroken
from referrals.freshness import stale
from referrals.sheets import LANGS, Confidence, Entry, Lang, SheetError, read_sheet

ELSEWHERE = "ELSEWHERE"
"""The sheet of a country that we hold none for: resources without a national number."""

ORGANISATION = "ORGANISATION"
"""The country written on the organisation's own contacts."""

_SHEETS = Path(__file__).with_name("data")
_ROLES = Path(__file__).with_name("roles.toml")
_FIELDS = (
    "kinds", "outside", "phone", "url", "name", "for_whom", "hours", "cost", "channel", "confidentiality",
    "employer_learns", "source", "source_url", "verified_on", "confidence", "safe_when_wrong",
)  # fmt: skip


class Kind(StrEnum):
    """What a resource is for; routing asks for kinds, never for names."""

    EMERGENCY = "emergency"
    SUICIDE = "suicide"
    LISTENING = "listening"
    VICTIMS = "victims"
    WOMEN = "women"
    SEXUAL_VIOLENCE = "sexual_violence"
    WORK_HARASSMENT = "work_harassment"
    DISCRIMINATION = "discrimination"
    DOMESTIC = "domestic"
    DIGITAL = "digital"
    CHILD = "child"
    ADDICTION = "addiction"
    DOCTOR = "doctor"
    THERAPY = "therapy"
    OCCUPATIONAL_HEALTH = "occupational_health"
    PSYCHOLOGIST = "psychologist"
    SOCIAL_WORKER = "social_worker"
    REPRESENTATIVES = "representatives"
    REFERENT = "referent"
    PREVENTION = "prevention"
    RIGHTS = "rights"
    WORK_DISCUSSION = "work_discussion"
    HUMAN_RESOURCES = "human_resources"
    SECTOR = "sector"


_KINDS_OF_ROLE: Mapping[ContactRole, tuple[Kind, ...]] = {
    "cse": (Kind.REPRESENTATIVES,),
    "hr": (Kind.HUMAN_RESOURCES,),
    "manager": (Kind.WORK_DISCUSSION,),
    "occupational_doctor": (Kind.OCCUPATIONAL_HEALTH,),
    "prevention_adviser": (Kind.PREVENTION, Kind.WORK_HARASSMENT),
    "psychologist": (Kind.PSYCHOLOGIST,),
    "referent": (Kind.REFERENT, Kind.WORK_HARASSMENT),
    "social_worker": (Kind.SOCIAL_WORKER,),
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as read (its spaces never break) and as dialled ("tel:..." or "sms:...")."""

    display: str
    href: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource in one language.

    `employer_learns` is the answer to "what will my employer know?". `outside` is True when it does not
    belong to the employer: occupational health counts as inside, although it keeps medical secrecy. `own`
    marks a contact of the organisation. `shown` is False for a fact that was not verified and could harm if
    wrong.
    """

    id: str
    country: str
    name: str
    for_whom: str
    phone: Phone | None
    url: str | None
    hours: str
    cost: str
    channel: str
    confidentiality: str
    employer_learns: str
    outside: bool
    kinds: tuple[Kind, ...]
    source: str
    source_url: str | None
    verified_on: date | None
    confidence: Confidence
    shown: bool = True
    own: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """Every resource of every country in both languages, and the organisation's own contacts."""

    national: Mapping[Lang, Mapping[str, Resource]]
    own: Mapping[Lang, Mapping[str, Resource]]

    @classmethod
    def load(cls, contacts: tuple[OrganisationContact, ...] = ()) -> Directory:
        """Read every sheet; SheetError for a bad one, and for a contact that would replace a national
        resource."""
        national = {lang: _national(lang) for lang in LANGS}
        for contact in contacts:
            if contact.id in national["fr"]:
                raise SheetError(
                    f"The contact '{contact.id}' has the id of a national resource; choose another id."
                    " National resources cannot be replaced."
                )
        own = {lang: {contact.id: _own(contact, lang) for contact in contacts} for lang in LANGS}
        return cls(national, own)

    def get(self, resource_id: str, lang: Lang) -> Resource:
        """Return one resource, shown or not; KeyError with a sentence when there is none."""
        found = self.own[lang].get(resource_id) or self.national[lang].get(resource_id)
        if found is None:
            raise KeyError(f"there is no resource '{resource_id}' in the directory")
        return found

    def country(self, country: str, lang: Lang) -> tuple[Resource, ...]:
        """Return what may be shown in `country`: its national resources, then the organisation's contacts."""
        known = country.strip().upper()
        wanted = known if known in self.countries() else ELSEWHERE
        national = (each for each in self.national[lang].values() if each.country == wanted and each.shown)
        return (*national, *self.own[lang].values())

    def countries(self) -> tuple[str, ...]:
        """Return the countries that have a sheet."""
        found = dict.fromkeys(each.country for each in self.national["fr"].values())
        return tuple(country for country in found if country != ELSEWHERE)

    def all(self, lang: Lang) -> tuple[Resource, ...]:
        """Return every resource of every sheet, shown or not, with the contacts."""
        return (*self.national[lang].values(), *self.own[lang].values())


def _national(lang: Lang) -> dict[str, Resource]:
    found: dict[str, Resource] = {}
    for path in sorted(_SHEETS.glob("*.toml")):
        sheet = read_sheet(path)
        sheet.only("country", "resource")
        country = sheet.text("country")
        for name, entry in sheet.tables("resource"):
            if name in found:
                raise entry.fault(
                    f"the id '{name}' is already used; start it with the country ({country.lower()}_...)."
                )
            found[name] = _resource(name, country, entry, lang)
    return found


def _resource(name: str, country: str, entry: Entry, lang: Lang) -> Resource:
    entry.only(*_FIELDS)
    confidence = entry.confidence()
    for other in LANGS:
        for field in ("name", "for_whom", "hours", "cost", "channel", "confidentiality", "employer_learns"):
            entry.words(field, other)
    return Resource(
        id=name,
        country=country,
        name=entry.words("name", lang),
        for_whom=entry.words("for_whom", lang),
        phone=_phone(entry),
        url=entry.text_or_none("url"),
        hours=entry.words("hours", lang),
        cost=entry.words("cost", lang),
        channel=entry.words("channel", lang),
        confidentiality=entry.words("confidentiality", lang),
        employer_learns=entry.words("employer_learns", lang),
        outside=entry.yes_no("outside"),
        kinds=tuple(Kind(kind) for kind in entry.chosen_many("kinds", frozenset(Kind))),
        source=entry.text_or_words("source", lang),
        source_url=entry.text_or_none("source_url"),
        verified_on=entry.day("verified_on"),
        confidence=confidence,
        shown=confidence != "low" or entry.yes_no("safe_when_wrong", absent=False),
    )


def _phone(entry: Entry) -> Phone | None:
    if "phone" not in entry.values:
        return None
    phone = entry.table("phone")
    phone.only("display", "href")
    href = phone.text("href")
    if not href.startswith(("tel:", "sms:")) or not href[4:].lstrip("+").isdigit():
        raise phone.fault('write href = "tel:..." or "sms:..." followed by figures only.')
    return Phone(unbroken(phone.text("display")), href)


def _own(contact: OrganisationContact, lang: Lang) -> Resource:
    sheet = read_sheet(_ROLES)
    role = sheet.table(contact.role)
    unsaid = sheet.words("unsaid", lang)
    dialled = "".join(sign for sign in contact.phone or "" if sign.isdigit() or sign == "+")
    channel = " · ".join(filter(None, [contact.email, contact.place[lang] if contact.place else None]))
    return Resource(
        id=contact.id,
        country=ORGANISATION,
        name=contact.name[lang],
        for_whom=role.words("for_whom", lang),
        phone=Phone(unbroken(contact.phone), f"tel:{dialled}") if contact.phone else None,
        url=f"mailto:{contact.email}" if contact.email else None,
        hours=contact.hours[lang] if contact.hours else unsaid,
        cost=sheet.words("cost", lang),
        channel=channel or sheet.words("by_phone", lang),
        confidentiality=role.words("confidentiality", lang),
        employer_learns=contact.employer_learns[lang],
        outside=contact.outside,
        kinds=_KINDS_OF_ROLE[contact.role],
        source=sheet.words("source", lang),
        source_url=None,
        verified_on=None,
        confidence="high",
        own=True,
    )


__all__ = ["Directory", "Kind", "OrganisationContact", "Phone", "Resource", "read_contacts", "stale"]
