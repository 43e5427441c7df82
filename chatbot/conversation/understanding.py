"""What one message is taken to say: the encoder's reading and the lexical anchors, put together with care.

The encoder is small and errs; the anchors are narrow and precise. An anchor decides what a message is about;
the encoder decides the pole, adds what the anchors miss when it is sure, and is not followed when it
reads a plain complaint as a refusal or a greeting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from chatbot.conversation.echo import Echo, find_echo
from chatbot.conversation.evidence import (
    BARE,
    BY_DIMENSION,
    FACTOR_AGREES,
    FACTOR_ALONE,
    FACTOR_DESPITE,
    FACTOR_SURE,
    FAMILIES,
    FEELING_ALONE,
    FEELING_FLOOR,
    FEELINGS,
    GOOD_FEELINGS,
    GRAVE,
    LIFT,
    LONG_SHORT_ACT,
    NEAR_ENOUGH,
    NEVER_GOOD,
    NOT_TOLD,
    RESOURCE_FLOOR,
    SAID,
    SURE_ACT,
    SURE_BESIDE,
    SURE_ENOUGH,
    SURE_OF_ANOTHER,
    SURE_THOUGH_TOLD,
    SURER_THAN_WEAK,
    SURER_THAN_WORDS,
    TO_EMOTION,
    TOO_SHORT_TO_FEEL,
    TOO_SHORT_TO_PLACE,
    VERY_NEAR,
    VERY_SURE,
    WEAK_ANCHORS,
)
from chatbot.library.anchors import Anchors, Heard, Origin, Situation
from chatbot.library.particulars import Shape
from chatbot.library.retrieval import NONE, Near, Retrieval
from chatbot.library.voice import Register, Voice, language_of
from signals.contributions.measures import Dimension, Measure, Pole
from signals.reading import Act, Language, Reading

Arousal = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message, understood as far as it can be.

    `said`: the act is in the words themselves, not only guessed. `situations`: best first; `guessed`: no
    word of the message says them, only the encoder; `near`: it lies near sentences of that situation.
    `measures`: work factors heard with enough care to be shown later. `feelings`: at most two, strongest
    first; `named`: those that the person said in words. `emotions`: percents, for the choice of a step.
    `good`, `hard`: what the message leaves; `hard_said`: its words say so. `duration`: how long it has
    lasted, in our words ("trois mois"); `only_since`: no more was said. `supports`: who was said to stand
    by the person. `aim`: what a step is wanted for. `answers`: what a short answer would mean after each
    question. `wishes`: standing requests ("no more questions"). `register`: how the person speaks to us,
    or asks to be spoken to. `shape`: the evening they ask for. `often`, `helps`, `people`, `place`: as in
    the story. `sure`: the encoder alone would swear to the act; `asks`: there is a question mark.
    `topic`: the finer subject of an act ("boss_reads", "is_it_human"), for the words of the answer.
    """

    act: Act
    situations: tuple[str, ...] = ()
    guessed: bool = False
    near: bool = False
    measures: tuple[Measure, ...] = ()
    feelings: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    emotions: Mapping[str, int] = field(default_factory=dict)
    good: bool = False
    hard: bool = False
    hard_said: bool = False
    origin: Origin | None = None
    since: str | None = None
    duration: str | None = None
    only_since: bool = False
    support: str | None = None
    supports: tuple[str, ...] = ()
    aim: str | None = None
    answers: Mapping[str, str | None] = field(default_factory=dict)
    wishes: frozenset[str] = frozenset()
    discreet: bool = False
    minutes: int | None = None
    arousal: Arousal | None = None
    repeated: bool = False
    said: bool = False
    echo: Echo | None = None
    length: int = 0
    language: Language | None = None
    understood: bool = True
    register: Register | None = None
    register_asked: bool = False
    shape: Shape | None = None
    often: str | None = None
    helps: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    place: str | None = None
    topic: str | None = None
    sure: bool = False
    asks: bool = False

    def not_good(self) -> Understanding:
        """Return the same message, taken for anything but good news."""
        situations = tuple(name for name in self.situations if name != "success")
        return replace(self, good=False, situations=situations)


SHORT_BREAK = 3
"""Minutes taken as available when the person says they have only a moment."""


def understand(
    message: str, reading: Reading, anchors: Anchors, voice: Voice, retrieval: Retrieval | None = None
) -> Understanding:
    """Return what a message says; pure, never raises. `voice` is the one to give words back in; without
    `retrieval`, a situation that no word says is only guessed from the work factors."""
    heard = anchors.hear(message)
    aside = heard.particulars
    good = _is_good(heard, reading)
    near = nearby(heard, reading, retrieval)
    situations = _situations(heard, reading, good, anchors.known[near.situation] if near else None)
    if (heard.only_since or heard.supports) and not heard.situations:
        # An amount of time, or who is there, tells nothing of the cause: the encoder only guesses one.
        situations = ()
    act = _act(heard, reading)
    feelings = _feelings(heard, reading, good) if situations or not heard.supports else heard.feelings[:2]
    since = heard.since or (heard.since_answer if heard.only_since else None)
    span = since or heard.since_answer
    told = not heard.only_since and act in {
        Act.NARRATIVE,
        Act.HARASSMENT_DISCLOSURE,
        Act.ASK_ADVICE,
        Act.THIRD_PERSON,
    }
    return Understanding(
        act=act,
        situations=situations,
        guessed=not heard.situations and not good,
        near=near is not None or any(_chance(reading, m) >= FACTOR_SURE for m in reading.factor_labels),
        measures=_measures(heard, reading, good) if act is not Act.THIRD_PERSON else (),
        feelings=feelings,
        named=frozenset(heard.feelings),
        emotions=_emotions(heard, reading),
        good=good,
        hard=heard.hard or (bool(feelings) and feelings[0] not in GOOD_FEELINGS),
        hard_said=heard.hard or bool({*heard.feelings} - GOOD_FEELINGS),
        origin=reading.origin or next((s.origin for s in heard.situations if s.origin), None),
        since=since.length if since else None,
        duration=span.spoken(language_of(voice)) if span else None,
        only_since=heard.only_since,
        support=heard.support,
        supports=heard.supports or ((heard.support,) if heard.support else ()),
        aim=heard.aim,
        answers={
            "since": span.length if span else None,
            "support": next(iter(heard.supports), heard.support or heard.support_answer),
            "lean_on": heard.support_answer,
            "origin": heard.origin_answer,
            "often": aside.often,
            "helps": next(iter(aside.helps_answer), None),
            "people": next(iter(aside.people_answer), None),
            "place": aside.place,
        },
        wishes=heard.wishes,
        discreet=heard.discreet,
        minutes=SHORT_BREAK if heard.short else None,
        arousal="high" if heard.keyed_up else None,
        repeated=heard.repeated,
        said=heard.act is not None,
        echo=find_echo(message, voice, anchors) if told and not heard.supports else None,
        length=heard.length,
        language=heard.language,
        understood=reading.understood,
        register=aside.register,
        register_asked=aside.register_asked,
        shape=aside.shape,
        often=aside.often,
        helps=aside.helps,
        people=aside.people,
        place=aside.place,
        topic=aside.topics.get(act),
        sure=reading.act is act and reading.act_confidence >= VERY_SURE,
        asks="?" in message,
    )


def _act(heard: Heard, reading: Reading) -> Act:
    read, sure = reading.act, reading.act_confidence
    tells = bool(heard.situations or heard.feelings) or heard.hard or heard.people
    if heard.act is not None:
        weak = VERY_SURE if read is Act.NARRATIVE else SURER_THAN_WEAK
        surer = sure >= (weak if heard.act in WEAK_ANCHORS else SURER_THAN_WORDS)
        # Words of worry for somebody else were always right where we could check.
        firm = heard.act is Act.THIRD_PERSON or heard.length <= BARE
        overruled = reading.understood and surer and not firm
        return read if overruled else heard.act
    floor = max(SURE_ACT.get(read, SURE_ENOUGH), SURE_BESIDE if tells else 0.0)
    if read in NOT_TOLD and (tells or heard.length > LONG_SHORT_ACT):
        floor = max(floor, SURE_THOUGH_TOLD)
    if not reading.understood or sure < floor or _is_told(read, heard):
        return Act.NARRATIVE
    return read


def _is_told(read: Act, heard: Heard) -> bool:
    """Say whether a message is plainly the person's own story, whatever act the encoder reads in it."""
    situations = {situation.id for situation in heard.situations}
    if read is Act.THIRD_PERSON:
        done_to_them = heard.to_me and bool(situations & {"boss", "peer"})
        return done_to_them or bool(situations & {"caring", "private", "grief"})
    return read is Act.HARASSMENT_DISCLOSURE and "public" in situations


def _is_good(heard: Heard, reading: Reading) -> bool:
    """Say whether the message is good news: in words, or by resources and light feelings without any risk."""
    if heard.hard or any(situation.id in NEVER_GOOD for situation in heard.situations):
        return False
    lift = sum(
        reading.emotions.get(name, 0.0) for name in ("joy", "pride", "relief", "gratitude", "excitement")
    )
    weight = sum(
        reading.emotions.get(name, 0.0)
        for name in (
            "anger",
            "annoyance",
            "sadness",
            "fear",
            "nervousness",
            "disappointment",
            "disgust",
            "grief",
        )
    )
    if heard.good:
        return lift + 0.5 > weight
    lasting = heard.since is not None and heard.since.count is not None
    if (
        lasting
        or heard.supports
        or heard.feelings
        or any((s.measures and not s.topic) or s.id == "fatigue" for s in heard.situations)
    ):
        return False
    risks = any(m.pole is Pole.RISK for m in reading.factor_labels)
    return not risks and lift >= LIFT and lift > weight


def nearby(heard: Heard, reading: Reading, retrieval: Retrieval | None) -> Near | None:
    """Return the situation that a message lies near enough to be believed, when no word of it says one."""
    told = reading.act in {Act.NARRATIVE, Act.HARASSMENT_DISCLOSURE, Act.ASK_ADVICE}
    if retrieval is None or heard.situations or not told or heard.length <= TOO_SHORT_TO_PLACE:
        return None
    near = next(iter(retrieval.nearest(reading.embedding, most=1)), None)
    if near is None or near.situation in {NONE, "success"}:
        return None
    floor = VERY_NEAR if near.situation in GRAVE else NEAR_ENOUGH
    return near if near.similarity >= floor else None


def _situations(heard: Heard, reading: Reading, good: bool, near: Situation | None) -> tuple[str, ...]:
    if good:
        return ("success",)
    risks = sorted(
        (m for m in reading.factor_labels if m.pole is Pole.RISK and _chance(reading, m) >= FACTOR_ALONE),
        key=lambda measure: -_chance(reading, measure),
    )
    anchored = [s for s in heard.situations if s.id != "success" and (heard.hard or not _held_up(s, reading))]
    named = {measure.dimension for situation in anchored for measure in situation.measures}
    # Words that say a situation by themselves come before anything guessed; a mere topic has to be borne out.
    found = [s.id for s in anchored if not s.topic or _supported(s.measures, reading, risks)]
    if near is not None:
        # Closer than the name of a dimension, which is then not said beside it.
        found.append(near.id)
        named |= {measure.dimension for measure in near.measures}
    found += [BY_DIMENSION[measure.dimension] for measure in risks if measure.dimension not in named]
    found += [situation.id for situation in anchored]
    if not found and reading.origin == "fatigue" and not heard.feelings:
        found.append("fatigue")
    # A cause that was heard speaks before the tiredness that it leaves.
    return tuple(dict.fromkeys(sorted(found, key=lambda name: name == "fatigue")))


def _chance(reading: Reading, measure: Measure) -> float:
    return reading.factors.get(measure, 0.0)


def _supported(measures: tuple[Measure, ...], reading: Reading, risks: list[Measure]) -> bool:
    """Say whether an anchored situation comes first: always, unless the encoder is sure of something else
    only."""
    if not measures or not risks or _chance(reading, risks[0]) < SURE_OF_ANOTHER:
        return True
    return any(_chance(reading, measure) >= FACTOR_AGREES for measure in measures)


def _held_up(situation: Situation, reading: Reading) -> bool:
    """Say whether the encoder reads a situation as good news: lightly believed for a mere topic ("nights"),
    only when very sure for words that are hard by themselves ("takes credit for my work")."""
    if not situation.measures or not reading.understood:
        return False
    floor = RESOURCE_FLOOR if situation.topic else FACTOR_DESPITE
    return all(
        _chance(reading, Measure(measure.dimension, Pole.RESOURCE)) > max(_chance(reading, measure), floor)
        for measure in situation.measures
    )


def _measures(heard: Heard, reading: Reading, good: bool) -> tuple[Measure, ...]:
    """Return the factors heard: those of words that say them (a mere topic has to be borne out), and those of
    which the encoder is sure alone."""
    weighs = heard.hard or bool(heard.feelings)
    found: list[Measure] = []
    for situation in heard.situations if not good else ():
        if _held_up(situation, reading) and not heard.hard:
            continue
        for measure in situation.measures:
            borne_out = weighs or not reading.understood or _chance(reading, measure) >= FACTOR_AGREES
            if borne_out or not situation.topic:
                found.append(measure)
    if "colleague" in heard.supports:
        found.append(Measure(Dimension.SOCIAL_RELATIONS, Pole.RESOURCE))
    for measure in reading.factor_labels:
        against = good if measure.pole is Pole.RISK else not good
        if _chance(reading, measure) >= (FACTOR_DESPITE if against else FACTOR_ALONE):
            found.append(measure)
    return tuple(dict.fromkeys(found))


def _feelings(heard: Heard, reading: Reading, good: bool) -> tuple[str, ...]:
    """Return at most two feelings of different families: those said in words first, then the encoder's
    surest.

    A light feeling that only the encoder hears is kept out of a hard story: thanking would be an insult
    there.
    """
    found = list(heard.feelings)
    read = sorted(reading.emotion_labels, key=lambda name: -reading.emotions.get(name, 0.0))
    # Where no word is hard, a feeling is only named when the encoder is surer of it.
    floor = FEELING_FLOOR if heard.hard or heard.situations or heard.feelings or good else FEELING_ALONE
    for name in read if heard.length > TOO_SHORT_TO_FEEL else ():
        feeling = FEELINGS.get(name)
        light = feeling in GOOD_FEELINGS and not good
        if feeling and not light and reading.emotions.get(name, 0.0) >= floor:
            found.append(feeling)
    kept: list[str] = []
    for feeling in dict.fromkeys(found):
        family = next((each for each in FAMILIES if feeling in each), frozenset())
        if not family.intersection(kept):
            kept.append(feeling)
    return tuple(kept[:2])


def _emotions(heard: Heard, reading: Reading) -> dict[str, int]:
    percents = {name: round(100 * reading.emotions.get(name, 0.0)) for name in reading.emotion_labels}
    for feeling in heard.feelings:
        emotion = TO_EMOTION.get(feeling)
        if emotion:
            percents[emotion] = max(SAID, percents.get(emotion, 0))
    percents.pop("neutral", None)
    return dict(sorted(percents.items(), key=lambda item: -item[1])[:4])
