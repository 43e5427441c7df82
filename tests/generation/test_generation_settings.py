"""The settings of generation: off by default, on premises, no secret in an address, each error a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.generation.by_model import ByModel
from chatbot.generation.rephrasing import AsAuthored
from chatbot.library.replies import Replies
from config.chatbot_settings import Generation
from config.generation import generation_ports, rephrasing_for, server_for
from config.settings import SettingsError, load_settings
from signals.danger.gate import Gate
from signals.encoder.onnx import OnnxEncoder
from signals.reader import Reader

LOCAL = "http://127.0.0.1:11434/v1"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "MODEL", "TIMEOUT_SECONDS", "API_KEY_FILE", "TRUSTED_HOST"):
        monkeypatch.delenv(f"HAVRE_CHATBOT__GENERATION__{name}", raising=False)


def test_it_is_off_by_default_and_the_wall_has_no_port_for_it(tmp_path: Path) -> None:
    generation = load_settings(tmp_path).chatbot.generation
    assert generation == Generation()
    assert server_for(generation) is None
    assert generation_ports(generation) == ()
    assert isinstance(rephrasing_for(generation, Reader(Gate.load(), None), Replies.load()), AsAuthored)


def test_the_file_and_the_environment_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = (
        '[chatbot.generation]\nurl = "http://127.0.0.1:8080/v1"\nmodel = "mistral"\ntimeout_seconds = 1.5\n'
    )
    (tmp_path / "havre.toml").write_text(sheet, encoding="utf-8")
    generation = load_settings(tmp_path).chatbot.generation
    assert (generation.model, generation.timeout_seconds) == ("mistral", 1.5)
    assert generation_ports(generation) == (8080,)
    monkeypatch.setenv("HAVRE_CHATBOT__GENERATION__URL", LOCAL)
    assert generation_ports(load_settings(tmp_path).chatbot.generation) == (11434,)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        (LOCAL, ("127.0.0.1", 11434, "/v1/chat/completions")),
        (LOCAL + "/", ("127.0.0.1", 11434, "/v1/chat/completions")),
        ("http://10.1.2.3", ("10.1.2.3", 80, "/chat/completions")),
        ("http://[::1]:8000/v1", ("::1", 8000, "/v1/chat/completions")),
        ("https://192.168.1.4/llm/v1", ("192.168.1.4", 443, "/llm/v1/chat/completions")),
    ],
)
def test_an_address_on_premises_is_settled(url: str, where: tuple[str, int, str]) -> None:
    server = server_for(Generation(url=url))
    assert server is not None
    assert (server.address, server.port, server.path) == where
    assert (server.tls is not None) == url.startswith("https")


@pytest.mark.parametrize(
    "url",
    [
        "", "127.0.0.1:8000", "ftp://127.0.0.1/v1", "http:///v1", "http://127.0.0.1:99999/v1", "http://[::1/v1",
        "http://127.0.0.1/v1?key=canary", "http://127.0.0.1/v1#canary", "http://canary:canary@127.0.0.1/v1",
        "http://canary@127.0.0.1/v1", "http://127.0.0.1/a b/canary", "http://1.1.1.1/v1",
        "http://[2606:4700::1111]/v1", "http://canary.invalid/v1",
    ],
)  # fmt: skip
def test_any_other_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        server_for(Generation(url=url))
    assert "HAVRE_CHATBOT__GENERATION__URL" in str(caught.value)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_server_elsewhere_needs_a_word_of_its_own() -> None:
    server = server_for(Generation(url="https://1.1.1.1/v1", trusted_host=True))
    assert server is not None
    assert server.address == "1.1.1.1"


@pytest.mark.parametrize("seconds", ["0", "0.1", "11", "inf", "nan", "soon"])
def test_the_wait_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.setenv("HAVRE_CHATBOT__GENERATION__TIMEOUT_SECONDS", seconds)
    with pytest.raises(SettingsError, match=r"chatbot\.generation\.timeout_seconds"):
        load_settings(tmp_path)


def test_the_key_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("canary-key\n", encoding="ascii")
    server = server_for(Generation(url=LOCAL, api_key_file=path))
    assert server is not None
    assert server.key == "canary-key"


@pytest.mark.parametrize("content", [b"", b"\n", b"two words", b"two\nlines", b"\xff"])
def test_a_file_without_a_key_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    for each in (path, tmp_path / "nowhere"):
        with pytest.raises(SettingsError, match="holds no key"):
            server_for(Generation(url=LOCAL, api_key_file=each))


def test_a_key_does_not_cross_a_network_unprotected(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("canary-key", encoding="ascii")
    with pytest.raises(SettingsError, match="unprotected") as caught:
        server_for(Generation(url="http://10.1.2.3/v1", api_key_file=path))
    assert "canary" not in str(caught.value)


def test_without_the_encoder_nothing_is_rephrased() -> None:
    generation, replies = Generation(url=LOCAL), Replies.load()
    assert isinstance(rephrasing_for(generation, Reader(Gate.load(), None), replies), AsAuthored)
    assert isinstance(rephrasing_for(generation, Reader(Gate.load(), OnnxEncoder.load()), replies), ByModel)
