"""What parents see: the switches, who turns them, what is asked again, and the preview as one of them."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hub.contract import ReportKind
from hub.intake.documents import fetch_from
from hub.records import Relation
from hub.reports import seen_by
from hub.store import Publication, SeenAs, Sight
from tests.integration.histories import READING, Lvs, card, follow, pdf, result
from tests.integration.portal.families import child, grown_up, tie

HERE = "/s/99XX/reports"
LVS = f"{HERE}/kinds/lvs"
ALL = {f"group.{each}": "on" for each in range(1, 9)}
TODAY = date.today()  # noqa: DTZ011 - the day that the form means
HIDDEN = re.compile(r'name="(choice|mark)" value="([^"]*)"')


@pytest.fixture
def school(families: Any, house: Any) -> Any:
    """The school of the families, with the reports on and a result of Emma."""
    families.say(house.school, *_with_groups())
    with house.store.open(house.school.id) as books:
        books.plugins.switch("reports", on=True)
    run = house.store
    with house.store.open(house.school.id) as books:
        run = books.runs.list(limit=1)[0]
    follow(house.store, Lvs(said=[READING, result(1, "emma-1", taken_on=date(2026, 1, 20))]), run)
    return house


def _with_groups() -> Iterator[Any]:
    yield replace(child("emma-1", "Emma"), year_group="5")
    yield replace(child("daan-1", "Daan"), year_group="3")
    yield child("lotte-1", "Lotte", "Vos")
    yield grown_up("gea", "Gea")
    yield grown_up("piet", "Piet", "Smit")
    yield grown_up("stef", "Stef", "Smit")
    yield grown_up("vera", "Vera", "Vos")
    yield grown_up("bob", "Bob", "Bos")
    yield tie("emma-1", "gea")
    yield tie("daan-1", "gea")
    yield tie("emma-1", "piet", Relation.FATHER, lives=False)
    yield tie("emma-1", "stef", Relation.STEP_PARENT, rules=False)
    yield tie("emma-1", "bob", Relation.FATHER, rules=False)
    yield tie("lotte-1", "vera")


def publication(house: Any) -> Any:
    with house.store.open(house.school.id) as books:
        return books.publication.read()


def publish(house: Any, **more: Any) -> None:
    with house.store.open(house.school.id) as books:
        books.publication.set_kind(ReportKind.LVS, Publication(on=True, **more))
        books.publication.show("growth", on=True)


def send(visitor: Any, path: str = LVS, **data: str) -> Any:
    visitor.mark = dict(HIDDEN.findall(visitor.get(path if "/evenings" not in path else HERE).text))["mark"]
    return visitor.post(path, mark=visitor.mark, **data)


def confirm(visitor: Any, asked: Any) -> Any:
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(asked.text)}
    return visitor.post(f"{HERE}/confirm", **hidden)


def decided(house: Any) -> list[tuple[str, str, str]]:
    with house.store.open(house.school.id) as books:
        return [(each.act, each.subject, each.who) for each in books.audit.entries(limit=3)]


def test_nothing_is_shown_until_the_administrator_confirmed_whom_it_reaches(school: Any) -> None:
    admin = school.as_("admin")
    asked = send(admin, act="save", on="on", average="on", **ALL)
    assert asked.status_code == 200
    assert "Ouders gaan meer zien" in asked.text
    assert "van 1 leerling." in asked.text
    assert "2 verzorgers met gezag" in asked.text
    assert "kunnen er nu 2 inloggen" in asked.text
    assert publication(school).of(ReportKind.LVS) == Publication()
    done = confirm(admin, asked)
    assert done.status_code == 303
    assert publication(school).of(ReportKind.LVS) == Publication(on=True, average=True)
    assert ("publication.kind", "lvs", "admin@school.example") in decided(school)
    shown = admin.get(done.headers["location"]).text
    assert "Bewaard." in shown
    assert "Zet terug" in shown


def test_a_pupil_without_a_year_group_and_one_of_another_are_not_counted_where_one_is_chosen(school: Any) -> None:
    asked = send(school.as_("admin"), act="save", on="on", **{"group.3": "on"})
    assert "van geen leerling" in asked.text


def test_turning_off_is_at_once_and_asks_nothing_and_can_be_put_back(school: Any) -> None:
    publish(school, average=True)
    admin = school.as_("admin")
    answer = send(admin, act="save", **ALL)
    assert answer.status_code == 303
    assert publication(school).of(ReportKind.LVS).on is False
    with school.store.open(school.school.id) as books:
        assert seen_by(school.desk.registry, books, "gea", "emma-1", TODAY) == []
    seq = answer.headers["location"].split("undo=")[1]
    admin.get(answer.headers["location"])
    asked = admin.post(f"{HERE}/undo", seq=seq, mark=dict(HIDDEN.findall(admin.get(LVS).text))["mark"])
    assert "Ouders gaan meer zien" in asked.text
    assert confirm(admin, asked).status_code == 303
    assert publication(school).of(ReportKind.LVS) == Publication(on=True, average=True)


def test_a_day_that_has_passed_is_refused_but_may_stay_and_may_come_back(school: Any) -> None:
    yesterday = TODAY - timedelta(days=1)
    admin = school.as_("admin")
    answer = send(admin, act="save", on="on", visible_from=yesterday.isoformat(), **ALL)
    assert answer.status_code == 422
    assert "Deze dag is al voorbij" in answer.text
    publish(school, visible_from=yesterday)
    assert send(admin, act="save", visible_from=yesterday.isoformat(), **ALL).status_code == 303
    with school.store.open(school.school.id) as books:
        seq = str(books.audit.entries(limit=1)[0].seq)
    asked = admin.post(f"{HERE}/undo", seq=seq, mark=dict(HIDDEN.findall(admin.get(LVS).text))["mark"])
    assert confirm(admin, asked).status_code == 303
    assert publication(school).of(ReportKind.LVS).visible_from == yesterday


@pytest.mark.parametrize("day", ["morgen", "2027-13-45", "0000-00-00", "1-2-3-4", "9" * 30])
def test_what_is_no_day_is_refused_with_a_sentence(school: Any, day: str) -> None:
    answer = send(school.as_("admin"), act="save", on="on", visible_from=day, **ALL)
    assert answer.status_code == 422
    assert "geen datum" in answer.text


def test_a_confirmation_that_was_tampered_with_keeps_nothing_that_a_form_could_not(school: Any) -> None:
    admin = school.as_("admin")
    asked = send(admin, act="save", on="on", **ALL)
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(asked.text)}
    for was, now in (
        ('"visible_from": null', '"visible_from": "2020-01-01"'),
        ('"evenings": null', '"evenings": ["2020-01-01"]'),
        ('"kind": "lvs"', '"kind": "nonsense"'),
    ):
        altered = hidden["choice"].replace(was, now)
        if "evenings" in was:
            altered = altered.replace('"kind": "lvs"', '"kind": null')
        assert admin.post(f"{HERE}/confirm", choice=altered, mark=hidden["mark"]).status_code in {404, 422}
    for broken in ("", "{}", "[]", "null", '{"kind": 3}'):
        assert admin.post(f"{HERE}/confirm", choice=broken, mark=hidden["mark"]).status_code == 404
    assert publication(school).kinds == {}
    assert publication(school).evenings == ()


def test_a_form_that_stood_open_while_another_decided_is_refused_and_shows_what_stands(school: Any) -> None:
    one, other = school.as_("admin"), school.as_("admin")
    mark = dict(HIDDEN.findall(one.get(LVS).text))["mark"]
    assert confirm(other, send(other, act="save", on="on", average="on", **ALL)).status_code == 303
    answer = one.post(LVS, mark=mark, act="save", **ALL)
    assert answer.status_code == 409
    assert "Iemand anders heeft intussen iets veranderd" in answer.text
    assert publication(school).of(ReportKind.LVS).on is True
    again = dict(HIDDEN.findall(answer.text))["mark"]
    assert one.post(LVS, mark=again, act="save", **ALL).status_code == 303
    assert publication(school).of(ReportKind.LVS).on is False


def test_a_report_is_turned_on_and_off_and_warns_where_it_would_be_empty(school: Any) -> None:
    admin = school.as_("admin")
    asked = send(admin, f"{HERE}/shown/growth", on="true")
    assert "Nu zien ouders hier nog niets van" in asked.text
    assert confirm(admin, asked).status_code == 303
    assert publication(school).reports == {"growth"}
    assert "maar is nu leeg" in admin.get(HERE).text
    assert send(admin, f"{HERE}/shown/growth", on="false").status_code == 303
    assert publication(school).reports == frozenset()
    assert admin.post(f"{HERE}/shown/nothing", on="true", mark="x").status_code == 404
    assert admin.get(f"{HERE}/shown/nothing").status_code == 404


def test_a_kind_that_no_report_shows_is_named(school: Any) -> None:
    publish(school)
    with school.store.open(school.school.id) as books:
        books.publication.show("growth", on=False)
    assert "maar geen enkel rapport laat het zien" in school.as_("admin").get(HERE).text


def test_a_parents_evening_comes_and_goes_and_one_that_has_passed_is_refused(school: Any) -> None:
    admin, day = school.as_("admin"), TODAY + timedelta(days=9)
    assert send(admin, f"{HERE}/evenings", day=day.isoformat()).status_code == 303
    assert publication(school).evenings == (day,)
    for wrong, said in (
        ((TODAY - timedelta(days=1)).isoformat(), "Deze dag is al voorbij"),
        (day.isoformat(), "staat er al"),
        ("ooit", "geen datum"),
    ):
        answer = send(admin, f"{HERE}/evenings", day=wrong)
        assert answer.status_code == 422
        assert said in answer.text
    assert send(admin, f"{HERE}/evenings", remove=day.isoformat()).status_code == 303
    assert publication(school).evenings == ()


def test_the_example_follows_the_choices_before_they_are_kept(school: Any) -> None:
    admin = school.as_("admin")
    bare = send(admin, act="look", on="on", **ALL)
    with_average = send(admin, act="look", on="on", average="on", **ALL)
    assert bare.status_code == with_average.status_code == 200
    assert "Sam bestaat niet" in bare.text
    assert "andelijk gemiddelde (" not in bare.text.split('id="example"')[1]
    assert len(with_average.text.split('id="example"')[1]) > len(bare.text.split('id="example"')[1])
    none = send(admin, act="none", on="on", **ALL)
    assert "checked" not in none.text.split('class="groups"')[1].split("</div></div>")[0]
    assert publication(school).kinds == {}


def test_where_the_plugin_is_off_the_page_says_what_to_do(school: Any) -> None:
    with school.store.open(school.school.id) as books:
        books.plugins.switch("reports", on=False)
    admin = school.as_("admin")
    for path in (HERE, LVS):
        assert "/s/99XX/plugins/reports/switch?on=true" in admin.get(path).text
    assert "/plugins/reports/switch" not in school.as_("staff").get(HERE).text


def test_staff_looks_and_only_the_administrator_decides(school: Any) -> None:
    for who, sees in (("staff", 200), ("board", 200), ("operator", 200), ("parent", 403), ("stranger", 404)):
        visitor = school.as_(who)
        refused = 404 if who == "stranger" else 403
        for path in (HERE, LVS, f"{HERE}/shown/growth"):
            assert visitor.get(path).status_code == sees, f"{who} {path}"
        for path in (LVS, f"{HERE}/shown/growth", f"{HERE}/evenings", f"{HERE}/undo", f"{HERE}/confirm"):
            assert visitor.post(path, on="on", mark="0:").status_code == refused, f"{who} {path}"
    assert publication(school).kinds == {}


def preview(visitor: Any, name: str, pupil: str = "emma-1", more: str = "") -> Any:
    listed = visitor.get(f"{HERE}/preview?pupil={pupil}{more}")
    found = re.search(r'href="([^"]*guardian=[^"]*)">' + name, listed.text)
    return visitor.get(html.unescape(found[1])) if found else listed


def test_the_preview_shows_what_each_guardian_gets_and_says_why_one_gets_nothing(school: Any) -> None:
    publish(school)
    staff = school.as_("staff")
    assert "Emma" in staff.get(f"{HERE}/preview?q=emm").text
    for name in ("Gea Jansen", "Piet Smit"):
        shown = preview(staff, name)
        assert f"zo ziet {name}" in shown.text
        assert "Groei over de jaren" in shown.text
        assert "152" in shown.text
    for name, why in (("Stef Smit", "geen gezag"), ("Bob Bos", "geen gezag")):
        shown = preview(staff, name).text
        assert "Deze verzorger ziet niets" in shown
        assert why in shown
        assert "152" not in shown
    with school.store.open(school.school.id) as books:
        books.access.allow("bob", "emma-1", [ReportKind.LVS], "afgesproken")
    shown = preview(staff, "Bob Bos").text
    assert "152" in shown
    assert "toestemming voor gaf" in shown


def test_the_preview_shows_exactly_what_the_guardian_sees(school: Any) -> None:
    publish(school)
    with school.store.open(school.school.id) as books:
        made = seen_by(school.desk.registry, books, "gea", "emma-1", TODAY)
    assert [each.provider.key for each in made] == ["growth"]
    shown = preview(school.as_("staff"), "Gea Jansen").text
    assert "Groei over de jaren" in shown
    assert "Nieuwste toetsen" not in shown


def test_a_report_card_opens_in_the_preview_where_this_guardian_sees_it(school: Any) -> None:
    publish(school)
    with school.store.open(school.school.id) as books:
        run = books.runs.list(limit=1)[0]
    lvs = Lvs(said=[READING], cards=[card(1, "emma-1")], documents={"c1": pdf()})
    follow(school.store, lvs, run)
    with school.store.open(school.school.id) as books:
        waiting = books.history.cards_to_fetch(5)
    fetch_from(school.store, school.school.id, lvs, waiting, by="x")
    with school.store.open(school.school.id) as books:
        books.publication.set_kind(ReportKind.REPORT_CARDS, Publication(on=True))
        books.publication.show("report_cards", on=True)
    staff = school.as_("staff")
    found = re.search(r'href="([^"]*/preview/card[^"]*)"', preview(staff, "Gea Jansen").text)
    assert found is not None
    address = html.unescape(found[1])
    opened = staff.get(address)
    assert (opened.status_code, opened.headers["content-type"]) == (200, "application/pdf")
    assert opened.content.startswith(b"%PDF")
    assert "sandbox" in opened.headers["content-security-policy"]
    with school.store.open(school.school.id) as books:
        assert Sight.REPORT_CARD in {each.what for each in books.looks.of("emma-1")}
    stef = re.search(r'guardian=([^"&]+)">Stef', staff.get(f"{HERE}/preview?pupil=emma-1").text)
    assert stef is not None
    as_stef = re.sub(r"guardian=[^&]+", f"guardian={stef[1]}", address)
    for refused in (as_stef, address.replace("card=c1", "card=c2"), address.replace("emma-1", "daan-1")):
        assert staff.get(refused).status_code == 404
    for who, status in (("parent", 403), ("stranger", 404)):
        assert school.as_(who).get(address).status_code == status
    with school.store.open(school.school.id) as books:
        books.publication.show("report_cards", on=False)
    assert staff.get(address).status_code == 404


def test_the_preview_follows_choices_that_are_not_kept(school: Any) -> None:
    publish(school)
    admin = school.as_("admin")
    going = send(admin, act="preview", on="on", **{"group.3": "on"})
    assert going.headers["location"].startswith(f"{HERE}/preview?kind=lvs&groups=3")
    more = "&" + going.headers["location"].split("?")[1]
    shown = preview(admin, "Gea Jansen", more=more).text
    assert "met keuzes die nog niet bewaard zijn" in shown
    assert "152" not in shown
    assert "152" in preview(admin, "Gea Jansen").text


def test_each_preview_is_noted_for_the_parents(school: Any) -> None:
    staff = school.as_("staff")
    staff.get(f"{HERE}/preview?q=emma")
    with school.store.open(school.school.id) as books:
        (name,) = books.looks.of("emma-1")
    assert name.what is Sight.RECORD
    preview(staff, "Gea Jansen")
    with school.store.open(school.school.id) as books:
        looks = {(each.who, each.seen_as, each.what) for each in books.looks.of("emma-1")}
    assert looks == {("Naam staff", SeenAs.STAFF, Sight.RECORD), ("Naam staff", SeenAs.STAFF, Sight.REPORTS)}


def test_who_is_of_the_family_himself_sees_nothing_of_the_other_parent(school: Any, families: Any) -> None:
    publish(school)
    with school.store.directory() as directory:
        directory.grant(families.accounts["gea"], "staff", school.school.id)
    mother = school.browser()
    mother.log_in("gea")
    listed = mother.get(f"{HERE}/preview?pupil=emma-1").text
    assert "Dit gaat over uw eigen gezin" in listed
    assert "Piet" not in listed
    mark = re.search(r"guardian=([^&\"]+)", school.as_("staff").get(f"{HERE}/preview?pupil=emma-1").text)
    assert mark is not None
    shown = mother.get(f"{HERE}/preview?pupil=emma-1&guardian={mark[1]}").text
    assert "152" not in shown
    assert "Vera Vos" in mother.get(f"{HERE}/preview?pupil=lotte-1").text
    with school.store.open(school.school.id) as books:
        assert {each.what for each in books.looks.of("emma-1")} == {Sight.RECORD}


def test_only_the_staff_of_this_school_previews_and_a_guardian_of_another_pupil_is_not_there(school: Any) -> None:
    for who, status in (("board", 403), ("operator", 403), ("parent", 403), ("stranger", 404)):
        assert school.as_(who).get(f"{HERE}/preview?pupil=emma-1").status_code == status
    staff = school.as_("staff")
    assert staff.get(f"{HERE}/preview?pupil=tess-2").status_code == 404
    other = re.search(r"guardian=([^&\"]+)", staff.get(f"{HERE}/preview?pupil=lotte-1").text)
    assert other is not None
    assert staff.get(f"{HERE}/preview?pupil=emma-1&guardian={other[1]}").status_code == 404
    assert staff.get(f"{HERE}/preview?pupil=emma-1&guardian=x").status_code == 404
