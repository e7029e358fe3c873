from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest

from hub.store.couplings import pause
from hub.store.pull_times import DUTCH_TIME, PullTimes, place_of

MONDAY = datetime(2026, 11, 2, 9, 30, tzinfo=DUTCH_TIME)
FRIDAY_EVENING = datetime(2026, 11, 6, 18, 30, tzinfo=DUTCH_TIME)
FIVE = timedelta(minutes=5)


def local(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment.astimezone(DUTCH_TIME)


def test_during_school_hours_changes_come_every_five_minutes() -> None:
    ticks = [MONDAY]
    for _ in range(5):
        ticks.append(local(PullTimes().next_changes(3, ticks[-1])))
    assert all(later - earlier == FIVE for earlier, later in pairwise(ticks[1:]))
    assert timedelta() < ticks[1] - MONDAY <= FIVE


def test_after_school_hours_changes_come_at_the_next_school_day() -> None:
    assert FRIDAY_EVENING.isoweekday() == 5
    found = local(PullTimes().next_changes(3, FRIDAY_EVENING))
    assert (found.isoweekday(), found.hour) == (1, 7)
    saturdays = PullTimes(days=frozenset({6}))
    assert local(saturdays.next_changes(3, FRIDAY_EVENING)).isoweekday() == 6


def test_a_tick_never_falls_at_or_after_closing_time() -> None:
    for school in range(1, 200):
        late = local(PullTimes(every=7).next_changes(school, MONDAY.replace(hour=17, minute=53)))
        assert late.time() < time(18)


def test_everything_comes_once_each_night_also_at_the_weekend_and_when_the_clocks_change() -> None:
    times = PullTimes()
    for start in (datetime(2026, 10, 20, tzinfo=DUTCH_TIME), datetime(2027, 3, 24, tzinfo=DUTCH_TIME)):
        for school in range(1, 60):
            moment, days = start, []
            for _ in range(8):
                moment = local(times.next_everything(school, moment))
                assert 1 <= moment.hour < 5
                days.append(moment.date())
            assert days == [start.date() + timedelta(days=number) for number in range(8)]


def test_a_night_may_begin_before_midnight() -> None:
    times = PullTimes(night_from=time(23), night_until=time(3))
    hours = {local(times.next_everything(school, MONDAY)).hour for school in range(1, 100)}
    assert hours == {23, 0, 1, 2}


def test_a_thousand_schools_do_not_ring_at_once() -> None:
    times = PullTimes()
    nights = [local(times.next_everything(school, MONDAY)) for school in range(1, 1001)]
    per_minute = [sum(night.replace(second=0, microsecond=0) == minute for night in nights) for minute in minutes()]
    assert sum(per_minute) == 1000
    assert max(per_minute) <= 6
    seconds = [int((local(times.next_changes(school, MONDAY)) - MONDAY).total_seconds()) for school in range(1, 1001)]
    assert max(seconds.count(second) for second in range(301)) <= 6
    assert all(0 <= place_of(school) < 1 for school in range(10_000))


def minutes() -> list[datetime]:
    first = (MONDAY + timedelta(days=1)).replace(hour=1, minute=0)
    return [first + timedelta(minutes=number) for number in range(240)]


def test_off_is_never_due_and_never_late() -> None:
    off = PullTimes(on=False)
    assert off.next_changes(3, MONDAY) is off.next_everything(3, MONDAY) is off.due_by(3, MONDAY) is None


def test_without_school_days_only_the_night_is_left() -> None:
    times = PullTimes(days=frozenset())
    assert times.next_changes(3, MONDAY) is None
    assert times.next_everything(3, MONDAY) is not None


@pytest.mark.parametrize(
    ("now", "earliest", "latest"),
    [
        (MONDAY, "02 09:09", "02 09:11"),
        (MONDAY.replace(hour=7, minute=4), "02 01:00", "02 05:00"),
        (FRIDAY_EVENING, "06 17:39", "06 17:41"),
        (FRIDAY_EVENING + timedelta(hours=14), "07 01:00", "07 05:00"),
    ],
)
def test_data_is_late_when_it_is_older_than_two_pulls_or_the_last_night(
    now: datetime, earliest: str, latest: str
) -> None:
    due_by = local(PullTimes().due_by(3, now))
    assert earliest <= f"{due_by:%d %H:%M}" <= latest


def test_times_come_back_as_they_were_kept() -> None:
    times = PullTimes(
        on=False, every=15, opens=time(8, 15), closes=time(16), days=frozenset({1, 7}), night_from=time(22)
    )
    assert PullTimes.read(times.details()) == times
    assert PullTimes.read({}) == PullTimes()


def test_pauses_grow_to_an_hour_and_no_further() -> None:
    minutes_of = [int(pause(failures, PullTimes()).total_seconds() / 60) for failures in (1, 2, 3, 4, 5, 50)]
    assert minutes_of == [5, 10, 20, 40, 60, 60]
    assert pause(9, PullTimes(every=120)) == timedelta(hours=2)
