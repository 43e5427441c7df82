"""Windows tile civil time: every instant is in one, changes of clock lose and repeat nothing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.contributions.windows import Calendar, Window, parse_window, window_at

PARIS = ZoneInfo("Europe/Paris")
ZONES = tuple(
    ZoneInfo(name)
    for name in ("Europe/Paris", "America/Toronto", "Asia/Beirut", "America/Santiago", "Pacific/Apia", "UTC")
)

instants = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)
lengths = st.sampled_from((1, 4, 13))
zones = st.sampled_from(ZONES)


@given(instants, lengths, zones)
def test_an_instant_is_in_its_window_and_in_no_neighbour(instant, weeks, zone):
    window = window_at(instant, weeks, zone)
    assert window.starts_at(zone) <= instant < window.ends_at(zone)
    assert window.ends_at(zone) == window.next.starts_at(zone)
    assert window.start.isoweekday() == 1


@given(instants, lengths, zones)
def test_a_window_is_written_and_read_back(instant, weeks, zone):
    window = window_at(instant, weeks, zone)
    assert parse_window(window.id) == window


@given(instants, lengths, zones)
def test_a_term_holds_whole_windows(instant, weeks, zone):
    """Everybody who counts in one window does it with a credential of one and the same term."""
    calendar = Calendar(weeks, zone)
    window = calendar.window_at(instant)
    last_moment = window.ends_at(zone) - timedelta(microseconds=1)
    terms = {calendar.term_at(moment) for moment in (window.starts_at(zone), instant, last_moment)}
    assert len(terms) == 1


@pytest.mark.parametrize(
    ("first", "second", "hours"),
    [
        # Paris, 2026: clocks go forward on Sunday 29 March, back on Sunday 25 October.
        (date(2026, 3, 23), date(2026, 3, 30), 7 * 24 - 1),
        (date(2026, 10, 19), date(2026, 10, 26), 7 * 24 + 1),
        (date(2026, 6, 1), date(2026, 6, 8), 7 * 24),
    ],
)
def test_a_week_with_a_change_of_clock_is_an_hour_shorter_or_longer(first, second, hours):
    window = Window(first, 1)
    assert window.end == second
    assert window.ends_at(PARIS) - window.starts_at(PARIS) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("instant", "start"),
    [
        ("2026-03-29T21:59:59+00:00", date(2026, 3, 23)),  # Sunday 23:59:59, summer time since the morning
        ("2026-03-29T22:00:00+00:00", date(2026, 3, 30)),
        ("2026-10-25T22:59:59+00:00", date(2026, 10, 19)),  # Sunday 23:59:59, winter time since the morning
        ("2026-10-25T23:00:00+00:00", date(2026, 10, 26)),
        ("2026-10-25T00:30:00+00:00", date(2026, 10, 19)),  # 02:30 the first time
        ("2026-10-25T01:30:00+00:00", date(2026, 10, 19)),  # 02:30 the second time
    ],
)
def test_the_bounds_are_midnights_of_paris_on_both_changes(instant, start):
    assert window_at(datetime.fromisoformat(instant), 1, PARIS).start == start


def test_the_written_form_is_the_iso_week_of_the_first_monday():
    assert Window(date(2026, 11, 2), 4).id == "2026-W45-4w"


@pytest.mark.parametrize(
    "written", ["", "2026-W45", "2026-W45-4W", "2026-W44-4w", "2026-W60-1w", "2026-W45-2w", "٢٠٢٦-W45-4w"]
)
def test_what_is_no_window_is_refused_with_a_sentence(written):
    with pytest.raises(ValueError, match="is not a window"):
        parse_window(written)


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        window_at(datetime(2026, 1, 1), 4, PARIS)


@given(instants, lengths)
def test_the_windows_that_ended_are_all_named_in_order(instant, weeks):
    calendar = Calendar(weeks, PARIS)
    current = calendar.window_at(instant)
    first = Window(current.start - timedelta(weeks=5 * weeks), weeks)
    ended = list(calendar.ended_between(first, instant))
    assert len(ended) == 5
    assert ended == sorted(ended)
    assert ended[-1].next == current
