"""The rows the encoder learns from: their labels exist, nothing is on both sides, noise keeps the words."""

import random
import tomllib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.encoder.labels import HEADS, NO_CARD, OTHER_LANGUAGE
from signals.evaluation.bias import SENTENCES as PROBE
from signals.reading import LANGUAGES
from signals.training.mixture import BATCH, REMEMBERED, batches, joined, one_pass, targets_of
from signals.training.naming import HER, HIS, PLACES, named
from signals.training.noise import typed, with_slip, without_accents
from signals.training.rows import (
    OWN,
    Row,
    SourceUnreadable,
    abstentions,
    goemotions,
    labelled,
    own_rows,
)
from signals.training.splitting import groups, split


@pytest.fixture(scope="module")
def ours():
    return own_rows()


def test_every_label_of_our_sentences_exists(ours):
    assert len(ours) > 35_000
    for row in ours:
        assert row.text.strip()
        assert row.language in (*LANGUAGES, OTHER_LANGUAGE)
        for head, names in (("emotions", row.emotions), ("factors", row.factors)):
            assert set(names or ()) <= set(HEADS[head]), row
        for head, name in (("acts", row.act), ("danger", row.danger), ("origin", row.origin)):
            assert name is None or name in HEADS[head], row


def test_every_label_is_learnt_in_both_languages(ours):
    for language in LANGUAGES:
        spoken = [row for row in ours if row.language == language]
        assert {name for row in spoken for name in row.factors or ()} == set(HEADS["factors"])
        assert {row.act for row in spoken if row.act} == set(HEADS["acts"])
        assert {row.danger for row in spoken if row.danger} == set(HEADS["danger"])


def test_a_data_card_lies_with_the_sentences():
    card = (OWN / "README.md").read_text(encoding="utf-8")
    for path in (OWN / "workplace").glob("*.jsonl"):
        assert path.name in card


def test_no_sentence_is_learnt_and_held_back(ours):
    parts = split(ours)
    assert 0.06 < len(parts.dev) / len(ours) < 0.2
    assert not {row.text.lower() for row in parts.train} & {row.text.lower() for row in parts.dev}


def test_near_copies_share_a_group():
    texts = [
        "On m'a laissé deux jours pour un travail",
        "On m'a laissé deux jours, enfin presque",
        "rien à voir ici du tout",
        "OK !",
        "ok",
    ]
    numbers = groups(texts)
    assert numbers[0] == numbers[1] != numbers[2]
    assert numbers[3] == numbers[4]


@pytest.mark.parametrize(
    ("text", "act", "danger"),
    [
        ("reste avec moi", "dependence", NO_CARD),
        ("il m'a frappé", "narrative", None),
        ("on me touche", "harassment_disclosure", None),
        ("elle va mal", "third_person", None),
        ("je veux mourir", None, None),
    ],
)
def test_messages_of_conversation_are_harmless_unless_they_may_tell_of_danger(text, act, danger):
    assert labelled(text, "fr", "acts", {"act": act}).danger == danger


def test_what_a_source_does_not_say_has_no_weight():
    targets, weights = targets_of([
        Row("a", "fr", "x", factors=()),
        Row("b", "en", "x", emotions=("joy",), act="thanks", danger="C"),
    ])  # fmt: skip
    assert weights["factors"].tolist() == [1, 0]
    assert weights["emotions"].tolist() == [0, 1]
    assert weights["language"].tolist() == [1, 1]
    assert targets["factors"].sum() == 0
    assert targets["danger"][1, HEADS["danger"].index("C")] == 1
    assert all(part.dtype == np.float32 for part in targets.values())


def test_what_is_known_already_is_gone_through_less_often_than_what_is_new():
    old = [Row(f"connue {number}", "fr", "factors_fr", factors=()) for number in range(400)]
    new = [Row(f"nouvelle {number}", "fr", "danger_means_fr", danger="C") for number in range(100)]
    whole, update = one_pass([*old, *new], 3), one_pass([*old, *new], 3, new=("danger_means",))
    assert sum(row.danger == "C" for row in update) == pytest.approx(250, abs=25)
    assert sum(row.danger is None for row in whole) == 800
    assert sum(row.danger is None for row in update) == pytest.approx(800 * REMEMBERED, rel=0.15)


def test_a_pass_is_reproducible_and_batches_are_bounded():
    rows = [Row(f"phrase {number}", "fr", "danger", danger=NO_CARD) for number in range(100)]
    companions = [Row("au travail", "fr", "factors_fr", factors=(), danger=NO_CARD)]

    def encode(texts):
        return [[len(word) for word in text.split()] for text in texts]

    assert one_pass(rows, 3) == one_pass(rows, 3)
    assert 200 < len(one_pass(rows, 3)) < 300
    first, again = (batches([*rows, *companions], encode, 3) for _ in range(2))
    assert [batch.tokens for batch in first] == [batch.tokens for batch in again]
    assert sum(len(batch.tokens) for batch in first) == len(one_pass([*rows, *companions], 3))
    assert max(len(batch.tokens) for batch in first) <= BATCH


def test_a_danger_among_harmless_sentences_stays_one():
    row = Row("je veux mourir", "fr", "danger", danger="B")
    calm = [Row("le bus était plein", "fr", "factors_fr", factors=("intensity.risk",), danger=NO_CARD)]
    told = joined(row, calm, random.Random(1))
    assert "je veux mourir" in told.text
    assert "le bus" in told.text
    assert (told.danger, told.factors, told.act) == ("B", None, None)
    assert joined(calm[0], calm, random.Random(1)).factors == ("intensity.risk",)


@given(st.text(), st.integers(0, 1000))
def test_noise_never_empties_or_fails(text, seed):
    altered = typed(text, random.Random(seed))
    assert bool(altered.strip()) == bool(text.strip()) or not without_accents(text).strip(" '.!?")


def test_a_slip_keeps_the_other_words():
    altered = with_slip("je suis vraiment là", random.Random(2)).split(" ")
    assert [altered[0], altered[1], altered[3]] == ["je", "suis", "là"]
    assert altered[2] != "vraiment"


def test_people_are_called_by_names_of_every_origin():
    draws = [named("Ma cheffe a souri au chef d'équipe.", "fr", random.Random(seed)) for seed in range(400)]
    said = {text.removesuffix(" a souri au chef d'équipe.") for text in draws}
    assert said == {"Ma cheffe", *HER}
    assert 150 < sum(text.startswith("Ma cheffe") for text in draws) < 250
    assert named("ok le boss", "en", random.Random(1)) == "ok le boss"
    assert {named("my boss left", "en", random.Random(seed)) for seed in range(400)} > {
        "liam left",
        "mei left",
    }


def test_only_those_of_whom_work_is_told_are_called_by_name():
    rows = [Row("le chef crie", "fr", source, danger=NO_CARD) for source in ("danger", "acts", "factors_fr")]
    heard = []
    batches(rows * 50, lambda texts: [heard.append(text) or [1] for text in texts], 3)
    assert sum("chef" in text.lower() for text in heard) < len(heard)
    alone = [row for row in rows if row.source != "factors_fr"]
    heard.clear()
    batches([*alone * 50, Row("rien", "fr", "factors_fr", factors=(), danger=NO_CARD)], lambda texts: [
        heard.append(text) or [1] for text in texts
    ], 3)  # fmt: skip
    assert not {name.lower() for name in (*HIS, *HER)} & {
        word.lower() for text in heard for word in text.split()
    }


def test_the_names_are_none_of_the_probe():
    from_probe = tomllib.loads(PROBE.read_text(encoding="utf-8"))
    probed = {name for language in LANGUAGES for name in from_probe[language]["groups"]["origin"]}
    assert not probed & {*HIS, *HER}
    assert set(PLACES) == set(LANGUAGES)


def test_a_malformed_public_file_is_named(tmp_path):
    path = tmp_path / "train.tsv"
    path.write_text("fine\t27\tabc\nbroken line\n", encoding="utf-8")
    with pytest.raises(SourceUnreadable, match=r"train\.tsv, line 2"):
        goemotions(path, "en", "goemotions")


def test_worries_outside_work_teach_silence(tmp_path):
    path = tmp_path / "sad.tsv"
    path.write_text(
        "sentence\tis_stressor\ttop_label\tsecond_label\tavg_severity\n"
        "my car broke\t1\tEveryday Decision Making\tOther\t2\n"
        "my boss\t1\tWork\tOther\t5\n",
        encoding="utf-8",
    )
    assert [(row.text, row.factors) for row in abstentions(path)] == [("my car broke", ())]
