"""What a parent sees and asks through the real portal, and what no parent ever reaches."""

import re

import pytest

from hub import changes
from hub.changes import Approver
from hub.records import Kind, SchoolCode
from hub.store import ItemState
from tests.integration.portal.families import SECRET_HOME, Families, grown_up


def mark_of(page: str, name: str) -> str:
    found = re.search(rf'href="/family/child/([^"]+)">{name}', page)
    assert found, name
    return found[1]


def test_a_parent_comes_home_to_the_children_of_every_school(families: Families) -> None:
    families.let_in("gea", families.house.other)
    visitor = families.house.as_("gea")
    assert visitor.get("/").headers["location"] == "/family"
    page = visitor.get("/family").text
    assert all(name in page for name in ("Emma Jansen", "Daan Jansen", "Tess Jansen", "De Regenboog", "De Vlieger"))
    assert "Lotte" not in page


def test_what_is_known_at_two_schools_stands_once_where_it_is_the_same(families: Families) -> None:
    families.let_in("gea", families.house.other)
    page = families.house.as_("gea").get("/family/me").text
    assert page.count("Kerkweg 1, 1234 AB Zonnedam") == 1
    assert "06 12345678" in page
    assert "06 87654321" in page


def test_no_page_shows_where_the_other_parent_lives(families: Families) -> None:
    for who in ("gea", "stef", "vera"):
        visitor = families.house.as_(who)
        pages = [visitor.get(path).text for path in ("/family", "/family/me", "/family/requests")]
        pages += [visitor.get(f"/family/child/{mark}").text for mark in re.findall(r"/family/child/([^\"]+)", pages[0])]
        assert not any(secret in page for page in pages for secret in (SECRET_HOME, "9999 ZZ", "99999999"))
    assert SECRET_HOME in families.house.as_("piet").get("/family/me").text


def test_a_parent_who_lives_elsewhere_sees_the_child_and_not_its_address(families: Families) -> None:
    visitor = families.house.as_("piet")
    mark = mark_of(visitor.get("/family").text, "Emma")
    page = visitor.get(f"/family/child/{mark}").text
    assert "Emma" in page
    assert "Gea Jansen" in page
    assert not any(each in page for each in ("1234 AB", "1234AB", "12345678"))
    assert visitor.get(f"/family/change/{mark}/postcode").status_code == 404
    assert visitor.get(f"/family/change/{mark}/first_name").status_code == 200


def test_a_step_parent_sees_no_child_and_his_own_details(families: Families) -> None:
    visitor = families.house.as_("stef")
    page = visitor.get("/family").text
    assert "Emma" not in page
    assert "niet het gezag" in page
    assert "Stef Smit" in visitor.get("/family/me").text


def test_no_address_and_no_page_shows_a_key_of_the_las(families: Families) -> None:
    visitor = families.house.as_("gea")
    start = visitor.get("/family").text
    mark = mark_of(start, "Emma")
    pages = [start, *(visitor.get(f"/family/{path}").text for path in ("me", "requests", f"child/{mark}"))]
    pages.append(visitor.get(f"/family/change/{mark}/postcode").text)
    assert not any(key in page for page in pages for key in ("emma-1", "daan-1", "emma-1:gea"))


def test_a_wish_goes_to_the_school_and_changes_nothing_yet(families: Families) -> None:
    visitor = families.house.as_("gea")
    answer = families.ask(visitor, mobile="06 2222 2222")
    assert answer.headers["location"] == "/family/me?notice=asked"
    item = families.item()
    assert (item.field, item.base, item.wanted, item.asked_by) == (
        "mobile",
        "+31612345678",
        "+31622222222",
        "gea@school.example",
    )
    page = visitor.get("/family/me").text
    assert "06 12345678" in page
    assert "06 22222222" in page
    assert "De school bekijkt uw aanvraag" in page


def test_what_cannot_be_a_value_is_told_beside_its_field(families: Families) -> None:
    visitor = families.house.as_("gea")
    answer = families.ask(visitor, mobile="06 12")
    assert answer.status_code == 422
    assert "Dit is geen telefoonnummer" in answer.text
    assert 'value="06 12"' in answer.text
    same = families.ask(visitor, mobile="0612345678")
    assert "U hebt niets veranderd" in same.text
    assert families.items() == []


def test_one_form_asks_both_schools_with_one_request_each(families: Families) -> None:
    families.let_in("gea", families.house.other)
    visitor = families.house.as_("gea")
    page = visitor.get("/family/change/me/email").text
    boxes = dict.fromkeys(re.findall(r'name="(at\.\d+)"', page), "yes")
    assert len(boxes) == 2
    visitor.post("/family/change/me/email", email="nieuw@ouder.example", **boxes)
    both = (families.items(), families.items(families.house.other))
    assert [[each.wanted for each in items] for items in both] == [["nieuw@ouder.example"]] * 2
    visitor.get("/family/change/me/email")
    assert "Kies ten minste" in visitor.post("/family/change/me/email", email="x@ouder.example").text


def test_a_child_moves_along_with_a_new_address(families: Families) -> None:
    visitor = families.house.as_("gea")
    page = visitor.get("/family/change/me/address").text
    assert page.count('name="along.') == 2
    emma = mark_of(visitor.get("/family").text, "Emma")
    families.ask(
        visitor,
        "me/address",
        street="Kerkweg",
        house_number="8",
        postcode="4321 BA",
        city="Zonnedam",
        country="NL",
        **{f"along.{emma}": "yes"},
    )
    asked = {(each.kind, each.key, each.field): each.wanted for each in families.items()}
    assert asked == {
        (Kind.GUARDIANS, "gea", "house_number"): "8",
        (Kind.GUARDIANS, "gea", "postcode"): "4321 BA",
        (Kind.PUPILS, "emma-1", "postcode"): "4321 BA",
    }


def test_a_move_abroad_takes_the_postcode_of_that_country(families: Families) -> None:
    visitor = families.house.as_("gea")
    answer = families.ask(
        visitor,
        "me/address",
        street="Kerkstraat",
        house_number="1",
        postcode="2000",
        city="Antwerpen",
        country="België",
    )
    assert answer.status_code == 303, answer.text
    assert {each.field: each.wanted for each in families.items()}["postcode"] == "2000"


def test_children_live_in_the_country_of_who_asks_for_them(families: Families) -> None:
    visitor, house = families.house.as_("gea"), families.house
    visitor.get("/family/change/me/address")
    emma, daan = (mark_of(visitor.get("/family").text, name) for name in ("Emma", "Daan"))
    abroad = {"street": "Veldstraat", "house_number": "1", "postcode": "9000", "city": "Gent", "country": "België"}
    answer = families.ask(visitor, "me/address", **abroad, **{f"along.{emma}": "yes"})
    assert answer.status_code == 303, answer.text
    # The other child comes later, by the child's own form: the LAS still says NL, and the wish says where to.
    assert families.ask(visitor, f"{daan}/postcode", postcode="9000").status_code == 303
    asked = {each.key: each for each in families.items() if each.field == "postcode"}
    assert {key: each.wanted for key, each in asked.items()} == dict.fromkeys(("gea", "emma-1", "daan-1"), "9000")
    office = Approver("kantoor")
    changes.approve(
        house.store, house.desk.registry, house.school.code, asked["emma-1"].id, approver=office, value="9052"
    )
    assert {each.key: each.value for each in families.items() if each.field == "postcode"}["emma-1"] == "9052"


def test_a_refusal_is_shown_with_its_reason(families: Families) -> None:
    visitor = families.house.as_("gea")
    families.ask(visitor, mobile="06 2222 2222")
    house = families.house
    changes.refuse(
        house.store,
        house.school.code,
        families.item().id,
        approver=Approver("kantoor"),
        reason="Dit nummer is van oma.",
    )
    page = visitor.get("/family/me").text
    assert "Geweigerd" in page
    assert "Dit nummer is van oma." in page


def test_a_correction_of_the_school_is_shown_beside_the_wish(families: Families) -> None:
    visitor = families.house.as_("gea")
    families.ask(visitor, "me/name", first_name="Gea", last_name="jansen", salutation="mevr.", initials="G.", prefix="")
    house, item = families.house, families.items()[0]
    changes.approve(
        house.store, house.desk.registry, house.school.code, item.id, approver=Approver("kantoor"), value="mevrouw"
    )
    page = visitor.get("/family/me").text
    assert "zo maakte de school het" in page
    assert "mevrouw" in page


def test_a_wish_can_be_withdrawn_until_it_is_on_its_way(families: Families) -> None:
    visitor = families.house.as_("gea")
    families.ask(visitor, mobile="06 2222 2222")
    number = families.item().request
    assert "06 22222222" in visitor.get(f"/family/requests/{number}/withdraw").text
    answer = visitor.post(f"/family/requests/{number}/withdraw")
    assert answer.headers["location"] == "/family/requests?notice=withdrawn"
    assert families.item().state is ItemState.WITHDRAWN
    assert visitor.post(f"/family/requests/{number}/withdraw").headers["location"].endswith("too_late")


def test_everything_of_another_family_is_not_there(families: Families) -> None:
    gea, vera = families.house.as_("gea"), families.house.as_("vera")
    families.ask(gea, mobile="06 2222 2222")
    number = families.item().request
    emma = mark_of(gea.get("/family").text, "Emma")
    for path in (
        f"/family/child/{emma}",
        f"/family/change/{emma}/postcode",
        f"/family/requests/{number}/withdraw",
        f"/family/requests/{number + 1}/withdraw",
        "/family/requests/99999999999999999999/withdraw",
        "/family/child/emma-1",
        "/family/child/x",
        "/family/change/me/authority",
        "/family/change/gea/mobile",
    ):
        assert vera.get(path).status_code in (404, 400), path
        vera.get("/family")
        assert vera.post(path, mobile="06 3333 3333", postcode="4321BA").status_code in (404, 405, 400), path
    assert [each.state for each in families.items()] == [ItemState.REQUESTED]
    assert "22222222" not in vera.get("/family/requests").text


def test_a_child_that_may_be_seen_and_not_changed_has_no_form(families: Families) -> None:
    visitor = families.house.as_("gea")
    emma = mark_of(visitor.get("/family").text, "Emma")
    assert visitor.get(f"/family/change/{emma}/birth_date").status_code == 404


@pytest.mark.parametrize(
    "path", ["/family/me", "/family/requests", "/family/change/me/mobile", "/family/change/me/address"]
)
def test_who_is_blocked_or_departed_finds_nothing_at_the_next_request(families: Families, path: str) -> None:
    store, school = families.house.store, families.house.school
    visitor = families.house.as_("vera")
    assert visitor.get(path).status_code == 200
    with store.open(school.id) as books:
        link = books.guardian_accounts.of("vera")
        books.guardian_accounts.block(link, blocked=True)
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, mobile="06 2222 2222").status_code in (404, 405)
    assert "hier niets te zien" in visitor.get("/family").text
    with store.open(school.id) as books:
        books.guardian_accounts.block(link, blocked=False)
    assert visitor.get(path).status_code == 200
    families.say(school, grown_up("vera", "Fatima", "Haddad"))
    assert visitor.get(path).status_code == 404


def test_a_parent_who_works_at_the_school_has_both_and_does_not_approve_himself(families: Families) -> None:
    house = families.house
    with house.store.directory() as directory:
        directory.grant(families.accounts["gea"], "school_admin", house.school.id)
    visitor = house.as_("gea")
    assert visitor.get("/").status_code == 200
    assert "/family" in visitor.get("/").text
    assert visitor.get("/s/99XX/guardians").status_code == 200
    families.ask(visitor, mobile="06 2222 2222")
    with house.store.open(house.school.id) as books:
        mine = books.guardian_accounts.guardians_of(families.accounts["gea"])
    with pytest.raises(changes.CannotDecideError):
        changes.approve(
            house.store,
            house.desk.registry,
            SchoolCode("99XX"),
            families.item().id,
            approver=Approver("somebody else", mine),
        )
