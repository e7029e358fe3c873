"""The pages about letters: a school chooses which it sends; a reader which he gets, from a letter without a login."""

import re
from html import unescape
from typing import Any

from hub import mail
from hub.mail import LETTERS, decline_path
from hub.store import LetterState


def failed_letter(house: Any, to: str = "staff") -> int:
    with house.store.open(house.school.id) as books:
        number = mail.post(books, "coupling_broke", to_account=house.people[to], subject=1)
        books.letters.end(number, LetterState.FAILED, LETTERS["invitation"].when)
    assert number is not None
    return number


def test_a_school_turns_a_letter_off_and_it_stands_in_the_audit_trail(house: Any) -> None:
    admin = house.as_("admin")
    answer = admin.post("/s/99XX/letters/switch", letter="confirmed", on="false")
    assert answer.headers["location"] == "/s/99XX/letters?notice=letter_off"
    with house.store.open(house.school.id) as books:
        assert books.letter_switches.off() == {"confirmed"}
        assert books.audit.entries(limit=1)[0].act == "letter.off"
    admin.post("/s/99XX/letters/switch", letter="confirmed", on="true")
    with house.store.open(house.school.id) as books:
        assert books.letter_switches.off() == frozenset()


def test_a_letter_about_an_account_cannot_be_turned_off(house: Any) -> None:
    assert house.as_("admin").post("/s/99XX/letters/switch", letter="password_reset", on="false").status_code == 404


def test_a_preview_shows_each_letter_that_a_school_sends(house: Any) -> None:
    admin = house.as_("admin")
    for kind in LETTERS.values():
        shown = admin.get(f"/s/99XX/letters/preview?letter={kind.name}")
        assert (shown.status_code == 200) == kind.can_be_off, kind.name
        assert not kind.can_be_off or "De Regenboog" in shown.text


def test_a_letter_that_failed_is_seen_with_its_reason_and_sent_again(house: Any) -> None:
    number, admin = failed_letter(house), house.as_("admin")
    shown = unescape(admin.get("/s/99XX/letters?show=trouble").text)
    assert "Naam staff" in shown
    assert "Niet te bezorgen" in shown
    assert "staff@school.example" not in shown
    answer = admin.post("/s/99XX/letters/again", number=str(number))
    assert answer.headers["location"].endswith("notice=letter_again")
    with house.store.open(house.school.id) as books:
        assert books.letters.find(number).state is LetterState.WAITING


def test_another_schools_letter_is_neither_seen_nor_sent(house: Any) -> None:
    number, stranger = failed_letter(house), house.as_("stranger")
    assert "Naam staff" not in stranger.get("/s/98YY/letters").text
    answer = stranger.post("/s/98YY/letters/again", number=str(number))
    assert answer.headers["location"].endswith("notice=letter_not_again")
    with house.store.open(house.school.id) as books:
        assert books.letters.find(number).state is LetterState.FAILED


def test_without_a_mail_server_the_page_says_so(house: Any) -> None:
    assert "Er is nog geen mailserver ingesteld" in house.as_("admin").get("/s/99XX/letters").text


def test_somebody_chooses_on_a_page_of_his_own(house: Any) -> None:
    parent = house.as_("parent")
    shown = parent.get("/account/letters").text
    assert 'name="decided"' in shown
    assert 'name="reminder"' not in shown
    wanted = set(re.findall(r'type="checkbox"[^>]* name="(\w+)"', shown)) - {"decided"}
    assert {"received", "confirmed", "news"} <= wanted
    parent.post("/account/letters", **dict.fromkeys(wanted, "on"))
    with house.store.directory() as directory:
        assert directory.letter_choices.declined(house.people["parent"]) == {"decided"}
    assert re.search(r'name="decided" value="on" aria-describedby="hint-decided">', parent.get("/account/letters").text)


def test_a_letter_is_turned_off_from_itself_without_a_login(house: Any) -> None:
    reader, account = house.browser(), house.people["parent"]
    path = decline_path(house.store, account, "received")
    assert "Aanvraag ontvangen" in reader.get(path).text
    with house.store.directory() as directory:
        assert directory.letter_choices.declined(account) == frozenset()
    answer = reader.client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert "Deze brieven staan uit" in answer.text
    with house.store.directory() as directory:
        assert directory.letter_choices.declined(account) == {"received"}
    reader.client.post(path, data={"wanted": "true"})
    with house.store.directory() as directory:
        assert directory.letter_choices.declined(account) == frozenset()


def test_a_mark_that_the_hub_did_not_make_turns_nothing_off(house: Any) -> None:
    reader, account = house.browser(), house.people["parent"]
    path = decline_path(house.store, account, "received")
    others = (path[:-1] + ("A" if path[-1] != "A" else "B"), path.replace(f"/{account}-", f"/{account + 1}-"))
    for each in (*others, path.replace("received", "decided"), path.replace("received", "password_reset")):
        assert "Deze link klopt niet" in reader.get(each).text, each
        assert reader.client.post(each, follow_redirects=False).status_code == 403, each
    with house.store.directory() as directory:
        assert directory.letter_choices.declined(account) == frozenset()


def test_the_language_that_somebody_chooses_is_that_of_his_letters(house: Any) -> None:
    house.as_("parent").post("/language", language="en", next="/")
    with house.store.directory() as directory:
        assert directory.account(house.people["parent"]).language == "en"
