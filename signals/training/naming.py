"""Call people by a first name where a sentence says their place at work: the labels do not depend on it."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import partial

SHARE = 0.5
"""How many are called by a name."""

HIS = (
    "Thierry", "Baptiste", "Gérard", "Kevin", "Lucas", "Karim", "Rachid", "Bilal", "Samir", "Moussa",
    "Souleymane", "Bakary", "Koffi", "Tuan", "Jun", "Duc", "Moshe", "David", "Radu", "Mihai", "Pedro",
    "Tiago", "Diego", "Tomasz", "Marek", "Bogdan", "Goran", "Mehmet", "Yusuf", "Vikram", "Sanjay",
    "Deepak", "Kwame", "Chidi", "Babajide", "Liam", "Gareth", "Stuart", "Brian", "Tyrone",
)  # fmt: skip
HER = (
    "Sylvie", "Josiane", "Chloé", "Manon", "Jessica", "Fatima", "Samira", "Nadia", "Rachida", "Leïla",
    "Mariam", "Fatou", "Bintou", "Rokia", "Linh", "Mei", "Xin", "Rivka", "Sarah", "Mihaela", "Roxana",
    "Conceição", "Lucía", "Katarzyna", "Zofia", "Jelena", "Zeynep", "Priya", "Lakshmi", "Divya",
    "Chioma", "Ngozi", "Funke", "Siobhan", "Niamh", "Bronwen", "Debbie", "Shanice", "Tracey",
    "Margaret",
)  # fmt: skip
"""First names of many origins, each as likely as any other and none of them in the bias probe. Consonants
begin them: French elides before a vowel."""

# Not before what says of what: "le chef de chantier" is no name's place.
_ALONE = r"\b(?! (?:d['’e]|du\b|des\b|of\b|adjoint|qualité))"

PLACES: Mapping[str, tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = {
    "fr": (
        (
            re.compile(
                rf"\b(?:mon|le) (?:chef|patron|boss|manager|responsable|coll[eè]gue|binôme|tuteur){_ALONE}",
                re.IGNORECASE,
            ),
            HIS,
        ),
        (
            re.compile(
                rf"\b(?:ma|la) (?:cheffe?|patronne|boss|manageuse|responsable|coll[eè]gue|tutrice){_ALONE}",
                re.IGNORECASE,
            ),
            HER,
        ),
    ),
    # English does not say whether that is a man or a woman: either.
    "en": (
        (
            re.compile(
                rf"\b(?:my|the) (?:boss|manager|supervisor|foreman|gaffer|colleague|co-?worker){_ALONE}",
                re.IGNORECASE,
            ),
            (*HIS, *HER),
        ),
    ),
}
"""By language: how a person's place at work is said, and the names that may stand there."""


def named(text: str, language: str, draw: random.Random) -> str:
    """Return the text with a first name in the place of half of those it speaks of."""
    small = text.islower()
    for place, names in PLACES.get(language, ()):
        text = place.sub(partial(_name, names=names, small=small, draw=draw), text)
    return text


def _name(found: re.Match[str], *, names: tuple[str, ...], small: bool, draw: random.Random) -> str:
    if draw.random() >= SHARE:
        return found[0]
    chosen = draw.choice(names)
    return chosen.lower() if small else chosen
