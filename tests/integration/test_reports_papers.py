"""Reports on paper: what is published at this moment, of who is in the class at this moment, for who asked."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from hub.contract import PupilHistory, Report, ReportKind
from hub.records import Kind
from hub.registry import Registry
from hub.reports import asking
from hub.reports.paper import printing as room
from hub.store import (
    Home,
    NoDocumentError,
    Outcome,
    PaperBusyError,
    PaperState,
    Publication,
    Reader,
    SchoolEntry,
    Sight,
    Store,
)
from tests.integration.histories import SCHOOL
from tests.integration.papers import (
    STAFF,
    a_class,
    ask,
    name_of,
    pages_of,
    pdf_of,
    printing,
    pupil_of,
    run_of,
    take_in_class,
)
from tests.pdfs import elements

pytestmark = pytest.mark.usefixtures("school")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


def make(store: Store, registry: Registry, number: int) -> PaperState:
    printing(store, registry, number).make()
    return run_of(store, number).state


def between(monkeypatch: pytest.MonkeyPatch, *acts: Callable[[], object]) -> None:
    """Let something happen at the school each time that the second pupil has been made, once for every act."""
    waiting, made = list(acts), room._made

    def then(*given: Any) -> Any:
        one = made(*given)
        if one.pupil == "p1" and waiting:
            waiting.pop(0)()
        return one

    monkeypatch.setattr(room, "_made", then)


def switch(store: Store, report: str, *, on: bool) -> None:
    with store.open(SCHOOL) as books:
        assert books.publication.show(report, on=on)


def test_a_class_becomes_one_pdf_with_a_part_for_each_pupil(store: Store, registry: Registry) -> None:
    a_class(store, 3)
    number = ask(store)
    assert make(store, registry, number) is PaperState.DONE
    run = run_of(store, number)
    assert (run.done, run.total) == (3, 3)
    pages = pages_of(store, number)
    assert len(pages) == run.pages
    whole = "\n".join(pages)
    for each in range(3):
        assert f"{name_of(each)} Bakker" in whole
    assert "Groep 5a" in whole
    assert "Begrijpend lezen" in whole
    starts = [number for number, page in enumerate(pages) if "1 van " in page]
    assert len(starts) == 3  # every pupil's pages are counted by themselves
    assert not any(each % 2 for each in starts)  # and begin on a sheet of their own


def test_printed_on_one_side_there_is_no_blank_page_and_signs_in_no_letter_are_named(
    store: Store, registry: Registry
) -> None:
    a_class(store, 3)
    take_in_class(store, pupil_of(0), pupil_of(1, last_name="\u9648"), pupil_of(2), day=1)
    switch(store, "growth", on=False)  # so that a paper is one page, of which the back stays blank
    both = ask(store)
    make(store, registry, both)
    with store.open(SCHOOL, by="anke@school.example") as books:
        one = books.papers.ask(replace(STAFF, account_id=8), language="nl", group="5a", one_sided=True)
    assert make(store, registry, one) is PaperState.DONE
    blank = [[not each.strip() for each in pages_of(store, number, who)] for number, who in ((both, 7), (one, 8))]
    assert any(blank[0])
    assert not any(blank[1])
    with store.open(SCHOOL) as books:
        assert books.papers.with_boxes(one) == ["p1"]


def test_the_bound_pdf_keeps_what_a_screen_reader_needs(store: Store, registry: Registry) -> None:
    a_class(store, 3)
    number = ask(store)
    make(store, registry, number)
    with pikepdf.open(BytesIO(pdf_of(store, number))) as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert pdf.Root.MarkInfo.Marked
        kinds = [kind for kind, _ in elements(pdf)]
        assert kinds.count("/Document") == 3
        pages = {page.obj.objgen for page in pdf.pages}
        assert all(each.Pg.objgen in pages for _, each in elements(pdf) if "/Pg" in each)
        numbered = pdf.Root.StructTreeRoot.ParentTree.Nums
        numbers = [int(numbered[at]) for at in range(0, len(numbered), 2)]
        assert numbers == sorted(set(numbers))
        assert {int(page.obj.StructParents) for page in pdf.pages if "/StructParents" in page.obj} <= set(numbers)
        names = [str(each.ID) for _, each in elements(pdf) if "/ID" in each]
        assert len(names) == len(set(names)) > 0
        with pdf.open_outline() as outline:
            assert [each.title for each in outline.root] == [f"{name_of(each)} Bakker" for each in range(3)]


def test_every_printed_pupil_is_noted_with_who_asked(store: Store, registry: Registry) -> None:
    a_class(store, 2)
    make(store, registry, ask(store))
    with store.open(SCHOOL) as books:
        for each in ("p0", "p1"):
            (look,) = books.looks.of(each)
            assert (look.who, look.what) == ("Juf Anke", Sight.PAPER)
        entry = next(each for each in books.audit.entries() if each.act == "paper.made")
    assert entry.details["pupils"] == ["p0", "p1"]
    assert entry.details["asked_by"] == "anke@school.example"


def test_what_is_not_published_is_on_no_page(store: Store, registry: Registry) -> None:
    a_class(store, 2)
    with store.open(SCHOOL) as books:
        books.publication.set_kind(ReportKind.LVS, Publication(on=False))
    number = ask(store)
    assert make(store, registry, number) is PaperState.FAILED
    assert "niets om af te drukken" in str(run_of(store, number).sentence)
    with store.open(SCHOOL) as books:
        assert books.looks.of("p0") == []


def test_a_switch_turned_off_while_papers_are_made_is_off_in_the_pdf(
    store: Store, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_class(store, 3)
    between(monkeypatch, lambda: switch(store, "growth", on=False))
    number = ask(store)
    assert make(store, registry, number) is PaperState.DONE
    whole = "\n".join(pages_of(store, number))
    assert "Groei" not in whole
    assert "Nieuwste" in whole
    assert run_of(store, number).attempt == 2


def test_a_plugin_turned_off_while_papers_are_made_leaves_no_pdf(
    store: Store, registry: Registry, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_class(store, 3)

    def off() -> None:
        with store.open(SCHOOL) as books:
            books.plugins.switch("reports", on=False)

    between(monkeypatch, off)
    number = ask(store)
    assert make(store, registry, number) is PaperState.FAILED
    assert not [each for each in home.documents.rglob("*") if each.is_file()]


def test_a_school_that_changes_twice_gets_a_sentence_and_no_pdf(
    store: Store, registry: Registry, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_class(store, 3)
    between(monkeypatch, lambda: switch(store, "growth", on=False), lambda: switch(store, "growth", on=True))
    number = ask(store)
    assert make(store, registry, number) is PaperState.FAILED
    assert "twee keer" in str(run_of(store, number).sentence)
    assert not [each for each in home.documents.rglob("*") if each.is_file()]
    with store.open(SCHOOL) as books:
        assert books.looks.of("p0") == []


def test_who_leaves_the_class_while_papers_are_made_is_not_in_the_pdf(
    store: Store, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_class(store, 3)
    between(monkeypatch, lambda: take_in_class(store, pupil_of(1), pupil_of(2), day=1))
    number = ask(store)
    assert make(store, registry, number) is PaperState.DONE
    whole = "\n".join(pages_of(store, number))
    assert name_of(0) not in whole
    assert name_of(2) in whole


def test_who_leaves_before_his_turn_is_skipped(
    store: Store, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_class(store, 3)
    gone = pupil_of(2, group="6b")
    between(monkeypatch, lambda: take_in_class(store, pupil_of(0), pupil_of(1), gone, day=1))
    number = ask(store)
    assert make(store, registry, number) is PaperState.DONE
    assert run_of(store, number).attempt == 1
    assert name_of(2) not in "\n".join(pages_of(store, number))


class Fails:
    """A provider that fails for one pupil."""

    key, place = "fails", 5
    shows = frozenset({ReportKind.LVS})

    def __init__(self, real: Any) -> None:
        self.title, self.about = real.title, real.about

    def report(self, history: PupilHistory) -> Report | None:
        if history.results[0].pupil == "p1":
            raise ZeroDivisionError(history.first_name)
        return None


def test_a_pupil_whose_report_fails_is_named_and_does_not_stop_the_others(
    store: Store, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_class(store, 3)
    found = asking.providers

    def with_one_that_fails(*given: Any) -> Any:
        real = found(*given)
        return [*real, (real[0][0], Fails(real[0][1]))]

    monkeypatch.setattr(asking, "providers", with_one_that_fails)
    switch(store, "fails", on=True)
    number = ask(store)
    assert make(store, registry, number) is PaperState.DONE
    with store.open(SCHOOL) as books:
        assert books.papers.outcomes(number, Outcome.FAILED) == ["p1"]
        assert books.papers.outcomes(number, Outcome.PRINTED) == ["p0", "p2"]
        assert [each.error_class for each in books.plugins.faults()] == ["ZeroDivisionError"]
    assert name_of(1) not in "\n".join(pages_of(store, number))


def test_one_run_at_a_time_for_each_person(store: Store) -> None:
    a_class(store, 1)
    number = ask(store)
    with pytest.raises(PaperBusyError):
        ask(store, group="6b")
    assert ask(store, replace(STAFF, account_id=8))
    with store.open(SCHOOL) as books:
        assert books.papers.cancel(number)
    assert ask(store, group="6b")


def test_a_run_that_is_stopped_ends_at_the_next_pupil_and_leaves_nothing(
    store: Store, registry: Registry, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_class(store, 3)
    number = ask(store)

    def stop() -> None:
        with store.open(SCHOOL) as books:
            books.papers.cancel(number)

    between(monkeypatch, stop)
    assert make(store, registry, number) is PaperState.CANCELLED
    assert not [each for each in home.documents.rglob("*") if each.is_file()]
    with store.open(SCHOOL) as books:
        assert books.looks.of("p0") == []


def test_a_pdf_opens_for_who_asked_and_for_nobody_else(store: Store, registry: Registry) -> None:
    a_class(store, 1)
    number = ask(store)
    make(store, registry, number)
    assert pdf_of(store, number)[:5] == b"%PDF-"
    with pytest.raises(NoDocumentError):
        pdf_of(store, number, account=8)


def test_a_pdf_lies_sealed_and_goes_when_it_is_forgotten(store: Store, registry: Registry, home: Home) -> None:
    a_class(store, 1)
    number = ask(store)
    make(store, registry, number)
    (file,) = (each for each in home.documents.rglob("*") if each.is_file())
    assert b"PDF" not in file.read_bytes()
    with store.open(SCHOOL) as books:
        books.papers.forget(number)
    assert not file.exists()


def test_a_pdf_goes_by_itself_after_a_week_and_what_was_lost_is_ended(
    store: Store, registry: Registry, home: Home, server: Any, database: str
) -> None:
    a_class(store, 1)
    old = ask(store)
    make(store, registry, old)
    lost = ask(store, replace(STAFF, account_id=8))
    with server.superuser(database) as superuser:
        superuser.execute("UPDATE hub.paper_run SET asked_at = now() - interval '8 days'")
        superuser.execute("UPDATE hub.paper_run SET ended_at = now() - interval '8 days' WHERE ended_at IS NOT NULL")
    with store.open(SCHOOL) as books:
        assert books.papers.expire(0.0) == 1
        assert books.papers.get(old) is None
    assert not [each for each in home.documents.rglob("*") if each.is_file()]
    assert run_of(store, lost).state is PaperState.FAILED


def test_a_new_pdf_of_the_same_class_takes_the_place_of_the_old_one(
    store: Store, registry: Registry, home: Home
) -> None:
    a_class(store, 1)
    for _ in range(3):
        make(store, registry, ask(store))
    assert len([each for each in home.documents.rglob("*") if each.is_file()]) == 1


def test_of_one_pupil_the_pdf_keeps_to_the_standard_of_accessible_ones(store: Store, registry: Registry) -> None:
    a_class(store, 1)
    number = ask(store, pupil="p0")
    assert make(store, registry, number) is PaperState.DONE
    with pikepdf.open(BytesIO(pdf_of(store, number))) as pdf, pdf.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert told["dc:title"] == f"{name_of(0)} Bakker"


def as_guardian(store: Store, key: str) -> Reader:
    with store.directory() as directory:
        account = directory.add_account(f"{key}@example.org", key, None)
    with store.open(SCHOOL) as books:
        guardian = next(each for each in books.roll.all(Kind.GUARDIANS) if each.key == key)
        books.guardian_accounts.link(guardian, account)
    return Reader(account_id=account, who=key, guardian=key)


def test_a_guardian_gets_what_he_sees_and_one_without_authority_nothing(store: Store, registry: Registry) -> None:
    a_class(store, 1)
    gea, vic = as_guardian(store, "gea"), as_guardian(store, "vic")
    hers = ask(store, gea, pupil="p0")
    assert make(store, registry, hers) is PaperState.DONE
    assert "Begrijpend lezen" in "\n".join(pages_of(store, hers, gea.account_id))
    assert make(store, registry, ask(store, vic, pupil="p0")) is PaperState.FAILED
    with store.open(SCHOOL) as books:
        assert [(each.who, each.seen_as.value) for each in books.looks.of("p0")] == [("gea", "guardian")]


def test_an_account_that_is_not_that_guardian_any_more_gets_nothing(store: Store, registry: Registry) -> None:
    a_class(store, 1)
    gea = as_guardian(store, "gea")
    number = ask(store, gea, pupil="p0")
    with store.open(SCHOOL) as books:
        link = books.guardian_accounts.of("gea")
        assert link is not None
        books.guardian_accounts.block(link, blocked=True)
    assert make(store, registry, number) is PaperState.FAILED


def test_a_pdf_is_given_only_while_the_same_is_shown(store: Store, registry: Registry) -> None:
    a_class(store, 1)
    gea = as_guardian(store, "gea")
    hers, of_class = ask(store, gea, pupil="p0"), ask(store)
    for each in (hers, of_class):
        assert make(store, registry, each) is PaperState.DONE

    def still(number: int) -> bool:
        with store.open(SCHOOL) as books:
            return room.still_shown(registry, books, run_of(store, number))

    assert still(hers)
    assert still(of_class)
    with store.open(SCHOOL) as books:
        books.publication.set_kind(ReportKind.METHOD, Publication(on=True))
    assert still(hers)  # nothing of hers changed
    assert not still(of_class)
    switch(store, "growth", on=False)
    assert not still(hers)


def test_a_key_of_the_hub_that_is_renewed_opens_the_pdf_as_before(store: Store, registry: Registry) -> None:
    a_class(store, 1)
    number = ask(store)
    make(store, registry, number)
    with store.open(SCHOOL) as books:
        assert books.papers.reseal() == 1
    assert pdf_of(store, number)[:5] == b"%PDF-"


def test_who_is_erased_takes_every_pdf_along_that_he_is_in(store: Store, registry: Registry, home: Home) -> None:
    a_class(store, 3)
    gea = as_guardian(store, "gea")
    of_class, of_one = ask(store), ask(store, gea, pupil="p0")
    for each in (of_class, of_one):
        assert make(store, registry, each) is PaperState.DONE
    of_another = ask(store, replace(STAFF, account_id=8), pupil="p1")
    assert make(store, registry, of_another) is PaperState.DONE
    take_in_class(store, pupil_of(1), pupil_of(2), day=1)
    with store.open(SCHOOL) as books:
        foretold = books.erasure.preview(Kind.PUPILS, "p0")
        assert foretold["paper_run"] == 2
        assert books.erasure.erase(Kind.PUPILS, "p0") == foretold
    assert len([each for each in home.documents.rglob("*") if each.is_file()]) == 1
    assert pdf_of(store, of_another, 8)[:5] == b"%PDF-"


def test_a_guardian_who_is_erased_takes_his_pdfs_along(store: Store, registry: Registry, home: Home) -> None:
    a_class(store, 1)
    gea = as_guardian(store, "gea")
    assert make(store, registry, ask(store, gea, pupil="p0")) is PaperState.DONE
    take_in_class(store, pupil_of(0), day=1, guardians=("vic",))
    with store.open(SCHOOL) as books:
        foretold = books.erasure.preview(Kind.GUARDIANS, "gea")
        assert foretold["paper_run"] == 1
        assert books.erasure.erase(Kind.GUARDIANS, "gea") == foretold
    assert not [each for each in home.documents.rglob("*") if each.is_file()]


def test_the_wall_hides_runs_of_another_school(store: Store, other_school: SchoolEntry) -> None:
    a_class(store, 1)
    number = ask(store)
    with store.open(other_school.id) as books:
        assert books.papers.get(number) is None
        assert books.papers.of_account(STAFF.account_id) == []
        assert not books.papers.cancel(number)
        books.papers.forget(number)
    assert run_of(store, number).state is PaperState.WAITING
