"""Which letter follows on what happens at a school, and to whom."""

from datetime import UTC, datetime

from hub.contract import CouplingBroke, CouplingWorks, DecisionDue, Event, TaskDue
from hub.store import Role
from tests.integration.mail.conftest import Office
from tests.integration.mail.sink import text_of

SINCE = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)


def staff(office: Office) -> None:
    with office.store.directory() as directory:
        for name, role in (("admin", Role.SCHOOL_ADMIN), ("staf", Role.STAFF), ("ouder", Role.PARENT)):
            account = directory.add_account(f"{name}@example.nl", name)
            directory.grant(account, role, office.school.id)
        directory.disable_account(directory.add_account("weg@example.nl", "weg"))


def deciding(office: Office) -> frozenset[int]:
    """Return the accounts of those who decide, as the events name them."""
    with office.store.open(office.school.id) as books:
        return frozenset(each.account for each in books.colleagues())


def tell(office: Office, *events: Event) -> None:
    with office.store.open(office.school.id) as books:
        for event in events:
            books.tell(event)
    office.send()


def test_a_broken_coupling_goes_to_administrators_with_since_when(office: Office) -> None:
    staff(office)
    tell(office, CouplingBroke(at=SINCE, plugin="esis", since=SINCE))
    assert office.sink.readers == ["admin@example.nl"]
    assert "Sinds 3 november om 10:05 uur" in text_of(office.sink.letters[0])
    tell(office, CouplingWorks(at=SINCE, plugin="esis", since=SINCE))
    assert office.sink.letters[1]["Subject"] == "De koppeling met het LAS werkt weer"


def test_many_reminders_are_one_letter_for_each_of_the_staff(office: Office) -> None:
    staff(office)
    item = office.circle.ask("+31687650000")
    due = [DecisionDue(at=SINCE, item=each, accounts=deciding(office)) for each in (item.id, 1)]
    tell(office, TaskDue(at=SINCE, item=item.id, accounts=deciding(office)), *due)
    assert sorted(office.sink.readers) == ["admin@example.nl", "gea@example.nl", "staf@example.nl"]


def test_a_reminder_of_what_was_done_meanwhile_is_not_sent(office: Office) -> None:
    staff(office)
    tell(office, TaskDue(at=SINCE, item=1, accounts=deciding(office)))
    assert office.sink.letters == []
    assert set(office.states()) == {("reminder", "needless")}


def test_what_is_undone_leaves_no_letter(office: Office) -> None:
    staff(office)
    try:
        with office.store.open(office.school.id) as books:
            books.tell(CouplingBroke(at=SINCE, plugin="esis", since=SINCE))
            raise LookupError  # noqa: TRY301  # as anything could
    except LookupError:
        pass
    assert office.letters() == []
