"""What people say in passing: how they speak to us, how often, what helps, who is there, where they are."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from given_readings import reading
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.conversation.understanding import Understanding, understand
from chatbot.library.anchors import Anchors
from chatbot.library.particulars import HELPS, OFTEN, PLACES, RELATIONS, TOPICS
from signals.reading import Act, Reading

ANCHORS = Anchors.load()
FOLDER = Path(__file__).parents[2] / "chatbot" / "library" / "anchors"


def heard(message: str, act: Act = Act.NARRATIVE) -> Understanding:
    return understand(message, reading(act), ANCHORS, "fr")


SAYS_TU = [
    "tu peux m'aider ?",
    "T'es un robot ?",
    "t'es qui",
    "salut, tu vas bien ?",
    "je te raconte ma journée",
    "dis-moi quoi faire",
    "aide-moi stp",
    "merci à toi",
    "tu crois que je devrais lui parler ?",
    "t'as un exercice pour dormir ?",
    "tes questions me fatiguent",
    "Mon chef m'a hurlé dessus. Tu en penses quoi ?",
    "tu ne comprends rien",
    "je t'ai dit que j'étais crevée",
    "est-ce que tu gardes ce que j'écris ?",
    "je n'ai que toi",
    "pourquoi tu demandes ça ?",
    'mon chef a dit "tu es viré". Tu peux m\'aider ?',
    "ma collègue m'a dit d'essayer. Tu connais un exercice ?",
    "on peut se tutoyer ?",
    "Vous pouvez me tutoyer.",
    "je préfère qu'on se tutoie",
]

SAYS_NO_TU = [
    'mon chef m\'a dit "tu es nulle"',
    "Il m'a dit : « tu peux pas rester comme ça, tu comprends ? »",
    "il me dit tu comprends rien à rien",
    "elle m'a lancé t'es pas à la hauteur, tu peux partir",
    "quand tu bosses de nuit, tu dors plus",
    "tu bosses, tu bosses, et personne te dit merci",
    "comment tu veux tenir avec des effectifs pareils ?",
    "dans ce métier tu comptes pas tes heures",
    "si tu dis rien, tu te fais marcher dessus",
    "mon chef me tutoie alors que je le vouvoie",
    "ma cheffe veut qu'on se tutoie tous au bureau",
    "je lui ai dit tu peux pas me parler comme ça",
    "le client me répond : t'es payé pour ça. Tu vas m'aider maintenant.",
    "ils nous répètent tu crois que c'est mieux ailleurs ?",
    "vous pouvez m'aider ?",
    "je suis crevée",
    "je suis têtu et fatigué",
    "a ton of work, te deum",
    "on me dit que tu es une machine si tu tiens pas",
]


@pytest.mark.parametrize("message", SAYS_TU)
def test_tu_is_heard_when_it_is_said_to_us(message: str) -> None:
    assert heard(message).register == "tu"


@pytest.mark.parametrize("message", SAYS_NO_TU)
def test_the_tu_of_somebody_else_is_not_ours(message: str) -> None:
    assert heard(message).register is None


@pytest.mark.parametrize(
    "message",
    [
        "on peut se vouvoyer ?",
        "je préfère le vouvoiement",
        "arrêtez de me tutoyer",
        "ne me tutoyez pas svp",
        "dites-moi vous, s'il vous plaît",
    ],
)
def test_vous_is_heard_when_it_is_asked_for(message: str) -> None:
    assert heard(message).register == "vous"


@pytest.mark.parametrize(
    ("message", "shape"),
    [
        ("j'ai que deux minutes", "two"),
        ("je n'ai que 2 min avant ma réunion", "two"),
        ("I only have five minutes", "two"),
        ("j'ai dix minutes devant moi", "ten"),
        ("I've got ten minutes", "ten"),
        ("je veux juste vider mon sac", "vent"),
        ("pas de conseils, s'il vous plaît, j'ai besoin de parler", "vent"),
        ("no advice, just let me vent", "vent"),
        ("I just need to get it off my chest", "vent"),
        ("j'ai deux minutes par patient", None),
        ("je suis arrivée avec dix minutes de retard", None),
        ("mon chef me laisse deux minutes pour manger", None),
        ("I have two minutes per call", None),
        ("on ne voit pas de solution", None),
    ],
)
def test_the_evening_asked_for(message: str, shape: str | None) -> None:
    assert heard(message).shape == shape


@pytest.mark.parametrize(
    ("message", "often"),
    [
        ("il crie tous les jours", "daily"),
        ("it happens every single day", "daily"),
        ("deux ou trois fois par semaine", "weekly"),
        ("every Monday, the same meeting", "weekly"),
        ("ça arrive de temps en temps", "sometimes"),
        ("pas tous les jours", "sometimes"),
        ("now and then", "sometimes"),
        ("c'est la première fois", "once"),
        ("it only happened once, it was the first time", "once"),
        ("je marche tous les jours, ça me fait du bien", "daily"),
        ("mon chien me fait du bien tous les soirs", None),
        ("je travaille 45 heures par semaine", None),
        ("je suis crevée", None),
    ],
)
def test_how_often_it_comes(message: str, often: str | None) -> None:
    assert heard(message).often == often


@pytest.mark.parametrize(
    ("message", "helps"),
    [
        ("marcher le soir, ça me fait du bien", ("walk",)),
        ("la musique me calme", ("music",)),
        ("heureusement que j'ai mes chats, enfin mon chat et mon chien", ("animals",)),
        ("ce qui m'aide c'est le sport et mes amis", ("sport",)),
        ("mes collègues me font tenir", ("colleagues",)),
        ("running clears my head", ("sport",)),
        ("my friends keep me sane", ("friends",)),
        ("praying helps me", ("faith",)),
        ("rien ne m'aide", ("nothing",)),
        ("nothing really helps", ("nothing",)),
        ("la musique ne m'aide plus", ()),
        ("je n'ai plus le temps pour le sport", ()),
        ("mes collègues me crient dessus, heureusement mon chien me fait du bien", ("animals",)),
        ("mes amis ne m'aident pas", ()),
        ("je dois jouer la comédie devant les clients", ()),
        ("the weekend is never long enough", ()),
    ],
)
def test_what_already_helps(message: str, helps: tuple[str, ...]) -> None:
    assert heard(message).helps == helps


def test_a_short_answer_names_what_helps() -> None:
    assert heard("la marche").answers["helps"] == "walk"
    assert heard("ma sœur").answers["people"] == "sister"
    assert heard("pas le sport").answers["helps"] is None


@pytest.mark.parametrize(
    ("message", "people"),
    [
        ("j'en parle à ma sœur", ("sister",)),
        ("je vis avec mon mari et mes enfants", ("partner", "child")),
        ("I told my best friend about it", ("friend",)),
        ("mon médecin m'a arrêtée une semaine", ("doctor",)),
        ("j'ai vu le médecin du travail", ("occupational_doctor",)),
        ("mon délégué est venu avec moi", ("union",)),
        ("my union rep came along", ("union",)),
        ("ma collègue Sonia est adorable avec moi", ("colleague",)),
        ("my manager has my back", ("manager",)),
        ("ma collègue me crie dessus", ()),
        ("mon chef est sur mon dos", ()),
        ("my boss yells at me", ()),
        ("je ne peux pas en parler à mon mari", ()),
        ("ma mère est malade", ()),
        ("mon père est mort en mars", ()),
        ("I'm worried about my brother", ()),
        ("mes collègues ne m'aident pas", ()),
        ("mon mari ne comprend pas, mais ma mère m'écoute", ("mother",)),
        ("HR never answered", ()),
    ],
)
def test_who_is_in_the_persons_life(message: str, people: tuple[str, ...]) -> None:
    assert heard(message).people == people


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("je suis en open space, je ne peux pas parler", "open_space"),
        ("je suis rentrée, je suis chez moi", "home"),
        ("je suis en télétravail", "home"),
        ("I'm working from home", "home"),
        ("je suis en pause, je reprends dans dix minutes", "shift"),
        ("I'm on my break, hiding in the loo", "shift"),
        ("pas le temps de rentrer chez moi", None),
        ("on a jamais de pause", None),
    ],
)
def test_where_the_person_is(message: str, place: str | None) -> None:
    assert heard(message).place == place


@pytest.mark.parametrize(
    ("message", "act", "topic"),
    [
        ("mon chef va lire ça ?", Act.ASK_CONFIDENTIALITY, "boss_reads"),
        ("Will HR see this?", Act.ASK_CONFIDENTIALITY, "boss_reads"),
        ("c'est enregistré quelque part ?", Act.ASK_CONFIDENTIALITY, "recorded"),
        ("do you store what I write?", Act.ASK_CONFIDENTIALITY, "recorded"),
        ("qui d'autre peut lire ?", Act.ASK_CONFIDENTIALITY, "who_else"),
        ("can they trace my IP address?", Act.ASK_CONFIDENTIALITY, "ip_trace"),
        ("c'est conforme au RGPD ?", Act.ASK_CONFIDENTIALITY, "data_law"),
        ("t'es un humain ?", Act.ASK_ABOUT_BOT, "is_it_human"),
        ("are you ChatGPT?", Act.ASK_ABOUT_BOT, "which_ai"),
        ("qui t'a programmé ?", Act.ASK_ABOUT_BOT, "who_made"),
        ("can you be wrong?", Act.ASK_ABOUT_BOT, "can_it_err"),
        ("tu es le seul à qui je parle", Act.DEPENDENCE, "only_you"),
        ("je te préfère à ma psy", Act.DEPENDENCE, "prefer_to_therapist"),
        ("you're better than my therapist", Act.DEPENDENCE, "prefer_to_therapist"),
        ("I missed you", Act.DEPENDENCE, "miss_you"),
        ("tu seras toujours là ?", Act.DEPENDENCE, "always_available"),
        ("c'est un burn-out ?", Act.ASK_DIAGNOSIS, "burnout"),
        ("am I depressed?", Act.ASK_DIAGNOSIS, "depression"),
        ("qu'est-ce que j'ai, docteur ?", Act.ASK_DIAGNOSIS, "other"),
        ("un somnifère, ça se prend comment ?", Act.ASK_MEDICATION, "sleeping_pills"),
        ("should I take antidepressants?", Act.ASK_MEDICATION, "antidepressant"),
        ("je peux arrêter mon traitement ?", Act.ASK_MEDICATION, "stop_treatment"),
        ("le Xanax, c'est bien ?", Act.ASK_MEDICATION, "other"),
        ("si je démissionne, j'ai droit au chômage ?", Act.RIGHTS_QUESTION, "resign"),
        ("can they fire me for this?", Act.RIGHTS_QUESTION, "dismissal"),
        ("ai-je le droit d'être en arrêt ?", Act.RIGHTS_QUESTION, "sick_leave"),
        ("les heures sup, c'est légal ?", Act.RIGHTS_QUESTION, "overtime"),
        ("is harassment illegal?", Act.RIGHTS_QUESTION, "harassment_law"),
        ("le droit de retrait, c'est quoi ?", Act.RIGHTS_QUESTION, "withdrawal"),
        ("que dit la convention collective ?", Act.RIGHTS_QUESTION, "other"),
        ("mon chef va lire ça", Act.NARRATIVE, None),
    ],
)
def test_the_finer_subject_of_a_question(message: str, act: Act, topic: str | None) -> None:
    found = ANCHORS.hear(message).particulars.topics.get(act)
    assert found == topic


def test_the_subject_comes_with_its_act() -> None:
    assert heard("Will my boss see this?", Act.ASK_CONFIDENTIALITY).topic == "boss_reads"
    assert heard("j'ai trop de travail").topic is None


def test_both_languages_have_words_for_the_same_particulars() -> None:
    def names(language: str, sheet: str) -> dict[str, set[str]]:
        values = tomllib.loads((FOLDER / language / f"{sheet}.toml").read_text(encoding="utf-8"))
        return {group: set(entries) for group, entries in values.items()}

    for sheet in ("particulars", "topics"):
        assert names("fr", sheet) == names("en", sheet)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_only_known_names_are_given(text: str) -> None:
    found = understand(text, Reading(language="fr", understood=False), ANCHORS, "fr")
    assert found.often is None or found.often in OFTEN
    assert found.place is None or found.place in PLACES
    assert set(found.helps) <= set(HELPS)
    assert set(found.people) <= set(RELATIONS)
    assert found.topic is None or found.topic in TOPICS[found.act]
