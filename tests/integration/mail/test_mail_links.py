"""Letters with a link that lets somebody in: to whom they go, that the link opens, and when none is sent."""

import re

import pytest

from hub import accounts
from hub.mail import Post
from hub.store import LetterState
from tests.integration.changes.conftest import SCHOOL
from tests.integration.mail.conftest import Office
from tests.integration.mail.sink import html_of, text_of


def token_in(text: str, page: str) -> str:
    found = re.search(rf"https://hub\.example/{page}/(\S+)\n", text)
    assert found is not None, text
    return found[1]


def invited(office: Office) -> str:
    with office.store.open(SCHOOL) as books:
        accounts.invite(books, ["g1"])
    office.send()
    return token_in(text_of(office.sink.letters[-1]), "invitation")


def send_of_hub(office: Office) -> None:
    Post.of(office.sink.mailing()).send_due(office.store, None)


def test_an_invitation_goes_where_the_las_says_and_its_link_opens(office: Office) -> None:
    token = invited(office)
    assert office.sink.readers == ["gea@example.nl"]
    assert accounts.look(office.store, token).guardian.key == "g1"
    assert token in html_of(office.sink.letters[-1])
    assert office.sink.letters[-1]["List-Unsubscribe"] is None


def test_an_invitation_that_was_used_before_its_letter_went_is_not_sent(office: Office) -> None:
    with office.store.open(SCHOOL) as books:
        accounts.invite(books, ["g1"])
        books.invitations.revoke("g1")
    office.send()
    assert office.states() == [("invitation", "needless")]


def test_after_joining_letters_go_to_the_account_and_can_be_declined_there(office: Office) -> None:
    account = accounts.make_account(office.store, invited(office), "no hash")
    office.circle.ask("+31687650000")
    office.send()
    letter = office.sink.letters[-1]
    assert letter["Subject"] == "Uw aanvraag is ontvangen"
    assert f"https://hub.example/letters/no-more/{account}-received-" in str(letter["List-Unsubscribe"])
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_whose_account_is_blocked_gets_no_letters_at_any_address(office: Office) -> None:
    account = accounts.make_account(office.store, invited(office), "no hash")
    with office.store.open(office.school.id) as books:
        (link,) = books.guardian_accounts.open_to(account)
        books.guardian_accounts.block(link, blocked=True)
    office.circle.ask("+31687650000")
    office.send()
    assert office.states()[-1] == ("received", "no_address")
    assert len(office.sink.letters) == 1


def test_a_forgotten_password_gets_a_link_that_opens_once_it_is_asked(office: Office) -> None:
    account = accounts.make_account(office.store, invited(office), "no hash")
    accounts.ask_new_password(office.store, "gea@example.nl")
    send_of_hub(office)
    letter = office.sink.letters[-1]
    assert letter["Subject"] == "Kies een nieuw wachtwoord"
    assert str(letter["From"]) == "Koppelhub <post@hub.example>"
    owner = accounts.owner_of(office.store, token_in(text_of(letter), "password"))
    assert owner is not None
    assert owner.id == account


@pytest.mark.parametrize("wait", ["2 hours", "5 days"])
def test_a_link_to_a_new_password_that_came_too_late_is_not_sent(office: Office, wait: str) -> None:
    accounts.make_account(office.store, invited(office), "no hash")
    accounts.ask_new_password(office.store, "gea@example.nl")
    with office.store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE hub.hub_letter SET created_at = now() - interval '{wait}'")
    send_of_hub(office)
    with office.store.directory() as directory:
        assert [each.state for each in directory.letters.all()] == [LetterState.GIVEN_UP]
