"""`havre classify`: the exact format, the order, and errors that never repeat a text."""

import io
import json
import sys

import pytest
from click.testing import CliRunner

from config.cli.classify import command
from signals import classify as module
from signals.classify import LineRefused, NotUnderstood, classify, parse
from signals.contributions.measures import MEASURES
from signals.danger.gate import Gate
from signals.encoder.onnx import OnnxEncoder
from signals.reader import Reader
from signals.reading import EMOTIONS, Act


@pytest.fixture(scope="module")
def reader():
    return Reader(Gate.load(), OnnxEncoder.load())


def lines(*rows):
    return [(row if isinstance(row, str) else json.dumps(row)).encode() + b"\n" for row in rows]


def test_a_line_has_exactly_the_promised_fields(reader):
    (text,) = classify(lines({"id": "a", "text": "Mon chef m'a crié dessus devant tout le monde"}), reader)
    out = json.loads(text)
    assert list(out) == ["id", "lang", "emotions", "labels", "factors", "factor_labels", "act", "danger"]
    assert out["id"] == "a"
    assert out["lang"] == "fr"
    assert tuple(out["emotions"]) == EMOTIONS
    assert list(out["factors"]) == [measure.slug for measure in MEASURES]
    assert all(0 <= p <= 1 for p in (*out["emotions"].values(), *out["factors"].values()))
    assert set(out["labels"]) <= set(EMOTIONS)
    assert set(out["factor_labels"]) <= set(out["factors"])
    assert out["act"] in [act.value for act in Act]
    assert list(out["danger"]) == ["card", "kind"]


def test_order_is_kept_over_groups_and_lengths(reader, monkeypatch):
    monkeypatch.setattr(module, "GROUP", 7)
    rows = [{"id": number, "text": "mot " * ((number * 13) % 29)} for number in range(40)]
    assert [json.loads(line)["id"] for line in classify(lines(*rows), reader)] == list(range(40))


def test_it_streams(reader, monkeypatch):
    monkeypatch.setattr(module, "GROUP", 2)

    def source():
        yield from lines({"id": 1, "text": "a"}, {"id": 2, "text": "b"})
        raise AssertionError("read further than one group before giving anything")

    assert json.loads(next(classify(source(), reader)))["id"] == 1


def test_a_language_that_is_given_is_kept(reader):
    out = classify(lines({"id": 1, "text": "Je suis très fatiguée ce soir", "lang": "en"}), reader)
    assert json.loads(next(out))["lang"] == "en"


def test_danger_is_named(reader):
    (line,) = classify(lines({"id": 1, "text": "je vais me tuer ce soir, j'ai tout préparé"}), reader)
    assert json.loads(line)["danger"]["card"] == "C"
    assert json.loads(line)["danger"]["kind"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"id": 1, "text": "canari"', r"Line 3, column 27: not JSON"),
        (b'{"id": 1 "text": "canari"}', r"Line 3, column 10: not JSON"),
        (b'["canari"]', r"Line 3, column 1: not an object"),
        (b'{"text": "canari"}', r'Line 3: the field "id" is missing'),
        (b'{"id": 1}', r'Line 3: the field "text" is missing'),
        (b'{"id": 1, "text": 5, "x": "canari"}', r'Line 3: the field "text" has the wrong kind'),
        (b'{"id": [], "text": "canari"}', r'Line 3: the field "id" has the wrong kind'),
        (b'{"id": true, "text": "canari"}', r'Line 3: the field "id" has the wrong kind'),
        (
            b'{"id": 1, "text": "canari", "lang": "de"}',
            r'Line 3: the field "lang" has the wrong kind; write "fr"',
        ),
        (b'{"id": 1, "text": "canari \xff"}', r"Line 3, byte 27: not UTF-8"),
        (b"[" * 100_000, r"Line 3"),
    ],
)
def test_a_malformed_line_is_named_with_its_mend(line, expected):
    with pytest.raises(LineRefused, match=expected) as caught:
        parse(line, 3)
    assert "canari" not in str(caught.value)


def test_what_came_before_a_bad_line_is_given(reader):
    out = classify(lines({"id": 1, "text": "a"}, "oops"), reader)
    assert json.loads(next(out))["id"] == 1
    with pytest.raises(LineRefused, match="Line 2"):
        next(out)


def test_blank_lines_and_a_byte_order_mark_are_no_matter(reader):
    source = [b'\xef\xbb\xbf{"id": 1, "text": "a"}\r\n', b"\n", b'{"id": 2, "text": "b"}']
    assert [json.loads(line)["id"] for line in classify(source, reader)] == [1, 2]


def test_lone_surrogates_pass_through(reader):
    (line,) = classify([b'{"id": "\\ud800", "text": "\\ud800 x"}'], reader)
    assert json.loads(line)["id"] == "\ud800"


def test_without_an_encoder_nothing_is_made_up():
    with pytest.raises(NotUnderstood):
        list(classify(lines({"id": 1, "text": "a"}), Reader(Gate.load(), None)))


def test_the_command_reads_and_writes():
    result = CliRunner().invoke(command, input='{"id": "1", "text": "merci"}\n')
    assert result.exit_code == 0
    assert json.loads(result.stdout)["labels"] == ["gratitude"]


def test_the_command_says_what_is_wrong_and_fails():
    result = CliRunner().invoke(command, input='{"id": "1", "text": "merci"}\n{"id": "canari"\n')
    assert result.exit_code == 1
    assert "Line 2, column 16" in result.stderr
    assert "canari" not in result.output
    assert json.loads(result.stdout)["id"] == "1"


def test_a_model_directory_without_a_model_is_one_clear_sentence(tmp_path):
    result = CliRunner().invoke(command, ["--model", str(tmp_path)], input="")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "labels.json cannot be read" in result.stderr


def test_the_encoding_of_the_terminal_does_not_matter(monkeypatch, reader):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    (line,) = classify(lines({"id": "é", "text": "déçu"}), reader)
    sys.stdout.buffer.write(line.encode())
    assert json.loads(raw.getvalue())["id"] == "é"


def explained(reader, text):
    (line,) = classify(lines({"id": 1, "text": text}), reader, explaining=True)
    return json.loads(line)


def test_an_explanation_names_the_rule_that_fired(reader):
    out = explained(reader, "j'ai écrit une lettre d'adieu et je vais me tuer ce soir")
    assert out["danger"]["card"] == "C"
    why = out["explain"]["danger"]
    assert why["from"] == "rule"
    assert why["rule"] in why["fired"]


def test_an_explanation_names_the_guard_that_silenced_a_rule(reader):
    why = explained(reader, "je n'ai pas envie de mourir")["explain"]["danger"]
    assert why["fired"] == []
    assert any(each["firm"] for each in why["silenced"])
    assert why["limits"] != "alone"


def test_an_explanation_gives_scores_beside_their_limits(reader):
    labels = explained(reader, "Merci du fond du cœur pour votre aide !")["explain"]["labels"]
    assert labels["gratitude"]["chance"] >= labels["gratitude"]["limit"]


def test_an_explanation_repeats_no_word_of_the_message(reader):
    text = "Zorglubard m'a crié dessus et je veux mourir"
    assert "orglubard" not in json.dumps(explained(reader, text))
    assert "explain" not in json.loads(next(classify(lines({"id": 1, "text": text}), reader)))
