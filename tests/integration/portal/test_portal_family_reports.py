"""What the school shows of a child, on the pages of everybody who is or was its guardian: that, and nothing else."""

import re
from collections.abc import Callable

import pytest

from hub.contract import ReportKind
from hub.reports import providers
from hub.reports.paper import Printing
from hub.store import Publication, SeenAs
from tests.integration.histories import result
from tests.integration.portal.families import SECRET_HOME, SECRET_POSTCODE, TWO_HOMES, Families, child, grown_up, tie
from tests.integration.portal.shown import SCORE, TITLE, WITHOUT, bring, enrol, marks, of_both_children, publish


@pytest.fixture
def shown(families: Families) -> Families:
    """Both children of Gea have a test and a report card, and the school shows everything."""
    enrol(families)
    bring(families, *of_both_children())
    publish(families)
    return families


def card_path(page: str) -> str:
    found = re.search(r'href="(/family/child/[^"]+/card/[^"]+)"', page)
    assert found, "no report card on the page"
    return found[1]


def test_a_parent_reads_the_tests_and_report_cards_of_each_child_on_its_own_page(shown: Families) -> None:
    visitor = shown.house.as_("gea")
    mine = marks(visitor)
    emma, daan = (visitor.get(f"/family/child/{mine[name]}").text for name in ("Emma Jansen", "Daan Jansen"))
    assert SCORE in emma
    assert TITLE in emma
    assert "Rapport Daan" not in emma
    assert "Rapport Daan" in daan
    assert TITLE not in daan


def test_an_ex_partner_with_authority_reads_the_same_and_never_an_address(shown: Families) -> None:
    gea, piet = shown.house.as_("gea"), shown.house.as_("piet")
    page = piet.get(f"/family/child/{marks(piet)['Emma Jansen']}").text
    assert SCORE in page
    assert "Gea Jansen" in page
    mark = marks(piet)["Emma Jansen"]
    pages = [page, *(piet.get(f"/family/child/{mark}/{each}").text for each in ("details", "looks"))]
    assert not any(secret in each for each in pages for secret in ("1234 AB", "1234AB", "Kerkweg", "12345678"))
    hers = gea.get(f"/family/child/{marks(gea)['Emma Jansen']}").text
    assert not any(secret in hers for secret in (SECRET_HOME, SECRET_POSTCODE, "99999999"))


def test_before_the_school_shows_anything_there_are_kind_words_and_nothing_else(families: Families) -> None:
    bring(families, *of_both_children())
    visitor = families.house.as_("gea")
    start = visitor.get("/family").text
    page = visitor.get(f"/family/child/{marks(visitor)['Emma Jansen']}").text
    assert "laat hier nog geen rapporten en toetsen zien" in page
    for each in (start, page):
        assert not any(secret in each for secret in (SCORE, TITLE, "Begrijpend"))


def test_of_a_child_without_results_the_page_says_so(shown: Families) -> None:
    visitor = shown.house.as_("vera")
    assert "Er is nog niets te zien" in visitor.get(f"/family/child/{marks(visitor)['Lotte Vos']}").text


def off_plugin(families: Families) -> None:
    with families.house.store.open(families.house.school.id) as books:
        books.plugins.switch("reports", on=False)


def off_kinds(families: Families) -> None:
    publish(families, on=False)


def off_reports(families: Families) -> None:
    with families.house.store.open(families.house.school.id) as books:
        for _, provider in providers(families.house.desk.registry, books):
            books.publication.show(provider.key, on=False)


def other_year(families: Families) -> None:
    with families.house.store.open(families.house.school.id) as books:
        for kind in ReportKind:
            books.publication.set_kind(kind, Publication(on=True, year_groups=frozenset("3")))


@pytest.mark.parametrize("turn_off", [off_plugin, off_kinds, off_reports, other_year])
def test_what_is_turned_off_while_a_parent_looks_is_gone_at_the_next_request(
    shown: Families, turn_off: Callable[[Families], None]
) -> None:
    visitor = shown.house.as_("gea")
    path = f"/family/child/{marks(visitor)['Emma Jansen']}"
    before = visitor.get(path).text
    document = card_path(before)
    assert visitor.get(document).content.startswith(b"%PDF")
    turn_off(shown)
    for each in (visitor.get(path).text, visitor.get("/family").text):
        assert not any(secret in each for secret in (SCORE, TITLE, "Begrijpend lezen"))
    gone = visitor.get(document)
    assert gone.status_code == 404
    assert b"%PDF" not in gone.content


def test_a_report_card_comes_as_a_file_that_can_do_nothing(shown: Families) -> None:
    visitor = shown.house.as_("gea")
    mark = marks(visitor)["Emma Jansen"]
    answer = visitor.get(card_path(visitor.get(f"/family/child/{mark}").text))
    said = answer.headers
    assert said["content-type"] == "application/pdf"
    assert said["content-disposition"] == (
        "attachment; filename=\"rapport.pdf\"; filename*=UTF-8''Emma%20Rapport%20Kanarie.pdf"
    )
    assert "sandbox" in said["content-security-policy"]
    assert (said["x-content-type-options"], said["cache-control"]) == ("nosniff", "no-store")
    assert len(answer.content) == int(said["content-length"])


def test_a_report_card_opens_for_nobody_else(shown: Families) -> None:
    gea = shown.house.as_("gea")
    path = card_path(gea.get(f"/family/child/{marks(gea)['Emma Jansen']}").text)
    for who in ("vera", "stef", "nico", "piet", "admin", "stranger"):
        answer = shown.house.as_(who).get(path)
        assert answer.status_code in {403, 404}, who
        assert b"%PDF" not in answer.content
    assert shown.house.browser().get(path).status_code == 303
    assert gea.get(path.rpartition("/")[0] + "/c1").status_code == 404


def test_no_page_shows_a_key_of_the_las(shown: Families) -> None:
    visitor = shown.house.as_("gea")
    mark = marks(visitor)["Emma Jansen"]
    pages = [visitor.get(f"/family/child/{mark}{each}").text for each in ("", "/details", "/looks")]
    assert not any(key in page for page in pages for key in ("emma-1", '"r1"', "/c1"))


@pytest.mark.parametrize("what", ["", "/details", "/looks", "/card/x"])
def test_the_child_of_another_family_is_not_there(shown: Families, what: str) -> None:
    mark = marks(shown.house.as_("gea"))["Emma Jansen"]
    for who in ("vera", "stef", "piet", "nico"):
        assert shown.house.as_(who).get(f"/family/child/{mark}{what}").status_code == 404, who
    for odd in ("x", "emma-1", "%2e%2e", "A" * 2000, "é"):
        assert shown.house.as_("gea").get(f"/family/child/{odd}{what}").status_code in {400, 404}, odd


def test_a_blocked_account_and_a_child_that_left_show_nothing(shown: Families) -> None:
    visitor = shown.house.as_("gea")
    path = f"/family/child/{marks(visitor)['Emma Jansen']}"
    with shown.house.store.open(shown.house.school.id) as books:
        leave = "UPDATE hub.pupil SET departed_at = now() WHERE key = 'emma-1'"
        books.session.connection().exec_driver_sql(leave)
    assert visitor.get(path).status_code == 404
    assert "Emma" not in visitor.get("/family").text
    daan = f"/family/child/{marks(visitor)['Daan Jansen']}"
    with shown.house.store.open(shown.house.school.id) as books:
        books.guardian_accounts.block(books.guardian_accounts.of("gea"), blocked=True)
    assert visitor.get(daan).status_code == 404
    assert "Daan" not in visitor.get("/family").text


def test_a_parent_of_two_schools_sees_each_child_in_the_style_of_its_school(shown: Families) -> None:
    shown.let_in("gea", shown.house.other)
    for school, name, accent in ((shown.house.school, "Kleurenschool", "#8a3b12"), (shown.house.other, None, None)):
        with shown.house.store.open(school.id) as books:
            books.style.save(shown_name=name, accent=accent)
    visitor = shown.house.as_("gea")
    mine = marks(visitor)
    emma, tess = (visitor.get(f"/family/child/{mine[name]}").text for name in ("Emma Jansen", "Tess Jansen"))
    assert "Kleurenschool" in emma
    assert "/s/99XX/style.css" in emma
    assert "/s/" not in tess
    assert SCORE not in tess
    assert "Kleurenschool" in visitor.get("/family").text
    sheet = re.search(r'href="(/s/99XX/style.css[^"]*)"', emma)
    assert sheet
    assert visitor.get(sheet[1]).status_code == 200


def test_the_start_page_says_what_is_new_since_the_child_s_page_was_opened(shown: Families) -> None:
    visitor = shown.house.as_("gea")
    assert "Nieuw" not in visitor.get("/family").text.replace("Nieuwste", "")
    visitor.get(f"/family/child/{marks(visitor)['Emma Jansen']}")
    tests, cards = of_both_children()
    bring(shown, [*tests, result(3, "emma-1"), result(4, "emma-1")], cards)
    start = visitor.get("/family").text
    assert re.search(r"Nieuw</span>\s+2 toetsen", start)
    visitor.get(f"/family/child/{marks(visitor)['Emma Jansen']}")
    assert "2 toetsen" not in visitor.get("/family").text


def test_who_looked_is_told_by_name_role_and_hour(shown: Families) -> None:
    for who in ("piet", "gea"):
        visitor = shown.house.as_(who)
        mark = marks(visitor)["Emma Jansen"]
        visitor.get(card_path(visitor.get(f"/family/child/{mark}").text))
    with shown.house.store.open(shown.house.school.id) as books:
        seen = {(each.who, each.seen_as, each.what.value) for each in books.looks.of("emma-1")}
        books.looks.note(["emma-1"], next(iter(books.looks.of("emma-1"))).what, SeenAs.STAFF, "Juf <b>Anja</b>")
    assert seen == {
        (name, SeenAs.GUARDIAN, what) for name in ("Piet Smit", "Gea Jansen") for what in ("reports", "report_card")
    }
    page = visitor.get(f"/family/child/{mark}/looks").text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Gea Jansen dat was u zelf" in text
    assert "Piet Smit andere verzorger" in text
    assert "Juf &lt;b&gt;Anja&lt;/b&gt; medewerker van de school" in text
    assert "gea@" not in page


def test_long_ago_looks_stand_on_a_page_of_their_own(shown: Families) -> None:
    with shown.house.store.open(shown.house.school.id) as books:
        books.looks.session.connection().exec_driver_sql(
            "INSERT INTO hub.look (pupil_id, who, seen_as, what, hour) SELECT p.id, 'Juf ' || n, 'staff', 'record', "
            "date_trunc('hour', now()) - n * interval '1 hour' FROM hub.pupil p, generate_series(1, 120) n "
            "WHERE p.key = 'emma-1'"
        )
    visitor = shown.house.as_("gea")
    path = f"/family/child/{marks(visitor)['Emma Jansen']}/looks"
    seen: list[str] = []
    while path:
        page = visitor.get(path).text
        seen += re.findall(r"<strong>Juf (\d+)</strong>", page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        path = onward[1] if onward else ""
    assert seen == [str(number) for number in range(1, 121)]
    assert visitor.get(f"/family/child/{marks(visitor)['Emma Jansen']}/looks?before=99999999999999").status_code == 200


def test_two_guardians_of_one_name_are_not_taken_for_each_other(shown: Families) -> None:
    records = [each for each in TWO_HOMES if each.key != "piet"]
    shown.say(
        shown.house.school,
        *records,
        *WITHOUT,
        grown_up("piet", "Gea", "Jansen", street=SECRET_HOME, postcode=SECRET_POSTCODE),
        child("sem-1", "Sem"),
        tie("sem-1", "vera"),
    )
    visitor = shown.house.as_("gea")
    mark = marks(visitor)["Emma Jansen"]
    visitor.get(f"/family/child/{mark}")
    page = visitor.get(f"/family/child/{mark}/looks").text
    assert "dat was u zelf" not in page
    assert "andere verzorger" in page


def test_a_pdf_of_the_child_s_page_is_mine_alone_and_goes_when_the_school_shows_less(shown: Families) -> None:
    house = shown.house
    visitor = house.as_("gea")
    mark = marks(visitor)["Emma Jansen"]
    visitor.get(f"/family/child/{mark}")
    started = visitor.post(f"/family/child/{mark}/pdf").headers["location"]
    assert "data-follow" in visitor.get(started).text
    number, school = int(started.rpartition("/")[2]), house.school.id
    Printing(store=house.store, registry=house.desk.registry, school=school, number=number).make()
    assert "PDF downloaden" in visitor.get(started).text
    assert visitor.get(f"{started}/pdf").content.startswith(b"%PDF")
    daan = started.replace(mark, marks(visitor)["Daan Jansen"])
    assert visitor.get(f"{daan}/pdf").status_code == 404
    for who in ("piet", "vera", "stef", "admin"):
        assert house.as_(who).get(f"{started}/pdf").status_code in {403, 404}, who
    off_kinds(shown)
    gone = visitor.get(f"{started}/pdf")
    assert gone.status_code == 303
    assert "PDF downloaden" not in visitor.get(started).text
    visitor.get("/account")
    assert house.as_("vera").get(started).status_code == 404
