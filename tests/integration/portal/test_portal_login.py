"""Logging in, and what a session is worth."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.portal.sessions import IDLE, LONGEST, PER_ACCOUNT, PER_ADDRESS

SESSIONS = "SELECT count(*) FROM hub.web_session"
PASSWORD = "zeven groene fietsen"


def without_tokens(html: str) -> str:
    return re.sub(r"[0-9a-f]{64}", "", html)


def test_a_login_opens_the_pages(house: Any) -> None:
    visitor = house.browser()
    assert visitor.log_in("admin").headers["location"] == "/"
    assert visitor.get("/s/99XX/").status_code == 200


def test_a_login_leads_on_to_where_one_wanted_to_be(house: Any) -> None:
    visitor = house.browser()
    wanted = visitor.get("/s/99XX/pupils?q=a%20b").headers["location"]
    page = visitor.get(wanted)
    assert 'name="next" value="/s/99XX/pupils?q=a%20b"' in page.text


@pytest.mark.parametrize(
    "evil", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/\n/evil.example"]
)
def test_a_login_never_leads_out_of_the_portal(house: Any, evil: str) -> None:
    visitor = house.browser()
    visitor.get("/login")
    answer = visitor.post("/login", email="admin@school.example", password=PASSWORD, next=evil)
    assert answer.headers["location"] == "/"


def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(house: Any) -> None:
    visitor = house.browser()
    visitor.get("/login")
    wrong = visitor.post("/login", email="admin@school.example", password="x" * 20)
    unknown = visitor.post("/login", email="nemo0@school.example", password="x" * 20)
    assert wrong.status_code == unknown.status_code == 422
    assert without_tokens(wrong.text) == without_tokens(unknown.text).replace("nemo0@", "admin@")


def test_a_disabled_account_cannot_log_in_and_its_sessions_end(house: Any) -> None:
    visitor = house.as_("staff")
    with house.store.directory() as directory:
        directory.disable_account(house.people["staff"])
    assert visitor.get("/").status_code == 303
    assert house.browser().log_in("staff").status_code == 422


def test_a_session_that_somebody_planted_does_not_survive_the_login(house: Any) -> None:
    attacker = house.as_("staff")
    visitor = house.browser()
    visitor.client.cookies.set("hub_session", attacker.session)
    visitor.get("/login")
    visitor.get("/account")
    answer = visitor.log_in("admin")
    assert answer.status_code == 303
    fresh = re.search(r"hub_session=([^;]+)", answer.headers["set-cookie"])
    assert fresh
    assert fresh[1] != attacker.session
    assert attacker.get("/").status_code == 303


def test_visitors_without_a_login_leave_no_row(house: Any) -> None:
    before = house.rows(SESSIONS)
    visitor = house.browser()
    for path in ("/", "/login", "/s/99XX/", "/not-there", "/healthz"):
        visitor.get(path)
    visitor.get("/login")
    visitor.post("/login", email="admin@school.example", password="wrong")
    assert house.rows(SESSIONS) == before


def test_logging_out_ends_the_session_on_the_server(house: Any) -> None:
    visitor = house.as_("admin")
    kept = visitor.session
    assert visitor.post("/logout").headers["location"] == "/login?notice=goodbye"
    visitor.client.cookies.set("hub_session", kept)
    assert visitor.get("/").status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(house: Any) -> None:
    visitor = house.browser()
    visitor.get("/login")
    cookie = visitor.post("/login", email="admin@school.example", password=PASSWORD).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


def test_off_the_machine_itself_cookies_go_over_tls_only(house: Any) -> None:
    visitor = house.browser("https://hub.school.example")
    visitor.get("/login")
    cookie = visitor.post("/login", email="admin@school.example", password=PASSWORD).headers["set-cookie"]
    assert "__Host-hub_session=" in cookie
    assert "Secure" in cookie
    assert "max-age" in visitor.get("/").headers["strict-transport-security"]


def test_a_session_ends_when_nothing_is_heard_of_it(house: Any) -> None:
    visitor = house.as_("admin")
    with house.store.directory() as directory:
        left = directory.sessions.expires_in(visitor.session)
        assert left is not None
        assert left <= IDLE
        directory.sessions.get(visitor.session, renew_for=timedelta(seconds=-1))
    assert visitor.get("/").status_code == 303


def test_a_session_is_kept_alive_by_use(house: Any) -> None:
    visitor = house.as_("admin")
    with house.store.directory() as directory:
        directory.sessions.get(visitor.session, renew_for=timedelta(minutes=10))
    assert visitor.get("/").status_code == 200
    with house.store.directory() as directory:
        left = directory.sessions.expires_in(visitor.session)
    assert left is not None
    assert left > timedelta(hours=1)


def test_no_session_lasts_longer_than_a_day_of_work(house: Any) -> None:
    visitor = house.browser()
    began = (datetime.now(UTC) - LONGEST).isoformat()
    with house.store.directory() as directory:
        directory.sessions.set("old", json.dumps({"began": began}).encode(), IDLE, house.people["admin"])
        directory.sessions.set("new", json.dumps({"began": began}).encode(), IDLE, house.people["staff"])
    visitor.client.cookies.set("hub_session", "old")
    assert visitor.get("/").status_code == 303


def test_too_many_attempts_at_one_account_are_refused_even_with_the_right_password(house: Any) -> None:
    visitor = house.browser()
    visitor.get("/login")
    for _ in range(PER_ACCOUNT):
        assert visitor.post("/login", email="admin@school.example", password="wrong").status_code == 422
    assert visitor.post("/login", email="admin@school.example", password=PASSWORD).status_code == 429
    assert house.browser().log_in("staff").status_code == 303


def test_too_many_attempts_from_one_address_are_refused(house: Any) -> None:
    now = datetime.now(UTC)
    with house.store.directory() as directory:
        for number in range(PER_ADDRESS):
            directory.attempts.note(f"nemo{number}@school.example", "unknown", now)
    visitor = house.browser()
    visitor.get("/login")
    answer = visitor.post("/login", email="somebody.else@school.example", password="wrong")
    assert answer.status_code == 429
    assert "Wacht een kwartier" in answer.text


def test_a_login_that_succeeds_clears_the_count(house: Any) -> None:
    visitor = house.browser()
    visitor.get("/login")
    for _ in range(PER_ACCOUNT - 1):
        visitor.post("/login", email="admin@school.example", password="wrong")
    assert visitor.log_in("admin").status_code == 303
    assert house.browser().log_in("admin").status_code == 303


def test_logins_stand_in_the_audit_trail_of_the_hub(house: Any) -> None:
    visitor = house.as_("admin")
    visitor.post("/logout")
    visitor.get("/login")
    visitor.post("/login", email="admin@school.example", password="wrong")
    with house.store.directory() as directory:
        acts = [(each.act, each.subject) for each in directory.audit.entries(limit=3)]
    subject = f"account:{house.people['admin']}"
    assert acts == [("login.refused", subject), ("logout", subject), ("login", subject)]


def test_a_new_password_ends_every_other_session(house: Any) -> None:
    here, elsewhere = house.as_("admin"), house.as_("admin")
    before = here.session
    form = {"current": PASSWORD, "new": "vier natte laarzen", "again": "vier natte laarzen"}
    assert here.post("/account/password", **form).headers["location"] == "/account?notice=password"
    assert here.session != before
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303
    assert house.browser().log_in("admin", "vier natte laarzen").status_code == 303


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"current": "x" * 20, "new": "vier natte laarzen", "again": "vier natte laarzen"}, "niet uw huidige"),
        ({"current": PASSWORD, "new": "vier natte laarzen", "again": "vier droge laarzen"}, "niet gelijk"),
        ({"current": PASSWORD, "new": "kort", "again": "kort"}, "Kies een wachtwoord van 12"),
        ({"current": PASSWORD, "new": "a" * 20, "again": "a" * 20}, "te makkelijk"),
        ({"current": PASSWORD, "new": "admin admin 123", "again": "admin admin 123"}, "te makkelijk"),
    ],
)
def test_a_password_that_will_not_do_says_why_at_its_field(house: Any, form: dict[str, str], sentence: str) -> None:
    answer = house.as_("admin").post("/account/password", **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_the_language_is_one_click_away_and_stays(house: Any) -> None:
    visitor = house.browser()
    visitor.get("/login")
    assert visitor.post("/language", language="en", next="/login").headers["location"] == "/login"
    assert "Log in" in visitor.get("/login").text
    assert visitor.post("/language", language="xx", next="/login").status_code == 303
    assert "Log in" in visitor.get("/login").text


def test_who_logs_out_everywhere_is_out_on_every_device(house: Any) -> None:
    phone, desk, other = house.as_("staff"), house.as_("staff"), house.as_("admin")
    assert phone.post("/account/logout").headers["location"] == "/login?notice=goodbye_everywhere"
    assert desk.get("/account").status_code == 303
    assert other.get("/account").status_code == 200
