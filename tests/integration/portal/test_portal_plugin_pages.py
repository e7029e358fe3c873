"""A plugin's own pages stand behind the door of the hub: a real plugin, in a package, with tables of its own."""

from typing import Any

import pytest

from hub.app import bring_tables
from hub.registry import Registry
from hub.store import Store
from tests.toy_pages import hub_toy_pages

FRONT = "/s/99XX/p/toy_pages"
OTHERS = "/s/98YY/p/toy_pages"


@pytest.fixture
def registry(store: Store) -> Registry:
    made = Registry.of(hub_toy_pages, limit=5.0)
    bring_tables(store, made)
    assert made.check() == []
    return made


@pytest.fixture
def letters(house: Any) -> Any:
    """The house, with the plugin on at both schools."""
    for each in (house.school, house.other):
        turn(house, each, on=True)
    return house


def turn(house: Any, school: Any, *, on: bool) -> None:
    with house.store.open(school.id) as books:
        books.plugins.switch("toy_pages", on=on)


def write(visitor: Any, words: str, front: str = FRONT) -> Any:
    visitor.get(front)
    return visitor.post(front, words=words)


def test_a_page_of_a_plugin_stands_in_the_layout_of_the_hub_with_its_own_words_and_scripts(letters: Any) -> None:
    visitor = letters.as_("staff")
    page = visitor.get(f"{FRONT}?wide=yes")
    assert page.status_code == 200
    assert "Alle brieven" in page.text
    assert "Dag, Naam staff (breed)" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    script = page.text.split('type="module" src="')[1].split('"')[0]
    assert script.startswith("/static/p/toy_pages/")
    served = visitor.get(script)
    assert "dataset" in served.text
    assert "immutable" in served.headers["cache-control"]


def test_a_page_of_a_plugin_speaks_the_visitors_language_and_borrows_the_hubs_words(letters: Any) -> None:
    visitor = letters.as_("staff")
    visitor.post("/language", language="en", next=FRONT)
    page = visitor.get(FRONT).text
    assert "All letters" in page
    assert "Log out" in page


def test_what_a_form_gives_is_kept_for_this_school_only(letters: Any) -> None:
    admin, stranger = letters.as_("admin"), letters.as_("stranger")
    answer = write(admin, "Beste ouders")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{FRONT}?notice=toy_pages.kept")
    assert "De brief is bewaard." in admin.get(answer.headers["location"]).text
    assert "Beste ouders" in admin.get(FRONT).text
    assert "Beste ouders" not in stranger.get(OTHERS).text
    number = letters.as_("admin").get(FRONT).text.split("/letters/")[2].split('"')[0]
    assert admin.get(f"{FRONT}/letters/{number}").status_code == 200
    assert stranger.get(f"{OTHERS}/letters/{number}").status_code == 404


def test_a_form_that_must_be_looked_at_again_comes_back_with_what_is_wrong(letters: Any) -> None:
    answer = write(letters.as_("admin"), " ")
    assert answer.status_code == 422
    assert "Schrijf iets." in answer.text


def test_a_form_without_the_token_of_this_visitor_is_refused(letters: Any) -> None:
    visitor = letters.as_("admin")
    visitor.get(FRONT)
    assert visitor.post(FRONT, form_token="0" * 64, words="x").status_code == 403
    assert "<li>" not in visitor.get(FRONT).text.split("<ol>")[1].split("</ol>")[0]


def test_statements_together_are_all_kept_or_none(letters: Any) -> None:
    visitor = letters.as_("admin")
    visitor.get(FRONT)
    data: Any = {"form_token": visitor.token, "words": ["een", "twee"]}
    assert visitor.client.post(f"{FRONT}/many", data=data).json() == {"kept": 2}
    data["words"] = ["drie", ""]
    assert visitor.client.post(f"{FRONT}/many", data=data).status_code == 500
    assert "drie" not in visitor.get(FRONT).text


def test_a_page_opens_for_the_right_that_it_names(letters: Any) -> None:
    board, staff = letters.as_("board"), letters.as_("staff")
    assert board.get(FRONT).status_code == 200
    assert board.get(f"{FRONT}/letters/1").status_code == 403
    assert write(staff, "x").status_code == 403
    assert letters.as_("parent").get(FRONT).status_code == 403


def test_settings_are_kept_by_whoever_may_set_the_plugin(letters: Any) -> None:
    admin, staff = letters.as_("admin"), letters.as_("staff")
    staff.get(FRONT)
    assert staff.post(f"{FRONT}/greeting", greeting="Hoi").status_code == 403
    admin.get(FRONT)
    assert admin.post(f"{FRONT}/greeting", greeting="Hallo").headers["location"] == "/s/99XX/plugins/toy_pages"
    assert "Hallo, Naam admin" in admin.get(FRONT).text


def test_whoever_is_not_of_the_school_does_not_learn_that_the_page_is_there(letters: Any) -> None:
    assert letters.as_("stranger").get(FRONT).status_code == 404
    guest = letters.browser().get(FRONT)
    assert guest.headers["location"] == f"/login?next={FRONT}"


def test_a_switch_counts_from_the_next_request_for_pages_and_menu(letters: Any) -> None:
    visitor = letters.as_("staff")
    assert f'href="{FRONT}"' in visitor.get("/s/99XX/classes").text
    assert f'href="{FRONT}" aria-current="page"' in visitor.get(FRONT).text
    turn(letters, letters.school, on=False)
    assert visitor.get(FRONT).status_code == 404
    assert f'href="{FRONT}"' not in visitor.get("/s/99XX/classes").text
    turn(letters, letters.school, on=True)
    assert visitor.get(FRONT).status_code == 200


def test_the_menu_shows_what_the_visitor_may_open(letters: Any) -> None:
    assert "Eerste brief" in letters.as_("staff").get("/s/99XX/classes").text
    board = letters.as_("board").get("/s/99XX").text
    assert "Brieven" in board
    assert "Eerste brief" not in board


@pytest.mark.parametrize("path", ["/nothing", "/letters/abc", f"/letters/{2**63}", "/letters/999", "/letters/1/more"])
def test_what_is_not_there_is_not_there(letters: Any, path: str) -> None:
    assert letters.as_("staff").get(FRONT + path).status_code == 404


def test_a_page_that_takes_forms_only_does_not_open_by_itself(letters: Any) -> None:
    assert letters.as_("admin").get(f"{FRONT}/greeting").status_code == 405


def test_a_plugin_that_was_set_aside_has_no_pages(letters: Any) -> None:
    letters.desk.registry.set_aside("toy_pages", hub_toy_pages.EMPTY)
    assert letters.as_("staff").get(FRONT).status_code == 404


@pytest.mark.parametrize("how", ["raise", "template", "hubs_own", "notice", "no-answer"])
def test_a_page_that_fails_is_named_on_the_plugins_page_without_what_it_worked_on(letters: Any, how: str) -> None:
    visitor = letters.as_("admin")
    answer = visitor.get(f"{FRONT}/bad/{how}")
    assert answer.status_code == 500
    assert "Brievenbus" in answer.text
    assert visitor.get(FRONT).status_code == 200
    report = visitor.get("/s/99XX/plugins/toy_pages").text
    assert "De pagina ‘Kuren’" in report
    assert "g.jansen" not in answer.text + report


def test_a_page_that_fails_time_and_again_can_be_tried_again_at_once(letters: Any) -> None:
    visitor = letters.as_("admin")
    for _ in range(5):
        visitor.get(f"{FRONT}/bad/raise")
    assert visitor.get(f"{FRONT}/bad/refuse").status_code == 409


def test_a_page_that_hangs_is_left_and_then_paused(letters: Any) -> None:
    visitor = letters.as_("staff")
    hung = visitor.get(f"{FRONT}/bad/sleep?seconds=8")
    assert hung.status_code == 500
    assert "gaf binnen 5 seconden geen antwoord" in hung.text
    assert visitor.get(f"{FRONT}/bad/sleep?seconds=0").status_code == 503
    assert visitor.get(FRONT).status_code == 200


def test_a_sentence_for_the_visitor_is_shown_and_is_no_fault(letters: Any) -> None:
    visitor = letters.as_("admin")
    answer = visitor.get(f"{FRONT}/bad/refuse")
    assert answer.status_code == 409
    assert "Kom morgen terug." in answer.text
    assert visitor.get(f"{FRONT}/bad/forbid").status_code == 403
    assert "Kuren" not in visitor.get("/s/99XX/plugins/toy_pages").text


def test_a_file_is_downloaded_under_its_name(letters: Any) -> None:
    answer = letters.as_("staff").get(f"{FRONT}/letters.csv")
    assert answer.content == b"a;b"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''brief%20%C3%A9.csv"


def test_a_notice_is_one_that_the_plugin_declared(letters: Any) -> None:
    visitor = letters.as_("staff")
    assert "De brief is bewaard." in visitor.get(f"{FRONT}?notice=toy_pages.kept").text
    for made_up in ("toy_pages.gemaakt", "other.kept", "toy_pages."):
        assert 'role="status"' not in visitor.get(f"{FRONT}?notice={made_up}").text


def test_a_stream_tells_what_is_new_and_goes_on_where_the_reader_was(letters: Any) -> None:
    visitor = letters.as_("admin")
    write(visitor, "een")
    stream = visitor.get(f"{FRONT}/count")
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert "id: 1" in stream.text
    assert 'data: {"number":1}' in stream.text
    assert stream.text.count("id:") == 1
    assert "id:" not in visitor.get(f"{FRONT}/count", **{"last-event-id": "1"}).text
