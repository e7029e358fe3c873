"""Klopt dit nog? through the real portal: started with care, answered with one tap, counted without names."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub import campaigns
from hub.campaigns import Counted
from hub.changes import dutch_today
from hub.records import Group, Kind, Record, Relation
from hub.store import CampaignState, How, LetterState
from tests.integration.portal.families import TWO_HOMES, Families, child, grown_up, tie

UNTIL = (dutch_today() + timedelta(days=14)).isoformat()
MINE = {"ask.me.mobile": "yes", "ask.me.address": "yes"}
LETTERS = re.compile(r'name="letters" value="(\d+)"')
CARD = re.compile(r'action="/family/check/(\d+)".*?name="campaign" value="(\d+)".*?name="mark" value="([^"]+)"')
NOW = datetime.now(UTC)


@pytest.fixture
def classes(families: Families) -> Families:
    """Emma is in 3, Daan and Lotte in 4; Gea, Piet, Stef and Vera have accounts, Olaf has none."""
    groups: list[Record] = [Group(key="g3", name="3"), Group(key="g4", name="4")]
    replaced = {
        "emma-1": ("Emma", "Jansen", "g3"),
        "daan-1": ("Daan", "Jansen", "g4"),
        "lotte-1": ("Lotte", "Vos", "g4"),
    }
    pupils = [child(key, first, last, group=group) for key, (first, last, group) in replaced.items()]
    others = [each for each in TWO_HOMES if each.KIND is not Kind.PUPILS]
    olaf = [grown_up("olaf", "Olaf", "Vos"), tie("lotte-1", "olaf", Relation.FATHER)]
    campaigns.note_answers(families.house.store)
    families.say(families.house.school, *groups, *pupils, *others, *olaf)
    return families


def form(**more: str) -> dict[str, str]:
    return {"scope": "school", "closes_on": UNTIL, **MINE, **more}


def begin(families: Families, who: str = "staff", **more: str) -> Any:
    visitor = families.house.as_(who)
    visitor.get("/s/99XX/campaign/new")
    page = visitor.post("/s/99XX/campaign/new", **form(**more))
    assert page.status_code == 200, page.text
    return visitor.post("/s/99XX/campaign/start", **form(**more), letters=LETTERS.findall(page.text)[0])


def open_now(families: Families) -> int:
    """Let the quiet time be over."""
    with families.house.store.open(families.house.school.id) as books:
        found = books.campaigns.under_way()
        assert found is not None
    superuser(families, f"UPDATE hub.campaign SET opens_at = now() - interval '4 days' WHERE id = {found.id}")
    superuser(families, "UPDATE hub.letter SET look_at = now() WHERE letter = 'check'")
    return int(found.id)


def superuser(families: Families, sql: str) -> None:
    with vars(families)["server"].superuser(vars(families)["database"]) as connection:
        connection.execute(sql)


@pytest.fixture
def campaign(classes: Families, server: Any, database: str) -> Families:
    """A campaign for the whole school that is open."""
    vars(classes).update(server=server, database=database)
    assert begin(classes).headers["location"].endswith("campaign_started")
    open_now(classes)
    return classes


def tap(families: Families, who: str) -> Any:
    visitor = families.house.as_(who)
    number, asked, mark = CARD.findall(visitor.get("/family").text.replace("\n", ""))[0]
    return visitor.post(f"/family/check/{number}", campaign=asked, mark=mark)


def response(families: Families) -> campaigns.Response:
    with families.house.store.open(families.house.school.id) as books:
        found = books.campaigns.under_way()
        assert found is not None
        return campaigns.response_of(campaigns.people_of(books, found), books.campaigns.answers(found))


def test_the_preview_shows_made_up_values_and_the_number_before_anything_starts(classes: Families) -> None:
    staff = classes.house.as_("staff")
    staff.get("/s/99XX/campaign/new")
    page = staff.post("/s/99XX/campaign/new", **form(words="Beste ouders,\n\nkijkt u het na? <b>Dank</b>"))
    assert "4 verzorgers krijgen bericht" in page.text
    assert "1 verzorger heeft geen account" in page.text
    assert "&lt;b&gt;Dank" in page.text
    assert "Kerkweg 1, 1234 AB Zonnedam" in page.text
    assert "06 12345678" in page.text
    with classes.house.store.open(classes.house.school.id) as books:
        assert books.campaigns.all() == []
        assert not [each for each in books.letters.all() if each.letter == "check"]


def test_another_number_by_now_starts_nothing(classes: Families) -> None:
    staff = classes.house.as_("staff")
    staff.get("/s/99XX/campaign/new")
    answer = staff.post("/s/99XX/campaign/start", **form(), letters="3")
    assert answer.status_code == 409
    assert "intussen iets veranderd" in answer.text
    with classes.house.store.open(classes.house.school.id) as books:
        assert books.campaigns.all() == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"closes_on": "2020-01-01"}, "tussen 3 en 90 dagen"),
        ({"closes_on": "morgen"}, "tussen 3 en 90 dagen"),
        ({"scope": "groups"}, "ten minste één groep"),
        ({"words": "x" * 1001}, "hoogstens 1000"),
        ({"words": "stil\u200bte"}, "niemand kan lezen"),
    ],
)
def test_a_plan_that_cannot_be_is_told_and_keeps_what_was_filled_in(
    classes: Families, wrong: dict[str, str], sentence: str
) -> None:
    staff = classes.house.as_("staff")
    staff.get("/s/99XX/campaign/new")
    answer = staff.post("/s/99XX/campaign/new", **form(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'id="ask-me.mobile" name="ask.me.mobile" value="yes" checked' in answer.text


def test_nobody_is_told_in_the_quiet_time_and_it_can_be_undone(classes: Families) -> None:
    assert begin(classes).status_code == 303
    assert "klopt dit nog" not in classes.house.as_("gea").get("/family").text
    staff = classes.house.as_("staff")
    assert "De controle staat klaar" in staff.get("/s/99XX/campaign").text
    assert staff.post("/s/99XX/campaign/undo").headers["location"].endswith("campaign_undone")
    with classes.house.store.open(classes.house.school.id) as books:
        assert books.campaigns.under_way() is None
        (undone,) = books.campaigns.all()
        assert undone.state(NOW) is CampaignState.UNDONE
    assert "teruggedraaid" in staff.get("/s/99XX/campaign").text


def test_once_it_is_open_it_cannot_be_undone_only_closed(campaign: Families) -> None:
    staff = campaign.house.as_("staff")
    staff.get("/s/99XX/campaign")
    assert staff.post("/s/99XX/campaign/undo").status_code == 409
    staff.get("/s/99XX/campaign/close")
    assert staff.post("/s/99XX/campaign/close").headers["location"].endswith("campaign_closed")
    assert "klopt dit nog" not in campaign.house.as_("gea").get("/family").text


def test_one_campaign_at_a_time(campaign: Families) -> None:
    staff = campaign.house.as_("staff")
    assert staff.get("/s/99XX/campaign/new").headers["location"] == "/s/99XX/campaign"
    answer = staff.post("/s/99XX/campaign/start", **form(), letters="4")
    assert answer.status_code == 409
    assert "loopt al een controle" in answer.text


def test_one_tap_says_that_all_is_right_and_shows_on_which_day(campaign: Families) -> None:
    visitor = campaign.house.as_("gea")
    page = visitor.get("/family").text
    assert "De Regenboog vraagt: klopt dit nog?" in page
    assert "06 12345678" in page
    assert "Kerkweg 1, 1234 AB Zonnedam" in page
    assert tap(campaign, "gea").headers["location"] == "/family?notice=check_done"
    assert "Nagekeken voor De Regenboog" in visitor.get("/family").text
    assert visitor.get("/family/me").text.count("gecontroleerd op") == 2
    assert response(campaign).whole == Counted(right=1, silent=3, no_account=1)
    guardian = re.search(
        r'href="(/s/99XX/guardians/[^"]+)">Gea', campaign.house.as_("staff").get("/s/99XX/guardians").text
    )
    assert guardian
    assert "gecontroleerd op" in campaign.house.as_("staff").get(guardian[1]).text


def test_what_changes_in_the_las_is_not_called_checked_any_more(campaign: Families) -> None:
    tap(campaign, "gea")
    others = [each for each in TWO_HOMES if getattr(each, "key", "") != "gea"]
    campaign.say(campaign.house.school, *others, grown_up("gea", "Gea", mobile="+31699990000"))
    assert campaign.house.as_("gea").get("/family/me").text.count("gecontroleerd op") == 1


def test_the_pencil_counts_as_an_answer_and_the_rest_can_be_right(campaign: Families) -> None:
    visitor = campaign.house.as_("gea")
    assert 'href="/family/change/me/mobile"' in visitor.get("/family").text
    campaign.ask(visitor, mobile="06 2222 2222")
    assert response(campaign).whole.changed == 1
    page = visitor.get("/family").text
    assert "wijziging gevraagd" in page
    assert "Ja, de rest klopt" in page
    tap(campaign, "gea")
    assert (response(campaign).whole.changed, response(campaign).whole.right) == (0, 1)


def test_a_wish_for_something_else_is_no_answer(campaign: Families) -> None:
    campaign.ask(campaign.house.as_("gea"), "me/email", email="nieuw@school.example")
    assert response(campaign).whole.answered == 0


def test_who_has_children_in_two_classes_counts_in_both_and_once_in_the_whole(campaign: Families) -> None:
    tap(campaign, "gea")
    found = response(campaign)
    assert found.by_group["g3"] == Counted(right=1, silent=2)
    assert found.by_group["g4"] == Counted(right=1, silent=1, no_account=1)
    assert found.whole.asked == 5


def test_a_campaign_for_one_class_asks_its_guardians_only(classes: Families, server: Any, database: str) -> None:
    vars(classes).update(server=server, database=database)
    begin(classes, scope="groups", **{"group.g4": "yes"})
    open_now(classes)
    assert {person.key for person, _ in response(classes).people} == {"gea", "vera", "olaf"}
    assert "klopt dit nog" not in classes.house.as_("piet").get("/family").text
    assert "klopt dit nog" in classes.house.as_("vera").get("/family").text


def test_a_guardian_without_authority_checks_his_own_details_and_sees_no_child(
    classes: Families, server: Any, database: str
) -> None:
    vars(classes).update(server=server, database=database)
    begin(classes, **{"ask.child.postcode": "yes"})
    open_now(classes)
    page = classes.house.as_("stef").get("/family").text
    assert "klopt dit nog" in page
    assert "Emma" not in page
    page = classes.house.as_("piet").get("/family").text
    card = page[page.index("klopt dit nog") : page.index("Ja, alles klopt")]
    assert "Postcode" not in card, "the address of a child who lives elsewhere is that of the other parent"
    assert "Kerkweg" not in page
    assert classes.house.as_("gea").get("/family").text.count("Postcode van") == 2


def test_a_question_about_children_is_not_for_who_sees_none(classes: Families, server: Any, database: str) -> None:
    vars(classes).update(server=server, database=database)
    staff = classes.house.as_("staff")
    staff.get("/s/99XX/campaign/new")
    only = {"scope": "school", "closes_on": UNTIL, "ask.child.postcode": "yes"}
    letters = LETTERS.findall(staff.post("/s/99XX/campaign/new", **only).text)[0]
    assert letters == "3"
    staff.post("/s/99XX/campaign/start", **only, letters=letters)
    open_now(classes)
    assert "klopt dit nog" not in classes.house.as_("stef").get("/family").text


def test_values_that_changed_meanwhile_are_shown_before_they_are_called_right(campaign: Families) -> None:
    visitor = campaign.house.as_("gea")
    number, asked, _ = CARD.findall(visitor.get("/family").text.replace("\n", ""))[0]
    answer = visitor.post(f"/family/check/{number}", campaign=asked, mark="0" * 24)
    assert answer.headers["location"].endswith("check_again")
    assert response(campaign).whole.answered == 0


def test_nobody_answers_for_somebody_else(campaign: Families) -> None:
    gea = campaign.house.as_("gea")
    number, asked, mark = CARD.findall(gea.get("/family").text.replace("\n", ""))[0]
    vera = campaign.house.as_("vera")
    vera.get("/family")
    assert vera.post(f"/family/check/{number}", campaign=asked, mark=mark).status_code == 404
    assert response(campaign).whole.answered == 0


def test_a_guardian_at_two_schools_answers_each_apart_in_one_view(campaign: Families) -> None:
    campaign.let_in("gea", campaign.house.other)
    staff = campaign.house.as_("stranger")
    staff.get("/s/98YY/campaign/new")
    letters = LETTERS.findall(staff.post("/s/98YY/campaign/new", **form()).text)[0]
    staff.post("/s/98YY/campaign/start", **form(), letters=letters)
    superuser(campaign, "UPDATE hub.campaign SET opens_at = now() - interval '1 hour'")
    page = campaign.house.as_("gea").get("/family").text
    assert page.count("vraagt: klopt dit nog?") == 2
    tap(campaign, "gea")
    page = campaign.house.as_("gea").get("/family").text
    assert page.count("vraagt: klopt dit nog?") == 1


def test_a_reminder_goes_to_who_is_silent_and_not_again_for_three_days(campaign: Families) -> None:
    tap(campaign, "gea")
    staff = campaign.house.as_("staff")
    page = staff.get("/s/99XX/campaign/remind").text
    assert "3 verzorgers herinneren?" in page
    assert staff.post("/s/99XX/campaign/remind", letters="2").status_code == 409
    assert staff.post("/s/99XX/campaign/remind", letters="3").headers["location"].endswith("campaign_reminded")
    assert staff.post("/s/99XX/campaign/remind", letters="3").status_code == 409
    with campaign.house.store.open(campaign.house.school.id) as books:
        reminded = {each.guardian for each in books.letters.all() if each.letter == "check_reminder"}
    assert reminded == {"piet", "stef", "vera"}
    assert "Herinneren kan weer vanaf" in staff.get("/s/99XX/campaign").text


def tend(families: Families, now: datetime) -> None:
    with families.house.store.open(families.house.school.id) as books:
        campaigns.tend(books, now)


def test_it_reminds_by_itself_halfway_once_and_ends_after_its_last_day(
    classes: Families, server: Any, database: str
) -> None:
    vars(classes).update(server=server, database=database)
    begin(classes, reminds="yes")
    open_now(classes)

    def reminders() -> int:
        with classes.house.store.open(classes.house.school.id) as books:
            return sum(each.letter == "check_reminder" for each in books.letters.all())

    tend(classes, NOW)
    assert reminders() == 0
    tend(classes, NOW + timedelta(days=9))
    tend(classes, NOW + timedelta(days=10))
    assert reminders() == 4
    tend(classes, NOW + timedelta(days=13))
    with classes.house.store.open(classes.house.school.id) as books:
        assert books.campaigns.under_way() is not None
    tend(classes, NOW + timedelta(days=16))
    with classes.house.store.open(classes.house.school.id) as books:
        assert books.campaigns.under_way() is None


def test_the_board_sees_numbers_and_no_name(campaign: Families) -> None:
    board = campaign.house.as_("board")
    page = board.get("/s/99XX/campaign").text
    assert "Antwoord per groep" in page
    assert not any(name in page for name in ("Gea", "Piet", "Olaf", "silent?"))
    assert board.get("/s/99XX/campaign/silent").status_code == 403
    assert board.get("/s/99XX/campaign/new").status_code == 403


def test_the_office_sees_whom_to_call_and_whom_to_invite(campaign: Families) -> None:
    staff = campaign.house.as_("staff")
    page = staff.get("/s/99XX/campaign/silent?group=g4").text
    assert "Gea" in page
    assert "Piet" not in page
    assert "Olaf" not in page
    page = staff.get("/s/99XX/campaign/silent?show=no_account").text
    assert "Olaf" in page
    assert "/s/99XX/guardians/invite" in page


def test_the_counts_stay_when_it_ended_without_names(campaign: Families) -> None:
    tap(campaign, "gea")
    staff = campaign.house.as_("staff")
    staff.get("/s/99XX/campaign/close")
    staff.post("/s/99XX/campaign/close")
    with campaign.house.store.open(campaign.house.school.id) as books:
        (ended,) = books.campaigns.all()
        assert ended.result == {
            "whole": {"right": 1, "changed": 0, "silent": 3, "no_account": 1},
            "by_group": {
                "g3": {"right": 1, "changed": 0, "silent": 2, "no_account": 0},
                "g4": {"right": 1, "changed": 0, "silent": 1, "no_account": 1},
            },
        }
    assert "1 van 5 antwoordden" in staff.get("/s/99XX/campaign").text
    visitor = campaign.house.as_("gea")
    assert "gecontroleerd op" in visitor.get("/family/me").text


def test_a_letter_is_composed_for_who_did_not_answer_while_it_is_open(campaign: Families) -> None:
    from hub.mail.checking import ASKING

    tap(campaign, "gea")
    with campaign.house.store.open(campaign.house.school.id) as books:
        letters = {each.guardian: each for each in books.letters.all() if each.letter == "check"}
        assert set(letters) == {"gea", "piet", "stef", "vera"}
        assert {each.state for each in letters.values()} == {LetterState.WAITING}
        said = {key: ASKING["check"](books, each) for key, each in letters.items()}
        assert said["gea"] is None
        assert said["vera"] is not None
        assert "Kerkweg" not in repr(said["vera"])
        campaigns.close(books, datetime.now(UTC))
        assert ASKING["check"](books, letters["vera"]) is None


def test_who_is_erased_leaves_no_answer_behind(campaign: Families) -> None:
    tap(campaign, "gea")
    with campaign.house.store.open(campaign.house.school.id) as books:
        assert books.session.scalar(text("SELECT count(*) FROM hub.campaign_checked WHERE guardian = 'gea'")) > 0
    superuser(campaign, "UPDATE hub.guardian SET departed_at = now() WHERE key = 'gea'")
    with campaign.house.store.open(campaign.house.school.id) as books:
        gone = books.erasure.erase(Kind.GUARDIANS, "gea")
        assert gone["campaign_answer"] == 1
        found = books.campaigns.under_way()
        assert found is not None
        assert books.campaigns.answers(found) == {}
        assert books.session.scalar(text("SELECT count(*) FROM hub.campaign_checked")) == 0


def test_an_answer_of_one_school_is_not_there_at_another(campaign: Families) -> None:
    tap(campaign, "gea")
    with campaign.house.store.open(campaign.house.other.id) as books:
        assert books.campaigns.under_way() is None
        assert books.campaigns.last_answer("gea") is None
    assert How.RIGHT.value == "right"
