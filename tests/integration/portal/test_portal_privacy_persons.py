"""What there is of a person goes into a file that only who asked can open, and erasing asks for the name first."""

import io
import json
import re
from collections.abc import Mapping
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from hub.jobs import Limits
from hub.jobs.work import Work
from hub.records import Kind
from hub.store import Books, Role
from tests.integration.portal.conftest import Browser, House

SECRET = "Kanariegeel"
"""What belongs to the other parent, or stands in rows that nobody but the school may see."""


def work_of(house: House) -> Work:
    return Work(house.store, house.desk.registry, house.desk.spool / "drop", Limits())


def make_files(house: House) -> None:
    """Do what the worker would: make every file that waits."""
    with house.store.open(house.school.id) as books:
        waiting = list(books.session.scalars(text("SELECT id FROM hub.takeout WHERE state = 'waiting'")))
    for number in waiting:
        work_of(house).make_takeout(house.school.id, number)


def opened(content: bytes) -> tuple[Mapping[str, Any], str, list[str]]:
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        return json.loads(archive.read("gegevens.json")), archive.read("lees-mij.html").decode(), names


def somebody(house: House, *, departed: bool) -> tuple[str, str]:
    """Return the key and name of a pupil; one that has left where that is asked."""
    with house.store.open(house.school.id) as books:
        pupil = books.roll.pupils(limit=1)[0]
        if departed:
            books.session.execute(
                text("UPDATE hub.pupil SET departed_at = now() - interval '3 days' WHERE key = :key"),
                {"key": pupil.key},
            )
        entry = books.traces.person(Kind.PUPILS, pupil.key)
        assert entry is not None
        return entry.key, entry.name


def ask_for(admin: Browser, key: str, **form: str) -> str:
    admin.get(f"/s/99XX/privacy/person?kind=pupils&key={key}")
    answer = admin.post("/s/99XX/privacy/person/file", kind="pupils", key=key, **form)
    assert answer.status_code == 303
    return str(answer.headers["location"]).partition("?")[0]


def test_a_file_holds_what_there_is_and_opens_for_who_asked_only(full_house: House) -> None:
    key, _ = somebody(full_house, departed=False)
    admin = full_house.as_("admin")
    address = ask_for(admin, key)
    assert "De hub maakt het bestand" in admin.get(address).text
    assert admin.get(f"{address}/download").status_code == 409
    make_files(full_house)
    assert "Downloaden" in admin.get(address).text
    answer = admin.get(f"{address}/download")
    assert answer.headers["content-type"] == "application/zip"
    said, page, _ = opened(answer.content)
    assert said["person"] == {"kind": "pupils", "key": key}
    assert said["sorts"]["pupil"]["rows"][0]["key"] == key
    assert "said_print" not in answer.text
    assert "<script" not in page
    full_house.add("second", Role.SCHOOL_ADMIN, full_house.school)
    second = full_house.as_("second")
    assert second.get(address).status_code == 404
    assert second.get(f"{address}/download").status_code == 404
    with full_house.store.open(full_house.school.id) as books:
        acts = [each.act for each in books.audit.entries(limit=20)]
        assert {"takeout.asked", "takeout.made", "takeout.opened"} <= set(acts)
        assert [each.what.value for each in books.looks.of(key)][:1] == ["export"]


@pytest.mark.parametrize("who", ["staff", "board", "operator", "stranger", "parent"])
def test_nobody_but_the_administrator_comes_near(full_house: House, who: str) -> None:
    key, _ = somebody(full_house, departed=True)
    visitor = full_house.as_(who)
    for path in ("persons", f"person?kind=pupils&key={key}", f"erase?kind=pupils&key={key}", "keeping", "file/1"):
        assert visitor.get(f"/s/99XX/privacy/{path}").status_code in {403, 404}
    assert visitor.post("/s/99XX/privacy/erase", kind="pupils", key=key, name="x").status_code in {403, 404}


def test_a_person_of_another_school_is_not_there(full_house: House) -> None:
    with full_house.store.open(full_house.other.id) as books:
        key = books.roll.pupils(limit=1)[0].key
    admin = full_house.as_("admin")
    assert admin.get(f"/s/99XX/privacy/person?kind=pupils&key={key}").status_code == 404
    assert SECRET not in admin.get(f"/s/99XX/privacy/persons?q={SECRET}").text.partition("<table")[2]


def test_erasing_shows_what_goes_asks_for_the_name_and_gives_proof(full_house: House) -> None:
    key, name = somebody(full_house, departed=True)
    admin = full_house.as_("admin")
    page = admin.get(f"/s/99XX/privacy/erase?kind=pupils&key={key}").text
    assert "Gegevens uit het LAS" in page
    assert "Het logboek bewijst" in page
    wrong = admin.post("/s/99XX/privacy/erase", kind="pupils", key=key, name="Iemand Anders")
    assert wrong.status_code == 422
    assert "Er is niets gewist" in wrong.text
    done = admin.post("/s/99XX/privacy/erase", kind="pupils", key=key, name=f"  {name.upper()} ")
    assert done.status_code == 200
    proof = int(re.search(r"onder nummer (\d+)", done.text)[1])  # type: ignore[index]
    with full_house.store.open(full_house.school.id) as books:
        entry = next(each for each in books.audit.entries(limit=5) if each.seq == proof)
        assert (entry.act, entry.subject) == ("person.erased", f"pupils {key}")
        assert books.traces.person(Kind.PUPILS, key) is None
    assert admin.get(f"/s/99XX/privacy/person?kind=pupils&key={key}").status_code == 404


def test_who_is_in_the_las_is_not_erased(full_house: House) -> None:
    key, name = somebody(full_house, departed=False)
    admin = full_house.as_("admin")
    assert "Schrijf hem eerst uit" in admin.get(f"/s/99XX/privacy/person?kind=pupils&key={key}").text
    assert admin.get(f"/s/99XX/privacy/erase?kind=pupils&key={key}").status_code >= 400
    assert admin.post("/s/99XX/privacy/erase", kind="pupils", key=key, name=name).status_code >= 400
    with full_house.store.open(full_house.school.id) as books:
        assert books.roll.pupil(key) is not None


def test_a_file_goes_after_a_week_when_it_is_removed_and_when_the_person_is_erased(full_house: House) -> None:
    key, _ = somebody(full_house, departed=True)
    admin = full_house.as_("admin")
    folder = full_house.store.home.path / "takeouts"
    for go in (_expire, lambda books: books.erasure.erase(Kind.PUPILS, key)):
        address = ask_for(admin, key)
        make_files(full_house)
        assert len([each for each in folder.rglob("*") if each.is_file()]) == 1
        with full_house.store.open(full_house.school.id) as books:
            go(books)
        assert [each for each in folder.rglob("*") if each.is_file()] == []
        assert admin.get(address).status_code == 404


def _expire(books: Books) -> None:
    books.session.execute(text("UPDATE hub.takeout SET expires_at = now() - interval '1 second'"))
    assert books.takeouts.expire() == 1


def test_the_file_lies_sealed_and_no_name_of_it_says_whose_it_is(full_house: House) -> None:
    key, name = somebody(full_house, departed=False)
    ask_for(full_house.as_("admin"), key)
    make_files(full_house)
    (made,) = [each for each in (full_house.store.home.path / "takeouts").rglob("*") if each.is_file()]
    assert name.split()[0].encode() not in made.read_bytes()
    assert key not in made.name
    assert not made.read_bytes().startswith(b"PK")
    assert made.stat().st_mode & 0o077 == 0
