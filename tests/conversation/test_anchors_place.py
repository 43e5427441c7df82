"""The lexical anchors: plain complaints are placed without any model, near-misses are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.library.anchors import Anchors, fold
from signals.reading import Act

ANCHORS = Anchors.load()

SITUATIONS = {
    "j'en peux plus de mon chef": "boss",
    "I'm sick of my boss": "boss",
    "j'ai trop de boulot, je suis débordée": "overload",
    "there's too much work and we're short staffed": "overload",
    "on me dit l'inverse le lendemain, les consignes ne sont jamais claires": "unclear",
    "my manager changes his mind every day": "unclear",
    "ma collègue ne me parle plus": "peer",
    "there's tension in my team": "peer",
    "une cliente m'a insultée au guichet": "public",
    "a customer yelled at me": "public",
    "on me demande de mentir aux clients": "ethics",
    "they want us to lie to customers and I hate it": "ethics",
    "je m'ennuie toute la journée": "boredom",
    "I'm bored to tears, nothing to do all day": "boredom",
    "je suis seule chez moi en télétravail": "isolation",
    "working from home, I have nobody to talk to": "isolation",
    "je bosse de nuit à l'usine": "nights",
    "I'm on night shifts": "nights",
    "j'ai fait une erreur grave": "mistake",
    "I made a mistake on an order": "mistake",
    "ils vont supprimer des postes": "layoffs",
    "they announced redundancies": "layoffs",
    "encore une réorganisation": "restructuring",
    "another reorg, everything is changing": "restructuring",
    "il me rabaisse tous les jours": "harassment",
    "she humiliates me and calls me names": "harassment",
    "remarques racistes à la pause": "discrimination",
    "racist jokes about my accent": "discrimination",
    "mon père est décédé en mars": "grief",
    "my mum died in March": "grief",
    "ma mère a Alzheimer et je m'occupe d'elle": "caring",
    "I look after my dad who has dementia": "caring",
    "je divorce": "private",
    "I'm going through a divorce": "private",
    "super journée, je suis fière de nous": "success",
    "great day, I'm proud of us": "success",
    "mon manager contrôle tout, il est toujours sur mon dos": "latitude",
    "he micromanages every move": "latitude",
    "jamais un merci, je suis invisible": "recognition",
    "not even a thank you, I feel invisible": "recognition",
    "des mails le soir, le dimanche, j'arrive pas à décrocher": "always_on",
    "I get emails at night and can't switch off": "always_on",
    "crevée": "fatigue",
    "knackered": "fatigue",
}

ACTS = {
    "what's the weather": Act.OFF_TOPIC,
    "quel temps fait-il ?": Act.OFF_TOPIC,
    "Will my boss see this?": Act.ASK_CONFIDENTIALITY,
    "c'est anonyme ?": Act.ASK_CONFIDENTIALITY,
    "t'es un robot ?": Act.ASK_ABOUT_BOT,
    "who are you?": Act.ASK_ABOUT_BOT,
    "je peux prendre du Lexomil ?": Act.ASK_MEDICATION,
    "am I depressed?": Act.ASK_DIAGNOSIS,
    "est-ce légal ?": Act.RIGHTS_QUESTION,
    "tu es le seul à qui je parle": Act.DEPENDENCE,
    "I prefer talking to you": Act.DEPENDENCE,
    "je m'inquiète pour un collègue": Act.THIRD_PERSON,
    "merci": Act.THANKS,
    "non merci": Act.NO,
    "bye": Act.GOODBYE,
    "bonjour": Act.GREETING,
    "plus de questions svp": Act.REFUSAL,
    "ferme la machine": Act.INSULT,
    "vous vous répétez": Act.NEGATIVE_FEEDBACK,
    "à qui je peux en parler ?": Act.ASK_REFERRAL,
    "un exercice de respiration ?": Act.ASK_EXERCISE,
    "que dois-je faire ?": Act.ASK_ADVICE,
}

NOT_ACTS = [
    "mon chef ne dit jamais merci",
    "il ne dit même pas bonjour le matin",
    "she never says hello to me",
    "je peux plus, je dors plus",
    "my boss told me to shut up",
    "la météo ne m'aide pas sur les chantiers, mon chef s'en moque",
    "on enregistre les appels clients",
    "she never listens to me",
    "il a tenu sa promesse",
    "ils m'ont refusé ma formation",
]


@pytest.mark.parametrize(("message", "situation"), SITUATIONS.items())
def test_a_plain_complaint_is_placed(message: str, situation: str) -> None:
    assert [found.id for found in ANCHORS.hear(message).situations][:1] == [situation]


@pytest.mark.parametrize(("message", "act"), ACTS.items())
def test_a_plain_request_is_recognised(message: str, act: Act) -> None:
    assert ANCHORS.hear(message).act is act


@pytest.mark.parametrize("message", NOT_ACTS)
def test_a_story_is_not_taken_for_a_request(message: str) -> None:
    assert ANCHORS.hear(message).act is None


def test_praise_is_not_heard_in_its_own_refusal() -> None:
    assert ANCHORS.hear("mon chef m'a félicitée").good
    for message in (
        "je ne suis pas contente",
        "jamais un merci",
        "il faut garder le sourire",
        "I'm not happy at all",
    ):
        assert not ANCHORS.hear(message).good, message


def test_a_feeling_that_is_denied_is_not_heard() -> None:
    assert "fear" in ANCHORS.hear("j'ai peur").feelings
    assert "fear" not in ANCHORS.hear("je n'ai pas peur").feelings
    assert "fear" not in ANCHORS.hear("I'm not afraid").feelings


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_folding_is_stable_and_hearing_never_fails(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    ANCHORS.hear(text)
