"""Who may read what of a pupil's history: by law, by the school's grant, and no more than it publishes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from hub import intake
from hub.contract import ReportKind
from hub.intake.documents import fetch_from
from hub.records import (
    Assessment,
    AssessmentType,
    Complete,
    Group,
    Guardian,
    Guardianship,
    Kind,
    Pulled,
    PulledHistory,
    Pupil,
    Relation,
    SchoolYear,
    Source,
)
from hub.reports import document_for, history_of, published_to, read_as
from hub.store import NoDocumentError, Publication, SchoolEntry, Store
from tests.integration.histories import READING, SCHOOL, Lvs, card, follow, pdf, result

TODAY = date(2026, 11, 2)
METHOD = Assessment(key="blok", type=AssessmentType.METHOD, name="Blok 1", subject="rekenen")
TIES = {
    "mother": (Relation.MOTHER, True),
    "ex": (Relation.FATHER, True),
    "without": (Relation.FATHER, False),
    "unsaid": (Relation.FATHER, None),
    "step": (Relation.STEP_PARENT, True),
}


@pytest.fixture(autouse=True)
def history(store: Store, school: SchoolEntry) -> None:
    """Pupil p1, with guardians of every sort, two results, and two report cards of which one has its document."""

    def pulled() -> Iterator[Pulled]:
        yield Source(name="x", school=SCHOOL, school_year=SchoolYear(2026), made_at=datetime(2026, 11, 1, tzinfo=UTC))
        yield Group(key="5a", name="5A", year_group="5")
        yield from (Pupil(key=key, first_name="Noor", group="5a") for key in ("p1", "p2"))
        for key, (relation, authority) in TIES.items():
            yield Guardian(key=key, first_name=key, last_name="Vos")
            tie = Guardianship(key=f"p1:{key}", pupil="p1", guardian=key, relation=relation)
            yield (
                tie
                if authority is None
                else Guardianship(key=f"p1:{key}", pupil="p1", guardian=key, relation=relation, authority=authority)
            )
        yield Guardian(key="other", first_name="Els", last_name="Bos")
        yield Guardianship(key="p2:other", pupil="p2", guardian="other", relation=Relation.MOTHER, authority=True)
        yield Complete(frozenset({Kind.GROUPS, Kind.PUPILS, Kind.GUARDIANS, Kind.GUARDIANSHIPS}))

    run = intake.take_in(store, SCHOOL, lambda _: pulled(), plugin="test", by="test")
    said: list[PulledHistory] = [READING, METHOD, result(1), result(2, assessment="blok", skill_score=None, score=80)]
    lvs = Lvs(said=said, cards=[card(1), card(2)], documents={"c1": pdf()})
    follow(store, lvs, run)
    with store.open(SCHOOL) as books:
        waiting = [each for each in books.history.cards_to_fetch(50) if each.card.key == "c1"]
    assert fetch_from(store, SCHOOL, lvs, waiting, by="test").kept == 1


def publish(store: Store, *kinds: ReportKind) -> None:
    with store.open(SCHOOL) as books:
        for kind in kinds:
            books.publication.set_kind(kind, Publication(on=True))


def seen(store: Store, guardian: str, pupil: str = "p1") -> tuple[list[str], list[str]] | None:
    with store.open(SCHOOL) as books:
        found = published_to(books, guardian, pupil, TODAY)
    return None if found is None else ([each.key for each in found.results], [each.key for each in found.report_cards])


def test_a_history_has_the_class_s_year_group_and_only_cards_with_their_document(store: Store) -> None:
    with store.open(SCHOOL) as books:
        found = history_of(books, "p1", TODAY)
        assert history_of(books, "niemand", TODAY) is None
    assert found is not None
    assert (found.first_name, found.grade_now) == ("Noor", "5")
    assert [each.key for each in found.results] == ["r1", "r2"]
    assert [each.key for each in found.report_cards] == ["c1"]


@pytest.mark.parametrize("guardian", ["mother", "ex"])
def test_both_parents_with_authority_read_the_same(store: Store, guardian: str) -> None:
    publish(store, *ReportKind)
    assert seen(store, guardian) == (["r1", "r2"], ["c1"])


@pytest.mark.parametrize("guardian", ["without", "unsaid", "step", "other", "niemand"])
def test_who_sees_nothing_by_himself_reads_nothing(store: Store, guardian: str) -> None:
    publish(store, *ReportKind)
    assert seen(store, guardian) is None


@pytest.mark.parametrize("guardian", ["without", "unsaid", "step"])
def test_a_grant_opens_the_kinds_that_it_names_and_no_others(store: Store, guardian: str) -> None:
    publish(store, *ReportKind)
    with store.open(SCHOOL) as books:
        grant = books.access.allow(guardian, "p1", [ReportKind.METHOD], "Goed")
        found = read_as(books, guardian, "p1", TODAY)
    assert found is not None
    assert [each.key for each in found.results] == ["r2"]
    assert set(found.assessments) == {"blok"}
    assert seen(store, guardian) == (["r2"], [])
    with store.open(SCHOOL) as books:
        books.access.revoke(grant.number)
    assert seen(store, guardian) is None


def test_a_grant_to_who_is_no_guardian_of_the_pupil_opens_nothing(store: Store) -> None:
    publish(store, *ReportKind)
    with store.open(SCHOOL) as books:
        books.access.allow("other", "p1", list(ReportKind), "Een vergissing")
    assert seen(store, "other") is None


def test_a_grant_gives_no_more_than_what_is_published(store: Store) -> None:
    with store.open(SCHOOL) as books:
        books.access.allow("without", "p1", list(ReportKind), "Goed")
    assert seen(store, "without") == ([], [])


def test_a_document_opens_for_who_sees_its_card_and_for_nobody_else(store: Store) -> None:
    def content(guardian: str, key: str = "c1") -> bytes:
        with store.open(SCHOOL) as books:
            return b"".join(document_for(books, guardian, "p1", key, TODAY).pieces)

    with pytest.raises(NoDocumentError):
        content("mother")
    publish(store, ReportKind.REPORT_CARDS)
    assert content("mother").startswith(b"%PDF")
    for guardian, key in (("mother", "c2"), ("mother", "c9"), ("without", "c1"), ("other", "c1")):
        with pytest.raises(NoDocumentError):
            content(guardian, key)
