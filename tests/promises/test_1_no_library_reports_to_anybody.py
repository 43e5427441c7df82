"""Promise 1, outwards: nothing that we install reports to its makers.

ONNX Runtime does from 1.29 on, on Linux, unless told not to. A setting can be forgotten; a build that
cannot is better.
"""

from __future__ import annotations

from pathlib import Path

import onnxruntime

COLLECTORS = (b"events.data.microsoft.com", b"OneCollector")


def test_the_runtime_of_the_model_has_no_collector_in_it() -> None:
    libraries = sorted(Path(onnxruntime.__file__).parent.rglob("*.so*"))
    assert libraries
    for library in libraries:
        content = library.read_bytes()
        assert not [name for name in COLLECTORS if name in content], library.name
