"""A parent without authority asks the school for information, the school decides, and he sees that and nothing else."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.changes import dutch_today
from hub.contract import ReportKind
from hub.mail import remind_of_information, write_letters
from hub.mail.composing import AT_SCHOOL
from hub.store import Books, Letter, RequestState, Role
from tests.integration.portal.families import Families
from tests.integration.portal.shown import SCORE, TITLE, asking_mark, bring, enrol, marks, of_both_children, publish

QUESTION = "Hoe gaat het met <b>rekenen</b>?\nMag ik het weten?"
ANSWER = "Het gaat goed met lezen.\nBel ons gerust."
OF_DAAN = ("Daan", "148", "Rapport Daan", "Begrijpend", "Jansen, Daan", "1234")


@pytest.fixture
def asked(families: Families) -> Families:
    """Nico, the father of Daan without authority, and a school that shows parents everything."""
    enrol(families)
    bring(families, *of_both_children())
    publish(families)
    return families


def ask(visitor: Any, question: str = QUESTION) -> str:
    mark = asking_mark(visitor)
    path = f"/family/information/{mark}"
    visitor.get(path)
    sure = visitor.post(path, question=question)
    assert sure.status_code == 200
    assert visitor.post(path, question=question, sure="yes").headers["location"].endswith("information_asked")
    return path


def decide(families: Families, choice: str, who: str = "staff", **form: str) -> Any:
    visitor = families.house.as_(who)
    with families.house.store.open(families.house.school.id) as books:
        number = books.access.requests()[0].number
    visitor.get(f"/s/99XX/information/{number}")
    return visitor.post(f"/s/99XX/information/{number}/{choice}", sure="yes", **form)


def letters(families: Families) -> list[tuple[str, int | None, str | None]]:
    with families.house.store.open(families.house.school.id) as books:
        found = books.letters.all()
    return [(each.letter, each.to_account, each.guardian) for each in found if each.letter.startswith("information")]


def test_before_the_school_decides_nothing_of_the_child_is_on_any_page(asked: Families) -> None:
    visitor = asked.house.as_("nico")
    start = visitor.get("/family").text
    assert "Een kind dat u hier niet ziet" in start
    path = ask(visitor)
    mark = path.rpartition("/")[2]
    pages = [start, visitor.get("/family").text, visitor.get(path).text, visitor.get(f"{path}/withdraw").text]
    for way in ("", "/details", "/looks", "/card/x"):
        answer = visitor.get(f"/family/child/{mark}{way}")
        assert answer.status_code in {303, 404}
        pages.append(answer.text)
    assert not any(secret in page for page in pages for secret in OF_DAAN)
    assert "artikel 1:377c" in pages[2]
    assert "&lt;b&gt;rekenen&lt;/b&gt;" in pages[2]


def test_a_question_is_shown_once_more_before_it_goes(asked: Families) -> None:
    visitor = asked.house.as_("nico")
    path = f"/family/information/{asking_mark(visitor)}"
    visitor.get(path)
    assert "&lt;b&gt;rekenen" in visitor.post(path, question=QUESTION).text
    assert "<textarea" in visitor.post(path, question=QUESTION, sure="no").text
    for wrong in ("", "   ", "x" * 2001):
        assert visitor.post(path, question=wrong, sure="yes").status_code == 422
    with asked.house.store.open(asked.house.school.id) as books:
        assert books.access.requests() == []
    ask(visitor)
    assert visitor.post(path, question="Nog eens", sure="yes").headers["location"].endswith("information_already")


def test_what_the_school_allows_is_all_that_is_seen(asked: Families) -> None:
    visitor = asked.house.as_("nico")
    path = ask(visitor)
    until = dutch_today() + timedelta(days=30)
    form = {"kind.lvs": "yes", "words": ANSWER, "until": until.isoformat()}
    assert decide(asked, "grant", **form).headers["location"].endswith("information_granted")
    page = visitor.get(path.replace("information", "child")).text
    assert "148" in page
    assert "Het gaat goed met lezen." in page
    assert "Daan" in page
    assert not any(secret in page for secret in ("Rapport Daan", "Gea", "Emma", SCORE, TITLE, "1234", "Kerkweg"))
    for way in ("/details", "/looks"):
        assert visitor.get(path.replace("information", "child") + way).status_code == 404
    start = visitor.get("/family").text
    assert "Daan" in start
    assert "Jansen" not in start.replace("Nico Jansen", "")


def test_what_is_allowed_shows_no_more_than_what_the_school_publishes(asked: Families) -> None:
    visitor = asked.house.as_("nico")
    path = ask(visitor)
    decide(asked, "grant", **{"kind.lvs": "yes", "kind.report_cards": "yes", "words": ANSWER})
    child = path.replace("information", "child")
    document = re.search(r'href="(/family/child/[^"]+/card/[^"]+)"', visitor.get(child).text)
    assert document
    assert visitor.get(document[1]).content.startswith(b"%PDF")
    publish(asked, ReportKind.REPORT_CARDS, on=False)
    page = visitor.get(child).text
    assert "148" in page
    assert "Rapport Daan" not in page
    assert visitor.get(document[1]).status_code == 404


@pytest.mark.parametrize("how", ["stopped", "over", "no guardian"])
def test_what_was_allowed_is_gone_at_the_next_request(asked: Families, how: str) -> None:
    visitor = asked.house.as_("nico")
    path = ask(visitor)
    decide(asked, "grant", **{"kind.lvs": "yes", "words": ANSWER})
    child = path.replace("information", "child")
    assert "148" in visitor.get(child).text
    with asked.house.store.open(asked.house.school.id) as books:
        if how == "stopped":
            books.access.revoke(books.access.grants()[0].number)
        elif how == "over":
            sql = "UPDATE hub.access_grant SET until = CURRENT_DATE - 2"
            books.session.connection().exec_driver_sql(sql)
        else:
            sql = "UPDATE hub.guardianship SET departed_at = now() WHERE key = 'daan-1:nico'"
            books.session.connection().exec_driver_sql(sql)
    pages = [visitor.get(each).text for each in (child, path, "/family")]
    assert not any(secret in page for page in pages for secret in (*OF_DAAN, "Het gaat goed"))
    assert visitor.get(child).status_code in {303, 404}


def test_an_answer_in_words_alone_opens_no_page(asked: Families) -> None:
    visitor = asked.house.as_("nico")
    path = ask(visitor)
    decide(asked, "grant", words=ANSWER)
    page = visitor.get(path).text
    assert "Het gaat goed met lezen." in page
    assert "Daan" not in page
    assert visitor.get(path.replace("information", "child")).status_code == 303


def test_a_refusal_is_read_with_its_reason_and_shows_nothing(asked: Families) -> None:
    visitor = asked.house.as_("nico")
    path = ask(visitor)
    assert decide(asked, "refuse", words="").status_code == 422
    assert decide(asked, "refuse", words="De rechter verbood <het>.").status_code == 303
    page = visitor.get(path).text
    assert "De rechter verbood &lt;het&gt;." in page
    assert not any(secret in page for secret in OF_DAAN)
    assert decide(asked, "grant", words=ANSWER).status_code == 409
    assert "Stel uw vraag" in page or "Iets anders vragen" in page


def test_a_question_can_be_taken_back_until_the_school_decides(asked: Families) -> None:
    visitor = asked.house.as_("nico")
    path = ask(visitor)
    visitor.get(f"{path}/withdraw")
    assert visitor.post(f"{path}/withdraw").headers["location"].endswith("information_withdrawn")
    assert visitor.post(f"{path}/withdraw").headers["location"].endswith("information_decided_already")
    assert decide(asked, "grant", words=ANSWER).status_code == 409
    with asked.house.store.open(asked.house.school.id) as books:
        assert [each.state for each in books.access.requests()] == [RequestState.WITHDRAWN]
        assert books.access.grants() == []


def test_nobody_decides_on_or_reads_a_question_of_his_own_family(asked: Families) -> None:
    ask(asked.house.as_("nico"))
    with asked.house.store.directory() as directory:
        for who in ("gea", "nico"):
            directory.grant(asked.accounts[who], Role.SCHOOL_ADMIN, asked.house.school.id)
    with asked.house.store.open(asked.house.school.id) as books:
        number = books.access.requests()[0].number
    listed = asked.house.as_("staff").get("/s/99XX/guardians").text
    marks_of_nico = re.findall(r"/guardians/([\w=-]{20})\">[^<]*Nico", listed)
    assert marks_of_nico
    for who in ("gea", "nico"):
        visitor = asked.house.as_(who)
        pages = [visitor.get(each).text for each in ("/s/99XX/information", "/s/99XX/")]
        assert not any("rekenen" in page or "Nico" in page or "informatie over" in page for page in pages)
        assert "Er wacht niets" in pages[0]
        assert "vraagt om informatie" not in pages[1]
        assert visitor.get(f"/s/99XX/information/{number}").status_code == 404
        answer = visitor.post(f"/s/99XX/information/{number}/grant", sure="yes", words="ja", **{"kind.lvs": "yes"})
        assert answer.status_code == 404
        assert not any("/access/" in visitor.get(f"/s/99XX/guardians/{mark}").text for mark in marks_of_nico)
    assert "rekenen" in asked.house.as_("staff").get(f"/s/99XX/information/{number}").text


def test_the_question_goes_to_who_decides_and_the_answer_to_the_guardian_without_what_they_say(asked: Families) -> None:
    house = asked.house
    write_letters(house.store)
    ask(house.as_("nico"))
    assert {to for letter, to, _ in letters(asked) if letter == "information_asked"} == {house.people["admin"]}
    decide(asked, "refuse", words="Nee.")
    assert ("information_decided", None, "nico") in letters(asked)


def test_where_every_administrator_is_family_the_other_staff_hear_of_it(asked: Families) -> None:
    house = asked.house
    with house.store.directory() as directory:
        directory.revoke(house.people["admin"], Role.SCHOOL_ADMIN, house.school.id)
        for who in ("gea", "nico"):
            directory.grant(asked.accounts[who], Role.SCHOOL_ADMIN, house.school.id)
    write_letters(house.store)
    ask(house.as_("nico"))
    assert {to for letter, to, _ in letters(asked) if letter == "information_asked"} == {house.people["staff"]}


def test_who_decides_is_reminded_once_after_three_working_days_and_the_list_shows_its_age(asked: Families) -> None:
    house, now = asked.house, datetime.now(UTC)
    ask(house.as_("nico"))

    def remind(at: datetime) -> list[tuple[int | None, str]]:
        with house.store.open(house.school.id) as books:
            remind_of_information(house.desk.registry, books, at)
        with house.store.open(house.school.id) as books:
            found = [each for each in books.letters.all() if each.letter == "reminder"]
            return [(each.to_account, _points(books, each)) for each in found]

    assert remind(now) == []
    assert "Sinds vandaag." in house.as_("staff").get("/s/99XX/information").text
    with house.store.open(house.school.id) as books:
        books.session.execute(text("UPDATE hub.information_request SET asked_at = now() - interval '6 days'"))
    for _ in range(2):
        assert remind(now) == [(house.people["admin"], "1 vraag om informatie wacht op een besluit")]
    page = house.as_("staff").get("/s/99XX/information").text
    assert "Wacht al 6 dagen." in page
    assert "De school is herinnerd op" in page
    decide(asked, "refuse", words="Nee.")
    with house.store.open(house.school.id) as books:
        (letter,) = [each for each in books.letters.all() if each.letter == "reminder"]
        assert AT_SCHOOL["reminder"](books, letter) is None
    assert "Wacht al" not in house.as_("staff").get("/s/99XX/information").text


def _points(books: Books, letter: Letter) -> str:
    made = AT_SCHOOL["reminder"](books, letter)
    assert made is not None
    assert made.content.action is not None
    assert made.content.action.path == "/s/99XX/information"
    return " ".join(each.nl for each in made.content.points)


def test_a_step_parent_sees_what_the_school_allows_per_child_and_nothing_after_it_stops(asked: Families) -> None:
    stef, staff = asked.house.as_("stef"), asked.house.as_("staff")
    found = staff.get("/s/99XX/guardians").text
    mark = re.search(r'/guardians/([\w=-]{20})">[^<]*Stef', found)
    assert mark
    page = staff.get(f"/s/99XX/guardians/{mark[1]}").text
    path = re.search(rf'href="(/s/99XX/guardians/{re.escape(mark[1])}/access/[\w=-]+)"', page)
    assert path
    staff.get(path[1])
    assert staff.post(path[1], words="Moeder vindt het goed.", sure="yes").status_code == 422
    past = (dutch_today() - timedelta(days=1)).isoformat()
    for until in (past, "morgen", "2999-01-01"):
        form = {"kind.lvs": "yes", "words": "Goed", "until": until, "sure": "yes"}
        assert staff.post(path[1], **form).status_code == 422, until
    form = {"kind.lvs": "yes", "words": "Moeder vindt het goed."}
    assert "Ja, sta dit toe" in staff.post(path[1], **form).text
    assert asking_mark(stef)
    assert staff.post(path[1], sure="yes", **form).headers["location"].endswith("access_allowed")
    child = f"/family/child/{marks(stef)['Emma']}"
    seen = stef.get(child).text
    assert SCORE in seen
    assert not any(secret in seen for secret in (TITLE, "Moeder vindt", "Gea", "1234"))
    staff.get(path[1])
    stop = {"act": "stop", "words": "Ze zijn uit elkaar.", "sure": "yes"}
    assert staff.post(path[1], **stop).headers["location"].endswith("access_stopped")
    assert stef.get(child).status_code == 303
    assert SCORE not in stef.get("/family").text
    assert "Gestopt omdat: Ze zijn uit elkaar." in staff.get(path[1]).text
    said = "SELECT string_agg(act || subject || details::text, ' ') FROM hub.audit_entry WHERE act LIKE 'access.%%'"
    with asked.house.store.open(asked.house.school.id) as books:
        trail = books.session.connection().exec_driver_sql(said).scalar_one()
    assert "access.revoked" in trail
    assert not any(secret in trail for secret in ("Moeder", "elkaar", "emma-1", "stef"))


def test_who_sees_a_child_by_law_has_nothing_to_ask_and_nothing_to_be_allowed(asked: Families) -> None:
    gea = asked.house.as_("gea")
    mark = marks(gea)["Daan Jansen"]
    assert gea.get(f"/family/information/{mark}").headers["location"] == f"/family/child/{mark}"
    gea.get("/account")
    assert gea.post(f"/family/information/{mark}", question="x", sure="yes").status_code == 404
    assert gea.get(f"/family/information/{mark}/withdraw").status_code == 404


def test_another_s_question_is_nobody_else_s(asked: Families) -> None:
    path = ask(asked.house.as_("nico"))
    for who in ("gea", "vera", "stef", "staff"):
        assert asked.house.as_(who).get(path).status_code in {403, 404}, who
    for who in ("parent", "board", "operator", "stranger", "nobody", "gea"):
        assert asked.house.as_(who).get("/s/99XX/information").status_code in {403, 404}, who
    staff = asked.house.as_("staff")
    for odd in ("0", "-1", "99", "9" * 30, "x"):
        assert staff.get(f"/s/99XX/information/{odd}").status_code in {400, 404}, odd
    for odd in ("x", "%2e%2e", "é"):
        assert staff.get(f"/s/99XX/guardians/{odd}/access/{odd}").status_code == 404, odd
        assert asked.house.as_("nico").get(f"/family/information/{odd}").status_code == 404, odd


def test_the_school_s_front_page_says_that_a_question_waits(asked: Families) -> None:
    ask(asked.house.as_("nico"))
    staff = asked.house.as_("staff")
    assert "vraagt om informatie" in staff.get("/s/99XX/").text
    decide(asked, "refuse", words="Nee.")
    assert "vraagt om informatie" not in staff.get("/s/99XX/").text
    assert "Geweigerd" in staff.get("/s/99XX/information").text
