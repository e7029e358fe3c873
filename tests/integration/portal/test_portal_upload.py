"""A file that comes in through the browser."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hub_edexml.connector import EdexmlConnector, EdexmlSettings

from hub.jobs import Limits
from hub.jobs.work import Work
from hub.records import SchoolCode
from hub.testing.made_up import MadeUpSchool, made_up_school

WAITING = "SELECT count(*) FROM procrastinate_jobs"


def edexml(made: MadeUpSchool, path: Path) -> bytes:
    with path.open("wb") as target:
        EdexmlConnector(EdexmlSettings()).write_file(made.source, made.records(), target)
    return path.read_bytes()


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return edexml(made_up_school(SchoolCode.parse("99XX"), pupils=20), tmp_path / "made.xml")


@pytest.fixture
def work(house: Any) -> Callable[[], None]:
    """Do the job of the latest run, as the worker does."""

    def do() -> None:
        with house.store.open(house.school.id) as books:
            run = books.runs.list(limit=1)[0].id
        path = next(house.desk.spool.glob("*.upload"))
        worker = Work(house.store, house.desk.registry, house.store.home.drop, Limits())
        worker.intake_file(house.school.id, run, str(path))

    return do


def send(visitor: Any, content: bytes, school: str = "99XX", token: str | None = None, **fields: str) -> Any:
    """Send the form as a browser does: the token first, the file after it."""
    parts: list[Any] = [("form_token", (None, visitor.token if token is None else token))]
    parts += [(name, (None, value)) for name, value in fields.items()]
    parts += [("file", ("c:\\bestanden\\leerlingen.xml", content, "text/xml"))]
    return visitor.client.post(f"/s/{school}/import", files=parts, follow_redirects=False)


def latest(house: Any) -> Any:
    with house.store.open(house.school.id) as books:
        return books.runs.list(limit=1)[0]


def test_a_preview_changes_nothing_until_it_is_approved(house: Any, content: bytes, work: Callable[[], None]) -> None:
    visitor = house.as_("admin")
    visitor.get("/s/99XX/import")
    answer = send(visitor, content, mode="preview")
    run = latest(house)
    assert answer.headers["location"] == f"/s/99XX/runs/{run.id}?notice=uploaded"
    assert (run.state, run.dry_run, run.source_name, run.started_by) == (
        "waiting",
        True,
        "leerlingen.xml",
        "admin@school.example",
    )
    waiting = visitor.get(f"/s/99XX/runs/{run.id}").text
    assert '<meta http-equiv="refresh"' in waiting
    work()
    assert latest(house).state == "planned"
    assert latest(house).source_name == "leerlingen.xml"
    assert "Er zijn nog geen leerlingen" in visitor.get("/s/99XX/pupils").text
    page = visitor.get(f"/s/99XX/runs/{run.id}/approve").text
    found = re.search(r'name="plan_hash" value="(\w+)"', page)
    assert found
    assert visitor.post(f"/s/99XX/runs/{run.id}/approve", plan_hash=found[1]).status_code == 303
    assert latest(house).state == "applied"
    assert "Er zijn nog geen leerlingen" not in visitor.get("/s/99XX/pupils").text


def test_a_file_to_apply_at_once_is_applied(house: Any, content: bytes, work: Callable[[], None]) -> None:
    visitor = house.as_("admin")
    send(visitor, content, mode="apply")
    work()
    assert latest(house).state == "applied"


def test_what_is_not_chosen_is_a_preview(house: Any, content: bytes) -> None:
    send(house.as_("admin"), content)
    assert latest(house).dry_run


def test_run_and_job_come_together(house: Any, content: bytes) -> None:
    before = house.rows(WAITING)
    send(house.as_("admin"), content)
    assert house.rows(WAITING) == before + 1


def test_the_progress_is_told_live_until_the_run_has_ended(
    house: Any, content: bytes, work: Callable[[], None]
) -> None:
    visitor = house.as_("admin")
    send(visitor, content, mode="preview")
    work()
    answer = visitor.get(f"/s/99XX/runs/{latest(house).id}/progress")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "event: progress" in answer.text
    assert "event: done" in answer.text
    assert "planned" in answer.text


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(house: Any, spooled: Callable[[], list[Path]]) -> None:
    visitor = house.as_("admin")
    answer = send(visitor, b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413
    assert "te groot" in answer.text
    assert spooled() == []


def test_a_file_that_says_to_be_small_is_counted_all_the_same(house: Any, spooled: Callable[[], list[Path]]) -> None:
    visitor = house.as_("admin")
    head = (
        f'--b\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{visitor.token}\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n'
    ).encode()

    def body() -> Any:
        yield head
        for _ in range(40):
            yield b"x" * 65536
        yield b"\r\n--b--\r\n"

    headers = {"content-type": "multipart/form-data; boundary=b"}
    answer = visitor.client.post("/s/99XX/import", content=body(), headers=headers)
    assert answer.status_code == 413
    assert spooled() == []


def test_without_the_token_no_byte_is_kept(house: Any, content: bytes, spooled: Callable[[], list[Path]]) -> None:
    visitor = house.as_("admin")
    assert send(visitor, content, token="").status_code == 403
    assert send(visitor, content, token="0" * 64).status_code == 403
    files = [("file", ("a.xml", content, "text/xml")), ("form_token", (None, visitor.token))]
    assert visitor.client.post("/s/99XX/import", files=files).status_code == 403
    assert spooled() == []


def test_a_file_for_another_school_goes_nowhere(house: Any, content: bytes, spooled: Callable[[], list[Path]]) -> None:
    assert send(house.as_("admin"), content, school="98YY").status_code == 404
    assert spooled() == []


def test_a_file_of_another_school_is_refused_by_name(house: Any, tmp_path: Path, work: Callable[[], None]) -> None:
    visitor = house.as_("admin")
    send(visitor, edexml(made_up_school(SchoolCode.parse("98YY"), pupils=20), tmp_path / "other.xml"), mode="apply")
    work()
    page = visitor.get(f"/s/99XX/runs/{latest(house).id}").text
    assert latest(house).state == "refused"
    assert "98YY" in page
    assert "Geweigerd" in page


@pytest.mark.parametrize("who", ["staff", "board", "operator", "parent"])
def test_only_an_administrator_brings_files(
    house: Any, content: bytes, who: str, spooled: Callable[[], list[Path]]
) -> None:
    assert send(house.as_(who), content).status_code == 403
    assert spooled() == []


def test_no_file_and_an_empty_file_say_so(house: Any, spooled: Callable[[], list[Path]]) -> None:
    visitor = house.as_("admin")
    empty = send(visitor, b"")
    assert empty.status_code == 422
    assert "Dit bestand is leeg" in empty.text
    none = visitor.client.post("/s/99XX/import", files=[("form_token", (None, visitor.token))])
    assert none.status_code == 422
    assert "Kies eerst een bestand" in none.text
    assert spooled() == []


def test_what_is_no_multipart_form_is_refused(house: Any) -> None:
    visitor = house.as_("admin")
    assert visitor.client.post("/s/99XX/import", data={"form_token": visitor.token}).status_code == 400
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert visitor.client.post("/s/99XX/import", content=b"--b\r\nnonsense", headers=headers).status_code == 400


def test_a_school_without_a_reader_is_told_what_to_turn_on(
    house: Any, content: bytes, spooled: Callable[[], list[Path]]
) -> None:
    with house.store.open(house.school.id) as books:
        books.plugins.switch("edexml", on=False)
    visitor = house.as_("admin")
    assert "/s/99XX/plugins" in visitor.get("/s/99XX/import").text
    answer = send(visitor, content)
    assert answer.status_code == 409
    assert "EDEXML" in answer.text
    assert spooled() == []


def test_the_export_is_a_file_that_the_hub_reads_again(
    full_house: Any, tmp_path: Path, spooled: Callable[[], list[Path]]
) -> None:
    visitor = full_house.as_("admin")
    answer = visitor.post("/s/99XX/export")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content.count(b"<leerling ") == 40
    assert spooled() == []
    with full_house.store.open(full_house.school.id) as books:
        assert books.audit.entries(limit=1)[0].act == "export"
