"""Letters that go out to a real mail server: what is in them, to whom, and how often."""

from hub import changes, mail
from hub.changes import Approver, Wish
from hub.records import Kind
from hub.store import LetterState, Role
from tests.integration.changes.conftest import SCHOOL, STAFF
from tests.integration.mail.conftest import Office
from tests.integration.mail.sink import hang_up, html_of, text_of

NEW_NUMBER = "+31687650000"


def ask_two(office: Office) -> list[int]:
    wishes = [
        Wish(kind=Kind.GUARDIANS, key="g1", field="mobile", value=NEW_NUMBER),
        Wish(kind=Kind.GUARDIANS, key="g1", field="street", value="Kanariepad"),
    ]
    items = changes.ask(office.store, office.circle.registry, SCHOOL, wishes, guardian="g1")
    return [each.id for each in items]


def test_one_request_of_two_fields_gives_one_letter(office: Office) -> None:
    ask_two(office)
    office.send()
    (letter,) = office.sink.letters
    assert office.sink.readers == ["gea@example.nl"]
    assert letter["Subject"] == "Uw aanvraag is ontvangen"
    assert str(letter["From"]) == "De Regenboog <post@hub.example>"
    assert "- uw mobiel nummer\n- uw straat\n" in text_of(letter)
    assert "https://hub.example/family/requests" in text_of(letter)
    assert office.states() == [("received", "sent")]


def test_no_letter_tells_a_value(office: Office) -> None:
    first, second = ask_two(office)
    office.send()
    changes.refuse(office.store, SCHOOL, first, approver=STAFF, reason="Dit is niet uw nummer.")
    changes.approve(office.store, office.circle.registry, SCHOOL, second, approver=STAFF)
    office.send()
    assert len(office.sink.letters) == 2
    for letter in office.sink.letters:
        assert "Kanariepad" not in letter.as_string() + text_of(letter) + html_of(letter)
        assert "87650000" not in letter.as_string() + text_of(letter) + html_of(letter)
        assert "Emma" not in text_of(letter) + html_of(letter)


def test_decisions_on_one_request_go_in_one_letter_with_the_reason(office: Office) -> None:
    first, second = ask_two(office)
    office.send()
    changes.refuse(office.store, SCHOOL, first, approver=STAFF, reason="Bel ons <even>, a.u.b. – één vraag")
    changes.approve(office.store, office.circle.registry, SCHOOL, second, approver=STAFF)
    office.send()
    letter = office.sink.letters[-1]
    assert letter["Subject"] == "Er is besloten over uw aanvraag"
    assert "- uw mobiel nummer: niet goedgekeurd. Reden: Bel ons <even>, a.u.b. – één vraag\n" in text_of(letter)
    assert "- uw straat: goedgekeurd\n" in text_of(letter)
    assert "Bel ons &lt;even&gt;" in html_of(letter)
    assert office.states() == [("received", "sent"), ("decided", "sent")]


def test_a_reason_that_repeats_the_value_stays_in_the_portal(office: Office) -> None:
    first, _ = ask_two(office)
    changes.refuse(office.store, SCHOOL, first, approver=STAFF, reason="Is 06-87650000 of +31 6 8765 0000 juist?")
    office.send()
    letter = office.sink.letters[-1]
    assert "De reden staat in het ouderportaal." in text_of(letter)
    assert "8765 0000" not in text_of(letter)


def test_what_was_told_is_not_told_again(office: Office) -> None:
    first, second = ask_two(office)
    changes.approve(office.store, office.circle.registry, SCHOOL, first, approver=STAFF)
    office.send()
    changes.refuse(office.store, SCHOOL, second, approver=STAFF, reason="Nee")
    office.send()
    last = text_of(office.sink.letters[-1])
    assert "uw straat: niet goedgekeurd" in last
    assert "mobiel" not in last


def test_a_confirmed_change_is_told_when_the_las_shows_it(office: Office) -> None:
    item = office.circle.ask(NEW_NUMBER)
    office.circle.approve(item)
    office.circle.go_on(item, times=3)
    office.circle.pull()
    office.send()
    assert ("confirmed", "sent") in office.states()
    assert "- uw mobiel nummer\n" in text_of(office.sink.letters[-1])


def test_a_request_that_was_withdrawn_at_once_gives_no_letter(office: Office) -> None:
    item = office.circle.ask(NEW_NUMBER)
    changes.withdraw(office.store, SCHOOL, item.id, approver=Approver("guardian:g1", frozenset({"g1"})))
    office.send()
    assert office.sink.letters == []
    assert office.states() == [("received", "needless")]


def test_a_guardian_without_an_address_is_seen_and_holds_up_nobody(office: Office) -> None:
    office.circle.ask("+31611112222", guardian="g2")
    office.circle.ask(NEW_NUMBER)
    office.send()
    assert office.states() == [("received", "no_address"), ("received", "sent")]


def test_many_letters_go_over_one_connection(office: Office) -> None:
    with office.store.open(office.school.id) as books:
        for _ in range(5):
            account = books.directory.add_account(f"staf{_}@example.nl", "Staf, de directeur")
            books.directory.grant(account, Role.STAFF, office.school.id)
            mail.post(books, "reminder", to_account=account)
    office.circle.ask(NEW_NUMBER)
    office.send()
    assert len(office.sink.letters) == 6
    assert office.sink.connections == 1


def test_a_name_with_a_comma_and_strange_letters_arrives_whole(office: Office) -> None:
    office.circle.ask(NEW_NUMBER)
    with office.store.open(office.school.id) as books:
        name = 'Zoë "de Wit", dir.\r\nBcc: x@y.example'
        account = books.directory.add_account("zoe@example.nl", name)
        mail.post(books, "reminder", to_account=account)
    office.send()
    letter = next(each for each in office.sink.letters if "zoe@" in str(each["To"]))
    (to,) = letter["To"].addresses
    assert to.display_name == 'Zoë "de Wit", dir. Bcc: x@y.example'
    assert letter["Bcc"] is None
    assert office.sink.readers.count("zoe@example.nl") == 1
    assert "x@y.example" not in office.sink.readers


def test_a_letter_in_english_for_who_reads_english(office: Office) -> None:
    office.circle.ask(NEW_NUMBER)
    with office.store.open(office.school.id) as books:
        account = books.directory.add_account("jo@example.nl", "Jo")
        books.directory.set_language(account, "en")
        mail.post(books, "reminder", to_account=account)
    office.send()
    letter = office.sink.letters[-1]
    assert letter["Subject"] == "Changes are waiting for you"
    assert letter["Content-Language"] == "en"
    assert 'lang="en"' in html_of(letter)
    assert "- 1 request waits for a decision" in text_of(letter)


def test_grey_listing_waits_and_then_goes_with_the_same_message_id(office: Office) -> None:
    office.sink.answers["gea@example.nl"] = ["451 4.7.1 Greylisted, come back later"]
    office.circle.ask(NEW_NUMBER)
    office.send()
    (letter,) = office.letters()
    assert (letter.state, letter.tries) == (LetterState.WAITING, 1)
    assert letter.sentence is not None
    assert office.sink.letters == []
    office.send()
    assert office.states() == [("received", "sent")]
    assert letter.message_key in str(office.sink.letters[0]["Message-ID"])


def test_an_address_that_does_not_exist_fails_with_what_to_do(office: Office) -> None:
    office.sink.answers["gea@example.nl"] = ["550 5.1.1 User unknown: gea@example.nl"]
    office.circle.ask(NEW_NUMBER)
    office.send()
    (letter,) = office.letters()
    assert letter.state is LetterState.FAILED
    assert letter.sentence is not None
    assert "in het LAS" in letter.sentence.nl
    assert "gea@" not in letter.sentence.nl


def test_a_server_that_dies_after_the_letter_gets_the_same_one_again(office: Office) -> None:
    office.sink.when_data.append(hang_up)
    office.circle.ask(NEW_NUMBER)
    office.send()
    (letter,) = office.letters()
    assert (letter.state, letter.sent_at) == (LetterState.WAITING, None)
    assert letter.tried_at is not None
    office.send()
    first, second = office.sink.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert text_of(first) == text_of(second)
    assert office.states() == [("received", "sent")]


def test_a_server_that_hangs_makes_all_wait_and_none_fail(office: Office) -> None:
    office.circle.ask(NEW_NUMBER)
    office.sink.hangs = 3.0
    office.send(patience=0.3)
    assert office.states() == [("received", "waiting")]
    office.sink.hangs = 0.0
    office.send()
    assert office.states() == [("received", "sent")]


def test_a_sender_whom_the_server_does_not_want_is_no_fault_of_the_letter(office: Office) -> None:
    office.sink.sender_answer = "550 5.7.1 not your domain"
    office.circle.ask(NEW_NUMBER)
    office.send()
    (letter,) = office.letters()
    assert letter.state is LetterState.WAITING
    assert letter.sentence is not None
    assert "HUB_MAIL_FROM" in letter.sentence.nl


def test_a_letter_that_the_server_refuses_ends_and_the_next_goes(office: Office) -> None:
    office.sink.when_data.append(lambda _server: "554 5.6.0 looks like spam")
    office.circle.ask(NEW_NUMBER)
    office.circle.ask("Zuster", field_name="salutation")
    office.send()
    assert office.states() == [("received", "failed"), ("received", "sent")]


def test_a_letter_that_the_school_switched_off_is_not_sent(office: Office) -> None:
    with office.store.open(office.school.id) as books:
        books.letter_switches.switch("received", on=False)
    office.circle.ask(NEW_NUMBER)
    office.send()
    assert office.sink.letters == []
    assert office.states() == [("received", "needless")]


def test_a_letter_that_its_reader_declined_is_not_sent_and_others_are(office: Office) -> None:
    office.circle.ask(NEW_NUMBER)
    with office.store.open(office.school.id) as books:
        for name in ("an", "bo"):
            account = books.directory.add_account(f"{name}@example.nl", name)
            mail.post(books, "reminder", to_account=account)
        books.directory.letter_choices.choose(account, "reminder", wanted=False)
    office.send()
    assert sorted(office.sink.readers) == ["an@example.nl", "gea@example.nl"]


def test_without_a_mail_server_letters_wait(office: Office) -> None:
    office.circle.ask(NEW_NUMBER)
    office.hurry()
    post = mail.Post.of(mail.Mailing())
    assert post.send_due(office.store, office.school.id) == 0
    (letter,) = office.letters()
    assert (letter.state, letter.tries) == (LetterState.WAITING, 0)


def test_a_letter_that_waited_for_days_is_given_up(office: Office) -> None:
    office.circle.ask(NEW_NUMBER)
    with office.circle.store.engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT set_config('hub.school', '{office.school.id}', true)")
        connection.exec_driver_sql("UPDATE hub.letter SET created_at = now() - interval '5 days'")
    office.send()
    assert office.sink.letters == []
    assert office.states() == [("received", "given_up")]
    with office.store.open(office.school.id) as books:
        assert books.letters.again(office.letters()[0].id)
    office.send()
    assert office.states() == [("received", "sent")]
