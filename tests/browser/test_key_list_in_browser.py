"""The browser takes a key from one published chain only; every way to slip in another is refused by name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from key_pool import pool_key
from module_house import STATIC, Modules, open_modules
from playwright.sync_api import Browser

from signals.contributions import base64url
from signals.contributions.key_list import KeyList, KeyListBroken, KeyListEntry, PublishedKey
from signals.contributions.windows import parse_window

TERM = parse_window("2026-W40-13w")
UNITS = ("day", "night", "desk", "day")

READ = """
    const [bodies, options] = given;
    try {
      const list = await m.readKeyList(bodies, options);
      const keys = options.asked.map(([unit, term]) => list.keyOf(unit, term));
      return { head: list.head, keys, contains: options.digests.map((digest) => list.contains(digest)) };
    } catch (error) {
      return [error.name, error.entry];
    }
"""


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Modules]:
    with open_modules(browser, {"static": STATIC}) as opened:
        yield opened


def published(unit: str, number: int) -> PublishedKey:
    return PublishedKey.of(unit, pool_key(number).public_key())


def chain() -> KeyList:
    """Three entries: two units of a term, a third one of it, one of the next term."""
    one = KeyListEntry.after(KeyList(), TERM, [published("night", 1), published("day", 0)])
    two = KeyListEntry.after(KeyList((one,)), TERM, [published("desk", 2)])
    three = KeyListEntry.after(KeyList((one, two)), TERM.next, [published("day", 3)])
    return KeyList((one, two, three))


CHAIN = chain()
BODIES = [entry.body for entry in CHAIN.entries]
DIGESTS = [entry.digest for entry in CHAIN.entries]


def read(modules: Modules, bodies: object, **options: object) -> object:
    given = [bodies, {"asked": [], "digests": [], **options}]
    return modules.run("/static/key-list.js", READ, given)


@pytest.mark.browser
def test_a_sound_list_gives_each_unit_its_key_and_everyone_the_same_head(modules: Modules) -> None:
    asked = [["day", TERM.id], ["night", TERM.id], ["desk", TERM.id], ["day", TERM.next.id]]
    absent = [["night", TERM.next.id], ["", ""], ["day~" + TERM.id, ""]]
    outcome = read(modules, BODIES, asked=asked + absent, digests=[*DIGESTS, "0" * 64])
    moduli = [published(unit, number).modulus for number, unit in enumerate(UNITS)]
    assert outcome == {
        "head": CHAIN.head,
        "keys": [*moduli, None, None, None],
        "contains": [True, True, True, False],
    }


@pytest.mark.browser
def test_the_empty_list_is_a_list(modules: Modules) -> None:
    assert read(modules, []) == {"head": None, "keys": [], "contains": []}


@pytest.mark.browser
@pytest.mark.parametrize("seen", range(3))
def test_a_list_may_grow_after_it_was_seen(modules: Modules, seen: int) -> None:
    outcome = read(modules, BODIES, rememberedHead=DIGESTS[seen], pinnedDigest=DIGESTS[0])
    assert outcome == {"head": CHAIN.head, "keys": [], "contains": []}


@pytest.mark.browser
def test_a_list_that_does_not_continue_the_one_seen_before_is_refused(modules: Modules) -> None:
    """Another list, sound in itself, for one person or for everybody; and the same one, cut short."""
    first = KeyListEntry.after(KeyList(), TERM, [published("day", 4)])
    for other in ([first.body], BODIES[:2], []):
        KeyList.read(other)
        assert read(modules, other, rememberedHead=CHAIN.head) == ["KeyListReplaced", None]


@pytest.mark.browser
def test_a_list_without_the_entry_that_the_link_names_is_refused(modules: Modules) -> None:
    assert read(modules, BODIES[:2], pinnedDigest=DIGESTS[2]) == ["KeyListNotPinned", None]
    assert read(modules, [], pinnedDigest=DIGESTS[0]) == ["KeyListNotPinned", None]
    assert read(modules, BODIES, pinnedDigest="") == ["KeyListNotPinned", None]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("order", "entry"), [([1, 0, 2], 0), ([0, 2, 1], 1), ([0, 2], 1), ([1, 2], 0), ([0, 1, 1], 2)]
)
def test_an_entry_moved_dropped_or_repeated_breaks_the_chain(
    modules: Modules, order: list[int], entry: int
) -> None:
    bodies = [BODIES[place] for place in order]
    with pytest.raises(KeyListBroken):
        KeyList.read(bodies)
    assert read(modules, bodies) == ["KeyListBroken", entry]


@pytest.mark.browser
def test_a_key_exchanged_in_an_old_entry_breaks_the_chain_after_it(modules: Modules) -> None:
    first = CHAIN.entries[0]
    forged = replace(first, keys=(published("day", 4), first.keys[1]))
    assert read(modules, [forged.body, *BODIES[1:]]) == ["KeyListBroken", 1]
    assert read(modules, [forged.body], rememberedHead=DIGESTS[0]) == ["KeyListReplaced", None]


@pytest.mark.browser
def test_a_second_key_for_a_unit_is_refused(modules: Modules) -> None:
    again = json.loads(BODIES[2])
    again.update(term=TERM.id, keys=[{"modulus": published("day", 5).modulus, "unit": "day"}])
    assert read(modules, [*BODIES[:2], written(again)]) == ["KeyListTwoKeys", 2]
    twice = json.loads(BODIES[0])
    twice["keys"][1]["unit"] = "day"
    assert read(modules, [written(twice)]) == ["KeyListTwoKeys", 0]


def written(content: object) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def changed(**parts: object) -> str:
    return written({**json.loads(BODIES[0]), **parts})


def rekeyed(change: Callable[[bytes], bytes]) -> str:
    modulus = base64url.decode(published("day", 0).modulus)
    assert modulus is not None
    return changed(keys=[{"modulus": base64url.encode(change(modulus)), "unit": "day"}])


UNREADABLE = {
    "not text": 7,
    "null": None,
    "no JSON": "{",
    "an array": "[]",
    "JSON null": "null",
    "a space": BODIES[0].replace(":", ": ", 1),
    "another order": json.dumps(dict(reversed(json.loads(BODIES[0]).items())), separators=(",", ":")),
    "a name twice": BODIES[0].replace('{"format":1,', '{"format":1,"keys":[],'),
    "a name more": changed(note=""),
    "a name less": BODIES[0].replace('"format":1,', ""),
    "another format": changed(format=2),
    "no keys": changed(keys=[]),
    "keys that are none": changed(keys=[None]),
    "keys out of order": changed(keys=json.loads(BODIES[0])["keys"][::-1]),
    "a unit that is no name": changed(keys=[{"modulus": published("day", 0).modulus, "unit": "Day~"}]),
    "a unit that is a number": changed(keys=[{"modulus": published("day", 0).modulus, "unit": 1}]),
    "a term that is none": changed(term="2026-W40-4w"),
    "a short modulus": rekeyed(lambda modulus: modulus[1:]),
    "a modulus with a zero first": rekeyed(lambda modulus: b"\0" + modulus[1:]),
    "a modulus that is no base64": changed(keys=[{"modulus": "+" * 512, "unit": "day"}]),
}


@pytest.mark.browser
@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_entry_not_written_as_ours_is_refused_on_both_sides(modules: Modules, body: object) -> None:
    assert read(modules, [body]) == ["KeyListUnreadable", 0]
    if isinstance(body, str):
        with pytest.raises(KeyListBroken):
            KeyList.read([body])


@pytest.mark.browser
@pytest.mark.parametrize(
    "bodies", [None, "", BODIES[0], {"0": BODIES[0], "length": 1}], ids=["null", "empty", "text", "object"]
)
def test_what_is_no_array_is_no_list(modules: Modules, bodies: object) -> None:
    assert read(modules, bodies) == ["KeyListUnreadable", None]


@pytest.mark.browser
def test_an_even_modulus_is_no_key(modules: Modules) -> None:
    even = rekeyed(lambda modulus: modulus[:-1] + b"\0")
    assert read(modules, [even]) == ["KeyListUnreadable", 0]


@pytest.mark.browser
def test_the_digest_is_that_of_the_text_as_it_came(modules: Modules) -> None:
    digest = hashlib.sha256(BODIES[0].encode("ascii")).hexdigest()
    assert read(modules, BODIES[:1]) == {"head": digest, "keys": [], "contains": []}
