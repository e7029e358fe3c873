"""What the hub does when the LAS does not answer, lets it in no more, or says what cannot be used."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.contract import CouplingBroke, CouplingWorks
from hub.intake import pull_by_itself
from hub.records import Text
from hub.registry import Registry
from hub.store import SchoolEntry, State, Store
from hub.store.couplings import Retry
from hub.store.pull_times import PullTimes

UNUSED = {"pull_changes": None, "pull_all": None}


def minutes_away(moment: datetime | None) -> float:
    assert moment is not None
    return (moment - datetime.now(UTC)).total_seconds() / 60


@pytest.fixture
def always_open(coupled: Any) -> Any:
    """The school is open day and night: then the clock's next moment is the pause itself."""
    with coupled.store.open(coupled.school.id) as books:
        times = PullTimes.read({"opens": "00:00", "closes": "23:59", "days": [1, 2, 3, 4, 5, 6, 7], "every": 5})
        books.coupling.set_times(times)
    return coupled


def test_a_las_that_refuses_the_key_is_asked_no_more_until_a_person_sets_another(coupled: Any) -> None:
    coupled.pull()
    coupled.esis.misbehave("refused-credentials", 0)
    assert coupled.ring().state is State.REFUSED
    state = coupled.state()
    assert (state.waits_for_person, state.error, state.next_pull) == (True, "CredentialsRefusedError", None)
    assert state.sentence is not None
    assert coupled.due() == UNUSED
    (broke,) = coupled.told(CouplingBroke)
    assert (broke.plugin, broke.since) == ("esis", state.failing_since)
    coupled.esis.behave()
    coupled.set_key(coupled.esis.authorisation_key)
    assert minutes_away(coupled.due()["pull_changes"]) <= 0
    assert minutes_away(coupled.due()["pull_all"]) > 0
    assert coupled.ring().state is State.UNCHANGED
    (works,) = coupled.told(CouplingWorks)
    assert (works.plugin, works.since) == ("esis", broke.since)
    assert coupled.state().failing_since is None


def test_a_pull_by_hand_that_works_sets_the_clock_going_again(coupled: Any) -> None:
    coupled.pull()
    coupled.esis.misbehave("refused-credentials", 1)
    coupled.ring()
    assert coupled.due() == UNUSED
    assert coupled.pull().state is State.UNCHANGED
    assert all(minutes_away(moment) > 0 for moment in coupled.due().values())


def test_a_las_that_does_not_answer_is_asked_less_and_less_often(always_open: Any) -> None:
    coupled = always_open
    coupled.pull()
    waits = []
    for failures in (1, 2, 3):
        fail(coupled, Retry.SOON)
        assert coupled.state().failures == failures
        waits.append(minutes_away(coupled.due()["pull_changes"]))
    assert 4.9 < waits[0] <= 10.1
    assert 9.9 < waits[1] <= 15.1
    assert 19.9 < waits[2] <= 25.1
    assert coupled.told(CouplingBroke) == []


def test_of_a_las_that_does_not_answer_for_an_hour_a_person_is_told_once(always_open: Any) -> None:
    coupled = always_open
    coupled.pull()
    fail(coupled, Retry.SOON)
    coupled.long_ago(failing_since=timedelta(minutes=61))
    fail(coupled, Retry.SOON)
    fail(coupled, Retry.SOON)
    assert len(coupled.told(CouplingBroke)) == 1
    coupled.pull()
    coupled.pull()
    assert len(coupled.told(CouplingWorks)) == 1


def test_a_short_silence_is_told_to_nobody(always_open: Any) -> None:
    coupled = always_open
    coupled.pull()
    fail(coupled, Retry.SOON)
    coupled.pull()
    assert coupled.told(CouplingBroke) == coupled.told(CouplingWorks) == []


def test_a_night_that_failed_is_made_up_for_and_not_left_to_the_next(coupled: Any) -> None:
    coupled.pull()
    fail(coupled, Retry.SOON, everything=True)
    assert 4.9 < minutes_away(coupled.due()["pull_all"]) <= 5.1
    assert coupled.changes().state is State.UNCHANGED
    assert minutes_away(coupled.due()["pull_all"]) <= 5.1
    coupled.pull()
    assert minutes_away(coupled.due()["pull_all"]) > 5.1


def test_an_answer_that_cannot_be_used_is_not_asked_for_again_before_the_night(coupled: Any) -> None:
    coupled.pull()
    coupled.esis.misbehave("no-data", 0)
    assert coupled.pull().state is State.REFUSED
    due = coupled.due()
    assert due["pull_changes"] is None
    assert minutes_away(due["pull_all"]) > 0
    assert len(coupled.told(CouplingBroke)) == 1
    coupled.esis.behave()
    assert coupled.ring(changes=False).state is State.UNCHANGED
    assert minutes_away(coupled.due()["pull_changes"]) > 0


def test_a_school_that_brings_files_is_left_alone(store: Store, school: SchoolEntry) -> None:
    registry = Registry.load()
    with store.open(school.id) as books:
        books.plugins.switch("edexml", on=True)
        books.coupling.set_times(PullTimes())
    for chosen in (False, True):
        with store.open(school.id) as books:
            if chosen:
                books.plugins.choose_las("edexml")
        assert pull_by_itself(store, registry, school.id, by="hub", changes=True) is None
        with store.open(school.id) as books:
            state = books.coupling.state()
            assert (state.plugin, state.error, books.runs.list()) == (None, None, [])


def test_a_coupling_that_was_turned_off_is_not_broken(coupled: Any) -> None:
    coupled.pull()
    with coupled.store.open(coupled.school.id) as books:
        books.plugins.switch("esis", on=False)
    assert coupled.ring() is None
    assert coupled.state().plugin is None
    assert coupled.told(CouplingBroke) == []


def test_a_coupling_that_cannot_be_made_any_more_is_told_of_and_tried_again_at_night(coupled: Any) -> None:
    coupled.pull()
    with coupled.store.open(coupled.school.id) as books:
        books.plugins.save("esis", {"endpoint": "http://elders.example"}, {})
    assert coupled.ring() is None
    assert len(coupled.told(CouplingBroke)) == 1
    assert coupled.due()["pull_changes"] is None
    assert minutes_away(coupled.due()["pull_all"]) > 0


def test_off_is_off(coupled: Any) -> None:
    with coupled.store.open(coupled.school.id) as books:
        books.coupling.set_times(PullTimes(on=False))
    assert coupled.due() == UNUSED
    assert coupled.ring() is None
    assert coupled.pull().state is State.APPLIED
    coupled.set_key(coupled.esis.authorisation_key)
    fail(coupled, Retry.SOON)
    assert coupled.due() == UNUSED


def fail(coupled: Any, retry: Retry, *, everything: bool = False) -> None:
    """Note a pull that failed; the coupling's own way to that is tried in the tests of the plugin."""
    with coupled.store.open(coupled.school.id) as books:
        sentence = Text("Het LAS zwijgt.", "The LAS is silent.")
        books.coupling.failed("esis", "LasUnavailableError", sentence, retry, everything=everything)
