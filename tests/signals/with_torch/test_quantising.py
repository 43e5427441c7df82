"""Products in int8: eight bits for every weight, and a graph that is the one this code writes."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("torch")

from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from hypothesis.extra.numpy import arrays  # noqa: E402
from onnx import numpy_helper  # noqa: E402

from signals.encoder.place import MODEL_DIRECTORY  # noqa: E402
from signals.training.distil import probabilities  # noqa: E402
from signals.training.graph import graph  # noqa: E402
from signals.training.network import pad  # noqa: E402
from signals.training.quantising import columns_in_int8, quantise  # noqa: E402
from signals.training.shipped import read_shipped  # noqa: E402
from signals.training.smoothing import smooth  # noqa: E402

# torch and its compiler warn of each other.
pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore")]

TOKENS = [[0, 212, 517, 98, 2], [0, 4021, 77, 310, 15_000, 64, 9, 2], [0, 1200, 2]]


@given(arrays(np.float32, (5, 3), elements=st.floats(-8, 8, width=32)))
def test_a_weight_comes_back_to_half_a_step_and_uses_all_eight_bits(weight: np.ndarray) -> None:
    whole, scale = columns_in_int8(weight)
    assert np.abs(whole * scale - weight).max() <= 0.501 * scale.max()
    largest = np.abs(whole.astype(int)).max(axis=0)
    assert set(largest[np.abs(weight).max(axis=0) > 1e-30]) <= {127}


def test_what_ships_has_the_operators_that_this_code_writes() -> None:
    _, network = read_shipped(MODEL_DIRECTORY)
    smooth(network, TOKENS)
    written, shipped = quantise(graph(network)), onnx.load(MODEL_DIRECTORY / "model.onnx")
    assert [node.op_type for node in shipped.graph.node] == [node.op_type for node in written.graph.node]


def test_int8_answers_as_the_network_that_it_was_made_of() -> None:
    _, network = read_shipped(MODEL_DIRECTORY)
    session = onnxruntime.InferenceSession(
        str(MODEL_DIRECTORY / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    tokens, mask = pad(TOKENS)
    (answer,) = session.run(["emotions"], {"input_ids": tokens, "attention_mask": mask})
    wanted = probabilities(network, TOKENS)["emotions"].numpy()
    assert np.abs(answer - wanted).mean() < 0.01


def test_the_weights_of_attention_keep_their_eighth_bit() -> None:
    found = {one.name: one for one in onnx.load(MODEL_DIRECTORY / "model.onnx").graph.initializer}
    whole = numpy_helper.to_array(found["network.layers.0.query_key_value.weight_quantized"])
    assert np.abs(whole.astype(int)).max() == 127
