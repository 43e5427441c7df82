"""Credentials: only what this key signed, for this term, in the one form that is written here."""

import base64
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from signals.contributions.credentials import Credential, CredentialRefused, CredentialSigner
from signals.contributions.tags import contributor_tag, new_window_key
from signals.contributions.windows import Calendar

CALENDAR = Calendar(4, ZoneInfo("Europe/Paris"))
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
SIGNER = CredentialSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32))), CALENDAR)


def signed(body: bytes) -> str:
    """A token of any content under the real key."""
    parts = (body, SIGNER.key.sign(b"havre credential 1\0" + body))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def test_a_credential_names_its_unit_and_term_and_nothing_that_repeats():
    first, second = (SIGNER.verify(SIGNER.issue("atelier", NOW), NOW) for _ in range(2))
    assert isinstance(first, Credential)
    assert isinstance(second, Credential)
    assert (first.unit, first.term) == ("atelier", CALENDAR.term_at(NOW)) == (second.unit, second.term)
    assert first.serial != second.serial


def test_a_credential_is_good_until_its_term_ends_and_not_before_it_begins():
    token = SIGNER.issue("atelier", NOW)
    window = CALENDAR.window_at(NOW)
    term = CALENDAR.term_at(NOW)
    while CALENDAR.term_at(window.starts_at(CALENDAR.zone)) == term:
        assert isinstance(
            SIGNER.verify(token, window.ends_at(CALENDAR.zone) - timedelta(seconds=1)), Credential
        )
        window = window.next
    assert SIGNER.verify(token, window.starts_at(CALENDAR.zone)) == CredentialRefused("expired")
    assert SIGNER.verify(token, NOW - timedelta(weeks=13)) == CredentialRefused("expired")


def test_another_key_is_a_forger():
    other = CredentialSigner(Ed25519PrivateKey.generate(), CALENDAR)
    assert SIGNER.verify(other.issue("atelier", NOW), NOW) == CredentialRefused("forged")


@given(st.text(max_size=600))
def test_any_text_is_refused_and_raises_nothing(text):
    assert isinstance(SIGNER.verify(text, NOW), CredentialRefused)


@given(st.data())
def test_changing_one_sign_makes_it_worthless(data):
    token = SIGNER.issue("atelier", NOW)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("AZaz09-_.=").filter(lambda sign: sign != token[place]))
    assert isinstance(SIGNER.verify(token[:place] + other + token[place + 1 :], NOW), CredentialRefused)


def written(**changes) -> bytes:
    named = {"serial": "0" * 32, "term": CALENDAR.term_at(NOW).id, "unit": "atelier"} | changes
    return json.dumps(named, separators=(",", ":"), sort_keys=True).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{" * 5000,
        written(unit="Atelier"),
        written(unit="a\0b"),
        written(unit=""),
        written(unit=7),
        written(serial="0" * 31),
        written(serial="Z" * 32),
        written(term="2026-W45-4w"),
        written(term=None),
        written(more="1"),
        written().replace(b",", b", "),
        written().replace(b'"unit"', b'"unit":"b","unit"'),
        written() + b"\n",
    ],
)
def test_a_signed_body_is_read_strictly_all_the_same(body):
    assert SIGNER.verify(signed(body), NOW) == CredentialRefused("malformed")


def test_the_strict_reader_accepts_what_is_written_here():
    assert isinstance(SIGNER.verify(signed(written()), NOW), Credential)


def test_a_unit_that_no_token_could_name_is_never_signed():
    with pytest.raises(ValueError, match="cannot name a unit"):
        SIGNER.issue("Atelier 1", NOW)


def test_a_tag_is_one_person_in_one_window_and_nobody_in_the_next():
    key = new_window_key()
    one, two = (SIGNER.verify(SIGNER.issue("atelier", NOW), NOW) for _ in range(2))
    assert contributor_tag(key, one) == contributor_tag(key, one)
    assert contributor_tag(key, one) != contributor_tag(key, two)
    assert contributor_tag(key, one) != contributor_tag(new_window_key(), one)


def test_a_tag_depends_on_every_part_of_the_credential():
    key = bytes(32)
    term = CALENDAR.term_at(NOW)
    tags = {
        contributor_tag(key, Credential(unit, t, serial))
        for unit in ("ab", "a")
        for t in (term, term.next)
        for serial in ("b1", "1")
    }
    assert len(tags) == 8


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        contributor_tag(b"short", Credential("a", CALENDAR.term_at(NOW), "0" * 32))
