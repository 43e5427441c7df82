"""The organisation's own contacts: people near the employee, added to the directory and never in place of it.

They come from the organisation file. A contact has a role, and the role decides what it may be offered for:
no role can be an emergency number, so a contact can neither hide nor replace the national block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from referrals.sheets import Entry, Lang

ContactRole = Literal[
    "cse",
    "hr",
    "manager",
    "occupational_doctor",
    "prevention_adviser",
    "psychologist",
    "referent",
    "social_worker",
]
"""Who the contact is; "referent" is the harassment referent, "prevention_adviser" the Belgian adviser or its
like."""

_FIELDS = ("id", "role", "name", "phone", "email", "place", "hours", "employer_learns", "outside")


@dataclass(frozen=True, slots=True)
class OrganisationContact:
    """One contact of the organisation, with its words in both languages.

    At least one of `phone`, `email` and `place` is there. `employer_learns` says, in plain words, what the
    employer will know if the person calls: it is required, because nobody chooses well without it. `outside`
    is for a service that does not belong to the organisation (an external line).
    """

    id: str
    role: ContactRole
    name: Mapping[Lang, str]
    phone: str | None
    email: str | None
    place: Mapping[Lang, str] | None
    hours: Mapping[Lang, str] | None
    employer_learns: Mapping[Lang, str]
    outside: bool = False


def read_contacts(tables: Iterable[Mapping[str, object]], file: Path) -> tuple[OrganisationContact, ...]:
    """Read the [[contact]] tables of the organisation file; SheetError names the file, the table and the
    mend."""
    contacts = []
    for place, table in enumerate(tables, start=1):
        entry = Entry(file, f"contact {place}", table)
        entry.only(*_FIELDS)
        contacts.append(_contact(entry))
        if contacts[-1].id in {earlier.id for earlier in contacts[:-1]}:
            raise entry.fault(f"the id '{contacts[-1].id}' is already taken; choose another.")
    return tuple(contacts)


def _contact(entry: Entry) -> OrganisationContact:
    contact_id = entry.text("id")
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", contact_id):
        raise entry.fault(
            f"the id '{contact_id}' must be small letters, figures and _ (such as nurse_north)."
        )
    phone = entry.text_or_none("phone")
    if phone is not None and not re.fullmatch(r"\+?[0-9][0-9 .()-]{1,24}", phone):
        raise entry.fault("phone must hold figures and spaces only, such as 01 23 45 67 89.")
    email = entry.text_or_none("email")
    if email is not None and not re.fullmatch(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+", email):
        raise entry.fault("email must be an address, such as medecin@ateliers.example.")
    place = _both(entry, "place") if "place" in entry.values else None
    if phone is None and email is None and place is None:
        raise entry.fault("write phone, email or place: a contact that nobody can reach helps nobody.")
    return OrganisationContact(
        id=contact_id,
        role=cast(ContactRole, entry.chosen("role", frozenset(get_args(ContactRole)))),
        name=_both(entry, "name"),
        phone=phone,
        email=email,
        place=place,
        hours=_both(entry, "hours") if "hours" in entry.values else None,
        employer_learns=_both(entry, "employer_learns"),
        outside=entry.yes_no("outside", absent=False),
    )


def _both(entry: Entry, field: str) -> Mapping[Lang, str]:
    """Return {"fr": ..., "en": ...}; one plain text stands for both (a name, most often)."""
    if isinstance(entry.values.get(field), str):
        text = entry.text(field)
        return {"fr": text, "en": text}
    return {"fr": entry.words(field, "fr"), "en": entry.words(field, "en")}
