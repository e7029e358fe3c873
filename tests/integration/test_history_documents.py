"""Report cards and their documents: checked, sealed, outside the rows, and open to nobody by themselves."""

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.fernet import Fernet

from hub.contract import LasUnavailableError, Secret
from hub.intake.documents import Fetched, fetch_from
from hub.records import Text
from hub.store import Home, KeptCard, NoDocumentError, Store
from hub.store.sealed import Sealer
from tests.integration.histories import SCHOOL, Lvs, card, enrol, follow, pdf, pupils, rules

pytestmark = pytest.mark.usefixtures("school")
GONE = LasUnavailableError(Text("Het LAS is weg.", "The LAS is gone."))


def fetch(store: Store, lvs: Lvs) -> Fetched:
    with store.open(SCHOOL) as books:
        waiting = books.history.cards_to_fetch(50)
    return fetch_from(store, SCHOOL, lvs, waiting, by="test")


def cards(store: Store, pupil: str = "p1") -> list[KeptCard]:
    with store.open(SCHOOL) as books:
        return books.history.report_cards(pupil)


def read(store: Store, document: int, pupil: str = "p1", school: Any = SCHOOL) -> bytes:
    with store.open(school) as books:
        return b"".join(books.documents.open(document, pupil=pupil).pieces)


def files(home: Home) -> list[Path]:
    return [each for each in home.documents.rglob("*") if each.is_file()]


def test_a_report_card_is_listed_fetched_and_opens_for_its_pupil(store: Store, home: Home) -> None:
    content = pdf(pages=3)
    lvs = Lvs(cards=[card(), card(2, "p2")], documents={"c1": content, "c2": pdf()})
    run = follow(store, lvs)
    assert run.added["report_cards"] == 2
    assert fetch(store, lvs) == Fetched(kept=2)
    (kept,) = cards(store)
    assert kept.card == card()
    assert kept.document is not None
    assert read(store, kept.document) == content
    with store.open(SCHOOL) as books:
        assert books.documents.open(kept.document, pupil="p1").pages == 3


def test_a_document_opens_for_no_other_pupil_and_at_no_other_school(store: Store, other_school: Any) -> None:
    lvs = Lvs(cards=[card()], documents={"c1": pdf()})
    follow(store, lvs)
    fetch(store, lvs)
    number = cards(store)[0].document or 0
    for pupil, school in (("p2", SCHOOL), ("nobody", SCHOOL), ("p1", other_school.id)):
        with pytest.raises(NoDocumentError):
            read(store, number, pupil, school)


def test_what_lies_on_the_disk_tells_nothing_and_is_the_owners_only(store: Store, home: Home) -> None:
    content = pdf()
    lvs = Lvs(cards=[card()], documents={"c1": content})
    follow(store, lvs)
    fetch(store, lvs)
    (file,) = files(home)
    assert file.stat().st_mode & 0o077 == 0
    sealed = file.read_bytes()
    assert b"PDF" not in sealed
    assert not any(content[at : at + 16] in sealed for at in range(0, len(content) - 16, 16))
    assert not {"p1", "c1", "99XX", "pdf"} & {part.lower() for part in file.relative_to(home.documents).parts}


def test_a_file_that_was_tampered_with_or_cut_off_is_not_shown(store: Store, home: Home) -> None:
    big = pdf(pages=1, edit=_fatten)
    lvs = Lvs(cards=[card()], documents={"c1": big})
    follow(store, lvs)
    fetch(store, lvs)
    number = cards(store)[0].document or 0
    (file,) = files(home)
    sealed = file.read_bytes()
    changed = bytearray(sealed)
    changed[-1] ^= 1
    block = (1 << 16) + 16
    for damaged in (bytes(changed), sealed[:block], sealed[block:], b""):
        file.write_bytes(damaged)
        with pytest.raises(NoDocumentError):
            read(store, number)
    file.unlink()
    with pytest.raises(NoDocumentError):
        read(store, number)


def _fatten(made: Any) -> None:
    made.Root.Big = made.make_stream(os.urandom(200_000))


def _action(name: str, **more: str) -> Any:
    return pikepdf.Dictionary({"/S": pikepdf.Name(name)} | {f"/{each}": value for each, value in more.items()})


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "geen PDF"),
    "a web page": (b"<html><body>Log in</body></html>", "geen PDF"),
    "cut off": (pdf(pages=5)[:-400], "afgekapt"),
    "huge": (b"%PDF-1.7\n" + bytes(11 << 20), "te groot"),
    "script": (
        pdf(edit=lambda made: made.Root.__setattr__("OpenAction", _action("/JavaScript", JS="app.alert(1)"))),
        "script",
    ),
    "program": (pdf(edit=lambda made: made.Root.__setattr__("OpenAction", _action("/Launch", F="x.exe"))), "script"),
    "attachment": (pdf(edit=lambda made: made.attachments.__setitem__("x.exe", b"MZ")), "script"),
    "many pages": (pdf(pages=201), "te groot"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_document_that_is_not_an_ordinary_pdf_is_quarantined_and_the_next_one_kept(
    store: Store, home: Home, bad: str
) -> None:
    content, sentence = BAD[bad]
    lvs = Lvs(cards=[card(), card(2)], documents={"c1": content, "c2": pdf()})
    run = follow(store, lvs)
    assert fetch(store, lvs) == Fetched(kept=1, refused=1)
    refused = next(each for each in cards(store) if each.card.key == "c1")
    assert refused.document is None
    assert sentence in (refused.refused.nl if refused.refused else "")
    assert rules(run, store) == [("c1", "history.document")]
    assert len(files(home)) == 1


def test_a_las_that_falls_silent_leaves_the_rest_waiting(store: Store) -> None:
    lvs = Lvs(cards=[card(), card(2)], documents={"c1": GONE, "c2": GONE})
    follow(store, lvs)
    fetched = fetch(store, lvs)
    assert (fetched.kept, fetched.refused, fetched.waiting, fetched.stopped) == (0, 0, 2, GONE.text)
    lvs.documents = {"c1": pdf(), "c2": pdf()}
    assert fetch(store, lvs) == Fetched(kept=2)


def test_a_report_card_that_changed_is_fetched_again_and_the_old_document_goes(store: Store, home: Home) -> None:
    lvs = Lvs(cards=[card()], documents={"c1": pdf()})
    follow(store, lvs)
    fetch(store, lvs)
    old = cards(store)[0].document
    lvs.cards, lvs.documents = [card(title="Rapport 1, verbeterd")], {"c1": pdf(pages=2)}
    follow(store, lvs)
    assert fetch(store, lvs) == Fetched(kept=1)
    (kept,) = cards(store)
    assert kept.document not in {None, old}
    assert len(files(home)) == 1
    assert fetch(store, lvs) == Fetched()


def test_two_workers_with_one_document_keep_it_once(store: Store, home: Home) -> None:
    lvs = Lvs(cards=[card()], documents={"c1": pdf()})
    follow(store, lvs)
    with store.open(SCHOOL) as books:
        waiting = books.history.cards_to_fetch(50)
    assert fetch_from(store, SCHOOL, lvs, waiting, by="one").kept == 1
    assert fetch_from(store, SCHOOL, lvs, waiting, by="two").kept == 0
    assert len(files(home)) == 1


def test_a_document_goes_with_the_erasure_of_its_pupil_and_stays_where_that_is_undone(store: Store, home: Home) -> None:
    lvs = Lvs(cards=[card(), card(2, "p2")], documents={"c1": pdf(), "c2": pdf()})
    follow(store, lvs)
    fetch(store, lvs)
    number = cards(store)[0].document or 0

    def erase(*, fails: bool) -> None:
        with store.open(SCHOOL) as books:
            assert books.documents.forget_of("p1") == 1
            if fails:
                raise ValueError("undone")

    with pytest.raises(ValueError, match="undone"):
        erase(fails=True)
    assert read(store, number).startswith(b"%PDF")
    erase(fails=False)
    with pytest.raises(NoDocumentError):
        read(store, number)
    assert len(files(home)) == 1
    assert cards(store, "p2")[0].document is not None


def test_a_file_whose_transaction_failed_is_gone_and_what_a_crash_left_is_swept(store: Store, home: Home) -> None:
    enrol(store, *pupils(1))

    def keep() -> None:
        with store.open(SCHOOL) as books:
            books.documents.keep("p1", [pdf()], 1)
            raise ValueError("undone")

    with pytest.raises(ValueError, match="undone"):
        keep()
    assert files(home) == []
    with store.open(SCHOOL) as books:
        number = books.documents.keep("p1", [pdf()], 1)
        left = home.documents / str(books.school_id) / "ab" / "abcdef"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"noise")
    os.utime(left, (time.time() - 9999,) * 2)
    with store.open(SCHOOL) as books:
        assert (books.documents.sweep(86400), books.documents.sweep(3600)) == (0, 1)
    assert read(store, number).startswith(b"%PDF")


def test_documents_open_after_the_hub_got_a_new_key(home: Home, school: Any, store: Store) -> None:
    lvs = Lvs(cards=[card()], documents={"c1": pdf()})
    follow(store, lvs)
    fetch(store, lvs)
    number = cards(store)[0].document or 0
    old, new = home.key_file.read_text().strip(), Fernet.generate_key().decode()
    with Store.start(replace(home, secret_keys=(new, old))) as both:
        assert both.reseal() == 1
    with Store.start(replace(home, secret_keys=(new,))) as renewed:
        assert read(renewed, number).startswith(b"%PDF")
    assert Sealer([new]).seal(Secret("x")) != "x"
