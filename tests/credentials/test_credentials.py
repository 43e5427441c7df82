"""Credentials: only what a published key of the unit signed, for this term, in the one form written here."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from key_pool import pool_key

from signals.contributions import blind_rsa
from signals.contributions.credentials import (
    LONGEST_TOKEN,
    Credential,
    CredentialRefused,
    CredentialVerifier,
    parse_token,
)
from signals.contributions.key_list import KeyList, KeyListEntry, PublishedKey
from signals.contributions.measures import MEASURES, TOOK_PART
from signals.contributions.tags import contributor_tag, new_window_key
from signals.contributions.windows import Calendar, Window

CALENDAR = Calendar(4, ZoneInfo("Europe/Paris"))
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
TERM = CALENDAR.term_at(NOW)
UNITS = ("desk", "night")
SLUGS = (TOOK_PART, *(measure.slug for measure in MEASURES))


@cache
def verifier() -> CredentialVerifier:
    keys = [PublishedKey.of(unit, pool_key(number).public_key()) for number, unit in enumerate(UNITS)]
    return CredentialVerifier(KeyList((KeyListEntry.after(KeyList(), TERM, keys),)), CALENDAR)


def issued(unit: str, term: Window = TERM, number: int | None = None) -> Credential:
    """A credential as a browser gets one, under the pool's key of the unit or another."""
    key = pool_key(UNITS.index(unit) if number is None else number)
    prepared = blind_rsa.prepare(secrets.token_bytes(32))
    blinded = blind_rsa.blind(key.public_key(), prepared)
    signature = blind_rsa.finalize(
        key.public_key(), prepared, blind_rsa.blind_sign(key, blinded.message), blinded.inverse
    )
    return Credential(unit, term, prepared, signature)


@cache
def one() -> Credential:
    return issued("desk")


def test_a_credential_is_read_back_with_its_unit_and_term() -> None:
    assert verifier().verify(one().token, NOW) == one()
    assert len(one().token) <= LONGEST_TOKEN


def test_the_longest_unit_still_fits() -> None:
    assert len(Credential("u" * 64, TERM, bytes(64), bytes(384)).token) <= LONGEST_TOKEN


def test_it_is_good_until_its_term_ends_and_not_before_it_begins() -> None:
    window = CALENDAR.window_at(NOW)
    while CALENDAR.term_at(window.starts_at(CALENDAR.zone)) == TERM:
        last = window.ends_at(CALENDAR.zone) - timedelta(seconds=1)
        assert verifier().verify(one().token, last) == one()
        window = window.next
    assert verifier().verify(one().token, window.starts_at(CALENDAR.zone)) == CredentialRefused("expired")
    assert verifier().verify(one().token, NOW - timedelta(weeks=13)) == CredentialRefused("expired")


def test_a_key_that_is_not_published_is_a_forger() -> None:
    assert verifier().verify(issued("desk", number=2).token, NOW) == CredentialRefused("forged")


def test_a_pass_of_one_unit_is_worth_nothing_in_another() -> None:
    moved = Credential("night", TERM, one().prepared, one().signature)
    unknown = Credential("nowhere", TERM, one().prepared, one().signature)
    assert verifier().verify(moved.token, NOW) == CredentialRefused("forged")
    assert verifier().verify(unknown.token, NOW) == CredentialRefused("forged")


@given(st.text(max_size=900))
@settings(deadline=None)
def test_any_text_is_refused_and_raises_nothing(text: str) -> None:
    assert isinstance(verifier().verify(text, NOW), CredentialRefused)


@given(st.data())
@settings(deadline=None)
def test_changing_one_sign_makes_it_worthless(draw: st.DataObject) -> None:
    token = one().token
    place = draw.draw(st.integers(0, len(token) - 1))
    sign = draw.draw(st.sampled_from("abcXYZ019-_~.=\u00e9"))
    changed = token[:place] + sign + token[place + 1 :]
    if changed != token:
        assert isinstance(verifier().verify(changed, NOW), CredentialRefused)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "~~~",
        "desk~2026-W40-13w~AA~AA",
        "desk~2026-W40-4w~" + "A" * 86 + "~" + "A" * 512,
        "a" * (LONGEST_TOKEN + 1),
    ],
)
def test_what_is_no_token_is_malformed(written: str) -> None:
    assert parse_token(written) == CredentialRefused("malformed")


def test_the_same_person_is_the_same_contributor_for_a_measure() -> None:
    key = new_window_key()
    again = Credential("desk", TERM, one().prepared, bytes(384))
    assert contributor_tag(key, one(), TOOK_PART) == contributor_tag(key, again, TOOK_PART)


@given(st.lists(st.sampled_from(SLUGS), min_size=2, max_size=2, unique=True))
@settings(deadline=None)
def test_two_measures_of_one_person_cannot_be_put_together(two: list[str]) -> None:
    key = new_window_key()
    assert contributor_tag(key, one(), two[0]) != contributor_tag(key, one(), two[1])


def test_tags_differ_between_people_units_terms_and_windows() -> None:
    key = new_window_key()
    other = Credential("desk", TERM, bytes(64), one().signature)
    moved = Credential("night", TERM, one().prepared, one().signature)
    later = Credential("desk", TERM.next, one().prepared, one().signature)
    tags = {contributor_tag(key, each, TOOK_PART) for each in (one(), other, moved, later)}
    assert len(tags | {contributor_tag(new_window_key(), one(), TOOK_PART)}) == 5


def test_a_window_key_has_its_length() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        contributor_tag(b"short", one(), TOOK_PART)
