"""The crisis guide's own examples (sections 2 and 7), by the rules alone: each trigger its card, no idiom."""

from __future__ import annotations

import pytest

from signals.danger.gate import Gate

GATE = Gate.load()

OWN_DEATH = (
    "AB"  # the wish to be dead is card A, the thought of killing oneself card B; both answer it rightly
)
TRIGGERS = [
    ("ne plus me réveiller", "A"),
    ("je voudrais m'endormir et ne plus me réveiller", "A"),
    ("ils seraient mieux sans moi", "A"),
    ("tout le monde serait mieux sans moi", "A"),
    ("à quoi bon vivre", "A"),
    ("je voudrais disparaître pour toujours", "A"),
    ("je voudrais ne plus être là", "A"),
    ("je veux mourir", OWN_DEATH),
    ("j'ai envie de mourir", OWN_DEATH),
    ("je ne pense qu'à mourir", OWN_DEATH),
    ("je veux en finir", "B"),
    ("je veux en finir avec la vie", "B"),
    ("je vais me foutre en l'air", "BC"),
    ("je pense à me supprimer", "B"),
    ("j'ai envie de me tuer", "B"),
    ("jpense a me tuer", "B"),
    ("jv me tuer", "BC"),
    ("sui6de", "BQ"),
    ("je pense au suicide", "B"),
    ("mettre fin à mes jours", "B"),
    ("j'ai envie de me pendre", "B"),
    ("j'ai envie de me jeter sous un train", "B"),
    ("j'ai envie de me couper", "B"),
    ("je me scarifie", "B"),
    ("j'ai envie de me faire du mal", "B"),
    ("je vais passer à l'acte", "C"),
    ("ceci est mon dernier message", "C"),
    ("j'ai tout préparé", "C"),
    ("ce projet me tue, pour de vrai, je veux mourir", OWN_DEATH),
    ("kill myself", "B"),
    ("I want to kill myself", "B"),
    ("I want to end it all", "B"),
    ("I want to end my life", "B"),
    ("kms", "BQ"),
    ("I want to unalive myself", "B"),
    ("they would be better off without me", "A"),
    ("I hope I don't wake up", "A"),
    ("I'd rather not wake up tomorrow", "A"),
    ("I want to die", OWN_DEATH),
    ("no reason to live", "A"),
    ("I self-harm", "B"),
    ("I took an overdose", "C"),
    ("j'ai envie de tuer mon chef", "Q"),
]
HARMLESS = [
    "mort de fatigue",
    "je suis mort de fatigue",
    "crevé",
    "je suis crevée",
    "je suis au bout de ma vie",
    "ce projet me tue",
    "c'est mort",
    "envie de disparaître sous la table",
    "j'avais envie de disparaître sous la table",
    "tuer un process",
    "il faut tuer un process",
    "suicide commercial",
    "cette offre est un suicide commercial",
    "j'en ai ras le bol",
    "je veux en finir avec ce dossier",
    "j'en ai ras le bol, je veux en finir avec ce dossier",
    "dead on my feet",
    "I'm dead on my feet",
    "killing it",
    "you're killing it",
    "shoot me now",
    "RIP my inbox",
    "kill switch",
    "je ne pense pas à mourir",
    "ma patiente a fait une tentative de suicide, j'étais de garde",
    "un usager a parlé de suicide pendant l'entretien",
    "j'ai suivi une formation sur la prévention du suicide",
    "j'ai eu des idées noires il y a dix ans, c'est derrière moi",
]


@pytest.mark.parametrize(("text", "cards"), TRIGGERS)
def test_each_trigger_gets_its_card(text: str, cards: str) -> None:
    found = GATE.assess(text).card
    assert found is not None
    assert found.value in cards


@pytest.mark.parametrize("text", HARMLESS)
def test_no_idiom_gets_a_card(text: str) -> None:
    assert GATE.assess(text).card is None


@pytest.mark.parametrize(
    "text", ["je veux mourir lol 😂", "jv me tuer mdr ;)", "I want to kill myself haha 🙃"]
)
def test_a_smiley_never_lifts_a_card(text: str) -> None:
    assert GATE.assess(text).card is not None
