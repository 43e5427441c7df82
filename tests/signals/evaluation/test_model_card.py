"""The card says what was measured: its figures are those of the model that ships, none typed by hand."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from signals.danger.gate import Gate
from signals.encoder.labels import FACTORS, NO_CARD
from signals.encoder.onnx import OnnxEncoder
from signals.encoder.place import MODEL_DIRECTORY
from signals.evaluation.__main__ import CARD
from signals.evaluation.card import WORDS, Card, table
from signals.evaluation.figures import Figure, own_figures, read
from signals.evaluation.scored import Scored
from signals.evaluation.sentences import development
from signals.reading import LANGUAGES
from signals.training.rows import Row, own_rows

NEAR = 0.012
"""How far a figure may be from the card: int8 products differ a little between processors."""


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return development()


@pytest.fixture(scope="module")
def written() -> list[Figure]:
    return read(MODEL_DIRECTORY / "figures.json")


@pytest.fixture(scope="module")
def measured(rows: list[Row]) -> dict[tuple[str, str, str], Figure]:
    encoder = OnnxEncoder.load()
    found = own_figures(Scored.of(rows, encoder), encoder.thresholds, Gate.load())
    return {(one.head, one.what, one.where): one for one in found}


def test_the_figures_of_the_card_are_those_of_the_model(
    written: list[Figure], measured: dict[tuple[str, str, str], Figure]
) -> None:
    named = {(one.head, one.what, one.where): one for one in written}
    assert set(measured) <= set(named)
    for one in (named[key] for key in measured):
        again = measured[one.head, one.what, one.where]
        assert again.rows == one.rows, one
        few = 0.0 if one.rows > 200 else 1.5 / max(1, one.rows)
        label = 0.03 if one.what.startswith("F1, ") else 0.0
        assert again.value == pytest.approx(one.value, abs=NEAR + few + label), one


def test_what_a_row_gets_does_not_depend_on_its_company(rows: list[Row]) -> None:
    some, encoder = rows[::90], OnnxEncoder.load()
    whole = Scored.of(some, encoder).scores
    assert Scored.of(some[1::2], encoder).scores == whole[1::2]


def test_the_card_is_written_from_the_figures(written: list[Figure]) -> None:
    text = CARD.read_text(encoding="utf-8")
    curve = read(MODEL_DIRECTORY / "curve.json")
    whole = Card(written, (), (), curve, 0)
    for line in whole.figure_lines():
        assert line in text
    for line in whole.curve_lines():
        assert line in text
    assert (MODEL_DIRECTORY / CARD.name).read_text(encoding="utf-8") == text
    for words in re.split(r"\{\w+\}", WORDS.read_text(encoding="utf-8")):
        assert words in text


def test_every_head_has_its_figures_in_both_languages(written: list[Figure]) -> None:
    for head in ("factors", "acts", "danger", "language"):
        assert set(LANGUAGES) <= {one.where for one in written if one.head == head}
    for one in written:
        assert 0.0 <= (one.low or 0.0) <= one.value <= (1.0 if one.high is None else one.high) <= 1.0, one


def test_the_development_sets_are_large_and_whole(rows: list[Row]) -> None:
    for language in LANGUAGES:
        spoken = [row for row in rows if row.language == language]
        factors = [row for row in spoken if row.source == "factors"]
        danger = [row for row in spoken if row.source == "danger"]
        told = Counter(name for row in factors for name in row.factors or ())
        assert len(factors) >= 600
        assert min(told[name] for name in FACTORS) >= 38
        assert len(danger) >= 390
        assert 0.4 < sum(row.danger != NO_CARD for row in danger) / len(danger) < 0.6
        assert len([row for row in spoken if row.source == "ordinary"]) >= 800


def test_no_development_sentence_is_learnt_from(rows: list[Row]) -> None:
    ours = {row.text.casefold().strip() for row in own_rows()}
    assert [row.text for row in rows if row.text.casefold().strip() in ours] == []


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_no_development_sentence_shares_eight_words_in_a_row_with_one_that_is_learnt(rows: list[Row]) -> None:
    """Fewer words in a row are shared by chance ("je ne sais pas quoi faire"); eight are a near-copy."""
    learnt = set().union(*(runs(row.text) for row in own_rows()))
    assert [row.text for row in rows if runs(row.text) & learnt] == []


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert table(("a",), [("x|y",)]) == "| a |\n| --- |\n| x\\|y |"


def test_the_figures_file_is_readable_line_by_line() -> None:
    lines = (MODEL_DIRECTORY / "figures.json").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "["
    assert all(isinstance(json.loads(line.rstrip(",")), dict) for line in lines[1:-1])
