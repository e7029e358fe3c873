"""The dashboard of the approvals plugin, as a page that works without a script and as an answer to one."""

import re
from typing import Any

import pytest

from hub import changes
from hub.changes import Approver
from hub.records import SchoolCode
from hub.store import ItemState
from hub.testing.made_up import made_up_school
from tests.wishes import ask_for, take_in_families

FRONT = "/s/99XX/p/approvals"
QUEUE = f"{FRONT}/queue"
FIRST_RULES = {"rules": ""}


@pytest.fixture
def asked(house: Any) -> Any:
    """The house with the plugin on, and five guardians who ask for another mobile number or town."""
    take_in_families(house.store, made_up_school(SchoolCode.parse("99XX"), pupils=20, seed=1))
    house.items = ask_for(house.store, house.desk.registry, house.school.code, 5)
    with house.store.open(house.school.id) as books:
        books.plugins.switch("approvals", on=True)
    return house


def states(house: Any) -> list[ItemState]:
    with house.store.open(house.school.id) as books:
        return [books.changes.item(each.id).state for each in house.items]


def boxes(page: str) -> list[str]:
    return re.findall(r'name="item" value="(\d+:\w+)"', page)


def post(visitor: Any, path: str, items: list[str], **data: Any) -> Any:
    form = {"form_token": visitor.token, "item": items, **data}
    return visitor.client.post(path, data=form, follow_redirects=False)


def test_the_menu_leads_to_the_dashboard_while_the_plugin_is_on(asked: Any) -> None:
    visitor = asked.as_("staff")
    page = visitor.get("/s/99XX/classes").text
    assert f'href="{FRONT}"' in page
    assert 'href="/s/99XX/changes"' not in page
    assert f'href="{FRONT}" aria-current="page"' in visitor.get(QUEUE).text
    with asked.store.open(asked.school.id) as books:
        books.plugins.switch("approvals", on=False)
    assert visitor.get(QUEUE).status_code == 404
    assert 'href="/s/99XX/changes"' in visitor.get("/s/99XX/classes").text


def test_the_queue_shows_old_and_new_with_the_difference_marked_and_who_asks(asked: Any) -> None:
    page = asked.as_("staff").get(QUEUE).text
    assert len(boxes(page)) == 5
    assert "<mark>" in page
    assert re.search(r"(vader|moeder) van", page)
    assert "met gezag" in page


def test_one_button_approves_and_leads_back_to_the_queue_as_it_was_filtered(asked: Any) -> None:
    visitor = asked.as_("staff")
    first = boxes(visitor.get(f"{QUEUE}?kind_field=guardians.mobile").text)[0]
    answer = visitor.post(f"{QUEUE}/approve", only=first, back="?kind_field=guardians.mobile")
    assert answer.headers["location"] == f"{QUEUE}?kind_field=guardians.mobile&notice=approvals.done_approve"
    assert "goedgekeurd" in visitor.get(answer.headers["location"]).text
    assert states(asked)[0] is ItemState.TASK


def test_many_are_approved_after_one_more_question_with_a_result_for_each(asked: Any) -> None:
    visitor = asked.as_("staff")
    chosen = boxes(visitor.get(QUEUE).text)[:3]
    changes.refuse(
        asked.store, asked.school.code, asked.items[1].id, approver=Approver("piet@school"), reason="Klopt niet."
    )
    sure = post(visitor, QUEUE, chosen, choice="approve")
    assert "goedkeuren?" in sure.text
    assert states(asked)[0] is ItemState.REQUESTED
    done = post(visitor, QUEUE, chosen, choice="approve", sure="yes")
    assert done.status_code == 409
    assert done.text.count("Gelukt") == 2
    assert "Al geweigerd door piet@school." in done.text
    assert states(asked)[:3] == [ItemState.TASK, ItemState.REFUSED, ItemState.TASK]


def test_a_script_gets_a_result_for_each_with_how_it_stands_now(asked: Any) -> None:
    visitor = asked.as_("staff")
    chosen = boxes(visitor.get(QUEUE).text)
    results = post(visitor, QUEUE, [*chosen[:2], "999:x"], choice="approve", **{"as": "json"}).json()
    assert [(each["done"], each.get("state")) for each in results] == [(True, "task"), (True, "task"), (False, None)]
    refused = post(visitor, QUEUE, chosen[2:3], choice="refuse", reason="Bel ons.", **{"as": "json"}).json()
    assert (refused[0]["done"], refused[0]["words"]) == (True, "Geweigerd")
    bare = post(visitor, QUEUE, chosen[3:4], choice="refuse", reason=" ", **{"as": "json"}).json()
    assert (bare[0]["done"], bare[0]["text"]) == (False, "Geef een reden. De verzorger leest die.")


def test_a_value_that_is_mended_goes_to_the_las_and_a_wrong_one_comes_back(asked: Any) -> None:
    visitor = asked.as_("staff")
    item = f"{FRONT}/items/{asked.items[0].id}"
    page = visitor.get(item).text
    mark = re.findall(r'name="mark" value="(\w+)"', page)[0]
    wrong = visitor.post(item, choice="correct", mark=mark, value="kapot")
    assert (wrong.status_code, 'value="kapot"' in wrong.text) == (422, True)
    right = visitor.post(item, choice="correct", mark=mark, value="06 1111 2222")
    assert right.headers["location"] == f"{item}?notice=approvals.done_correct"
    assert "06 11112222" in visitor.get(item).text


def test_a_task_has_both_values_to_copy_and_ends_with_who_typed_it(asked: Any) -> None:
    visitor = asked.as_("staff")
    first = boxes(visitor.get(QUEUE).text)[0]
    visitor.post(f"{QUEUE}/approve", only=first)
    page = visitor.get(f"{QUEUE}?only=task").text
    assert page.count("data-copy=") == 2
    typed = re.findall(r'name="only" value="(\d+:\w+)" formaction="[^"]*/typed"', page)
    assert visitor.post(f"{QUEUE}/typed", only=typed[0]).status_code == 303
    assert "ingetypt door Naam staff" in visitor.get(f"{QUEUE}?only=task").text


def test_the_history_tells_who_decided_what_and_why(asked: Any) -> None:
    visitor = asked.as_("staff")
    first = boxes(visitor.get(QUEUE).text)[0]
    post(visitor, f"{QUEUE}/refuse", [first], reason="Dit nummer klopt niet.", **{"as": "json"})
    page = visitor.get(f"{FRONT}/history").text
    assert "Dit nummer klopt niet." in page
    assert "Naam staff" in page
    assert len(re.findall(r"/items/\d+", visitor.get(f"{FRONT}/history?only=refused").text)) == 1
    assert "Niets gevonden" in visitor.get(f"{FRONT}/history?automatic=yes").text


def test_what_moved_is_told_to_whoever_looks(asked: Any) -> None:
    visitor = asked.as_("staff")
    news = visitor.get(f"{FRONT}/moved").json()
    assert news["counts"]["requested"] == 5
    assert [each["number"] for each in news["moved"]] == [each.id for each in reversed(asked.items)]
    first = boxes(visitor.get(QUEUE).text)[0]
    post(visitor, f"{QUEUE}/refuse", [first], reason="Nee.", **{"as": "json"})
    latest = visitor.get(f"{FRONT}/moved").json()["moved"][0]
    assert (latest["words"], latest["by"]) == ("Geweigerd", "Naam staff")


def test_filters_that_make_no_sense_show_what_there_is(asked: Any) -> None:
    visitor = asked.as_("staff")
    odd = "?only=nothing&kind_field=x.y&group=&automatic=maybe&after=99999999999999999999999"
    assert len(boxes(visitor.get(QUEUE + odd).text)) == 5
    assert "Niets gevonden" in visitor.get(f"{QUEUE}?asker=qqqq").text
    assert visitor.get(f"{QUEUE}?kind_field=guardians.city").status_code == 200


def test_a_button_that_does_not_exist_decides_nothing(asked: Any) -> None:
    visitor = asked.as_("staff")
    chosen = boxes(visitor.get(QUEUE).text)
    assert post(visitor, f"{QUEUE}/dance", chosen[:1]).status_code == 409
    assert post(visitor, QUEUE, [], choice="approve").headers["location"].endswith("notice=approvals.nothing_chosen")
    assert set(states(asked)) == {ItemState.REQUESTED}


@pytest.mark.parametrize("who", ["parent", "board", "operator"])
def test_who_is_not_of_the_staff_sees_no_queue(asked: Any, who: str) -> None:
    visitor = asked.as_(who)
    assert visitor.get(QUEUE).status_code == 403
    assert visitor.get(f"{FRONT}/moved").status_code == 403
    assert visitor.get(f"{FRONT}/items/{asked.items[0].id}").status_code == 403


def test_a_member_of_staff_cannot_approve_his_own_wish_among_many(asked: Any) -> None:
    item = asked.items[0]
    with asked.store.open(asked.school.id) as books:
        guardian = books.changes.record(item.kind, item.key)
        assert books.guardian_accounts.link(guardian, asked.people["staff"])
    visitor = asked.as_("staff")
    assert len(boxes(visitor.get(QUEUE).text)) == 3  # not his own, and not that of the other parent of his child
    result = post(visitor, QUEUE, [f"{item.id}:"], choice="approve", **{"as": "json"}).json()
    assert "uw eigen aanvraag" in result[0]["text"]
    assert states(asked)[0] is ItemState.REQUESTED
