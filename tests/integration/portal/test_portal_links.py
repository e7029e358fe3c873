"""The page on which a school lets its own portal in, and chooses what it hears: shown once, asked before harm."""

import re

import pytest

from hub.store import Scope, WebhookState
from hub.webhooks import EVENTS, Gate
from tests.integration.portal.conftest import Browser, House

PORTAL = "/s/99XX/portal"
ADDRESS = "https://portal.example.org/in"
OUTSIDE = Gate(frozenset(), lambda _host, _port: ["93.184.215.14"])


@pytest.fixture
def admin(house: House) -> Browser:
    house.change_desk(gate=OUTSIDE)
    visitor = house.as_("admin")
    assert visitor.get(PORTAL).status_code == 200
    return visitor


def make(admin: Browser, name: str = "Ouderapp") -> str:
    answer = admin.post(f"{PORTAL}/tokens", name=name, days="365", **{"scope-roll:read": "on"})
    assert answer.status_code in {200, 201}, answer.text
    assert answer.headers["cache-control"] == "no-store"
    (token,) = re.findall(r'value="(kh_[0-9]+_[\w-]{43})"', answer.text)
    return str(token)


def add(admin: Browser, address: str = ADDRESS) -> int:
    answer = admin.post(f"{PORTAL}/webhooks", address=address, **{"event-pupil.changed": "on"})
    assert re.search(r'value="whsec_[A-Za-z0-9+/=]{44}"', answer.text)
    (number,) = re.findall(rf'href="{PORTAL}/webhooks/([0-9]+)"', answer.text)
    return int(number)


def test_a_token_is_shown_once_and_opens_what_was_ticked(admin: Browser) -> None:
    token = make(admin)
    client = admin.client
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/pupils", headers=bearer).status_code == 200
    assert client.get("/api/v1/guardians", headers=bearer).status_code == 403
    page = admin.get(PORTAL).text
    assert token not in page
    assert "Ouderapp" in page
    assert "Leerlingen, groepen en leerkrachten lezen" in page


def test_a_token_is_revoked_after_a_question_and_at_once(admin: Browser, house: House) -> None:
    token = make(admin)
    with house.store.open(house.school.id) as books:
        (made,) = books.api_tokens.all()
        assert (set(made.scopes), made.made_by) == ({Scope.ROLL}, "admin@school.example")
    assert "Ouderapp intrekken?" in admin.get(f"{PORTAL}/tokens/{made.id}/revoke").text
    answer = admin.post(f"{PORTAL}/tokens/{made.id}/revoke")
    assert answer.headers["location"] == f"{PORTAL}?notice=token_revoked"
    assert admin.client.get("/api/v1/pupils", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert "ingetrokken op" in admin.get(PORTAL).text


def test_a_form_that_is_not_right_says_what_to_do_and_makes_nothing(admin: Browser, house: House) -> None:
    make(admin)
    for given, sentence in (
        ({"name": "", "days": "365", "scope-roll:read": "on"}, "Geef het token een naam"),
        ({"name": "Ouderapp", "days": "365", "scope-roll:read": "on"}, "al een token met deze naam"),
        ({"name": "Nieuw", "days": "365"}, "minstens één ding dat het token mag"),
        ({"name": "Nieuw", "days": "9999", "scope-roll:read": "on"}, "hoe lang het token geldt"),
    ):
        answer = admin.post(f"{PORTAL}/tokens", **given)
        assert (answer.status_code, sentence in answer.text) == (422, True), given
    with house.store.open(house.school.id) as books:
        assert len(books.api_tokens.all()) == 1


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://portal.example.org/in", "begint met https://"),
        ("https://127.0.0.1/in", "binnen het netwerk van de hub zelf"),
        ("https://169.254.169.254/latest", "binnen het netwerk van de hub zelf"),
        ("https://2130706433/", "binnen het netwerk van de hub zelf"),
        ("https://localhost:5432/", "binnen het netwerk van de hub zelf"),
        ("portal", "geen webadres"),
    ],
)
def test_an_address_inside_or_unsafe_is_refused_with_a_sentence(
    admin: Browser, house: House, address: str, sentence: str
) -> None:
    answer = admin.post(f"{PORTAL}/webhooks", address=address, **{"event-pupil.changed": "on"})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "minstens één ding" in admin.post(f"{PORTAL}/webhooks", address=ADDRESS).text
    with house.store.open(house.school.id) as books:
        assert books.webhooks.all() == []


def test_an_address_is_added_tried_turned_off_and_taken_away(admin: Browser, house: House) -> None:
    number = add(admin)
    here = f"{PORTAL}/webhooks/{number}"
    assert "Hier staan geen berichten" in admin.get(here).text
    assert admin.post(f"{here}/ping").headers["location"].endswith("webhook_pinged")
    page = admin.get(here).text
    assert "Proefbericht" in page
    assert "Wacht (1)" in page
    (message,) = re.findall(r"#([0-9]+)</span></th>", page)
    with house.store.open(house.school.id) as books:
        (sent,) = books.webhooks.messages(number)
        books.webhooks.delivered(sent, 204)
    assert admin.post(f"{here}/again", message=message).headers["location"].endswith("webhook_again")
    chosen = {f"event-{each}": "on" for each in list(EVENTS)[:2]}
    assert admin.post(f"{here}/events", **chosen).headers["location"].endswith("saved")
    assert admin.post(f"{here}/events").status_code == 422
    admin.post(f"{here}/turn", on="false")
    with house.store.open(house.school.id) as books:
        found = books.webhooks.find(number)
        assert found is not None
        assert (found.state, set(found.events)) == (WebhookState.OFF, set(list(EVENTS)[:2]))
    admin.post(f"{here}/turn", on="true")
    assert "Nieuw geheim maken?" in admin.get(f"{here}/secret").text
    assert "whsec_" in admin.post(f"{here}/secret").text
    assert "Het vorige geheim telt mee tot" in admin.get(here).text
    assert "Adres weghalen?" in admin.get(f"{here}/remove").text
    assert admin.post(f"{here}/remove").headers["location"].endswith("webhook_removed")
    assert admin.get(here).status_code == 404


def test_an_address_that_was_stopped_says_why_and_what_to_do(admin: Browser, house: House) -> None:
    number = add(admin)
    with house.store.open(house.school.id) as books:
        books.webhooks.pause(number)
    assert "zet het adres weer aan als uw portaal het doet" in admin.get(f"{PORTAL}/webhooks/{number}").text
    assert "Gestopt" in admin.get(PORTAL).text
    assert "Uw portaal krijgt geen berichten meer" in admin.get("/s/99XX").text
    assert "Uw portaal krijgt geen" not in house.as_("staff").get("/s/99XX").text


def test_only_the_schools_own_administrator_comes_here(admin: Browser, house: House) -> None:
    number = add(admin)
    make(admin)
    paths = (PORTAL, f"{PORTAL}/webhooks/{number}", f"{PORTAL}/tokens/1/revoke")
    for who, status in (("staff", 403), ("board", 403), ("operator", 403), ("parent", 403), ("stranger", 404)):
        visitor = house.as_(who)
        assert {visitor.get(path).status_code for path in paths} == {status}, who
        assert visitor.post(f"{PORTAL}/webhooks/{number}/ping").status_code == status
    theirs = house.as_("stranger")
    assert theirs.get(f"/s/98YY/portal/webhooks/{number}").status_code == 404
    assert theirs.get("/s/98YY/portal/tokens/1/revoke").status_code == 404
    assert theirs.post(f"/s/98YY/portal/webhooks/{number}/remove").status_code == 404


def test_everybody_reads_what_the_api_can_do_on_a_page_without_scripts(house: House) -> None:
    page = house.browser().get("/api").text
    assert "/api/v1/guardians/{key}/children/{pupil}/reports" in page
    assert "<script" not in page
