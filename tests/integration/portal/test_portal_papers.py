"""Reports on paper in the portal: who may ask, how far it is, and that a PDF opens for who asked and no one else."""

import json
from typing import Any

import pytest

from hub.contract import ReportKind
from hub.reports.paper import Printing
from hub.store import Publication
from tests.integration.papers import a_class, name_of
from tests.pdfs import text_of

PAPER = "/s/99XX/reports/paper"


@pytest.fixture
def school_house(house: Any) -> Any:
    """The house, with a class of three pupils of whom the school shows results."""
    a_class(house.store, 3)
    return house


def begin(visitor: Any, group: str = "5a") -> str:
    visitor.get(PAPER)
    answer = visitor.post(PAPER, group=group)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def work(house: Any, where: str) -> None:
    """Do what the worker does."""
    number = int(where.rpartition("/")[2])
    Printing(store=house.store, registry=house.desk.registry, school=house.school.id, number=number).make()


def test_somebody_of_the_school_makes_the_pdf_of_a_class_and_takes_it(school_house: Any) -> None:
    visitor = school_house.as_("staff")
    assert "Groep 5a (3 leerlingen)" in visitor.get(PAPER).text
    where = begin(visitor)
    waiting = visitor.get(where).text
    assert "staat in de rij" in waiting
    assert f'data-follow="{where}/progress"' in waiting
    work(school_house, where)
    ready = visitor.get(where).text
    assert "De PDF is klaar" in ready
    assert "3 leerlingen staan erin" in ready
    answer = visitor.get(f"{where}/pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.content) == int(answer.headers["content-length"])
    assert name_of(1) in "\n".join(text_of(answer.content))


def test_the_page_of_a_class_leads_there_with_the_class_chosen(school_house: Any) -> None:
    visitor = school_house.as_("staff")
    assert "/s/99XX/reports/paper?group=5a" in visitor.get("/s/99XX/class?key=5a").text
    assert '<option value="5a" selected>' in visitor.get(f"{PAPER}?group=5a").text


def test_a_job_carries_numbers_and_no_names(school_house: Any) -> None:
    where = begin(school_house.as_("staff"))
    with school_house.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT args FROM procrastinate_jobs WHERE task_name = 'make_papers'").all()
    assert [row[0] for row in rows] == [{"school": school_house.school.id, "paper": int(where.rpartition("/")[2])}]


@pytest.mark.parametrize("who", ["admin", "stranger", "operator", "board", "parent"])
def test_a_run_is_not_there_for_anybody_but_who_asked(school_house: Any, who: str) -> None:
    where = begin(school_house.as_("staff"))
    work(school_house, where)
    visitor = school_house.as_(who)
    expected = {403} if who in {"operator", "board", "parent"} else {404}
    for path in (where, f"{where}/progress", f"{where}/pdf"):
        answer = visitor.get(path)
        assert answer.status_code in expected, path
        assert name_of(0) not in answer.text
    visitor.get("/account")
    for path in (f"{where}/cancel", f"{where}/delete"):
        assert visitor.post(path).status_code in expected, path
    assert school_house.as_("staff").get(f"{where}/pdf").status_code == 200


def test_the_list_shows_ones_own_runs_only(school_house: Any) -> None:
    where = begin(school_house.as_("staff"))
    assert where in school_house.as_("staff").get(PAPER).text
    assert where not in school_house.as_("admin").get(PAPER).text


def test_progress_is_told_live_until_the_end(school_house: Any) -> None:
    visitor = school_house.as_("staff")
    where = begin(visitor)
    work(school_house, where)
    answer = visitor.get(f"{where}/progress")
    said = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: {")]
    assert said[-1]["state"] == "done"
    assert "event: done" in answer.text


def test_a_second_one_waits_until_the_first_has_ended_or_is_stopped(school_house: Any) -> None:
    visitor = school_house.as_("staff")
    where = begin(visitor)
    visitor.get(PAPER)
    answer = visitor.post(PAPER, group="6b")
    assert answer.status_code == 409
    assert "al een PDF voor u gemaakt" in answer.text
    visitor.get(where)
    assert visitor.post(f"{where}/cancel").status_code == 303
    assert "gestopt" in visitor.get(where).text
    assert begin(visitor, "6b") != where


def test_a_class_that_is_not_there_is_not_printed(school_house: Any) -> None:
    visitor = school_house.as_("staff")
    visitor.get(PAPER)
    assert visitor.post(PAPER, group="9z").status_code == 404
    assert visitor.post(PAPER).status_code == 404


def test_a_pdf_of_what_is_shown_no_more_is_taken_back(school_house: Any) -> None:
    visitor = school_house.as_("staff")
    where = begin(visitor)
    work(school_house, where)
    with school_house.store.open(school_house.school.id) as books:
        books.publication.set_kind(ReportKind.LVS, Publication(on=False))
    answer = visitor.get(f"{where}/pdf")
    assert (answer.status_code, answer.headers["location"]) == (303, where)
    assert "weggegooid" in visitor.get(where).text
    assert not [each for each in school_house.store.home.documents.rglob("*") if each.is_file()]
    assert visitor.get(f"{where}/pdf").status_code == 303


def test_a_pdf_is_thrown_away_at_once(school_house: Any) -> None:
    visitor = school_house.as_("staff")
    where = begin(visitor)
    work(school_house, where)
    visitor.get(where)
    answer = visitor.post(f"{where}/delete")
    assert answer.headers["location"].startswith(PAPER)
    assert "weggegooid" in visitor.get(answer.headers["location"]).text
    assert visitor.get(where).status_code == 404
    assert not [each for each in school_house.store.home.documents.rglob("*") if each.is_file()]


def test_who_is_left_out_is_named(school_house: Any) -> None:
    visitor = school_house.as_("staff")
    with school_house.store.open(school_house.school.id) as books:
        books.history.erase("p1")
    where = begin(visitor)
    work(school_house, where)
    page = visitor.get(where).text
    assert "niets om af te drukken" in page
    assert name_of(1) in page
    assert name_of(0) not in page


def test_a_school_without_classes_or_publication_reads_what_to_do(house: Any) -> None:
    page = house.as_("staff").get(PAPER).text
    assert "nog geen groepen" in page
    assert "laat op dit moment nog niets zien" in page
