"""The key list: the same for everyone, only ever longer, one key per unit and term."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from key_pool import pool_key

from signals.contributions.key_list import KeyList, KeyListBroken, KeyListEntry, PublishedKey
from signals.contributions.windows import Window

TERM = Window(date(2026, 9, 28), 13)
NEXT = TERM.next


def published(unit: str, number: int) -> PublishedKey:
    return PublishedKey.of(unit, pool_key(number).public_key())


def chain() -> KeyList:
    one = KeyListEntry.after(KeyList(), TERM, [published("night", 1), published("day", 0)])
    two = KeyListEntry.after(KeyList((one,)), TERM, [published("desk", 2)])
    three = KeyListEntry.after(KeyList((one, two)), NEXT, [published("day", 3)])
    return KeyList((one, two, three))


def bodies() -> list[str]:
    return [entry.body for entry in chain().entries]


def test_what_was_published_is_read_back_and_found() -> None:
    read = KeyList.read(bodies())
    assert read == chain()
    assert read.head == hashlib.sha256(bodies()[-1].encode()).hexdigest()
    for unit, term, number in (("day", TERM, 0), ("night", TERM, 1), ("desk", TERM, 2), ("day", NEXT, 3)):
        found = read.key(unit, term)
        assert found is not None
        assert found.public_numbers() == pool_key(number).public_key().public_numbers()
    assert read.key("night", NEXT) is None
    assert read.units_of(TERM) == {"day", "night", "desk"}
    assert read.newest_of(TERM) == chain().entries[1].digest
    assert read.newest_of(NEXT.next) is None


def test_the_empty_list_is_a_list() -> None:
    assert KeyList.read([]).head is None


def test_the_text_is_what_the_browser_hashes() -> None:
    first = json.loads(bodies()[0])
    assert list(first) == ["format", "keys", "previous", "term"]
    assert [key["unit"] for key in first["keys"]] == ["day", "night"]
    assert bodies()[0].isascii()


@given(st.permutations(range(3)))
@settings(max_examples=6, deadline=None)
def test_an_entry_moved_breaks_the_chain(order: list[int]) -> None:
    moved = [bodies()[place] for place in order]
    if order != [0, 1, 2]:
        with pytest.raises(KeyListBroken, match="does not follow"):
            KeyList.read(moved)


@pytest.mark.parametrize("dropped", [0, 1])
def test_an_entry_dropped_breaks_the_chain(dropped: int) -> None:
    with pytest.raises(KeyListBroken, match="does not follow"):
        KeyList.read([body for place, body in enumerate(bodies()) if place != dropped])


def test_a_key_exchanged_anywhere_changes_the_head() -> None:
    first, *_ = chain().entries
    forged = replace(first, keys=(published("day", 4), first.keys[1]))
    assert forged.digest != first.digest
    with pytest.raises(KeyListBroken):
        KeyList.read([forged.body, *bodies()[1:]])


def test_a_unit_has_one_key_in_a_term() -> None:
    whole = chain()
    again = KeyListEntry.after(whole, TERM, [published("day", 5)])
    with pytest.raises(KeyListBroken, match="second key"):
        KeyList((*whole.entries, again))


def test_an_entry_names_each_unit_once_and_in_order() -> None:
    twice = KeyListEntry(TERM.id, (published("day", 0), published("day", 1)), None)
    with pytest.raises(KeyListBroken, match="each once"):
        KeyList((twice,))
    with pytest.raises(KeyListBroken, match="each once"):
        KeyList((KeyListEntry(TERM.id, (), None),))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_text_but_the_very_one_is_an_entry(draw: st.DataObject) -> None:
    body = bodies()[0]
    place = draw.draw(st.integers(0, len(body) - 1))
    changed = (
        body[:place] + draw.draw(st.sampled_from(' {}"0aZ,:')) + body[place + draw.draw(st.integers(0, 1)) :]
    )
    if changed != body:
        # Some changes leave a readable entry with another key: then its digest is another too.
        try:
            read = KeyList.read([changed])
        except KeyListBroken:
            return
        assert read.head != chain().entries[0].digest


def test_a_key_of_another_size_is_no_unit_key() -> None:
    with pytest.raises(ValueError, match="3072"):
        PublishedKey.of("day", rsa.generate_private_key(65537, 2048).public_key())
