"""The sealed state: ours alone, unchangeable, and worthless once its time has passed."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.sealing import (
    STATE_LIMIT,
    TOKEN_LIMIT,
    Opened,
    Sealer,
    StateTooLarge,
    Unreadable,
)


@dataclass(frozen=True)
class DailyKeys:
    """The key of each day, without a folder."""

    secret: bytes

    def key_for(self, day: int) -> bytes:
        return hashlib.sha256(self.secret + str(day).encode()).digest()


NOON = datetime(2026, 11, 3, 12, 0, 40, tzinfo=UTC)
SEALER = Sealer(DailyKeys(b"a"), timedelta(minutes=120))
SLOTS = {"language": "fr", "heard": {"intensity.risk": 2}}

slots = st.dictionaries(
    st.text(max_size=12),
    st.recursive(
        st.none() | st.booleans() | st.integers(-9999, 9999) | st.text(max_size=30),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
        max_leaves=12,
    ),
    max_size=8,
)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(slots, moments, st.integers(0, 119))
@settings(deadline=None)
def test_what_was_sealed_opens_until_it_expires(kept: dict[str, object], now: datetime, minutes: int) -> None:
    token = SEALER.seal(kept, now)
    assert SEALER.open(token, now + timedelta(minutes=minutes)) == Opened(kept)


@given(moments, st.integers(0, 60 * 24 * 3))
@settings(deadline=None)
def test_a_state_past_its_lifetime_never_opens(now: datetime, later: int) -> None:
    token = SEALER.seal(SLOTS, now)
    assert SEALER.open(token, now + timedelta(minutes=120 + later)) == Unreadable("expired")


def test_every_single_changed_byte_is_refused() -> None:
    token = SEALER.seal(SLOTS, NOON)
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    # Every byte before the content and of the tag, and some of the content: all states are of the full size.
    for place in (*range(64), *range(64, len(raw) - 32, 61), *range(len(raw) - 32, len(raw))):
        for flip in (0x01, 0x80, 0xFF):
            changed = bytearray(raw)
            changed[place] ^= flip
            forged = base64.urlsafe_b64encode(bytes(changed)).rstrip(b"=").decode()
            assert isinstance(SEALER.open(forged, NOON), Unreadable), f"byte {place} changed and accepted"


def test_every_single_changed_character_is_refused() -> None:
    token = SEALER.seal(SLOTS, NOON)
    for place in (*range(100), *range(100, len(token) - 50, 97), *range(len(token) - 50, len(token))):
        sign = token[place]
        for other in ("A", "B", "_", "-", "=", " ", "é", "+"):
            if other != sign:
                changed = token[:place] + other + token[place + 1 :]
                assert isinstance(SEALER.open(changed, NOON), Unreadable), f"character {place} -> {other!r}"


@given(st.text(max_size=400) | st.text("ABCDabcd0123_-", max_size=400))
@settings(deadline=None)
def test_no_text_whatever_raises_or_opens(text: str) -> None:
    assert isinstance(SEALER.open(text, NOON), Unreadable)


def test_a_shortened_or_lengthened_state_is_refused() -> None:
    token = SEALER.seal(SLOTS, NOON)
    for kept in range(0, len(token), 101):
        assert isinstance(SEALER.open(token[:kept], NOON), Unreadable)
    assert isinstance(SEALER.open(token + "A", NOON), Unreadable)
    assert isinstance(SEALER.open(token + "AAAA", NOON), Unreadable)


def test_the_key_of_yesterday_still_opens_and_the_one_before_does_not() -> None:
    day_long = Sealer(DailyKeys(b"a"), timedelta(days=1))
    evening = datetime(2026, 11, 3, 23, 59, tzinfo=UTC)
    token = day_long.seal(SLOTS, evening)
    assert day_long.open(token, evening + timedelta(minutes=2)) == Opened(SLOTS)
    assert day_long.open(token, evening + timedelta(days=1, minutes=2)) == Unreadable("expired")


def test_another_secret_does_not_open_it() -> None:
    other = Sealer(DailyKeys(b"b"), timedelta(minutes=120))
    assert other.open(SEALER.seal(SLOTS, NOON), NOON) == Unreadable("tampered")


def test_a_state_is_sealed_with_the_key_of_its_day() -> None:
    """The folder of keys may destroy a day's key: nothing sealed that day can then be opened by anybody."""
    token = SEALER.seal(SLOTS, NOON)
    asked: list[int] = []

    class Watching(DailyKeys):
        def key_for(self, day: int) -> bytes:
            asked.append(day)
            return super().key_for(day)

    Sealer(Watching(b"a"), timedelta(minutes=120)).open(token, NOON)
    assert asked == [(NOON.date() - datetime(1970, 1, 1, tzinfo=UTC).date()).days]


def test_an_oversized_state_is_neither_sealed_nor_looked_at() -> None:
    with pytest.raises(StateTooLarge, match="bytes") as refused:
        SEALER.seal({"canary": "x" * STATE_LIMIT}, NOON)
    assert "xxx" not in str(refused.value)
    assert SEALER.open("A" * (TOKEN_LIMIT + 1), NOON) == Unreadable("oversized")


def test_the_largest_state_allowed_is_sealed_and_read_again() -> None:
    room = STATE_LIMIT - len(json.dumps({"a": ""}, separators=(",", ":")))
    largest = {"a": "x" * room}
    token = SEALER.seal(largest, NOON)
    assert len(token) <= TOKEN_LIMIT
    assert SEALER.open(token, NOON) == Opened(largest)


def test_two_sealings_of_one_state_have_nothing_in_common_but_their_length() -> None:
    first, second = SEALER.seal(SLOTS, NOON), SEALER.seal(SLOTS, NOON)
    assert first != second
    assert len(first) == len(second)


def test_the_length_does_not_tell_what_was_heard() -> None:
    little, more = SEALER.seal({"heard": {}}, NOON), SEALER.seal({"heard": {"autonomy.risk": 3}}, NOON)
    assert len(little) == len(more)


def test_a_state_says_its_time_to_the_minute_at_most() -> None:
    """Sealed at any second of one minute, a state expires at the same instant."""
    for second in (0, 17, 59):
        token = SEALER.seal(SLOTS, NOON.replace(second=second))
        assert isinstance(SEALER.open(token, NOON.replace(hour=13, minute=59, second=59)), Opened)
        assert SEALER.open(token, NOON.replace(hour=14, minute=0, second=0)) == Unreadable("expired")


def test_the_zone_of_the_clock_does_not_matter() -> None:
    token = SEALER.seal(SLOTS, NOON)
    assert SEALER.open(token, NOON.astimezone(timezone(timedelta(hours=-11)))) == Opened(SLOTS)


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        SEALER.seal(SLOTS, NOON.replace(tzinfo=None))


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(days=2)])
def test_a_lifetime_that_cannot_be_honoured_is_refused(lifetime: timedelta) -> None:
    with pytest.raises(ValueError, match="lifetime"):
        Sealer(DailyKeys(b"a"), lifetime)
