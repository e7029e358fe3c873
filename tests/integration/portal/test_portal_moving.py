"""Moving house through the real portal: one wizard, one request at each school, and nothing for who may not ask."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from hub import changes
from hub.changes import Approver
from hub.records import Relation
from hub.store import ItemState
from tests.integration.portal.families import SECRET_HOME, SECRET_POSTCODE, Families, child, grown_up, tie

TODAY = changes.dutch_today()
LATER = TODAY + timedelta(days=60)
NEW = {
    "street": "Kanarielaan",
    "house_number": "12",
    "addition": "bis",
    "postcode": "4321ab",
    "city": "Zwolle",
    "country": "Nederland",
}
BOX = re.compile(r'name="(who\.[^"]+)"')
HIDDEN = re.compile(r'name="(move|mark)" value="([^"]+)"')


def start(visitor: Any, keep: Any = lambda _name: True) -> Any:
    boxes = {name: "yes" for name in BOX.findall(visitor.get("/family/move").text) if keep(name)}
    return visitor.post("/family/move", **boxes)


def fill(visitor: Any, since: date = LATER, **other: str) -> Any:
    visitor.get("/family/move/home")
    return visitor.post("/family/move/home", **{**NEW, "since": since.isoformat(), **other})


def check(visitor: Any) -> tuple[str, dict[str, str]]:
    page = visitor.get("/family/move/check").text
    return page, dict(HIDDEN.findall(page))


def move(visitor: Any, since: date = LATER, **other: str) -> Any:
    assert start(visitor).status_code == 303
    assert fill(visitor, since, **other).headers["location"] == "/family/move/check"
    return visitor.post("/family/move/check", **check(visitor)[1])


@pytest.fixture
def both(families: Families) -> Families:
    families.let_in("gea", families.house.other)
    return families


def asked(families: Families, school: Any = None) -> set[tuple[str, str, Any]]:
    return {(each.key, each.field, each.wanted) for each in families.items(school)}


def test_one_move_asks_every_school_for_everybody_who_moves(both: Families) -> None:
    visitor = both.house.as_("gea")
    answer = move(visitor)
    home = {("street", "Kanarielaan"), ("house_number", "12 bis"), ("postcode", "4321 AB"), ("city", "Zwolle")}
    mine = {("gea", *each) for each in home}
    assert asked(both) == mine | {("emma-1", "postcode", "4321 AB"), ("daan-1", "postcode", "4321 AB")}
    assert asked(both, both.house.other) == mine | {("tess-2", "postcode", "4321 AB")}
    for school in (both.house.school, both.house.other):
        items = both.items(school)
        assert {each.effective_on for each in items} == {LATER}
        assert len({each.request for each in items}) == 1
    page = visitor.get(answer.headers["location"]).text
    assert all(name in page for name in ("De Regenboog", "De Vlieger", "Emma", "Tess", "De school bekijkt"))
    assert changes.from_words(LATER).nl in page
    requests = visitor.get("/family/requests").text
    assert requests.count(answer.headers["location"]) == 1
    assert requests.count('class="of-move"') == 1


def test_the_page_to_check_says_what_is_asked_where_and_asks_nothing_yet(both: Families) -> None:
    visitor = both.house.as_("gea")
    start(visitor)
    fill(visitor)
    page, _ = check(visitor)
    assert all(f"Dit vragen wij aan {name}" in page for name in ("De Regenboog", "De Vlieger"))
    assert "Kanarielaan 12 bis, 4321 AB Zwolle" in page
    assert changes.day_words(LATER).nl in page
    assert "Verhuist uw partner ook?" in page
    assert both.items() == []


def test_only_who_was_ticked_moves(both: Families) -> None:
    visitor = both.house.as_("gea")
    emma = re.search(r'href="/family/child/([^"]+)">Emma', visitor.get("/family").text)
    assert emma
    start(visitor, lambda name: name == f"who.{emma[1]}")
    fill(visitor)
    visitor.post("/family/move/check", **check(visitor)[1])
    assert asked(both) == {("emma-1", "postcode", "4321 AB")}
    assert both.items(both.house.other) == []


def test_who_may_not_be_asked_for_is_shown_with_the_reason_and_never_asked(families: Families) -> None:
    visitor = families.house.as_("piet")
    page = visitor.get("/family/move").text
    assert "Emma" in page
    assert "bij wie dit kind woont" in page
    assert len(BOX.findall(page)) == 1
    emma = re.search(r'href="/family/child/([^"]+)">Emma', visitor.get("/family").text)
    assert emma
    visitor.get("/family/move")
    both_boxes = {BOX.findall(page)[0]: "yes", f"who.{emma[1]}": "yes"}
    visitor.post("/family/move", **both_boxes)
    fill(visitor)
    visitor.post("/family/move/check", **check(visitor)[1])
    assert {each.key for each in families.items()} == {"piet"}


def test_a_child_whom_i_do_not_see_is_counted_and_not_named(families: Families) -> None:
    page = families.house.as_("stef").get("/family/move").text
    assert "Emma" not in page
    assert "niet het gezag" in page


def test_the_other_parent_never_sees_where_i_moved(both: Families) -> None:
    move(both.house.as_("gea"), TODAY)
    for item in both.items():
        changes.approve(
            both.house.store, both.house.desk.registry, both.house.school.code, item.id, approver=Approver("anna")
        )
    both.say(
        both.house.school,
        child("emma-1", "Emma"),
        child("daan-1", "Daan"),
        child("lotte-1", "Lotte", "Vos"),
        grown_up("gea", "Gea", street="Kanarielaan", house_number="12 bis", postcode="4321AB", city="Zwolle"),
        grown_up("piet", "Piet", "Smit", street=SECRET_HOME, postcode=SECRET_POSTCODE),
        grown_up("stef", "Stef", "Smit"),
        grown_up("vera", "Vera", "Vos"),
        tie("emma-1", "gea"),
        tie("daan-1", "gea"),
        tie("emma-1", "piet", Relation.FATHER, lives=False),
        tie("emma-1", "stef", Relation.STEP_PARENT, rules=False),
        tie("lotte-1", "vera"),
    )
    (move_of_gea,) = {each.move for each in both.items()}
    for who in ("piet", "stef", "vera"):
        visitor = both.house.as_(who)
        start(visitor)
        first = visitor.get("/family").text
        paths = ["/family", "/family/me", "/family/requests", "/family/move", "/family/move/home"]
        paths += [f"/family/child/{mark}" for mark in re.findall(r"/family/child/([^\"]+)", first)]
        pages = [visitor.get(path).text for path in paths]
        assert not any(canary in page for page in pages for canary in ("Kanarielaan", "4321", "Zwolle"))
        assert visitor.get(f"/family/moves/{move_of_gea}").status_code == 404


def test_the_other_parent_who_moves_the_same_child_stops_the_child_only(families: Families) -> None:
    families.say(
        families.house.school,
        child("emma-1", "Emma"),
        child("daan-1", "Daan"),
        child("lotte-1", "Lotte", "Vos"),
        grown_up("gea", "Gea"),
        grown_up("piet", "Piet", "Smit", street=SECRET_HOME, postcode=SECRET_POSTCODE),
        grown_up("stef", "Stef", "Smit"),
        grown_up("vera", "Vera", "Vos"),
        tie("emma-1", "gea"),
        tie("daan-1", "gea"),
        tie("emma-1", "piet", Relation.FATHER),
        tie("emma-1", "stef", Relation.STEP_PARENT, rules=False),
        tie("lotte-1", "vera"),
    )
    move(families.house.as_("piet"), street="Geheimpad", postcode="7777 XX", city="Heerde")
    visitor = families.house.as_("gea")
    answer = move(visitor)
    page = visitor.get(answer.headers["location"]).text
    assert "Iemand anders vroeg al" in page
    assert not any(canary in page for canary in ("Geheimpad", "7777", "Heerde", "Piet"))
    mine = [each for each in families.items() if each.guardian == "gea"]
    assert {each.key for each in mine} == {"gea", "daan-1"}


def test_the_back_button_and_a_double_click_ask_once(both: Families) -> None:
    visitor = both.house.as_("gea")
    start(visitor)
    fill(visitor)
    _, hidden = check(visitor)
    first = visitor.post("/family/move/check", **hidden)
    again = visitor.post("/family/move/check", **hidden)
    assert again.headers["location"] == first.headers["location"]
    before = len(both.items())
    assert before == 6
    start(visitor)
    fill(visitor)
    page, _ = check(visitor)
    assert "U hoeft niets te doen" in page
    assert len(both.items()) == before


def test_going_back_loses_nothing(both: Families) -> None:
    visitor = both.house.as_("gea")
    start(visitor)
    fill(visitor)
    assert 'value="Kanarielaan"' in visitor.get("/family/move/home").text
    assert visitor.get("/family/move").text.count("checked") == 5
    assert visitor.get("/family/move/check").status_code == 200


def test_what_changed_while_the_page_stood_open_is_shown_before_it_is_asked(both: Families) -> None:
    visitor = both.house.as_("gea")
    start(visitor)
    fill(visitor)
    _, hidden = check(visitor)
    fill(visitor, street="Merellaan")
    answer = visitor.post("/family/move/check", **hidden)
    page = visitor.get(answer.headers["location"]).text
    assert "intussen iets veranderd" in page
    assert "Merellaan" in page
    assert both.items() == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"postcode": "12"}, "postcode"),
        ({"postcode": ""}, "Vul dit in"),
        ({"house_number": "dertien"}, "huisnummer"),
        ({"since": "morgen"}, "Kies een datum"),
        ({"since": (TODAY - timedelta(days=90)).isoformat()}, "8 weken geleden"),
        ({"since": (TODAY + timedelta(days=400)).isoformat()}, "half jaar vooruit"),
        ({"street": "<script>alert(1)</script>"}, "Straat"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_kept(both: Families, wrong: dict[str, str], sentence: str) -> None:
    visitor = both.house.as_("gea")
    start(visitor)
    visitor.get("/family/move/home")
    again = visitor.post("/family/move/home", **{**NEW, "since": LATER.isoformat(), **wrong})
    assert again.headers["location"] == "/family/move/home?again=yes"
    answer = visitor.get("/family/move/home?again=yes")
    assert 'aria-invalid="true"' in answer.text
    assert sentence in answer.text
    assert "<script>alert" not in answer.text
    assert 'value="Zwolle"' in answer.text
    assert visitor.get("/family/move/check").headers["location"] == "/family/move/home"


def test_a_postcode_is_checked_as_its_country_writes_it(both: Families) -> None:
    visitor = both.house.as_("gea")
    move(visitor, postcode="9000", city="Gent", country="België")
    wanted = asked(both)
    assert ("gea", "country", "België") in wanted
    assert ("emma-1", "postcode", "9000") in wanted


def test_nobody_ticked_is_told(both: Families) -> None:
    visitor = both.house.as_("gea")
    answer = start(visitor, lambda _: False)
    assert "Kies ten minste één persoon" in visitor.get(answer.headers["location"]).text
    assert visitor.get("/family/move/home").headers["location"] == "/family/move"


def test_a_day_that_was_is_allowed_and_said_in_words(both: Families) -> None:
    visitor = both.house.as_("gea")
    start(visitor)
    fill(visitor, TODAY - timedelta(days=20))
    page, hidden = check(visitor)
    assert "al verhuisd" in page
    visitor.post("/family/move/check", **hidden)
    assert {each.state for each in both.items()} == {ItemState.REQUESTED}


def test_the_school_sees_from_which_day_in_the_list_and_beside_the_values(both: Families) -> None:
    move(both.house.as_("gea"))
    number = both.items()[0].id
    staff = both.house.as_("staff")
    words = changes.from_words(LATER).nl
    assert words in staff.get("/s/99XX/changes").text
    assert words in staff.get(f"/s/99XX/changes/{number}").text
    assert staff.post(f"/s/99XX/changes/{number}/approve").status_code == 303
    page = staff.get(f"/s/99XX/changes/{number}").text
    assert "Goedgekeurd, en wacht op de dag" in page
    assert "Laat het nu al doorgaan" in page
    parent = both.house.as_("gea").get("/family/requests").text
    assert f"Op {changes.day_words(LATER).nl} gaat het naar de administratie" in parent
    assert staff.post(f"/s/99XX/changes/{number}/let_go").status_code == 303
    assert both.items()[0].state is ItemState.TASK


def test_a_move_that_waits_can_be_taken_back(both: Families) -> None:
    visitor = both.house.as_("gea")
    move(visitor)
    for item in both.items():
        changes.approve(
            both.house.store, both.house.desk.registry, both.house.school.code, item.id, approver=Approver("anna")
        )
    number = both.items()[0].request
    visitor.get(f"/family/requests/{number}/withdraw")
    assert visitor.post(f"/family/requests/{number}/withdraw").headers["location"].endswith("withdrawn")
    assert {each.state for each in both.items()} == {ItemState.WITHDRAWN}


def test_what_was_filled_in_is_sealed_and_goes_with_the_session(both: Families) -> None:
    visitor = both.house.as_("gea")
    start(visitor)
    fill(visitor)
    kept = both.house.rows("SELECT string_agg(convert_from(content, 'UTF8'), '') FROM hub.web_session")
    assert "draft" in kept
    assert not any(word in kept for word in ("Kanarielaan", "4321", "Zwolle"))
    visitor.get("/family")
    visitor.post("/logout")
    again = both.house.as_("gea")
    assert again.get("/family/move/home").headers["location"] == "/family/move"
