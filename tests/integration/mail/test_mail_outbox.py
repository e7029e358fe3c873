"""The outbox: a letter is there if and only if its cause is, and the same one waits once."""

import pytest
from sqlalchemy import text

from hub import mail
from hub.store import LetterState, SchoolEntry, Store


def jobs(store: Store) -> int:
    with store.engine.connect() as connection:
        query = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_letters'")
        return int(connection.scalar(query) or 0)


def test_a_letter_and_its_job_are_kept_with_their_cause(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        number = mail.post(books, "received", guardian="g1", subject=7)
    with store.open(school.id) as books:
        (letter,) = books.letters.all()
    assert (letter.id, letter.guardian, letter.subject, letter.state) == (number, "g1", 7, LetterState.WAITING)
    assert jobs(store) == 1


def test_where_its_cause_is_undone_there_is_no_letter(store: Store, school: SchoolEntry) -> None:
    def fail() -> None:
        with store.open(school.id) as books:
            mail.post(books, "received", guardian="g1", subject=7)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.open(school.id) as books:
        assert books.letters.all() == []
    assert jobs(store) == 0


def test_the_same_letter_waits_once_and_another_subject_is_another_letter(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        first = mail.post(books, "decided", guardian="g1", subject=7)
        assert mail.post(books, "decided", guardian="g1", subject=7) is None
        assert mail.post(books, "decided", guardian="g1", subject=8) not in (None, first)
        assert mail.post(books, "reminder", to_account=3) is not None
        assert mail.post(books, "reminder", to_account=3) is None
    assert jobs(store) == 3


def test_a_letter_of_the_hub_itself_goes_to_an_account(store: Store) -> None:
    with store.directory() as directory:
        account = directory.add_account("gea@example.nl", "Gea")
        number = mail.post(directory, "password_reset", to_account=account, subject=account)
    with store.directory() as directory:
        (letter,) = directory.letters.all()
    assert (letter.id, letter.to_account) == (number, account)


def test_a_letter_that_does_not_exist_is_not_posted(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books, pytest.raises(LookupError):
        mail.post(books, "chain_letter", guardian="g1")


def test_what_is_claimed_comes_back_when_its_lease_is_over(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        mail.post(books, "invitation", guardian="g1", subject=1)
    with store.open(school.id) as books:
        (claimed,) = books.letters.claim(10, lease=0.0)
        assert claimed.tries == 1
    with store.open(school.id) as books:
        (again,) = books.letters.claim(10, lease=600)
        assert (again.tries, again.message_key) == (2, claimed.message_key)
        assert books.letters.claim(10, lease=600) == []
