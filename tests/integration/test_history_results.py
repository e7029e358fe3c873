"""Results on a real PostgreSQL: a history grows, keeps what it was, and waits for nobody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from hub import intake
from hub.contract import LasUnavailableError
from hub.records import Complete, HistoryKind, NormBand, Pupil, Rejected, SchoolCode, Text
from hub.store import State, Store
from tests.integration.histories import (
    HEAD,
    READING,
    SCHOOL,
    Lvs,
    enrol,
    follow,
    many,
    pupils,
    result,
    rules,
    shown,
)

pytestmark = pytest.mark.usefixtures("school")


def test_results_come_in_with_all_that_the_las_says_of_them(store: Store) -> None:
    run = follow(store, Lvs([READING, result(), result(2, "p2", part=None, taken_on=date(2025, 6, 1))]))
    assert run.state is State.APPLIED
    assert run.added == {"pupils": 3, "results": 2}
    assert shown(store) == [result()]
    with store.open(SCHOOL) as books:
        assert books.history.assessments([READING.key]) == {READING.key: READING}
        assert books.history.counts()[HistoryKind.RESULTS] == 2


def test_a_pull_that_said_nothing_new_counts_as_applied_once_results_came(store: Store) -> None:
    follow(store, Lvs([READING]))
    unchanged = enrol(store, *pupils(3))
    assert unchanged.state is State.UNCHANGED
    assert follow(store, Lvs([READING, result()]), unchanged).state is State.APPLIED
    again = follow(store, Lvs([READING, result()]))
    assert (again.state, again.added) == (State.UNCHANGED, {})


def test_a_result_that_changes_keeps_what_it_was(store: Store) -> None:
    follow(store, Lvs([READING, result()]))
    run = follow(store, Lvs([READING, result(skill_score=Decimal(161), level="I")]))
    assert run.changed == {"results": 1}
    assert shown(store)[0].level == "I"
    with store.open(SCHOOL) as books:
        (past,) = books.history.past(HistoryKind.RESULTS, "r1")
    assert (past.act, past.run, past.was["level"], past.was["skill_score"]) == ("change", run.id, "II", 152.5)


def test_a_result_that_is_absent_was_withdrawn_and_may_come_back(store: Store) -> None:
    lvs = Lvs([READING, result(), result(2)])
    follow(store, lvs)
    make_it_a_week_later(store)
    assert follow(store, Lvs([READING, result(2)])).departed == {"results": 1}
    assert [each.key for each in shown(store)] == ["r2"]
    assert follow(store, lvs).changed == {"results": 1}
    assert [each.key for each in shown(store)] == ["r1", "r2"]
    with store.open(SCHOOL) as books:
        assert [each.act for each in books.history.past(HistoryKind.RESULTS, "r1")] == ["withdraw", "return"]


def test_much_that_is_absent_stays_and_a_sentence_says_so(store: Store) -> None:
    follow(store, Lvs([READING, *many(100)]))
    make_it_a_week_later(store)
    run = follow(store, Lvs([READING, *many(60)]))
    assert run.departed == {}
    assert len(shown(store)) == 100
    assert any("40 resultaten" in each.nl for each in run.sentences)


def test_the_results_of_a_pupil_whom_the_las_gives_no_more_stay(store: Store) -> None:
    follow(store, Lvs([READING, result(), result(2, "p2")]))
    make_it_a_week_later(store)
    assert follow(store, Lvs([READING, result(2, "p2")])).departed == {}
    left = enrol(store, *pupils(2)[1:])
    assert left.departed == {"pupils": 2}
    follow(store, Lvs([READING, result(2, "p2")]), left)
    assert [each.key for each in shown(store, "p1")] == ["r1"]


def test_after_the_first_time_only_what_changed_is_asked_and_once_a_week_all(store: Store) -> None:
    lvs = Lvs([READING, result()])
    follow(store, lvs)
    follow(store, lvs)
    assert [each.since for each in lvs.asked[::2]] == [None, HEAD.made_at]
    make_it_a_week_later(store)
    follow(store, lvs)
    assert lvs.asked[4].since is None


def test_what_was_refused_for_an_unknown_pupil_is_asked_again(store: Store) -> None:
    lvs = Lvs([READING, result(), result(2, "p9")])
    run = follow(store, lvs)
    assert (run.added["results"], rules(run, store)) == (1, [("r2", "history.pupil")])
    come = enrol(store, *pupils(3), Pupil(key="p9", last_name="Later"))
    assert follow(store, lvs, come).added["results"] == 1
    assert lvs.asked[2].since is None


BAD: dict[str, tuple[Any, str]] = {
    "future": ({"taken_on": datetime.now(UTC).date() + timedelta(days=2)}, "history.future"),
    "off the scale": ({"skill_score": Decimal(301)}, "history.scale"),
    "below the scale": ({"skill_score": Decimal("-0.5")}, "history.scale"),
    "no value": ({"skill_score": None, "level": None, "functioning_level": None}, "history.empty"),
    "no assessment": ({"assessment": "nobody"}, "history.assessment"),
    "no such part": ({"part": "x"}, "history.part"),
    "a mark of eleven": ({"mark": Decimal(11)}, "history.mark"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_result_is_quarantined_and_the_others_come_in(store: Store, bad: str) -> None:
    fields, rule = BAD[bad]
    run = follow(store, Lvs([READING, result(), result(2, **fields), result(3)]))
    assert run.added["results"] == 2
    assert rules(run, store) == [("r2", rule)]
    assert [each.key for each in shown(store)] == ["r1", "r3"]
    with store.open(SCHOOL) as books:
        (fault,) = books.runs.rejected(run.id)
    assert (fault.kind, bool(fault.why.nl), bool(fault.why.en)) == (HistoryKind.RESULTS, True, True)


def test_what_was_known_of_a_result_that_is_now_bad_stays(store: Store) -> None:
    follow(store, Lvs([READING, result()]))
    make_it_a_week_later(store)
    run = follow(store, Lvs([READING, result(skill_score=Decimal(900)), result(2)]))
    assert rules(run, store) == [("r1", "history.scale")]
    assert shown(store) == [result(), result(2)]


def test_two_results_with_one_key_are_both_refused_and_the_same_one_twice_does_no_harm(store: Store) -> None:
    run = follow(store, Lvs([READING, result(), result(), result(2), result(2, level="I")]))
    assert run.added["results"] == 1
    assert rules(run, store) == [("r2", "history.repeated")] * 2
    assert [each.key for each in shown(store)] == ["r1"]


def test_a_key_that_turns_up_with_another_child_is_shown_to_neither_as_new(store: Store) -> None:
    follow(store, Lvs([READING, result()]))
    run = follow(store, Lvs([READING, result(pupil="p2")]))
    assert rules(run, store) == [("r1", "history.moved")]
    assert (shown(store), shown(store, "p2")) == ([result()], [])


def test_a_norm_with_holes_is_left_out_and_its_results_come_in(store: Store) -> None:
    holes = replace(
        READING, norms=(NormBand(term="II", lowest=0, highest=90), NormBand(term="I", lowest=95, highest=200))
    )
    run = follow(store, Lvs([holes, result()]))
    assert rules(run, store) == [(READING.key, "history.norm")]
    assert run.added["results"] == 1
    with store.open(SCHOOL) as books:
        assert books.history.assessments()[READING.key].norms == ()


def test_results_follow_a_child_by_its_eck_id_when_the_las_gives_it_another_key(store: Store) -> None:
    first = enrol(store, Pupil(key="old", eck_id="eck-1", last_name="Vis", first_name="Noor"))
    follow(store, Lvs([READING, result(pupil="old", pupil_eck_id="eck-1")]), first)
    second = enrol(store, Pupil(key="new", eck_id="eck-1", last_name="Vis", first_name="Noor"))
    follow(store, Lvs([READING, result(2, pupil="new", pupil_eck_id="eck-1")]), second)
    assert [each.key for each in shown(store, "new")] == ["r1", "r2"]


def test_a_result_with_another_childs_eck_id_is_not_given_to_whoever_has_the_key(store: Store) -> None:
    run = enrol(store, Pupil(key="p1", eck_id="eck-1", last_name="Vis"))
    told = follow(store, Lvs([READING, result(pupil="p1", pupil_eck_id="eck-2")]), run)
    assert rules(told, store) == [("r1", "history.pupil")]


def test_a_pull_that_is_cut_off_or_fails_changes_nothing_and_is_told_in_the_run(store: Store) -> None:
    follow(store, Lvs([READING, result()]))
    cut = follow(store, Lvs([READING, result(level="V")], proof=None))
    assert any("resultaten zijn niet bijgewerkt" in each.nl for each in cut.sentences)

    class Down(Lvs):
        def results(self, ask: Any) -> Any:  # noqa: ARG002 - as the contract has it
            raise LasUnavailableError(Text("Het LAS is weg.", "The LAS is gone."))

    down = follow(store, Down())
    assert [each.nl for each in down.sentences] == ["De resultaten zijn niet bijgewerkt. Het LAS is weg."]
    assert shown(store) == [result()]


def test_results_of_another_school_are_refused(store: Store) -> None:
    run = follow(store, Lvs([READING, result()], head=replace(HEAD, school=SchoolCode("98YY"))))
    assert any("98YY" in each.nl for each in run.sentences)
    assert shown(store) == []


def test_a_run_that_waits_for_a_person_brings_no_results_yet(store: Store) -> None:
    enrol(store, *pupils(40))
    held = enrol(store, *pupils(2))
    lvs = Lvs([READING, result()])
    assert (held.state, follow(store, lvs, held).state, lvs.asked) == (State.HELD, State.HELD, [])


def test_results_are_not_taken_back_with_the_run_that_brought_them(store: Store) -> None:
    first = enrol(store, *pupils(1))
    run = follow(store, Lvs([READING, result()]), first)
    undone = intake.undo(store, SCHOOL, run.id, by="test")
    assert undone.departed == {"pupils": 1}
    assert [each.key for each in shown(store)] == ["r1"]


def test_no_result_is_on_another_schools_shelf(store: Store, other_school: Any) -> None:
    follow(store, Lvs([READING, result()]))
    with store.open(other_school.id) as books:
        assert books.history.results("p1") == []
        assert books.history.assessments() == {}


def test_one_child_is_found_by_an_index_in_a_school_with_many_results(store: Store) -> None:
    follow(store, Lvs([READING, *(result(each, f"p{each % 3 + 1}") for each in range(20_000))]))
    with store.open(SCHOOL) as books:
        books.session.execute(text("ANALYZE hub.result"))
        plan = books.session.execute(
            text("EXPLAIN SELECT * FROM hub.result WHERE school_id = :school AND pupil_id = 1 ORDER BY taken_on"),
            {"school": books.school_id},
        )
        assert "result_of_pupil_idx" in " ".join(row[0] for row in plan)


def test_an_erased_pupil_has_no_history_left_and_no_past(store: Store) -> None:
    follow(store, Lvs([READING, result(), result(2, "p2")]))
    follow(store, Lvs([READING, result(level="I")]))
    with store.open(SCHOOL) as books:
        assert books.history.erase("p1") == 1
    with store.open(SCHOOL) as books:
        assert (books.history.results("p1"), len(books.history.results("p2"))) == ([], 1)
        assert books.session.scalar(text("SELECT count(*) FROM hub.history_change")) == 0


def test_faults_that_the_connector_finds_itself_are_told_too(store: Store) -> None:
    fault = Rejected(
        kind=HistoryKind.RESULTS,
        key=None,
        where="regel 3",
        what=Text("resultaat", "result"),
        why=Text("x", "x"),
        rule="lvs.key",
    )
    run = follow(store, Lvs([READING, fault, result()], proof=Complete()))
    assert (rules(run, store), run.added["results"]) == ([(None, "lvs.key")], 1)


def make_it_a_week_later(store: Store) -> None:
    with store.open(SCHOOL) as books:
        books.session.execute(text("UPDATE hub.history_pull SET whole_at = whole_at - interval '60 days'"))
