"""French verbs whose ending alone tells the second person from the first."""

from __future__ import annotations

import re

_FUTURE = re.compile(r"(?:e|i|d|v|tt|aît|our|au|ver)rai$")
_NOT_A_FUTURE = re.compile(r"(?:sp|adm|dés|déch|(?<!ser)v|(?<!par)(?<!sor)(?<!sen)(?<!men)t)irai$")
"""What ends like a future and is a past that was meant to be "je respirais"."""


def is_regular(verb: str) -> bool:
    """Say whether the ending alone tells the other persons of a verb."""
    if not verb.isalpha() or len(verb) < 4:
        return False
    if verb.endswith("ais"):
        return True
    if verb.endswith("rai"):
        return bool(_FUTURE.search(verb)) and not _NOT_A_FUTURE.search(verb)
    return verb.endswith("e") and not ("è" in verb or verb.endswith(("elle", "ette")))


def regular_vous(verb: str) -> str:
    """Return the vous form of a regular first-person verb."""
    if verb.endswith("ais"):
        stem = verb[:-3]
        stem = (
            stem[:-1] if stem.endswith("ge") else stem.removesuffix("ç") + "c" if stem.endswith("ç") else stem
        )
        return f"{stem}iez"
    if verb.endswith("rai"):
        return f"{verb[:-2]}ez"
    if verb.endswith(("oie", "uie", "aie")):
        return f"{verb[:-2]}yez"
    return f"{verb[:-1]}ez"


def with_s(verb: str) -> str:
    """Return the tu form of a first-person verb in -e, -s or -x."""
    return f"{verb}s" if verb.endswith("e") else verb
