"""Writing letters out: in both languages, whatever is in a name, with pauses that grow."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.mail import content
from hub.mail.names import LETTERS
from hub.mail.readers import Reader
from hub.mail.sending import Pace, pause
from hub.mail.settings import Mailing
from hub.mail.writing import AddressRefusedError, Written, message, sendable, written

MAILING = Mailing(host="localhost", sender="post@hub.example", public_url="https://hub.example")
LETTER = Written(subject="Uw aanvraag is ontvangen", text="Dag\n", html="<p>Dag</p>")


def sent(house: str, name: str) -> EmailMessage:
    made = message(LETTER, Reader(address="gea@example.nl", name=name), house, MAILING, key="k-1")
    read = email.message_from_bytes(made.as_bytes(), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


@given(house=st.text(max_size=60), name=st.text(max_size=60))
def test_no_name_slips_anything_into_the_headers(house: str, name: str) -> None:
    plain, read = sent("School", "Gea"), sent(house, name)
    assert read.keys() == plain.keys()
    assert [each.addr_spec for each in read["To"].addresses] == ["gea@example.nl"]
    assert [each.addr_spec for each in read["From"].addresses] == ["post@hub.example"]


@pytest.mark.parametrize("name", ["Wit, Zoë de", 'Jan "Piet" Smit', "Élodie O'Neill-d’Arc", "李雷", "a@b.nl, c@d.nl"])
def test_a_name_arrives_as_it_is(name: str) -> None:
    (to,) = sent("De Regenboog", name)["To"].addresses
    assert to.display_name == name


@pytest.mark.parametrize("address", ["", "geen", "a@b", "a b@c.nl", "a@b.nl\nBcc: d@e.nl", "a@b.nl,c@d.nl", "<a@b.nl>"])
def test_what_is_no_address_is_not_sent_to(address: str) -> None:
    with pytest.raises(AddressRefusedError):
        sendable(address)


def test_a_domain_with_strange_letters_goes_as_its_ascii_form() -> None:
    assert sendable("gea@bücher.example") == "gea@xn--bcher-kva.example"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_stands_in_the_text_stands_in_the_html(language: str) -> None:
    made = content.coupling_broke("De <Regenboog>", datetime(2026, 11, 3, 9, 5, tzinfo=UTC), "/s/99XX")
    out = written(
        made, Reader(address="a@b.nl", name="Gea", language=language), "De <Regenboog>", "https://hub.example"
    )
    assert "De <Regenboog>" in out.text
    assert "De &lt;Regenboog&gt;" in out.html
    assert ("3 november om 10:05 uur" if language == "nl" else "3 November at 10:05") in out.text
    assert "https://hub.example/s/99XX" in out.text
    assert "https://hub.example/s/99XX" in out.html


def test_pauses_grow_to_an_hour() -> None:
    assert [pause(tries) for tries in (1, 2, 3, 7, 99)] == [60, 120, 240, 3600, 3600]


def test_letters_leave_at_the_pace_of_the_host() -> None:
    pace = Pace(per_minute=6000)
    moments = [pace.turn(now=0.0) for _ in range(3)]
    assert moments == pytest.approx([0.0, 0.01, 0.02])


def test_a_letter_about_the_account_itself_is_always_sent() -> None:
    assert not LETTERS["password_reset"].can_be_off
    assert not LETTERS["password_reset"].can_be_declined
