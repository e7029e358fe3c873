"""Mail from the command line: a trial letter, what the doctor says, and the whole way with a real worker."""

from hub import mail
from hub.store import LetterState
from tests.integration.conftest import Command, Scene
from tests.integration.mail.conftest import Office
from tests.integration.mail.sink import Sink, text_of

FROM = {"HUB_MAIL_FROM": "post@hub.example", "HUB_PUBLIC_URL": "https://hub.example"}


def settings(sink: Sink) -> dict[str, str]:
    return {"HUB_SMTP_URL": f"smtp://127.0.0.1:{sink.port}", **FROM}


def test_a_trial_letter_arrives(command: Command, sink: Sink) -> None:
    done = command("mail", "test", "beheer@example.nl", **settings(sink))
    assert (done.returncode, done.stderr) == (0, "")
    assert sink.readers == ["beheer@example.nl"]
    assert "Deze brief is een proef" in text_of(sink.letters[0])


def test_a_trial_without_a_server_says_what_to_set(command: Command) -> None:
    done = command("mail", "test", "beheer@example.nl")
    assert done.returncode == 2
    assert "HUB_SMTP_URL" in done.stderr


def test_a_trial_to_what_is_no_address_says_so(command: Command, sink: Sink) -> None:
    done = command("mail", "test", "beheer", **settings(sink))
    assert done.returncode == 2
    assert "geen e-mailadres" in done.stderr


def test_the_doctor_reaches_the_mail_server_and_counts_letters(office: Office, command: Command) -> None:
    office.circle.ask("+31687650000")
    done = command("doctor", **settings(office.sink))
    assert f"goed  Mail: 127.0.0.1:{office.sink.port} laat de hub erin" in done.stdout
    assert "1 wachten, 0 niet te bezorgen, 0 verstuurd" in done.stdout
    assert office.sink.connections == 1
    assert office.sink.letters == []


def test_the_doctor_says_what_is_wrong_with_mail(command: Command, sink: Sink) -> None:
    done = command("doctor", **settings(sink) | {"HUB_SMTP_URL": "smtp://127.0.0.1:1"})
    assert done.returncode == 1
    assert "FOUT  Mail: De mailserver 127.0.0.1:1 is niet te bereiken" in done.stdout
    sink.sender_answer = "553 5.7.1 not yours"
    assert "neemt geen brieven aan van het adres in HUB_MAIL_FROM" in command("doctor", **settings(sink)).stdout
    unset = command("doctor")
    assert "goed  Mail: niet ingesteld" in unset.stdout


def test_a_worker_sends_what_was_posted_and_no_log_names_anybody(scene: Scene, sink: Sink) -> None:
    with scene.store.open(scene.school.id) as books:
        account = books.directory.add_account("kanarie@example.nl", "Kanarie de Vogel")
        mail.post(books, "coupling_broke", to_account=account, subject=1_800_000_000)
    sink.answers["kanarie@example.nl"] = ["550 5.1.1 no such user kanarie@example.nl"]
    scene.command.start("worker", HUB_LOG_LEVEL="DEBUG", **settings(sink))

    def state() -> LetterState:
        with scene.store.open(scene.school.id) as books:
            return books.letters.all()[0].state

    scene.until(lambda: state() is LetterState.FAILED)
    with scene.store.open(scene.school.id) as books:
        assert mail.send_again(books, books.letters.all()[0].id)
    scene.until(lambda: state() is LetterState.SENT)
    assert sink.readers == ["kanarie@example.nl"]
    assert "anarie" not in scene.command.logs()
