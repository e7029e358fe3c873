"""The pages about pulling: freshness, the button, the times, and what is wrong. The LAS is a simulated ESIS."""

from typing import Any

import psycopg
import pytest

from hub.contract import Secret
from hub.intake import pull_by_itself, pull_in
from hub.store import State

FORM = {"on": "on", "every": "10", "opens": "08:00", "closes": "16:30", "night_from": "23:00", "night_until": "03:00"}
WEEK = {f"day-{number}": "on" for number in (1, 2, 4)}


@pytest.fixture
def coupled(house: Any, esis: Any) -> Any:
    with house.store.open(house.school.id) as books:
        books.plugins.switch("edexml", on=False)
        books.plugins.switch("esis", on=True)
    set_key(house, esis, esis.authorisation_key)
    pull_in(house.store, house.desk.registry, house.school.code, by="test")
    return house


def set_key(house: Any, esis: Any, key: str) -> None:
    values = {"endpoint": esis.endpoint, "customer_code": esis.customer_code, "customer_name": esis.customer_name}
    with house.store.open(house.school.id) as books:
        books.plugins.save("esis", values, {"authorisation_key": Secret(key)})


def jobs(house: Any) -> list[Any]:
    with psycopg.connect(house.store.conninfo) as connection:
        return connection.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id").fetchall()


@pytest.mark.parametrize("path", ["", "classes", "pupils", "teachers", "runs", "pulling"])
def test_every_page_of_the_staff_says_how_fresh_the_data_is(coupled: Any, path: str) -> None:
    answer = coupled.as_("admin").get(f"/s/99XX/{path}")
    assert answer.status_code == 200
    assert "Bijgewerkt" in answer.text
    assert "geleden" in answer.text
    assert "te lang geleden" not in answer.text


def test_data_that_is_older_than_the_times_would_have_it_is_marked(coupled: Any) -> None:
    with psycopg.connect(coupled.store.conninfo) as connection:
        connection.execute("SELECT set_config('hub.school', %s, false)", [str(coupled.school.id)])
        connection.execute("UPDATE hub.coupling SET fresh_at = now() - interval '2 days'")
        connection.execute("UPDATE hub.run SET finished_at = now() - interval '2 days'")
    assert "te lang geleden" in coupled.as_("admin").get("/s/99XX/pupils").text
    with coupled.store.open(coupled.school.id) as books:
        assert books.coupling.freshness().is_late
        books.coupling.set_times(books.coupling.times().chosen({"on": False}, books.coupling.times()))
        assert not books.coupling.freshness().is_late


def test_the_button_makes_one_run_with_its_job_and_no_second_while_that_one_is_there(coupled: Any) -> None:
    browser = coupled.as_("admin")
    assert "Nu ophalen" in browser.get("/s/99XX/").text
    first, second = browser.post("/s/99XX/pull"), browser.post("/s/99XX/pull")
    run = int(first.headers["location"].split("/runs/")[1].split("?")[0])
    assert first.headers["location"].endswith("notice=pulling")
    assert second.headers["location"] == f"/s/99XX/runs/{run}?notice=pulling_already"
    assert jobs(coupled) == [("pull_now", {"school": coupled.school.id, "run": run})]
    with coupled.store.open(coupled.school.id) as books:
        found = books.runs.get(run)
    assert (found.state, found.asked, found.started_by) == (State.WAITING, "everything", "admin@school.example")
    page = browser.get(f"/s/99XX/runs/{run}").text
    assert "alles uit het LAS" in page
    assert "data-follow" in page
    assert "De hub is nu aan het ophalen" in browser.get("/s/99XX/").text


def test_the_times_can_be_changed_and_what_cannot_be_is_said(coupled: Any) -> None:
    browser = coupled.as_("admin")
    assert browser.get("/s/99XX/pulling").status_code == 200
    assert browser.post("/s/99XX/pulling", **FORM, **WEEK).headers["location"].endswith("notice=times_saved")
    with coupled.store.open(coupled.school.id) as books:
        times = books.coupling.times()
        assert [each.act for each in books.audit.entries()].count("coupling.times") == 1
    assert times.details() | {"on": "on", "days": 0} == {**FORM, "every": 10, "days": 0}
    assert times.days == {1, 2, 4}
    refused = browser.post("/s/99XX/pulling", **(FORM | {"every": "1", "opens": "17:00", "closes": "half"}))
    assert refused.status_code == 422
    assert "van 2 tot 240" in refused.text
    assert "zoals 07:00" in refused.text
    backwards = browser.post("/s/99XX/pulling", **(FORM | {"opens": "17:00"}))
    assert (backwards.status_code, "later ophouden" in backwards.text) == (422, True)
    with coupled.store.open(coupled.school.id) as books:
        assert books.coupling.times() == times


def test_off_says_so_and_stops_the_clock(coupled: Any) -> None:
    browser = coupled.as_("admin")
    browser.get("/s/99XX/pulling")
    browser.post("/s/99XX/pulling", **{name: value for name, value in FORM.items() if name != "on"}, **WEEK)
    assert "Vanzelf ophalen staat uit" in browser.get("/s/99XX/").text
    with coupled.store.open(coupled.school.id) as books:
        assert books.coupling.state().next_pull is None


def test_a_broken_coupling_says_what_is_wrong_and_that_it_waits_for_a_person(coupled: Any, esis: Any) -> None:
    set_key(coupled, esis, "verkeerd")
    pull_by_itself(coupled.store, coupled.desk.registry, coupled.school.id, by="hub", changes=True)
    page = coupled.as_("admin").get("/s/99XX/").text
    assert "Ophalen uit ESIS lukt niet" in page
    assert "Maak in ESIS onder Beheer" in page
    assert "niet meer vanzelf" in page
    assert "verkeerd" not in page
    assert "plug-in met een fout" in coupled.as_("board").get("/").text


def test_only_who_may_pulls_and_chooses_the_times(coupled: Any) -> None:
    staff = coupled.as_("staff")
    page = staff.get("/s/99XX/")
    assert "Ophalen uit ESIS" in page.text
    assert "Nu ophalen" not in page.text
    assert [staff.post("/s/99XX/pull").status_code, staff.get("/s/99XX/pulling").status_code] == [403, 403]
    assert coupled.as_("operator").get("/s/99XX/pulling").status_code == 200
    assert jobs(coupled) == []


def test_a_school_that_brings_files_has_nothing_to_pull(house: Any) -> None:
    browser = house.as_("admin")
    assert "Nu ophalen" not in browser.get("/s/99XX/").text
    assert "geen koppeling aan waaruit" in browser.get("/s/99XX/pulling").text
    assert browser.post("/s/99XX/pull").status_code == 409
    assert jobs(house) == []
