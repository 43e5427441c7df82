"""The self-soothing steps: small things a tired person can do tonight, in words written for this house.

A step never replaces acting on the work: each one ends with a sentence that goes back to it. Facts (minutes,
when to avoid it, evidence) are in steps/catalogue.toml, once; words are in steps/fr and steps/en, under the
same names. steps/fr-tu holds the French words that change for a person who is said tu.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast, get_args

from chatbot.library.addressing import vous_word
from chatbot.library.voice import VOICES, Voice, language_of
from referrals.sheets import Confidence, Entry, Lang, SheetError, read_sheet
from signals.contributions.measures import Dimension
from signals.reading import EMOTIONS

Arousal = Literal["high", "medium", "low"]
"""How keyed up the person is."""

Place = Literal["open_space", "home", "shift"]
"""Where a person is: at work among others, at home, or on duty between two calls."""

Guided = Literal["breathing", "senses", "muscles"]
"""The steps that have an animated page."""

Grade = Literal["A", "B", "C", "D"]
"""A: meta-analysis of randomised trials on the family of steps; B: trials or mixed designs; C: guideline, one
good trial or indirect; D: practice only. Where our source hesitates between two, the lower one is kept."""

CONTRAINDICATIONS: frozenset[str] = frozenset({
    "bipolar", "body_distress", "breathing_illness", "critical_job", "danger", "dizziness", "epilepsy",
    "exhaustion", "fall_risk", "flashback", "grief", "harassment", "heart_illness", "hostile_group",
    "hostile_superior", "illegal_order", "injustice", "insomnia_lasting", "kindness_hurts", "no_latitude",
    "overload", "pain", "panic", "pregnancy", "recent_surgery", "recent_trauma", "rituals", "unsafe_place",
    "value_conflict",
})  # fmt: skip
"""What can rule a step out. A yes to a step's `ask_first` excludes everything that this step names."""

KINDS: frozenset[str] = frozenset({
    "body", "breath", "evening", "ground", "kindness", "move", "pause", "people", "plan", "safety", "speak",
    "thought", "value", "word", "write",
})  # fmt: skip
"""Families of steps; the two steps of one offer are never of the same family."""

_SHEETS = Path(__file__).with_name("steps")
_FACTS = (
    "minutes", "kind", "posture", "discreet", "places", "arousal", "emotions", "factors", "contraindications",
    "evidence", "source", "source_url", "verified_on", "confidence", "guided", "seconds", "rounds",
)  # fmt: skip
_WORDS = (
    "name", "summary", "instructions", "back_to_work", "evidence_note", "caution", "ask_first", "phases",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phase:
    """One moment of a guided step: what to do, and for how many seconds."""

    label: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step in one language.

    `minutes` is the time it asks for; `discreet` says that it can be done in an open space without being
    seen, `places` where it can be done at all; `ask_first` is one yes/no question to put before it, where yes
    means "not this one"; `caution` is a sentence for the person, `contraindications` the same for the
    matching; `back_to_work` closes the step. `phases`, done `rounds` times over, is the timing of a guided
    step (empty and 0 for the others). `confidence` is "low" when the study named was not read again; its note
    then quotes no figure.
    """

    id: str
    minutes: int
    name: str
    summary: str
    instructions: tuple[str, ...]
    back_to_work: str
    kind: str
    emotions: tuple[str, ...]
    factors: tuple[Dimension, ...]
    arousal: tuple[Arousal, ...]
    discreet: bool
    posture: str
    places: tuple[Place, ...]
    contraindications: tuple[str, ...]
    caution: str | None
    ask_first: str | None
    evidence: Grade
    evidence_note: str
    source: str
    source_url: str | None
    verified_on: date
    confidence: Confidence
    guided: Guided | None
    phases: tuple[Phase, ...]
    rounds: int

    @property
    def total_seconds(self) -> int:
        """How long the guided page runs; 0 when the step is not guided."""
        return self.rounds * sum(phase.seconds for phase in self.phases)


@dataclass(frozen=True, slots=True)
class Steps:
    """Every step in every voice."""

    by_voice: Mapping[Voice, Mapping[str, Step]]

    @classmethod
    def load(cls) -> Steps:
        """Read the sheets; SheetError (file, entry, mend) for a missing word, an unknown id, a bad fact, or
        vous said where tu is."""
        return cls({voice: _load(_SHEETS, voice) for voice in VOICES})

    def get(self, step_id: str, voice: Voice) -> Step:
        """Return one step; KeyError with a sentence when no step has this id."""
        try:
            return self.by_voice[voice][step_id]
        except KeyError:
            raise KeyError(f"there is no step '{step_id}'; the ids are in steps/catalogue.toml") from None

    def all(self, voice: Voice) -> tuple[Step, ...]:
        """Return every step in `voice`, in the order of the catalogue."""
        return tuple(self.by_voice[voice].values())


def _load(folder: Path, voice: Voice) -> dict[str, Step]:
    lang = language_of(voice)
    catalogue = read_sheet(folder / "catalogue.toml")
    words = _words(folder / lang, catalogue)
    postures = read_sheet(folder / lang / "postures.toml")
    if voice == "fr-tu":
        words = said_with_tu(words, _words(folder / voice, catalogue))
        own = read_sheet(folder / voice / "postures.toml")
        postures = Entry(own.path, own.name, {**postures.values, **own.values})
    steps = {}
    for name in catalogue.values:
        if name not in words:
            raise SheetError(
                f"catalogue.toml, [{name}]: this step has no words in steps/{lang}/; write them."
            )
        steps[name] = _step(name, catalogue.table(name), words[name], postures, lang)
    return steps


def _words(folder: Path, catalogue: Entry) -> dict[str, Entry]:
    words: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != "postures.toml":
            sheet = read_sheet(path)
            for name in sheet.values:
                if name in words:
                    raise sheet.fault(f"the step '{name}' is written twice; keep one.")
                words[name] = sheet.table(name)
    for name in sorted(set(words) - set(catalogue.values)):
        raise words[name].fault("no such step in catalogue.toml; add it there or correct the name.")
    return words


def said_with_tu(formal: Mapping[str, Entry], familiar: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the French words of each step with those of fr-tu in their place; SheetError when one says the
    same, is for nothing, or when vous is left."""
    said = {}
    for name, words in formal.items():
        own = familiar[name] if name in familiar else Entry(words.path, name, {})
        for field, value in own.values.items():
            if words.values.get(field) == value:
                raise own.fault(f"{field} says the same as in steps/fr; remove it.")
            if len(_lines(words.values.get(field))) != len(_lines(value)):
                raise own.fault(f"{field}: write as many lines as in steps/fr.")
        said[name] = Entry(own.path, name, {**words.values, **own.values})
        for field, value in said[name].values.items():
            word = next((word for line in _lines(value) if (word := vous_word(line))), None)
            if word is not None:
                raise SheetError(
                    f"steps/fr-tu, [{name}]: '{word}' of {field} says vous; write {field} with tu."
                )
    return said


def _lines(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()


def _step(name: str, facts: Entry, words: Entry, postures: Entry, lang: Lang) -> Step:
    facts.only(*_FACTS)
    words.only(*_WORDS)
    guided = "guided" in facts.values
    return Step(
        id=name,
        minutes=facts.whole("minutes", low=1, high=60),
        name=words.text("name"),
        summary=words.text("summary"),
        instructions=words.texts("instructions", at_least=3),
        back_to_work=words.text("back_to_work"),
        kind=facts.chosen("kind", KINDS),
        emotions=facts.chosen_many("emotions", frozenset(EMOTIONS)),
        factors=tuple(Dimension(slug) for slug in facts.chosen_many("factors", frozenset(Dimension))),
        arousal=cast("tuple[Arousal, ...]", facts.chosen_many("arousal", frozenset(get_args(Arousal)))),
        discreet=facts.yes_no("discreet"),
        posture=postures.text(facts.text("posture")),
        places=cast("tuple[Place, ...]", facts.chosen_many("places", frozenset(get_args(Place)))),
        contraindications=facts.chosen_many("contraindications", CONTRAINDICATIONS),
        caution=words.text_or_none("caution"),
        ask_first=words.text_or_none("ask_first"),
        evidence=cast(Grade, facts.chosen("evidence", frozenset(get_args(Grade)))),
        evidence_note=words.text("evidence_note"),
        source=facts.text_or_words("source", lang),
        source_url=facts.text_or_none("source_url"),
        verified_on=facts.day("verified_on"),
        confidence=facts.confidence(),
        guided=cast(Guided, facts.chosen("guided", frozenset(get_args(Guided)))) if guided else None,
        phases=_phases(facts, words),
        rounds=facts.whole("rounds", low=1, high=60) if guided else 0,
    )


def _phases(facts: Entry, words: Entry) -> tuple[Phase, ...]:
    labels = words.texts("phases")
    seconds = facts.values.get("seconds", [])
    if not isinstance(seconds, list) or not all(isinstance(item, int) and item > 0 for item in seconds):
        raise facts.fault("write seconds = [5, 5] (whole numbers, one for each phase).")
    if len(labels) != len(seconds):
        raise words.fault(
            f"phases needs {len(seconds)} line(s), one for each number of `seconds` in the catalogue."
        )
    return tuple(Phase(label, span) for label, span in zip(labels, seconds, strict=True))
