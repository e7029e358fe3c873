"""What a school publishes, how it looks, what it allows one guardian, and who looked at a pupil's data."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from hub.contract import ReportKind
from hub.records import Pupil
from hub.store import (
    AskedAlreadyError,
    DecidedBeforeError,
    Logo,
    Publication,
    Published,
    RequestState,
    SchoolEntry,
    SchoolStyle,
    SeenAs,
    Sight,
    Store,
)
from tests.integration.histories import SCHOOL, enrol

LVS, CARDS = ReportKind.LVS, ReportKind.REPORT_CARDS
DAY = date(2027, 2, 15)


def acts(store: Store) -> list[str]:
    with store.open(SCHOOL) as books:
        return [each.act for each in books.audit.entries(limit=50)]


def test_a_school_that_decided_nothing_publishes_nothing(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        assert books.publication.read() == Published()


def test_what_was_decided_is_read_back_and_is_of_this_school_only(
    store: Store, school: SchoolEntry, other_school: SchoolEntry
) -> None:
    decided = Publication(on=True, visible_from=DAY, year_groups=frozenset("678"), average=True, after_evening=True)
    with store.open(school.id) as books:
        assert books.publication.set_kind(LVS, decided)
        assert books.publication.show("growth", on=True)
        assert books.publication.set_evenings([DAY, DAY, date(2027, 1, 5)])
    with store.open(school.id) as books:
        expected = Published(kinds={LVS: decided}, reports=frozenset({"growth"}), evenings=(date(2027, 1, 5), DAY))
        assert books.publication.read() == expected
    with store.open(other_school.id) as books:
        assert books.publication.read() == Published()
        assert books.publication.version() == "0:"


def test_every_change_has_another_mark_and_stands_in_the_audit_trail_and_none_where_nothing_changed(
    store: Store, school: SchoolEntry
) -> None:
    marks = []
    for _ in range(2):
        with store.open(school.id) as books:
            books.publication.set_kind(LVS, Publication(on=True))
        with store.open(school.id) as books:
            books.publication.show("growth", on=True)
            books.publication.set_evenings([DAY])
        with store.open(school.id) as books:
            marks.append(books.publication.version())
    assert marks[0] == marks[1]
    assert sorted(acts(store)) == ["publication.evenings", "publication.kind", "report.on"]
    with store.open(school.id) as books:
        books.plugins.switch("reports", on=True)
        assert books.publication.version() != marks[1]


def test_a_style_is_kept_and_a_new_logo_has_another_mark(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        assert (books.style.read(), books.style.logo()) == (SchoolStyle(), None)
        books.style.save(shown_name="Obs De Regenboog", accent="#0b5a68")
        books.style.set_logo(Logo(content=b"png", media_type="image/png", mark="m1"))
    with store.open(school.id) as books:
        assert books.style.read() == SchoolStyle(shown_name="Obs De Regenboog", accent="#0b5a68", logo_mark="m1")
        found = books.style.logo()
        assert found is not None
        assert (found.content, found.media_type) == (b"png", "image/png")
        books.style.set_logo(None)
        assert books.style.logo() is None


def test_a_colour_that_is_none_is_refused_by_the_database(store: Store, school: SchoolEntry) -> None:
    with pytest.raises(IntegrityError), store.open(school.id) as books:
        books.style.save(shown_name=None, accent="red; } *")


def test_a_grant_holds_until_its_last_day_and_until_it_is_taken_back(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        grant = books.access.allow("g1", "p1", [LVS], "Wij vinden dit goed.", until=DAY)
        assert books.access.granted("g1", "p1", DAY) == {LVS}
        assert books.access.granted("g1", "p1", DAY + timedelta(days=1)) == frozenset()
        assert books.access.granted("g2", "p1", DAY) == books.access.granted("g1", "p2", DAY) == frozenset()
        wider = books.access.allow("g1", "p1", [LVS, CARDS], "Ook de rapporten.")
        assert books.access.granted("g1", "p1", DAY) == {LVS, CARDS}
        assert not books.access.revoke(grant.number)
        assert books.access.revoke(wider.number)
        assert books.access.granted("g1", "p1", DAY) == frozenset()


def test_a_request_for_information_gives_nothing_until_the_school_decides(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id, "piet@school.example") as books:
        asked = books.access.ask("g1", "p1", "Hoe gaat het met lezen?")
        assert books.access.granted("g1", "p1", DAY) == frozenset()
        with pytest.raises(AskedAlreadyError):
            books.access.ask("g1", "p1", "Nog een keer")
    with store.open(school.id, "office@school.example") as books:
        grant = books.access.grant_request(asked.number, [LVS], "U mag de toetsen zien.")
        found = books.access.request(asked.number)
        assert found is not None
        assert (found.state, found.grant, found.answer) == (
            RequestState.GRANTED,
            grant.number,
            "U mag de toetsen zien.",
        )
        assert books.access.granted("g1", "p1", DAY) == {LVS}
        with pytest.raises(DecidedBeforeError):
            books.access.refuse_request(asked.number, "Toch niet.")


def test_a_refusal_and_a_withdrawal_give_nothing_and_leave_room_to_ask_again(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        first = books.access.ask("g1", "p1", "Eén")
        books.access.refuse_request(first.number, "De rechter heeft dit verboden.")
        second = books.access.ask("g1", "p1", "Twee")
        books.access.withdraw_request(second.number)
        assert books.access.granted("g1", "p1", DAY) == frozenset()
        states = [each.state for each in books.access.requests(guardian="g1")]
        assert states == [RequestState.WITHDRAWN, RequestState.REFUSED]
        assert books.access.requests(state=RequestState.ASKED) == []


def test_nothing_that_a_guardian_asked_stands_in_the_audit_trail(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        asked = books.access.ask("g1", "p1", "Kanariegeel")
        books.access.refuse_request(asked.number, "Kanariegeel")
        assert "Kanariegeel" not in str(books.audit.entries(limit=50))


def test_who_looks_is_kept_once_an_hour_and_only_of_pupils_of_this_school(
    store: Store, school: SchoolEntry, other_school: SchoolEntry
) -> None:
    enrol(store, Pupil(key="p1", first_name="Noor"))
    for _ in range(2):
        with store.open(school.id) as books:
            books.looks.note(["p1", "niemand"], Sight.RECORD, SeenAs.STAFF, "Juf Els")
            books.looks.note(["p1"], Sight.REPORTS, SeenAs.STAFF, "Juf Els")
    with store.open(other_school.id) as books:
        books.looks.note(["p1"], Sight.RECORD, SeenAs.STAFF, "Een ander")
        assert books.looks.of("p1") == []
    with store.open(school.id) as books:
        found = [(each.who, each.what) for each in books.looks.of("p1")]
        assert sorted(found) == [("Juf Els", Sight.RECORD), ("Juf Els", Sight.REPORTS)]
        assert books.looks.forget_before(datetime.now(UTC) + timedelta(hours=1)) == 2
        assert books.looks.of("p1") == []
