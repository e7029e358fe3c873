"""A LAS is not asked too often, and left alone while it is down."""

import pytest
from hub_esis.pacing import AT_ONCE, FAILURES, PER_SECOND, REST, Pace, pace_of

from hub.contract import LasUnavailableError


class Clock:
    """A clock that goes on when somebody waits, and when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waited = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.waited += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace(lambda: clock.now, clock.sleep)


def test_the_first_questions_go_at_once_and_the_others_at_a_steady_pace(pace: Pace, clock: Clock) -> None:
    for _ in range(int(AT_ONCE)):
        pace.turn()
    assert clock.waited == 0
    for _ in range(20):
        pace.turn()
    assert clock.waited == pytest.approx(20 / PER_SECOND)


def test_after_several_failures_in_a_row_the_host_is_left_alone(pace: Pace, clock: Clock) -> None:
    for _ in range(FAILURES):
        pace.turn()
        pace.failed()
    with pytest.raises(LasUnavailableError, match="met rust"):
        pace.turn()
    clock.now += REST
    pace.turn()


def test_one_question_tries_whether_the_host_is_back_and_the_rest_grows_while_it_is_not(
    pace: Pace, clock: Clock
) -> None:
    for _ in range(FAILURES):
        pace.failed()
    clock.now += REST
    pace.turn()
    with pytest.raises(LasUnavailableError):
        pace.turn()  # the first one is still trying
    pace.failed()
    clock.now += REST
    with pytest.raises(LasUnavailableError):
        pace.turn()
    clock.now += REST
    pace.turn()
    pace.worked()
    pace.turn()


def test_an_answer_in_between_begins_the_count_again(pace: Pace) -> None:
    for _ in range(3):
        for _ in range(FAILURES - 1):
            pace.failed()
        pace.worked()
    pace.turn()


def test_every_job_of_this_process_shares_the_pace_of_a_host() -> None:
    assert pace_of("een.example:443") is pace_of("een.example:443")
    assert pace_of("een.example:443") is not pace_of("twee.example:443")
