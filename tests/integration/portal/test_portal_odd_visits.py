"""What visitors and their browsers do that nobody meant them to do."""

from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from hub.portal.addresses import client_address
from hub.records import SchoolCode
from hub.store import Role
from hub.testing.made_up import made_up_school

PASSWORD = "zeven groene fietsen"


@pytest.mark.parametrize("path", ["/", "/login", "/s/99XX/pupils", "/s/99XX/runs/1/approve", "/static/x/portal.css"])
def test_nobody_asks_what_methods_a_page_has(house: Any, path: str) -> None:
    answer = house.browser().client.options(path)
    assert answer.status_code == 405


def test_a_watcher_may_ask_for_the_head_of_the_health_page(house: Any) -> None:
    assert house.browser().client.head("/healthz").status_code == 200


@pytest.mark.parametrize("field", ["email", "password", "next"])
def test_a_login_with_a_sign_that_no_text_holds_is_refused(house: Any, field: str) -> None:
    visitor = house.browser()
    visitor.get("/login")
    given = {"email": "admin@school.example", "password": PASSWORD, "next": "/"}
    assert visitor.post("/login", **{**given, field: "a\0b"}).status_code == 400


def test_a_school_with_a_sign_that_no_text_holds_is_refused(house: Any) -> None:
    answer = house.as_("operator").post("/schools/new", code="97ZZ", name="De\0School")
    assert answer.status_code == 400


@pytest.mark.parametrize("odd", ["a[b]=1", 'settings={"x":1}', "x", 'half="', "caf\xe9=1"])
def test_an_odd_cookie_of_another_program_logs_nobody_out(house: Any, odd: str) -> None:
    visitor = house.as_("staff")
    header = f"{odd}; hub_session={visitor.session}".encode("latin-1")
    visitor.client.cookies.clear()
    answer = visitor.client.get("/account", headers={b"cookie": header}, follow_redirects=False)
    assert answer.status_code == 200


def test_of_two_headers_with_addresses_the_proxy_wrote_the_last() -> None:
    scope: Any = {
        "client": ("10.0.0.2", 80),
        "headers": [(b"x-forwarded-for", b"198.51.100.7"), (b"x-forwarded-for", b"203.0.113.5")],
    }
    assert client_address(scope, [ip_network("10.0.0.0/8")]) == "203.0.113.5"


def test_the_language_can_be_chosen_on_a_page_that_is_not_there(house: Any) -> None:
    visitor = house.as_("staff")
    assert visitor.get("/not-there").status_code == 404
    answer = visitor.post("/language", language="en", next="/")
    assert answer.status_code == 303
    assert "My schools" in visitor.get("/").text


def test_one_can_log_out_of_a_session_that_has_ended(house: Any) -> None:
    visitor = house.as_("staff")
    with house.store.directory() as directory:
        directory.sessions.delete(visitor.session)
    assert visitor.post("/logout").headers["location"] == "/login?notice=goodbye"


def test_a_login_form_in_a_second_tab_still_leads_home(house: Any) -> None:
    visitor = house.browser()
    visitor.get("/login")
    old = visitor.token
    visitor.log_in("staff")
    visitor.token = old
    answer = visitor.post("/login", email="staff@school.example", password=PASSWORD)
    assert answer.headers["location"].startswith("/login")
    assert visitor.get(answer.headers["location"]).headers["location"] == "/"


def test_a_form_sent_after_the_session_ended_says_so_and_leads_back_to_its_page(full_house: Any) -> None:
    visitor = full_house.as_("admin")
    visitor.client.cookies.clear()
    came_from = {"referer": "http://127.0.0.1/s/99XX/runs/1/undo"}
    answer = visitor.client.post("/s/99XX/runs/1/undo", headers=came_from, follow_redirects=False)
    assert answer.headers["location"] == "/login?next=/s/99XX/runs/1/undo&notice=ended"
    page = visitor.get(answer.headers["location"])
    assert "niet gebeurd" in page.text
    assert 'name="next" value="/s/99XX/runs/1/undo"' in page.text


def test_a_form_from_elsewhere_leads_back_to_nowhere(house: Any) -> None:
    came_from = {"referer": "http://evil.example/s/99XX/import"}
    answer = house.browser().client.post("/s/99XX/import", headers=came_from, follow_redirects=False)
    assert answer.headers["location"] == "/login?next=/&notice=ended"


@pytest.mark.parametrize(("decision", "notice"), [("approve", "approved"), ("discard", "discarded")])
def test_a_double_click_says_what_the_first_click_did(house: Any, decision: str, notice: str) -> None:
    run = house.take_in(made_up_school(SchoolCode.parse("99XX"), pupils=20), dry_run=True)
    visitor = house.as_("admin")
    visitor.get(f"/s/99XX/runs/{run.id}/{decision}")
    for _ in range(2):
        answer = visitor.post(f"/s/99XX/runs/{run.id}/{decision}", plan_hash=run.plan_hash)
        assert answer.headers["location"] == f"/s/99XX/runs/{run.id}?notice={notice}"


def test_a_decision_that_a_colleague_took_first_is_not_shown_as_ones_own(house: Any) -> None:
    house.add("colleague", Role.SCHOOL_ADMIN, house.school)
    run = house.take_in(made_up_school(SchoolCode.parse("99XX"), pupils=20), dry_run=True)
    first, second = house.as_("admin"), house.as_("colleague")
    for each, status in ((first, 303), (second, 409)):
        each.get(f"/s/99XX/runs/{run.id}/approve")
        assert each.post(f"/s/99XX/runs/{run.id}/approve", plan_hash=run.plan_hash).status_code == status


def test_an_export_has_no_name_in_the_spool_while_it_is_made(
    full_house: Any, spooled: Callable[[], list[Path]]
) -> None:
    visitor = full_house.as_("admin")
    with visitor.client.stream("POST", "/s/99XX/export", data={"form_token": visitor.token}) as answer:
        assert spooled() == []
        content = answer.read()
    assert b"</EDEX>" in content
    assert answer.headers["content-length"] == str(len(content))
    assert "99XX" in answer.headers["content-disposition"]


def touch_runs(house: Any, what: str) -> None:
    with house.store.open(house.school.id) as books:
        books.session.execute(text(f"UPDATE hub.run SET {what}"))


def test_a_run_with_faults_does_not_say_that_everything_was_applied(full_house: Any) -> None:
    visitor = full_house.as_("admin")
    assert "Alles uit dit bestand is verwerkt" in visitor.get("/s/99XX/").text
    touch_runs(full_house, "rejected_count = 2")
    for path in ("/s/99XX/", "/s/99XX/runs/1"):
        page = visitor.get(path).text
        assert "Alles uit dit bestand" not in page
        assert "niet alles in het bestand klopte" in page


def test_a_run_that_took_another_back_does_not_speak_of_a_file(full_house: Any) -> None:
    visitor = full_house.as_("admin")
    visitor.get("/s/99XX/runs/1/undo")
    with full_house.store.open(full_house.school.id) as books:
        plan_hash = books.runs.get(1).plan_hash
    visitor.post("/s/99XX/runs/1/undo", plan_hash=plan_hash)
    page = visitor.get("/s/99XX/").text
    assert "Een eerdere verwerking is teruggedraaid" in page
    assert "Alles uit dit bestand" not in page


def test_a_file_that_nothing_picks_up_says_whom_to_ask(house: Any) -> None:
    with house.store.open(house.school.id) as books:
        run = books.runs.create("edexml", "x.xml")
    visitor = house.as_("admin")
    assert "Het inlezen begint vanzelf" in visitor.get(f"/s/99XX/runs/{run}").text
    touch_runs(house, "started_at = now() - interval '2 minutes'")
    assert "om de werker te starten" in visitor.get(f"/s/99XX/runs/{run}").text
