"""Who gets in where. The routes are walked by themselves, so that a new one is covered on the day it comes."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from hub.portal.catalogue import catalogue
from hub.portal.doors import SAFE
from hub.portal.rights import RIGHTS, Act, Role, may

CANARY = "Kanariegeel"
ROLES = {
    "parent": Role.PARENT,
    "staff": Role.STAFF,
    "admin": Role.SCHOOL_ADMIN,
    "board": Role.BOARD,
    "operator": Role.OPERATOR,
}
LIVE = "/s/{school:str}/runs/{run:int}/progress"
ELSEWHERE = (
    *("/p/", "/changes/", "/invitation/", "/password/", "/style.css", "}/logo", "/reports/shown/"),
    *("/reports/paper/", "/reports/preview/card", "/portal/tokens/", "/portal/webhooks/", "/api/v1/"),
    *("/login/code", "/colleagues/{number"),
)
"""What a plugin shows opens as it says (test_portal_plugin_pages); one change must be there (test_portal_changes), and
so must the link of a letter (test_portal_entering). How a school looks opens for parents too (test_portal_style);
a report is of a plugin, and a report card of a pupil (test_portal_reports), and a PDF of who asked for it
(test_portal_papers). What a school's portal is told must be there (test_portal_links), and the API has a door of its
own (test_api_door). The code of the second step is asked of whoever gave the password (test_portal_second_step)."""
NEEDS = {
    "/s/{school:str}/class": "?key=26001",
    "/s/{school:str}/pupil": "?key=100001",
    "/s/{school:str}/plugins/{key:str}/switch": "?on=false",
    "/s/{school:str}/privacy/person": "?kind=pupils&key=nobody",
    "/s/{school:str}/privacy/erase": "?kind=pupils&key=nobody",
}
OF_SOMEBODY = re.compile(r"/family/.|/guardians/x|/privacy/(person|file|erase)\b|/information/\d")
"""Pages of a guardian or a child, who is another in each test, or of what he asked: they have tests of their own."""


def handlers(portal: Litestar) -> Iterator[tuple[str, str, Any]]:
    for route in portal.routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            for method in handler.http_methods:
                if method != "OPTIONS":
                    yield route.path_format, str(method), handler


def address(path: str, school: str, run: int) -> str:
    filled = path.replace("{school}", school).replace("{run}", str(run)).replace("{key}", "edexml")
    filled = filled.replace("{decision}", "approve").replace("{mark}", "x").replace("{name}", "portal.css")
    filled = (
        filled.replace("{about}", "mobile").replace("{number}", "1").replace("{kind}", "lvs").replace("{paper}", "1")
    )
    needs = {re.sub(r":\w+}", "}", known): query for known, query in NEEDS.items()}
    return filled + needs.get(path, "")


def pages(portal: Litestar, school: str = "99XX", run: int = 1) -> Iterator[tuple[str, Act]]:
    for path, method, handler in handlers(portal):
        if method == "GET" and not any(each in path for each in ELSEWHERE):
            yield address(path, school, run), Act(handler.opt["act"])


def run_of(house: Any, school: Any) -> int:
    with house.store.open(school.id) as books:
        return int(books.runs.list(limit=1)[0].id)


def test_every_route_names_what_it_does(house: Any) -> None:
    for path, method, handler in handlers(house.portal):
        assert handler.opt.get("act") in set(Act), f"{method} {path}"


def test_without_a_login_every_page_leads_to_the_login_and_back(house: Any) -> None:
    visitor = house.browser()
    for path, act in pages(house.portal):
        answer = visitor.get(path)
        if act is Act.PUBLIC:
            assert answer.status_code == 200, path
        else:
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/login"), path


@pytest.mark.parametrize("who", ROLES)
def test_a_page_opens_for_exactly_the_roles_in_the_table(full_house: Any, who: str) -> None:
    visitor = full_house.as_(who)
    run = run_of(full_house, full_house.school)
    for path, act in pages(full_house.portal, run=run):
        status = visitor.get(path).status_code
        if who == "operator" and path.endswith("/switch?on=false"):
            assert status == 403  # it depends on the plugin: this one is the school's to switch
            continue
        if OF_SOMEBODY.search(path) and status == 404:
            continue
        allowed = act in {Act.PUBLIC, Act.OWN_ACCOUNT} or may([ROLES[who]], act)
        assert (status in {200, 303}) == allowed, f"{who} {path}: {status}"
        if not allowed:
            assert status == 403, path


def test_a_parent_opens_no_page_of_the_school(full_house: Any) -> None:
    visitor = full_house.as_("parent")
    for path, _ in pages(full_house.portal):
        if path.startswith("/s/"):
            assert visitor.get(path).status_code == 403, path


@pytest.mark.parametrize("who", ["parent", "staff", "admin"])
def test_every_page_of_another_school_is_not_there(full_house: Any, who: str) -> None:
    visitor = full_house.as_(who)
    run = run_of(full_house, full_house.other)
    for path, _ in pages(full_house.portal, "98YY", run):
        if path.startswith("/s/"):
            answer = visitor.get(path)
            assert answer.status_code == 404, path
            assert CANARY not in answer.text


def test_another_school_and_no_school_look_the_same(full_house: Any) -> None:
    visitor = full_house.as_("admin")
    other, none = visitor.get("/s/98YY/pupils"), visitor.get("/s/11AA/pupils")
    assert other.status_code == none.status_code == 404
    assert other.text.replace("98YY", "") == none.text.replace("11AA", "")


@pytest.mark.parametrize("who", ROLES)
def test_another_schools_pupil_appears_on_no_page_of_ones_own(full_house: Any, who: str) -> None:
    visitor = full_house.as_(who)
    runs = (run_of(full_house, full_house.school), run_of(full_house, full_house.other))
    hidden = [f"/s/99XX/pupil?key={CANARY}-100001", f"/s/99XX/pupils?q={CANARY}&offset=0"]
    for path in [path for run in runs for path, _ in pages(full_house.portal, run=run)] + hidden:
        answer = visitor.get(path)
        shown = answer.text.replace(f'value="{CANARY}"', "").replace(f"q={CANARY}", "").replace(f"key={CANARY}", "")
        assert CANARY not in shown, path


def test_the_canary_is_seen_where_it_may_be(full_house: Any) -> None:
    assert CANARY in full_house.as_("stranger").get("/s/98YY/pupils").text


@pytest.mark.parametrize("who", ["admin", "operator"])
def test_every_form_without_its_token_is_refused(full_house: Any, who: str) -> None:
    visitor = full_house.as_(who)
    for path, method, handler in handlers(full_house.portal):
        if method in SAFE or not may([ROLES[who], *([Role.PARENT])], Act(handler.opt["act"])):
            continue
        for token in ("", "0" * 64):
            where = address(path, "99XX", 1).partition("?")[0]
            form = (
                {"files": {"form_token": (None, token)}}
                if path.endswith(("/import", "/logo"))
                else {"data": {"form_token": token}}
            )
            answer = visitor.client.post(where, **form, follow_redirects=False)
            if where == "/login":
                assert answer.headers["location"] == "/login?notice=form_too_old"
                assert "set-cookie" not in answer.headers
            else:
                assert answer.status_code == 403, f"{method} {where}"


def test_a_form_that_another_site_sends_is_refused(house: Any) -> None:
    visitor = house.as_("admin")
    form = {"form_token": visitor.token, "language": "en"}
    answer = visitor.client.post("/language", data=form, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_a_token_of_another_visitor_does_not_fit(house: Any) -> None:
    first, second = house.as_("admin"), house.as_("staff")
    second.token = first.token
    assert second.post("/logout").status_code == 403


def test_no_page_shows_a_dutch_sentence_to_who_reads_english(full_house: Any) -> None:
    visitor = full_house.as_("admin")
    visitor.post("/language", language="en", next="/")
    dutch = [
        str(each.id) for each in catalogue("en") if isinstance(each.id, str) and each.id and each.id != each.string
    ]
    run = run_of(full_house, full_house.school)
    for path, act in pages(full_house.portal, run=run):
        answer = visitor.get(path)
        if "text/html" not in answer.headers["content-type"] or act is Act.PUBLIC:
            continue
        assert '<html lang="en">' in answer.text
        for sentence in dutch:
            assert not re.search(rf">\s*{re.escape(escape(sentence))}\s*<", answer.text), f"{path}: {sentence}"


def test_every_answer_carries_the_headers_of_safety(full_house: Any) -> None:
    visitor = full_house.as_("admin")
    for path, act in [*pages(full_house.portal), ("/not-there", Act.PUBLIC)]:
        headers = visitor.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        if act is not Act.PUBLIC:
            assert headers["cache-control"] == "no-store", path


def test_no_page_holds_script_or_style_of_its_own(full_house: Any) -> None:
    visitor = full_house.as_("admin")
    run = run_of(full_house, full_house.school)
    for path, _ in pages(full_house.portal, run=run):
        answer = visitor.get(path)
        if "text/html" in answer.headers["content-type"]:
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", answer.text), path


def test_static_files_are_kept_for_ever_under_the_mark_of_their_content(house: Any) -> None:
    visitor = house.browser()
    found = re.search(r'href="(/static/[0-9a-f]+/portal.css)"', visitor.get("/login").text)
    assert found
    assert "immutable" in visitor.get(found[1]).headers["cache-control"]
    assert visitor.get("/static/old/portal.css").headers["cache-control"] == "no-cache"
    assert visitor.get("/static/x/secret.key").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/not-there", 404),
        ("/s/99XX/runs/99999999999999999999999", 404),
        ("/s/99XX/pupils?offset=99999999999999999999", 200),
        ("/s/99XX/pupils?offset=x", 400),
        ("/s/99XX/pupils?q=%00", 400),
        ("/s/99XX/pupil?key=%00", 400),
        ("/s/99XX/pupil", 400),
        ("/s/99XX/runs/1/nonsense", 404),
        ("/s/%2e%2e/pupils", 404),
        ("/s/99XX/plugins/nonsense", 404),
    ],
)
def test_a_strange_address_gets_a_page_of_ours(full_house: Any, path: str, status: int) -> None:
    answer = full_house.as_("admin").get(path)
    assert answer.status_code == status
    assert "Koppelhub</title>" in answer.text
    assert "Traceback" not in answer.text


def test_the_wrong_method_gets_a_page_of_ours(house: Any) -> None:
    answer = house.as_("admin").post("/account")
    assert answer.status_code == 405
    assert "Koppelhub</title>" in answer.text


def test_the_table_names_every_act() -> None:
    assert set(RIGHTS) == set(Act)
