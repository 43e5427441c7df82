"""Who the person may talk to, and in which order they are proposed."""

from __future__ import annotations

from enum import StrEnum

from chatbot.preparing.known import Known


class Listener(StrEnum):
    """Someone a person may prepare to talk to."""

    MANAGER = "manager"
    HR = "hr"
    OCCUPATIONAL = "occupational"
    REPRESENTATIVE = "representative"
    DOCTOR = "doctor"


_M, _H, _O, _R, _D = Listener

_WORK = (_M, _R, _O, _H, _D)
_CAREFUL = (_R, _O, _D, _H, _M)
_HEALTH = (_D, _O, _R, _M, _H)
_PEOPLE = (_O, _R, _M, _H, _D)
_FUTURE = (_R, _H, _M, _O, _D)
_OF_MATTER = {
    "boss": _PEOPLE, "peer": _PEOPLE, "relations": _PEOPLE, "public": _PEOPLE, "suffering": _PEOPLE,
    "layoffs": _FUTURE, "restructuring": _FUTURE, "uncertainty": _FUTURE,
    "fatigue": _HEALTH, "grief": _HEALTH,
}  # fmt: skip


def in_order(known: Known) -> tuple[Listener, ...]:
    """Return the five, those most likely to help first (referral guide, section 4); all may be chosen.

    After a danger to one's life, a doctor; when acts repeat, those who protect rather than those who decide.
    """
    if known.own_life:
        return _HEALTH
    if known.careful:
        return _CAREFUL
    return _OF_MATTER.get(known.matters[0], _WORK) if known.matters else _WORK
