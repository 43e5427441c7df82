"""How sure the encoder must be of what, and what may be concluded from it: numbers and tables, no rule.

Set on our own walks and development rows; read again with each new encoder.
"""

from __future__ import annotations

from collections.abc import Mapping

from signals.contributions.measures import Dimension
from signals.reading import Act

SURE_ENOUGH = 0.3
"""How sure the encoder must be for its act to be followed; under it, the message is told, not asked."""

SURE_BESIDE = 0.4
"""The same for a message that has words of a story in it."""

SURE_THOUGH_TOLD = 0.5
"""The same for an act that is seldom a story's (NOT_TOLD), in a message with words of one, or a long one."""

SURE_ACT: Mapping[Act, float] = {Act.THIRD_PERSON: 0.5}
"""The same for acts that stories are easily taken for."""

NOT_TOLD = frozenset(
    {
        Act.GREETING,
        Act.GOODBYE,
        Act.YES,
        Act.NO,
        Act.REFUSAL,
        Act.THANKS,
        Act.INSULT,
        Act.NONSENSE,
        Act.OFF_TOPIC,
        Act.NEGATIVE_FEEDBACK,
    }
)
"""Acts that a message which tells of work is taken for only when the encoder is surer than for others."""

WEAK_ANCHORS = frozenset(
    {
        Act.ASK_ADVICE,
        Act.HARASSMENT_DISCLOSURE,
        Act.NEGATIVE_FEEDBACK,
        Act.GREETING,
        Act.THANKS,
    }
)
"""Acts whose words are also common in other messages: right in little more than half to eight tenths of the
training rows that have them, so that a fairly sure encoder overrules them."""

SURER_THAN_WEAK = 0.7
"""How sure the encoder must be to overrule a weak anchor."""

VERY_SURE = 0.85
"""From which probability the encoder alone would swear to an act, or overrules a weak anchor by "told"."""

SURER_THAN_WORDS = 0.993
"""How sure it must be to overrule any other anchor: the words are right in eight to ten tenths."""

BARE = 3
"""Words up to which the words alone decide: a bare "meh" has nothing else to be read from."""

LONG_SHORT_ACT = 16
"""Words over which a message is not a bare yes, thanks or goodbye, whatever the encoder says."""

FACTOR_SURE = 0.9
"""Probability from which a factor is given back as a fact, although no word says it."""

FACTOR_ALONE = 0.5
"""Probability from which a factor that no anchor supports is taken as heard."""

GRAVE = frozenset({"harassment", "discrimination", "grief"})
"""Situations that are never guessed, and stay what the conversation is about whatever is told after."""

NEVER_GOOD = GRAVE | {"mistake"}
LIFT = 0.5
"""Sum of light feelings from which the encoder alone may say that the news is good."""

FACTOR_AGREES = 0.15
FACTOR_DESPITE = 0.85
"""Probability from which a factor is heard although the words go the other way (a resource in a hard
message)."""

RESOURCE_FLOOR = 0.3
SURE_OF_ANOTHER = 0.8
"""Probability of another factor from which an anchor that the encoder does not see at all comes second."""

FEELING_FLOOR = 0.3
FEELING_ALONE = 0.55
TOO_SHORT_TO_FEEL = 2
"""Words up to which the encoder's emotions are only a guess: the word itself is given back instead."""

FEELINGS: Mapping[str, str] = {
    "anger": "anger",
    "annoyance": "annoyance",
    "disappointment": "disappointment",
    "disapproval": "disapproval",
    "disgust": "disgust",
    "embarrassment": "embarrassment",
    "fear": "fear",
    "nervousness": "nervousness",
    "sadness": "sadness",
    "grief": "grief",
    "remorse": "remorse",
    "confusion": "confusion",
    "joy": "joy",
    "excitement": "joy",
    "pride": "pride",
    "relief": "relief",
    "gratitude": "gratitude",
    "amusement": "amusement",
    "optimism": "hope",
    "caring": "care",
}
"""From the encoder's emotions to the feelings that we have words for."""

GOOD_FEELINGS = frozenset({"joy", "pride", "relief", "gratitude", "amusement", "hope", "care"})

FAMILIES = (
    frozenset({"shame", "embarrassment", "remorse"}),
    frozenset({"fear", "nervousness"}),
    frozenset({"anger", "annoyance"}),
    frozenset({"sadness", "grief"}),
    frozenset({"joy", "gratitude"}),
)
"""Feelings too close to be named side by side."""

TO_EMOTION: Mapping[str, str] = {
    "anger": "anger",
    "annoyance": "annoyance",
    "fear": "fear",
    "nervousness": "nervousness",
    "sadness": "sadness",
    "loneliness": "sadness",
    "hurt": "sadness",
    "shame": "embarrassment",
    "remorse": "remorse",
    "disgust": "disgust",
    "powerlessness": "disappointment",
    "inadequacy": "remorse",
    "disappointment": "disappointment",
    "disapproval": "disapproval",
    "confusion": "confusion",
    "pride": "pride",
    "relief": "relief",
    "joy": "joy",
    "gratitude": "gratitude",
}
"""From a feeling said in words to the emotion that the choice of a step knows."""

SAID = 60
"""The weight, in percent, of a feeling that the person named."""

NEAR_ENOUGH = 0.4
"""Share of a situation found by its sentences from which it is believed: chosen on the development sentences
of tests/situations, where four fifths of what is given from here on is right."""

VERY_NEAR = 0.6
"""The same for situations that must not be suggested to someone who lives something else."""

TOO_SHORT_TO_PLACE = 3
"""Words up to which a message has no place of its own among sentences."""

BY_DIMENSION: Mapping[Dimension, str] = {
    Dimension.INTENSITY: "overload",
    Dimension.EMOTIONAL_DEMANDS: "suffering",
    Dimension.AUTONOMY: "latitude",
    Dimension.SOCIAL_RELATIONS: "relations",
    Dimension.VALUE_CONFLICT: "ethics",
    Dimension.INSECURITY: "layoffs",
}
"""The situation that stands for a factor when no anchor says more."""
