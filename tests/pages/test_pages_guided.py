"""The animations keep the time that the catalogue of steps gives, and can be stopped and done without."""

from __future__ import annotations

import re

import pytest

from chatbot.library.steps import Step, Steps
from chatbot.pages.rooms import PAGES_DIRECTORY

CSS = (PAGES_DIRECTORY / "static" / "guided.css").read_text(encoding="utf-8")
GUIDED = {step.guided: step for step in Steps.load().all("fr") if step.guided}


def _rule(selector: str) -> str:
    found = re.search(re.escape(selector) + r" \{([^}]*)\}", CSS)
    assert found, f"no rule for {selector}"
    return found[1]


def _keyframe_share(name: str) -> float:
    """Until which share of a round the cue is lit."""
    body = CSS[CSS.index(f"@keyframes {name} ") :]
    body = body[: body.index("\n}")]
    return max(
        float(share) for share in re.findall(r"([\d.]+)%", body.split("opacity: 0")[0]) if share != "100"
    )


def _seconds(step: Step) -> list[int]:
    return [phase.seconds for phase in step.phases]


def test_breathing_keeps_time() -> None:
    step = GUIDED["breathing"]
    inhale, exhale = _seconds(step)
    assert inhale == exhale, "the lamp's curve is even"
    for selector in (".breathing .lamp", ".breathing .cue-1", ".breathing .cue-2"):
        assert re.search(rf"animation: [\w-]+ {inhale + exhale}s [\w-]+ {step.rounds};", _rule(selector))


def test_senses_keep_time() -> None:
    step = GUIDED["senses"]
    assert step.rounds == 1
    start = 0
    for place, seconds in enumerate(_seconds(step), start=1):
        assert f"animation: lit {seconds}s var(--ease) {start}s;" in _rule(f".senses .cue-{place} span")
        start += seconds


def test_muscles_keep_time() -> None:
    step = GUIDED["muscles"]
    seconds = _seconds(step)
    whole = sum(seconds)
    assert f"animation: hold {whole}s linear {step.rounds};" in _rule(".muscles .cue")
    pairs = list(zip(seconds[::2], seconds[1::2], strict=True))
    assert len(set(pairs)) == 1, "every part takes the same time"
    tight, loose = pairs[0]
    assert f"animation: tighten {tight + loose}s ease-in-out {step.rounds * len(pairs)};" in _rule(
        ".muscles .knot"
    )
    assert _keyframe_share("hold") == pytest.approx(100 * tight / whole)
    assert _keyframe_share("loose") == pytest.approx(100 * loose / whole)
    start = 0
    for place, span in enumerate(seconds, start=1):
        assert f"animation-delay: {start}s;" in _rule(f".muscles .cue-{place}")
        start += span


@pytest.mark.parametrize("guided", sorted(GUIDED))
def test_each_guided_step_has_its_page_part(guided: str) -> None:
    part = (PAGES_DIRECTORY / "templates" / "guided" / f"{guided}.html").read_text(encoding="utf-8")
    assert 'type="checkbox"' in part, "the person starts and stops it"
    assert 'aria-hidden="true"' in part, "the moving picture is not read aloud"
    assert "guided/timings.html" in part, "the same exercise is there in words"
