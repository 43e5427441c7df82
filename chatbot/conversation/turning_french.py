"""Turning a French clause: "j'en peux plus" -> "vous n'en pouvez plus", or "tu n'en peux plus".

Works on the words of a clause, elided ones apart ("j’", "en", "peux", "plus"). What is not surely right is
None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chatbot.conversation.turning_french_verbs import is_regular, regular_vous, with_s
from chatbot.conversation.turning_words import TurningWords

_VOWELS = "aeiouyhàâäéèêëîïôöùûüœ"
_I = frozenset({"je", "j’"})
_NE = frozenset({"ne", "n’"})
_JOINERS = frozenset({"et", "ou", "puis", "mais"})
_NEGATIVE = frozenset({"pas", "jamais", "rien", "personne", "aucun", "aucune", "guère"})
_SHE_OR_HE = frozenset({"il", "elle", "on", "ils", "elles", "ça", "cela"})
_NOT_A_VERB = frozenset(
    {
        "et", "ou", "qui", "que", "qu’", "aussi", "même", "seul", "seule", "de", "d’", "pas", "plus", "mais",
        "moi",
    }
)  # fmt: skip
"""What may follow "il" or "elle" without being its verb: the clause is then a fragment."""

_OF_A_NOUN = frozenset(
    {
        "mon", "ma", "mes", "notre", "nos", "un", "une", "ce", "cette", "cet", "de", "d’", "du", "des", "à",
        "au",
    }
)  # fmt: skip
_BEFORE: Mapping[str, frozenset[str]] = {
    "rien": frozenset({"pour", "un"}),
    "personne": frozenset({"une", "la", "cette", "chaque", "seule", "autre", "même", "bonne"}),
    "plus": frozenset({"de", "en", "non", "le", "la", "les", "au", "un", "peu", "beaucoup", "bien"}),
}
"""Words after which these are not negative: "pour rien", "une personne", "de plus en plus"."""

_CLAUSE_AFTER = frozenset({"et", "ou", "mais", "que", "qu’", "quand", "car", "donc"})
_RELATIVE = frozenset({"que", "qu’", "qui", "dont", "où", "quand", "si"})
_ASKED = frozenset(
    {"fais", "dis", "aide", "donne", "laisse", "explique", "montre", "parle", "trouve", "conseille", "guide"}
)
_WHENEVER = frozenset({"quand", "si", "dès", "lorsque", "lorsqu’"})
_ARTICLES = frozenset({"le", "la", "les", "l’"})
_LOST_NEGATIONS = (["pas"], ["plus"], ["jamais"])
_TOO_OFTEN_MORE = frozenset({"de", "d’", "que", "qu’"})
_INFINITIVE = re.compile(r"\w+(?:er|ir|re)$|être$|avoir$")


@dataclass(frozen=True, slots=True)
class French:
    """The turning of French clauses in one voice."""

    words: TurningWords
    familiar: bool

    def tokens(self, spaced: str) -> list[str]:
        """Return the words of a clause whose elided words stand apart, spelled out where typed in one."""
        parts = _said_once([part for token in spaced.split() for part in self._spelled(token)])
        lowered = [part.casefold() for part in parts[:2]]
        if lowered[:1] in (["faut"], ["faudrait"]) or lowered == ["y", "a"]:
            return ["il", *parts]
        return parts

    def turn(self, tokens: Sequence[str]) -> list[str] | None:
        """Return the words turned towards the person; None when anything is unsure."""
        tokens = self._negated(tokens)
        plain = [token.casefold() for token in tokens]
        if _speaks_to_us(plain):
            return None
        if not self._may_begin(plain) or (self.familiar and {"nous", "notre", "nos"}.intersection(plain)):
            return None
        for before, after in pairwise(plain):
            if before in _JOINERS and after not in self.words.lists["after_and"]:
                return None
        out: list[str] = []
        index = 0
        while index < len(plain):
            turned, index = self._next(tokens, plain, index)
            if turned is None:
                return None
            out += turned
        return None if self._negation_is_missing(out) else out

    def _next(self, tokens: Sequence[str], plain: Sequence[str], index: int) -> tuple[list[str] | None, int]:
        """Return the next words turned, and the place after them; None instead of the words when unsure."""
        word = plain[index]
        mine = word == "moi" and plain[index + 1 : index + 2] == ["qui"]
        if mine or word in _I:
            verb = self._verb(plain, index + 1 + mine, subjunctive=self._wished(plain, index))
            if verb is None:
                return None, index
            # "Je réponds a tout": no verb may follow a verb so, it is the other "à".
            after = ["à"] if plain[verb[1] : verb[1] + 1] == ["a"] else []
            subject = [self.words.map["moi"], "qui"] if mine else ["tu" if self.familiar else "vous"]
            return [*subject, *verb[0], *after], verb[1] + len(after)
        if word == "nous" and index + 1 < len(plain):
            ours = self._our_verb(plain, index + 1)
            if ours is not None:
                return ["vous", *ours[0]], ours[1]
        if plain[index : index + 2] == ["c’", "est"] and plain[index + 2 : index + 3] in _LOST_NEGATIONS:
            return ["ce", "n’"], index + 1
        if word in {"de", "à"} and self._is_refusal(plain[index + 1 : index + 4]):
            return [tokens[index], "ne"], index + 1
        return [self._swapped(tokens[index], lower=index == 0)], index + 1

    def _is_refusal(self, after: Sequence[str]) -> bool:
        """Say whether what follows "de" is a negative infinitive: "pas réagir", "servir à rien"."""
        if len(after) < 2:
            return False
        if list(after[:1]) in _LOST_NEGATIONS:
            verb = after[2:] if after[1] in self.words.lists["clitics"] else after[1:]
            return bool(verb) and bool(_INFINITIVE.match(verb[0]))
        return bool(_INFINITIVE.match(after[0])) and (after[1] == "rien" or list(after[1:]) == ["à", "rien"])

    def _spelled(self, token: str) -> list[str]:
        """Return what was typed in one word as the words it stands for: "jsuis", "jai"."""
        typed = self.words.typed.get(token.casefold())
        if typed is not None:
            return list(typed)
        rest = re.sub(r"^j(?=[bcdfgkmnpqrstvz])", "", token.casefold())
        if rest != token.casefold() and rest in self.words.verbs:
            return ["je", rest]
        return [token]

    def _may_begin(self, plain: Sequence[str]) -> bool:
        """Say whether a clause begins with the person, a word of time before them, or is a whole sentence."""
        if plain[0] in _I:
            return True
        first = next((index for index, word in enumerate(plain) if word in _I), None)
        if first is not None and " ".join(plain[:first]) in self.words.lists["leading"]:
            return True
        if plain[0] in _WHENEVER or plain[:2] == ["chaque", "fois"]:
            return sum(word in _I or word in _SHE_OR_HE for word in plain) > 1
        if plain[0] == "nous":
            return self._our_verb(plain, 1) is not None
        return self._is_whole(plain)

    def _is_whole(self, plain: Sequence[str]) -> bool:
        """Say whether a clause about someone else is a sentence: it has its verb."""
        if plain[0] == "on":
            # "On" may be the person and others, unless something is done to the person.
            return bool({"me", "m’", "nous"}.intersection(plain[1:4]))
        if plain[0] in _SHE_OR_HE:
            return len(plain) > 1 and plain[1] not in _NOT_A_VERB
        if plain[0] in {"personne", "rien"} and plain[1:2] and plain[1] in _NE:
            return True
        if plain[:3] == ["tout", "le", "monde"] and len(plain) > 3:
            return True
        if plain[0] in {"mes", "nos", "les", "des"} and plain[2:3] and plain[2].endswith("ent"):
            return not plain[2].endswith(("ment", "vent")) or plain[2] in self.words.lists["others_do"]
        relative = next((index for index, word in enumerate(plain) if word in _RELATIVE), len(plain))
        head = plain if plain[:2] == ["tout", "ce"] else plain[:relative]
        return any(
            word in self.words.lists["others_do"] and not self._is_noun(plain, index)
            for index, word in enumerate(head)
            if index
        )

    def _is_noun(self, plain: Sequence[str], index: int) -> bool:
        before = plain[index - 1]
        return before in _OF_A_NOUN or (before in _ARTICLES and index == 1)

    def _negated(self, tokens: Sequence[str]) -> list[str]:
        """Return a clause with the "ne" that speech leaves out about someone else: "on me dit rien"."""
        plain = [token.casefold() for token in tokens]
        out = list(tokens)
        for start in range(len(plain) - 1, -1, -1):
            if start == 0 or plain[start - 1] in _CLAUSE_AFTER:
                place = self._lost_ne(plain, start)
                if place is not None:
                    out.insert(place, self._ne(plain[place]))
        return out

    def _lost_ne(self, plain: Sequence[str], start: int) -> int | None:
        """Return where the "ne" of the clause that begins here has been left out; None when it has not."""
        first, second = plain[start], plain[start + 1 : start + 2]
        if first in {"personne", "rien"} and len(plain) > start + 2 and second[0] not in _NE:
            return start + 1 if first == "personne" or second[0] in {"me", "m’"} else None
        # After a noun, only "me" tells where the verb is.
        place = start + (1 if first in _SHE_OR_HE else 2)
        if place == start + 2 and plain[place : place + 1] not in (["me"], ["m’"]):
            return None
        verb = place
        while verb < len(plain) and plain[verb] in self.words.lists["clitics"]:
            verb += 1
        after = list(plain[verb + 1 : verb + 3])
        lost = after[:1] in (["pas"], ["jamais"], ["rien"]) or after in (
            ["plus", "rien"],
            ["plus", "personne"],
            ["à", "rien"],
        )
        return place if lost and plain[verb] not in _NE else None

    def _ne(self, following: str) -> str:
        elided = following[0] in _VOWELS and following not in self.words.lists["breathed"]
        return "n’" if elided else "ne"

    def _wished(self, plain: Sequence[str], index: int) -> bool:
        """Say whether the "je" at this place is after a "que" that asks for the subjunctive."""
        if index < 2 or plain[index - 1] not in {"que", "qu’"}:
            return False
        return bool(self.words.lists["subjunctive_before"].intersection(plain[max(0, index - 4) : index - 1]))

    def _verb(self, plain: Sequence[str], start: int, *, subjunctive: bool) -> tuple[list[str], int] | None:
        """Turn what follows "je": its negation, its pronouns, its verb. Return the words and the next
        place."""
        clitics: list[str] = []
        index = start
        negated = index < len(plain) and plain[index] in _NE
        index += negated
        while index < len(plain) - 1 and plain[index] in self.words.lists["clitics"]:
            clitics.append(self._swapped(plain[index], lower=False))
            index += 1
        if index >= len(plain):
            return None
        verb, after = self._written(plain[index]), plain[index + 1 :]
        if verb == "suis" and self.words.lists["followed"].intersection(after[:3]):
            return None
        form = self._form(verb, subjunctive=subjunctive)
        if form is None:
            return None
        if clitics[-1:] == ["te"] and self._ne(form) == "n’":
            clitics[-1] = "t’"
        if not negated and after:
            lost = self._loses_ne(verb, after)
            if lost is None:
                return None
            negated = lost
        body = [*clitics, form]
        return ([self._ne(body[0]), *body] if negated else body), index + 1

    def _written(self, verb: str) -> str:
        """Return a verb as it should have been typed after "je"."""
        ending = f"{verb[:-1]}s" if verb.endswith("ait") and len(verb) > 4 else verb
        return self.words.accented.get(ending, ending)

    def _loses_ne(self, verb: str, after: Sequence[str]) -> bool | None:
        """Say whether a verb without "ne" is negative all the same; None when "plus" may also mean "more"."""
        if after[0] in self.words.lists["before_not"] and after[1:2] and after[1] in _NEGATIVE:
            return True
        if after[0] != "plus":
            return self._is_negative(verb, list(after))
        if after[1:2] and after[1] in self.words.lists["more_after"]:
            return False
        return True if self._is_no_longer(verb, after[1:]) else None

    def _is_negative(self, verb: str, after: list[str]) -> bool:
        """Say whether what follows a verb is negative without a "plus": "pas", "à personne", "que moi"."""
        if after[0] in _NEGATIVE or after[:2] in (["à", "rien"], ["à", "personne"]):
            return True
        if verb in {"ai", "suis"} and (after[1:2] == ["personne"] or after[1:3] == ["à", "personne"]):
            return True
        if verb == "suis" and after[:2] == ["pour", "rien"]:
            return True
        return verb in {"ai", "suis", "fais"} and after[0] in {"que", "qu’"}

    def _is_no_longer(self, verb: str, after: Sequence[str]) -> bool:
        """Say whether "plus" without "ne" means "no longer"; unsure counts as no."""
        following = after[0] if after else ""
        if verb in {"peux", "pouvais"} or "personne" in after[:3]:
            return True
        if _compares(after):
            return False
        if following in self.words.lists["no_longer_after"]:
            return True
        if verb in {"ai", "avais"}:
            return following in self.words.lists["no_longer_after_have"]
        return verb in self.words.lists["plus_is_no_longer"] and following not in _TOO_OFTEN_MORE

    def _form(self, verb: str, *, subjunctive: bool) -> str | None:
        """Return a first-person verb in the second person, or None when neither known nor regular."""
        if verb in self.words.subjunctive:
            return with_s(verb) if self.familiar else self.words.subjunctive[verb]
        if not (verb in self.words.verbs or is_regular(verb)):
            return None
        if subjunctive and not verb.endswith("e"):
            return None
        if self.familiar:
            return self.words.tu.get(verb) or (f"{verb[:-1]}s" if verb.endswith("ai") else with_s(verb))
        form = self.words.verbs.get(verb) or regular_vous(verb)
        return f"{form[:-2]}iez" if subjunctive else form

    def _our_verb(self, plain: Sequence[str], start: int) -> tuple[list[str], int] | None:
        """Turn what follows "nous" when it is a subject; None when it is not."""
        index = start
        while index < len(plain) - 1 and (plain[index] in _NE or plain[index] in self.words.lists["clitics"]):
            index += 1
        verb = plain[index]
        form = self.words.we.get(verb) or (f"{verb[:-3]}ez" if verb.endswith("ons") else None)
        if form is None or len(verb) < 4:
            return None
        form = (
            f"{form[:-3]}cez"
            if form.endswith("çez")
            else form.removesuffix("eez") + "ez"
            if form.endswith("geez")
            else form
        )
        return [*(self._swapped(each, lower=False) for each in plain[start:index]), form], index + 1

    def _negation_is_missing(self, tokens: Sequence[str]) -> bool:
        """Say whether a negative word has lost its "ne": fine when spoken, careless when written back."""
        plain = [token.casefold() for token in tokens]
        for index, word in enumerate(plain):
            following = plain[index + 1 : index + 2]
            near = (*plain[max(0, index - 6) : index], *following)
            said = word in _NEGATIVE or word == "plus"
            if not said or _NE.intersection(near):
                continue
            if index and plain[index - 1] in _BEFORE.get(word, frozenset()):
                continue
            if word == "plus" and following and following[0] in self.words.lists["more_after"]:
                continue
            return True
        return False

    def _swapped(self, token: str, *, lower: bool) -> str:
        swapped = self.words.map.get(token.casefold())
        if swapped is not None:
            return swapped
        return token.casefold() if lower else token


def _said_once(tokens: list[str]) -> list[str]:
    """Return "mon chef me parle" for "mon chef il me parle", as it is said and not written."""
    plain = [token.casefold() for token in tokens[:4]]
    if len(plain) < 4 or plain[0] not in {"mon", "ma", "mes", "le", "la", "les"}:
        return tokens
    doubled = plain[2] in {"il", "elle", "ils", "elles"} and plain[3] in {"me", "m’", "se", "s’", "ne", "n’"}
    doubled = doubled or (plain[2] == "y" and plain[3] in {"me", "m’"})
    return [*tokens[:2], *tokens[3:]] if doubled else tokens


def _speaks_to_us(plain: Sequence[str]) -> bool:
    """Say whether a clause asks us something: "fais-moi respirer", "je fais quoi"."""
    asked = any(
        (word == "moi" and before in _ASKED)
        or (word == "quoi" and before in {"faire", "fais", "dire", "dis"})
        for before, word in pairwise(plain)
    )
    return asked or any(word.endswith("-moi") for word in plain) or list(plain) == ["c’", "est", "moi"]


def _compares(after: Sequence[str]) -> bool:
    """Say whether a "que" of comparison follows: "plus que les autres", not "plus ce que"."""
    return any(
        word in {"que", "qu’"} and (not index or after[index - 1] not in {"ce", "rien"})
        for index, word in enumerate(after)
    )
