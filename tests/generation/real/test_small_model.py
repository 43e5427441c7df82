"""Against a real local server with a small real model: `make test-generation`.

The model is far too small to rephrase well, which is the point: what goes out stays within every law,
whatever it says, and its figures are printed (`-s` shows them).
"""

from __future__ import annotations

import random
import socket
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from companions import real_companion
from saying import check_no_repeat, check_reply

from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.reply import Reply
from chatbot.generation.by_model import ByModel, Outcome
from chatbot.generation.client import ChatClient
from chatbot.generation.guard import Kept
from chatbot.generation.model import ModelUnavailable
from chatbot.generation.patience import Patience
from config.chatbot_settings import Generation
from config.generation import judges, server_for
from signals.reader import Reader
from signals.reading import LANGUAGES, Language

pytestmark = pytest.mark.generation

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv" / "generation" / "bin" / "python"
NOW = datetime(2026, 10, 7, 19, 30)
SECONDS = 8.0
"""Four times the default: here the guard is to be tried, on a busy machine."""

SLACK = 0.5
TOLD = {
    "fr": ["trop de travail, je cours partout", "mon chef me crie dessus", "je suis épuisée",
           "personne ne me parle", "ils vont supprimer des postes", "je fais les nuits"],
    "en": ["too much work, I run all day", "my boss shouts at me", "I'm exhausted", "nobody talks to me",
           "they are cutting jobs", "I work nights"],
}  # fmt: skip


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """The settings of a server that runs until the tests of this file are done."""
    if not PYTHON.exists():
        pytest.fail("The small model is not installed: run `make test-generation`.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("model") / "server.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [PYTHON, Path(__file__).with_name("small_model_server.py"), str(port)],
            stdout=subprocess.PIPE,
            stderr=sink,
        )
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            assert ready.startswith(b"ready"), log.read_text(encoding="utf-8", errors="replace")[-2000:]
            yield Generation(url=f"http://127.0.0.1:{port}/v1", model="smollm2", timeout_seconds=SECONDS)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _always_later() -> Callable[[], float]:
    hours = count(0, 3600)
    return lambda: float(next(hours))


class Timed:
    """The client, with the seconds of each call and how many had no answer in time."""

    def __init__(self, client: ChatClient) -> None:
        self.client = client
        self.seconds: list[float] = []
        self.unanswered = 0

    def rewrite(self, request: str, text: str) -> str:
        began = time.monotonic()
        try:
            return self.client.rewrite(request, text)
        except ModelUnavailable:
            self.unanswered += 1
            raise
        finally:
            self.seconds.append(time.monotonic() - began)


@pytest.mark.parametrize("language", LANGUAGES)
def test_conversations_with_a_small_real_model_keep_every_law(
    generation: Generation, language: Language
) -> None:
    server = server_for(generation)
    assert server is not None
    model, outcomes, turns = Timed(ChatClient(server, SECONDS)), list[Outcome](), 0
    authored = real_companion()
    assert isinstance(authored.reader, Reader)
    # A clock on which every pause is over at once: here every failure is to be seen.
    by_model = ByModel(
        model, judges(authored.reader, authored.replies), Patience(_always_later()), outcomes.append
    )
    companion = replace(authored, rephrasing=by_model)
    for seed in range(4):
        dice = random.Random(f"{language}{seed}")
        state, reply = companion.opening(language)
        replies: list[Reply] = [reply]
        for _ in range(6):
            taps = [
                quick.id for quick in reply.quick_replies if quick.id != "leave" and "lang." not in quick.id
            ]
            message = (
                Chosen(dice.choice(taps))
                if taps and dice.random() < 0.4
                else Typed(dice.choice(TOLD[language]))
            )
            state, reply = companion.turn(state, message, NOW)
            check_reply(reply, state.language)
            replies.append(reply)
            turns += 1
        check_no_repeat(replies)
    assert model.seconds
    assert max(model.seconds) < SECONDS + SLACK
    kept = sum(isinstance(outcome, Kept) for outcome in outcomes)
    reasons = Counter("kept" if isinstance(each, Kept) else each.reason.value for each in outcomes)
    print(
        f"\n{language}: {turns} turns, {len(model.seconds)} asked, {model.unanswered} unanswered in time, "
        f"{kept} kept; {dict(reasons)}; median {statistics.median(model.seconds):.2f} s, "
        f"longest {max(model.seconds):.2f} s"
    )


def test_a_time_too_short_for_it_is_kept(generation: Generation) -> None:
    server = server_for(generation)
    assert server is not None
    began = time.monotonic()
    with pytest.raises(ModelUnavailable, match="TimeoutError"):
        ChatClient(server, 0.02).rewrite("Write a very long story.", "Once upon a time.")
    assert time.monotonic() - began < 0.02 + SLACK
