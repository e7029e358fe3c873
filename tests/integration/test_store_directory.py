"""Who may enter, web sessions, the rate limit's window and the clock's table."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.records import SchoolCode
from hub.store import AccountExistsError, Role, SchoolEntry, SchoolExistsError, Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_school_is_one_however_its_code_is_written(store: Store, school: SchoolEntry) -> None:
    with pytest.raises(SchoolExistsError), store.directory() as directory:
        directory.add_school(SchoolCode.parse(" 99xx00 "), "Dezelfde")
    with store.directory() as directory:
        directory.add_school(SchoolCode.parse("99XX01"), "De tweede vestiging")
        assert [str(each.code) for each in directory.schools()] == ["99XX", "99XX01"]


def test_schools_of_one_board_share_it(store: Store, school: SchoolEntry) -> None:
    with store.directory() as directory:
        added = directory.add_school(SchoolCode.parse("97AB"), "De Boog", board="Stichting Kleur")
        assert (added.board, directory.boards()) == (school.board, ["Stichting Kleur"])


def test_an_account_is_found_by_its_address_in_any_case_and_made_once(store: Store) -> None:
    with store.directory() as directory:
        number = directory.add_account(" Juf.Anna@Example.NL ", "Juf Anna", "hash")
        found = directory.account_by_email("juf.anna@example.nl")
        assert found is not None
        assert (found.id, found.email, found == directory.account(number)) == (number, "juf.anna@example.nl", True)
        assert "hash" not in repr(found)
    with pytest.raises(AccountExistsError), store.directory() as directory:
        directory.add_account("JUF.ANNA@example.nl", "Nog eens")


def test_a_role_holds_where_it_was_given_and_nowhere_else(
    store: Store, school: SchoolEntry, other_school: SchoolEntry
) -> None:
    with store.directory() as directory:
        staff, board, host = (directory.add_account(f"{name}@example.nl", name) for name in ("staff", "board", "host"))
        directory.grant(staff, Role.STAFF, school.id)
        directory.grant(staff, "staff", school.id)
        directory.grant(board, Role.BOARD, board="Stichting Kleur")
        directory.grant(host, Role.OPERATOR)
        here = [directory.roles_at(each, school.id) for each in (staff, board, host)]
        there = [directory.roles_at(each, other_school.id) for each in (staff, board, host)]
        (membership,) = directory.memberships(staff)
    assert here == [{Role.STAFF}, {Role.BOARD}, {Role.OPERATOR}]
    assert there == [set(), set(), {Role.OPERATOR}]
    assert (membership.school, membership.school_id, membership.board) == (school.code, school.id, None)


def test_a_role_that_is_taken_away_holds_no_longer_and_both_are_in_the_trail(store: Store, school: SchoolEntry) -> None:
    with store.directory(by="operator") as directory:
        staff = directory.add_account("staff@example.nl", "Staff")
        directory.grant(staff, Role.STAFF, school.id)
        directory.revoke(staff, Role.STAFF, school.id)
        assert directory.roles_at(staff, school.id) == frozenset()
        acts = [entry.act for entry in directory.audit.entries(limit=3)]
    assert acts == ["role.revoked", "role.granted", "account.added"]


@pytest.mark.parametrize(
    ("role", "at_school", "board"),
    [("staff", False, None), ("board", True, None), ("operator", True, None), ("school_admin", False, "Kleur")],
)
def test_a_role_without_its_place_is_refused(
    store: Store, school: SchoolEntry, role: str, at_school: bool, board: str | None
) -> None:
    with pytest.raises(DBAPIError), store.directory() as directory:
        account = directory.add_account("a@example.nl", "A")
        directory.grant(account, role, school.id if at_school else None, board)


def test_a_web_session_is_kept_renewed_and_gone_after_its_time(store: Store) -> None:
    with store.directory() as directory:
        directory.sessions.set("id-1", b"inhoud", HOUR)
        directory.sessions.set("id-2", b"voorbij", -HOUR)
        directory.sessions.set("id-1", b"anders", HOUR)
        assert directory.sessions.get("id-1", renew_for=2 * HOUR) == b"anders"
        left = directory.sessions.expires_in("id-1")
        assert left is not None
        assert left > HOUR
        assert (directory.sessions.get("id-2"), directory.sessions.get("id-3")) == (None, None)
        directory.sessions.expire()
        assert directory.session.execute(text("SELECT count(*) FROM hub.web_session")).scalar_one() == 1
        directory.sessions.delete("id-1")
        assert directory.sessions.get("id-1") is None


def test_the_id_of_a_web_session_stands_nowhere_in_its_table(store: Store) -> None:
    with store.directory() as directory:
        directory.sessions.set("the-id-in-the-cookie", b"inhoud")
        row = directory.session.execute(text("SELECT id_hash FROM hub.web_session")).scalar_one()
        assert b"the-id-in-the-cookie" not in bytes(row)
        assert len(row) == 32


def test_another_password_ends_every_web_session_of_that_account(store: Store) -> None:
    with store.directory() as directory:
        mine, yours = directory.add_account("a@example.nl", "A"), directory.add_account("b@example.nl", "B")
        directory.sessions.set("mine", b"1", HOUR, account_id=mine)
        directory.sessions.set("yours", b"2", HOUR, account_id=yours)
        directory.set_password_hash(mine, "nieuw")
        assert (directory.sessions.get("mine"), directory.sessions.get("yours")) == (None, b"2")


def test_a_disabled_account_says_so_and_its_sessions_end(store: Store) -> None:
    with store.directory() as directory:
        account = directory.add_account("a@example.nl", "A")
        directory.sessions.set("mine", b"1", HOUR, account_id=account)
        directory.disable_account(account)
        found = directory.account(account)
        assert found is not None
        assert (found.disabled, directory.sessions.get("mine")) == (True, None)


def test_failed_logins_count_by_address_and_by_network_within_the_window(store: Store) -> None:
    with store.directory() as directory:
        attempts = directory.attempts
        attempts.note("a@example.nl", "10.0.0.1", NOW - 2 * HOUR)
        attempts.note("A@example.nl", "10.0.0.1", NOW)
        attempts.note("b@example.nl", "10.0.0.1", NOW)
        assert attempts.for_email("a@EXAMPLE.nl", NOW - HOUR) == 1
        assert attempts.from_address("10.0.0.1", NOW - HOUR) == 2
        attempts.forget("b@example.nl")
        attempts.expire(NOW - HOUR)
        assert attempts.from_address("10.0.0.1", NOW - 9 * HOUR) == 1
        kept = directory.session.execute(text("SELECT l::text FROM hub.login_attempt l")).scalar_one()
        assert "example" not in kept
        assert "10.0.0.1" not in kept


def test_what_is_due_is_claimed_once_and_comes_again_at_its_next_moment(store: Store, school: SchoolEntry) -> None:
    with store.directory() as directory:
        directory.schedule.put("sweep", HOUR, NOW, school_id=school.id, details={"deep": True})
        directory.schedule.put("later", HOUR, NOW + HOUR)
    with store.directory() as directory:
        (due,) = directory.schedule.claim_due(NOW)
        assert (due.name, due.school_id, due.due_at, due.next_due) == ("sweep", school.id, NOW, NOW + HOUR)
        assert due.details == {"deep": True}
        assert directory.schedule.claim_due(NOW) == []
        assert [each.name for each in directory.schedule.claim_due(NOW + HOUR)] == ["later", "sweep"]


def test_moments_that_were_missed_are_due_once(store: Store) -> None:
    with store.directory() as directory:
        directory.schedule.put("sweep", HOUR, NOW)
        (due,) = directory.schedule.claim_due(NOW + 10 * HOUR + timedelta(minutes=5))
        assert (due.due_at, due.next_due) == (NOW, NOW + 11 * HOUR)


def test_a_claim_that_is_undone_is_due_again(store: Store) -> None:
    with store.directory() as directory:
        directory.schedule.put("sweep", HOUR, NOW)
    with pytest.raises(ZeroDivisionError), store.directory() as directory:
        directory.schedule.claim_due(NOW)
        raise ZeroDivisionError
    with store.directory() as directory:
        assert len(directory.schedule.claim_due(NOW)) == 1


def test_planning_again_changes_the_pace_and_does_not_put_it_off(store: Store) -> None:
    with store.directory() as directory:
        directory.schedule.put("sweep", HOUR, NOW)
        directory.schedule.put("sweep", 2 * HOUR, NOW + HOUR)
        (planned,) = directory.schedule.all()
        assert (planned.every, planned.next_due) == (2 * HOUR, NOW)
        directory.schedule.remove("sweep")
        assert directory.schedule.all() == []


def test_clocks_that_ask_at_the_same_time_share_the_due_moments(store: Store) -> None:
    with store.directory() as directory:
        for number in range(30):
            directory.schedule.put(f"task {number}", HOUR, NOW)

    def claim(_clock: int) -> list[str]:
        with store.directory() as directory:
            return [due.name for due in directory.schedule.claim_due(NOW, limit=7)]

    with ThreadPoolExecutor(6) as clocks:
        claimed = [name for names in clocks.map(claim, range(12)) for name in names]
    assert sorted(claimed) == sorted(f"task {number}" for number in range(30))
