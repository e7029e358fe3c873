"""A letter says once that there is something new to see, to who sees it, and never what it is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from hub import intake
from hub.contract import ReportKind
from hub.mail import sample, tell_news
from hub.records import Complete, Guardian, Guardianship, Kind, Pulled, Pupil, Relation, Source
from hub.registry import Registry
from hub.reports import providers
from hub.store import Publication, Role, SchoolEntry, Store
from tests.integration.histories import HEAD, READING, SCHOOL, Lvs, follow, result

AFTERNOON = datetime(2026, 11, 2, 15, 30, tzinfo=UTC)


@pytest.fixture
def registry(store: Store, school: SchoolEntry) -> Registry:
    """A mother with authority and a father without, both with an account, and a school that shows nothing yet."""

    def pulled() -> Iterator[Pulled]:
        yield Source(name="x", school=SCHOOL, school_year=HEAD.school_year, made_at=HEAD.made_at)
        yield Pupil(key="p1", first_name="Noor", year_group="5")
        for key, rules in (("mother", True), ("without", False)):
            yield Guardian(key=key, first_name=key, last_name="Vos")
            yield Guardianship(
                key=f"p1:{key}", pupil="p1", guardian=key, relation=Relation.MOTHER, authority=rules, lives_with=rules
            )
        yield Complete(frozenset({Kind.PUPILS, Kind.GUARDIANS, Kind.GUARDIANSHIPS}))

    run = intake.take_in(store, SCHOOL, lambda _: pulled(), plugin="test", by="test")
    follow(store, Lvs(said=[READING, result(1)]), run)
    with store.open(SCHOOL) as books:
        for record in books.roll.all(Kind.GUARDIANS):
            account = books.directory.add_account(f"{record.key}@ouder.example", record.key, "x")
            books.directory.grant(account, Role.PARENT, school.id)
            assert books.guardian_accounts.link(record, account)
    return Registry.load()


def show(store: Store, registry: Registry, decided: Publication) -> None:
    with store.open(SCHOOL) as books:
        books.plugins.switch("reports", on=True)
        books.publication.set_kind(ReportKind.LVS, decided)
        for _, provider in providers(registry, books):
            books.publication.show(provider.key, on=True)


def told(store: Store) -> list[str | None]:
    with store.open(SCHOOL) as books:
        return [each.guardian for each in books.letters.all() if each.letter == "news"]


def test_what_becomes_visible_is_told_once_to_who_sees_it_and_to_nobody_else(
    store: Store, school: SchoolEntry, registry: Registry
) -> None:
    assert tell_news(store, registry, school.id, AFTERNOON) == 0
    show(store, registry, Publication(on=True))
    assert tell_news(store, registry, school.id, AFTERNOON + timedelta(hours=1)) == 0
    assert tell_news(store, registry, school.id, AFTERNOON + timedelta(days=1)) == 1
    assert tell_news(store, registry, school.id, AFTERNOON + timedelta(days=2)) == 0
    assert told(store) == ["mother"]


def test_nothing_is_told_before_the_school_shows_it_in_the_night_or_after_it_was_read(
    store: Store, school: SchoolEntry, registry: Registry
) -> None:
    tell_news(store, registry, school.id, AFTERNOON)
    show(store, registry, Publication(on=True, visible_from=date(2027, 1, 1)))
    assert tell_news(store, registry, school.id, AFTERNOON + timedelta(days=1)) == 0
    assert tell_news(store, registry, school.id, datetime(2027, 1, 4, 3, tzinfo=UTC)) == 0
    with store.open(SCHOOL) as books:
        link = books.guardian_accounts.of("mother")
        assert link is not None
        books.guardian_accounts.block(link, blocked=True)
    assert tell_news(store, registry, school.id, datetime(2027, 1, 4, 16, tzinfo=UTC)) == 0
    assert told(store) == []


@pytest.mark.parametrize("letter", ["news", "information_asked", "information_decided"])
def test_a_letter_says_neither_what_nor_of_whom(letter: str) -> None:
    said = repr(sample(letter, "De Regenboog", "99XX"))
    assert "De Regenboog" in said
    assert not any(word in said for word in ("Noor", "Vos", "152", "lezen"))
