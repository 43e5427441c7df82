"""A release's canonical JSON and its digest: the same bytes for the same release, and no other text is
one."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_worlds import World, contributions_of, simulated, worlds

from reporting.policy import Policy
from reporting.release import CONTRIBUTORS, Published, Release, ReleaseUnreadable, compile_release

DIGESTS = st.none() | st.text("0123456789abcdef", min_size=64, max_size=64)


def small_release() -> Release:
    world = simulated(5, 6, 20, 0.4)
    return compile_release(
        "2026-W45-4w", world.hierarchy, contributions_of(1, world), Policy(), None, secret=b"lot"
    )


@settings(deadline=None, max_examples=60)
@given(worlds(most_units=10, most_people=16), st.integers(0, 99), st.text(max_size=12), DIGESTS, st.data())
def test_reading_what_was_written_gives_the_same_release(world: World, seed, window, previous, data) -> None:
    names = {unit: data.draw(st.text(max_size=12)) for unit in world.hierarchy.units}
    contributions = contributions_of(seed, world)
    release = compile_release(
        window, world.hierarchy, contributions, Policy(k=11), previous, unit_names=names
    )
    again = Release.from_json(release.to_json())
    assert again == release
    assert hash(again) == hash(release)
    assert again.to_json() == release.to_json()
    assert again.digest == release.digest == hashlib.sha256(release.to_json().encode()).hexdigest()


def test_spaces_and_the_order_of_keys_are_not_part_of_a_release() -> None:
    release = small_release()
    content = json.loads(release.to_json())
    loose = json.dumps(dict(reversed(content.items())), indent=2)
    assert Release.from_json(loose).digest == release.digest


def test_any_change_changes_the_digest() -> None:
    release = small_release()
    content = json.loads(release.to_json())
    digests = {release.digest}
    for change in (
        {"window": "2026-W49-4w"},
        {"previous": "0" * 64},
        {"policy": {**content["policy"], "k": 11}},
        {"units": [{**content["units"][0], "name": "Another name"}, *content["units"][1:]]},
        {"cells": [{**content["cells"][0], "contributors": 999}, *content["cells"][1:]]},
    ):
        digests.add(Release.from_json(json.dumps(content | change)).digest)
    assert len(digests) == 6


def test_the_digest_is_the_same_on_every_machine_and_in_every_version() -> None:
    """A stored chain must stay readable: a change here breaks the chain of every installation."""
    assert small_release().digest == "6588176842cbd7770a1c013123a16597d659ace038952c47e2db5d798fb688e2"


def test_a_release_cannot_be_changed() -> None:
    release = small_release()
    with pytest.raises(AttributeError):
        release.window = "2026-W49-4w"
    with pytest.raises(TypeError):
        release.cells["u0", CONTRIBUTORS] = Published(1, None)
    with pytest.raises(TypeError):
        release.hierarchy.parents["u9"] = None


@pytest.mark.parametrize("missing", ["cells", "unit_names"])
def test_a_release_with_something_missing_is_refused(missing: str) -> None:
    release = small_release()
    parts = {
        name: getattr(release, name)
        for name in ("window", "policy", "hierarchy", "unit_names", "cells", "previous")
    }
    parts[missing] = dict(list(parts[missing].items())[1:])
    with pytest.raises(ValueError, match="A release"):
        Release(**parts)


def broken_texts() -> dict[str, str]:
    content = json.loads(small_release().to_json())
    shown = next(n for n, cell in enumerate(content["cells"]) if cell["status"] == "published")
    hidden = next(n for n, cell in enumerate(content["cells"]) if cell["status"] == "withheld")

    def with_cell(number: int, **change) -> str:
        cells = list(content["cells"])
        cells[number] = cells[number] | change
        return json.dumps(content | {"cells": cells})

    return {
        "not JSON": "{",
        "a list": "[]",
        "no window": json.dumps({key: value for key, value in content.items() if key != "window"}),
        "one key more": json.dumps(content | {"extra": 1}),
        "an unknown format": json.dumps(content | {"format": 3}),
        "the format of another version": json.dumps(content | {"format": 1}),
        "the version of another format": json.dumps(content | {"policy": content["policy"] | {"version": 1}}),
        "an unknown version": json.dumps(content | {"policy": content["policy"] | {"version": 3}}),
        "a lower threshold": json.dumps(content | {"policy": content["policy"] | {"k": 5}}),
        "a text threshold": json.dumps(content | {"policy": content["policy"] | {"k": "10"}}),
        "no unit": json.dumps(content | {"units": [], "cells": []}),
        "an unknown parent": json.dumps(content | {"units": [content["units"][0] | {"parent": "x"}]}),
        "a unit twice": json.dumps(content | {"units": content["units"] * 2}),
        "cells that are no list": json.dumps(content | {"cells": {}}),
        "a cell twice": json.dumps(content | {"cells": content["cells"] * 2}),
        "a cell missing": json.dumps(content | {"cells": content["cells"][1:]}),
        "half a character": json.dumps(content | {"window": "\ud800"}),
        "a bottomless list": "[" * 100_000,
        "an unknown measure": with_cell(0, measure="joy"),
        "a number for a window": json.dumps(content | {"window": 45}),
        "a negative count": with_cell(shown, contributors=-1),
        "half a person": with_cell(shown, contributors=12.5),
        "a published cell with a reason": with_cell(shown, reason="too_few_contributors"),
        "a count in a withheld cell": with_cell(hidden, contributors=0),
        "a zero in a withheld cell": with_cell(hidden, affected=0),
        "an unknown reason": with_cell(hidden, reason="because"),
        "no reason": with_cell(hidden, reason=None),
        "an unknown status": with_cell(hidden, status="hidden"),
    }


@pytest.mark.parametrize("way", broken_texts())
def test_anything_else_is_refused_with_a_sentence(way: str) -> None:
    with pytest.raises(ReleaseUnreadable) as caught:
        Release.from_json(broken_texts()[way])
    assert str(caught.value).endswith(".")
