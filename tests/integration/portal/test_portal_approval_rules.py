"""A school makes its rules: a draft, rule by rule, tried and switched on, with the rules of before to go back to."""

import re
from typing import Any

import pytest
from hub_approvals.policy import AT_FIRST

from hub.app import bring_tables
from hub.registry import Registry
from hub.store import Store

RULES = "/s/99XX/p/approvals/rules"


@pytest.fixture
def registry(store: Store) -> Registry:
    made = Registry.load()
    bring_tables(store, made)
    return made


@pytest.fixture
def school(house: Any) -> Any:
    for each in (house.school, house.other):
        with house.store.open(each.id) as books:
            books.plugins.switch("approvals", on=True)
    return house


def mark(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{16})"', page)
    assert found
    return found[1]


def rules_on(house: Any) -> str:
    with house.store.open(house.school.id) as books:
        return str(books.plugins.settings("approvals").get("rules", AT_FIRST))


def begin(visitor: Any) -> None:
    visitor.get(RULES)
    assert visitor.post(f"{RULES}/draft").headers["location"] == f"{RULES}?notice=approvals.draft_begun"


def act(visitor: Any, path: str, **form: Any) -> Any:
    """Send a form of the page that shows the draft as it is now."""
    return visitor.post(f"{RULES}/{path}", mark=mark(visitor.get(f"{RULES}/on").text), **form)


def sentences(page: str) -> list[str]:
    return re.findall(r"<p>(Regel [^<]*)</p>", page)


def test_the_rules_that_hold_are_told_in_sentences_to_all_staff(school: Any) -> None:
    page = school.as_("staff").get(RULES)
    assert page.status_code == 200
    assert sentences(page.text)[2].startswith(
        "Regel 3: een eigen telefoonnummer wijzigen gaat vanzelf als de aanvrager"
    )
    assert "Niemand keurt een eigen aanvraag goed." in page.text
    assert "Regels wijzigen" not in page.text
    assert "Regels wijzigen" in school.as_("admin").get(RULES).text


def test_a_draft_does_not_hold_until_it_is_switched_on(school: Any) -> None:
    visitor = school.as_("admin")
    begin(visitor)
    answer = act(visitor, "new", decision="two", subject="mobile", conditions="first", place="1")
    assert answer.headers["location"] == f"{RULES}?notice=approvals.rule_kept"
    page = visitor.get(RULES).text
    assert sentences(page)[0].startswith("Regel 1: twee medewerkers moeten een wijziging van het eigen gegeven ‘Mobiel")
    assert "Ontwerp: dit geldt nog niet" in page
    assert rules_on(school) == AT_FIRST
    assert act(visitor, "on").headers["location"] == f"{RULES}?notice=approvals.put_on"
    assert rules_on(school) == f"two mobile first\n{AT_FIRST}"
    assert "Ontwerp" not in visitor.get(RULES).text


def test_rules_are_changed_moved_and_taken_away_in_the_draft(school: Any) -> None:
    visitor = school.as_("admin")
    begin(visitor)
    act(visitor, "1", decision="one", subject="last_name", conditions="small")
    act(visitor, "2/move", way="up")
    act(visitor, "6/move", way="down")
    act(visitor, "4/remove")
    act(visitor, "on")
    assert rules_on(school).splitlines() == [
        "one own_email",
        "one last_name small",
        "automatic own_phone authority",
        "two child_name",
        "one child_postcode",
    ]


def test_what_changes_is_shown_before_it_is_switched_on(school: Any) -> None:
    visitor = school.as_("admin")
    begin(visitor)
    assert "gelijk aan de regels die nu gelden" in visitor.get(RULES).text
    act(visitor, "1/move", way="down")
    assert "in een andere volgorde" in visitor.get(f"{RULES}/on").text
    act(visitor, "3", decision="never", subject="own_phone")
    page = visitor.get(f"{RULES}/on").text
    assert re.search(r"<del>Regel 3: een eigen telefoonnummer wijzigen gaat vanzelf", page)
    assert re.search(r"<ins>Regel 3: een eigen telefoonnummer wijzigen kan niet via het ouderportaal", page)


def test_a_rule_that_never_has_its_turn_is_named(school: Any) -> None:
    visitor = school.as_("admin")
    begin(visitor)
    act(visitor, "new", decision="two", subject="city")
    assert "Regel 7 komt nooit aan de beurt: regel 4 beslist al" in visitor.get(RULES).text


@pytest.mark.parametrize(
    ("form", "sentence", "part"),
    [
        (
            {"decision": "automatic", "subject": "child_postcode"},
            "Vanzelf gaat alleen iets van de verzorger",
            "decision",
        ),
        ({"decision": "automatic", "subject": "mobile", "conditions": "emptied"}, "leegmaken gaat nooit", "decision"),
        ({"decision": "one", "subject": "own_email", "conditions": "dutch"}, "past niet bij", "conditions"),
        ({"decision": "", "subject": "own_email"}, "is geen besluit", "decision"),
        ({"decision": "one", "subject": "shoe_size"}, "is geen gegeven", "subject"),
    ],
)
def test_a_rule_that_cannot_be_comes_back_with_what_is_wrong_at_its_place(
    school: Any, form: dict[str, str], sentence: str, part: str
) -> None:
    visitor = school.as_("admin")
    begin(visitor)
    answer = act(visitor, "new", **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="wrong-{part}"' in answer.text
    assert f'href="#field-{part}"' in answer.text
    assert len(sentences(visitor.get(RULES).text)) == 12


def test_nobody_overwrites_what_a_colleague_changed_meanwhile(school: Any) -> None:
    visitor = school.as_("admin")
    begin(visitor)
    seen = mark(visitor.get(f"{RULES}/on").text)
    act(visitor, "1/remove")
    for path in ("2/remove", "on", "drop", "1/move", "1", "new"):
        answer = visitor.post(f"{RULES}/{path}", mark=seen, decision="one", subject="any", way="up")
        assert "Iemand anders wijzigde het ontwerp intussen" in answer.text, path
    assert len(sentences(visitor.get(RULES).text)) == 5 + 6
    assert rules_on(school) == AT_FIRST


def test_a_draft_can_be_thrown_away(school: Any) -> None:
    visitor = school.as_("admin")
    begin(visitor)
    act(visitor, "1/remove")
    assert act(visitor, "drop").status_code == 303
    assert "Ontwerp" not in visitor.get(RULES).text
    assert visitor.get(f"{RULES}/on").status_code == 404


def test_who_switched_on_what_is_kept_and_a_school_can_go_back(school: Any) -> None:
    visitor = school.as_("admin")
    begin(visitor)
    act(visitor, "3/remove")
    act(visitor, "on")
    page = visitor.get(f"{RULES}/history").text
    assert "admin@school.example" in page
    assert "0 erbij, 1 eraf" in page
    assert "gold al, vóór deze geschiedenis" in page
    (_, first) = re.findall(rf"{RULES}/history/(\d+)", page)
    assert "telefoonnummer" in visitor.get(f"{RULES}/history/{first}").text
    assert visitor.post(f"{RULES}/draft", **{"from": first}).status_code == 303
    act(visitor, "on")
    assert rules_on(school) == AT_FIRST
    assert len(re.findall(rf"{RULES}/history/(\d+)", visitor.get(f"{RULES}/history").text)) == 3


def test_staff_read_the_rules_and_do_not_change_them(school: Any) -> None:
    begin(school.as_("admin"))
    visitor = school.as_("staff")
    assert "Ontwerp" in visitor.get(RULES).text
    assert "Weghalen" not in visitor.get(RULES).text
    assert [visitor.get(f"{RULES}/{path}").status_code for path in ("new", "1", "1/remove", "on", "drop")] == [403] * 5
    posts = [visitor.post(f"{RULES}/{path}").status_code for path in ("draft", "new", "1", "1/move", "on", "drop")]
    assert posts == [403] * 6
    assert school.as_("parent").get(RULES).status_code == 403


def test_another_school_has_its_own_draft_and_history(school: Any) -> None:
    visitor, stranger = school.as_("admin"), school.as_("stranger")
    begin(visitor)
    act(visitor, "1/remove")
    act(visitor, "on")
    begin(visitor)
    there = RULES.replace("99XX", "98YY")
    assert "Ontwerp" not in stranger.get(there).text
    assert "Nog niets gewijzigd" in stranger.get(f"{there}/history").text
    (_, number) = re.findall(rf"{RULES}/history/(\d+)", visitor.get(f"{RULES}/history").text)
    assert stranger.get(f"{there}/history/{number}").status_code == 404


def test_rules_that_do_not_exist_are_not_there(school: Any) -> None:
    visitor = school.as_("admin")
    assert [visitor.get(f"{RULES}/{path}").status_code for path in ("new", "1", "history/1", "on")] == [404] * 4
    begin(visitor)
    assert [visitor.get(f"{RULES}/{path}").status_code for path in ("0", "7", "99")] == [404] * 3
