"""Who may come in with an invitation, as which guardian, and for how long."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub import accounts
from hub.accounts import CannotInviteError, InvitationGoneError, SomebodyElseError
from hub.records import Kind
from hub.store import AccountExistsError, AccountState, LinkPurpose, Role, Store
from tests.integration.accounts.conftest import Office, family, person

HASH = "a hash"


def test_an_invited_guardian_makes_an_account_and_is_that_guardian(store: Store, office: Office) -> None:
    account = accounts.make_account(store, office.invite("g1"), HASH)
    assert office.open_to(account) == ["g1"]
    assert office.state("g1") is AccountState.ACTIVE
    with store.directory() as directory:
        made = directory.account(account)
        assert made is not None
        assert (made.email, made.name) == ("g1@ouder.example", "Gea Jansen")
        assert directory.roles_at(account, office.school.id) == {Role.PARENT}


def test_a_letter_is_posted_with_each_invitation_and_none_without(store: Store, office: Office) -> None:
    office.invite("g1")
    with pytest.raises(CannotInviteError), store.open(office.school.id) as books:
        accounts.invite(books, ["g2", "nobody"])
    with store.open(office.school.id) as books:
        (letter,) = books.letters.all()
        assert (letter.letter, letter.guardian) == ("invitation", "g1")
        assert letter.subject is not None
        assert books.invitations.link_token(letter.subject) is not None


def test_an_invitation_opens_once(store: Store, office: Office) -> None:
    token = office.invite("g1")
    accounts.make_account(store, token, HASH)
    for again in (accounts.look, lambda store, token: accounts.make_account(store, token, HASH)):
        with pytest.raises(InvitationGoneError):
            again(store, token)


def test_a_new_invitation_ends_the_old_one_and_a_revoked_one_opens_nothing(store: Store, office: Office) -> None:
    old = office.invite("g1")
    new = office.invite("g1")
    with pytest.raises(InvitationGoneError):
        accounts.look(store, old)
    assert accounts.look(store, new).guardian.key == "g1"
    with store.open(office.school.id) as books:
        assert books.invitations.revoke("g1")
    with pytest.raises(InvitationGoneError):
        accounts.look(store, new)
    assert office.state("g1") is AccountState.UNINVITED


def test_after_two_weeks_an_invitation_opens_nothing(store: Store, office: Office) -> None:
    token = office.invite("g1")
    expires = office.entry("g1").expires_at
    assert expires is not None
    assert timedelta(days=13) < expires - datetime.now(UTC) <= timedelta(days=14)
    # The serving role may not turn a clock back; the owner of the tables may.
    with store.open(office.school.id) as books, pytest.raises(Exception, match="permission denied"):
        books.session.execute(text("UPDATE hub.invitation SET expires_at = now()"))
    _let_expire(store, office)
    assert office.state("g1") is AccountState.EXPIRED
    with pytest.raises(InvitationGoneError):
        accounts.look(store, token)


def _let_expire(store: Store, office: Office) -> None:
    with store.open(office.school.id) as books:
        old = books.invitations.email_mark("g1@ouder.example")
        books.invitations.revoke("g1")
        books.session.execute(
            text(
                "INSERT INTO hub.invitation (guardian, email_mark, nonce, invited_by, expires_at)"
                " VALUES ('g1', :mark, 'x', 'test', now() - interval '1 second')"
            ),
            {"mark": old},
        )


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "0" + t[1:], str.upper]
)
def test_a_token_that_is_almost_right_opens_nothing(store: Store, office: Office, change: Any) -> None:
    token = office.invite("g1")
    with pytest.raises(InvitationGoneError):
        accounts.look(store, change(token))


@pytest.mark.parametrize(
    "token", ["", "-", "1-1", "1-1-", "1-2-3-4", "x-y-z", "9" * 40 + "-1-x", "1-1-\u00e9", "-1-1-x"]
)
def test_what_is_no_token_opens_nothing(store: Store, office: Office, token: str) -> None:
    office.invite("g1")
    with pytest.raises(InvitationGoneError):
        accounts.look(store, token)


def test_the_table_alone_makes_no_link(store: Store, office: Office) -> None:
    token = office.invite("g1")
    with store.engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT set_config('hub.school', :s, true)"), {"s": str(office.school.id)})
        rows = str(connection.execute(text("SELECT i::text FROM hub.invitation i")).all())
    assert token.rpartition("-")[2] not in rows
    assert "ouder.example" not in rows


def test_only_the_address_that_the_las_has_opens(store: Store, office: Office) -> None:
    token = office.invite("g1")
    office.say(person("g1", "Gea", email="nieuw@ouder.example"))
    assert office.state("g1") is AccountState.EXPIRED
    with pytest.raises(InvitationGoneError):
        accounts.look(store, token)


def test_when_the_las_gets_another_address_later_the_login_stays(store: Store, office: Office) -> None:
    account = accounts.make_account(store, office.invite("g1"), HASH)
    office.say(person("g1", "Gea", email="nieuw@ouder.example"))
    assert office.open_to(account) == ["g1"]
    with store.directory() as directory:
        assert directory.account_by_email("g1@ouder.example") is not None


def test_nobody_is_invited_at_an_address_that_somebody_else_has_too(store: Store, office: Office) -> None:
    token = office.invite("g1")
    office.say(person("g2", "Piet", "Smit", email=" G1@ouder.example"))
    assert [office.state(each) for each in ("g1", "g2")] == [AccountState.SHARED_EMAIL] * 2
    for key in ("g1", "g2"):
        with pytest.raises(CannotInviteError) as refused, store.open(office.school.id) as books:
            accounts.invite(books, [key])
        assert "eigen adres" in refused.value.text.nl
    with pytest.raises(InvitationGoneError):
        accounts.make_account(store, token, HASH)


def test_a_guardian_who_stands_in_the_las_twice_is_one_person_with_one_account(store: Store, office: Office) -> None:
    office.say(*family("p3", one=person("g9", "Gea", email="g1@ouder.example")))
    account = accounts.make_account(store, office.invite("g1"), HASH)
    token = office.invite("g9")
    assert accounts.look(store, token).has_account
    accounts.join_account(store, token, account)
    assert office.open_to(account) == ["g1", "g9"]


def test_one_account_for_children_at_two_schools(store: Store, office: Office, other_office: Office) -> None:
    account = accounts.make_account(store, office.invite("g1"), HASH)
    accounts.join_account(store, other_office.invite("h1"), account)
    assert (office.open_to(account), other_office.open_to(account)) == (["g1"], ["h1"])


def test_an_account_takes_in_nobody_with_another_name(store: Store, office: Office, other_office: Office) -> None:
    other_office.say(*family("q2", one=person("h2", "Piet", "Smit", email="g1@ouder.example")))
    account = accounts.make_account(store, office.invite("g1"), HASH)
    for joining, key in ((office, "g2"), (other_office, "h2")):
        with pytest.raises(SomebodyElseError):
            accounts.join_account(store, joining.invite(key), account)
        assert joining.state(key) is AccountState.INVITED
    assert other_office.open_to(account) == []


def test_an_address_with_an_account_makes_no_second_one(store: Store, office: Office, other_office: Office) -> None:
    other_office.say(*family("q2", one=person("h2", "Piet", "Smit", email="g1@ouder.example")))
    accounts.make_account(store, office.invite("g1"), HASH)
    token = other_office.invite("h2")
    assert accounts.look(store, token).has_account
    with pytest.raises(AccountExistsError):
        accounts.make_account(store, token, HASH)
    assert other_office.state("h2") is AccountState.INVITED


def test_who_leaves_the_las_has_no_access_and_who_returns_has_it_back(store: Store, office: Office) -> None:
    account = accounts.make_account(store, office.invite("g1"), HASH)
    gone = {kind: office.people[kind, key] for kind, key in ((Kind.GUARDIANS, "g1"), (Kind.GUARDIANSHIPS, "p1:g1"))}
    office.drop(Kind.GUARDIANSHIPS, "p1:g1")
    assert office.open_to(account) == []
    office.drop(Kind.GUARDIANS, "g1")
    assert office.open_to(account) == []
    office.say(*gone.values())
    assert office.open_to(account) == ["g1"]


def test_who_has_no_pupil_left_at_the_school_has_no_access(store: Store, office: Office) -> None:
    account = accounts.make_account(store, office.invite("g3"), HASH)
    del office.people[Kind.GUARDIANSHIPS, "p2:g3"]
    office.drop(Kind.PUPILS, "p2")
    assert office.open_to(account) == []


def test_a_key_that_the_las_gave_to_somebody_else_opens_nothing(store: Store, office: Office) -> None:
    account = accounts.make_account(store, office.invite("g1"), HASH)
    office.say(person("g1", "Gea", "Smit", email="x@ouder.example"))
    assert office.open_to(account) == ["g1"]  # she married
    office.say(person("g1", "Fatima", "Haddad", email="x@ouder.example"))
    assert office.open_to(account) == []
    assert office.state("g1") is AccountState.OTHER_NAME


def test_a_blocked_guardian_has_no_access_and_nobody_else_is_blocked(store: Store, office: Office) -> None:
    first = accounts.make_account(store, office.invite("g1"), HASH)
    second = accounts.make_account(store, office.invite("g2"), HASH)
    with store.open(office.school.id) as books:
        link = books.guardian_accounts.of("g1")
        assert link is not None
        books.guardian_accounts.block(link, blocked=True)
    assert (office.open_to(first), office.open_to(second)) == ([], ["g2"])
    assert office.state("g1") is AccountState.BLOCKED
    with store.open(office.school.id) as books:
        assert books.guardian_accounts.guardians_of(first) == {"g1"}
        books.guardian_accounts.block(link, blocked=False)
    assert office.open_to(first) == ["g1"]


def test_an_unlinked_guardian_can_be_invited_anew(store: Store, office: Office) -> None:
    first = accounts.make_account(store, office.invite("g1"), HASH)
    with store.open(office.school.id) as books:
        link = books.guardian_accounts.of("g1")
        assert link is not None
        books.guardian_accounts.unlink(link)
    assert office.open_to(first) == []
    office.say(person("g1", "Gea", email="nieuw@ouder.example"))
    second = accounts.make_account(store, office.invite("g1"), HASH)
    assert second != first
    assert office.open_to(second) == ["g1"]


def test_a_guardian_without_an_address_cannot_be_invited(store: Store, office: Office) -> None:
    office.say(person("g1", "Gea", email=" "))
    assert office.state("g1") is AccountState.NO_EMAIL
    with pytest.raises(CannotInviteError) as refused, store.open(office.school.id) as books:
        accounts.invite(books, ["g1"])
    assert "geen e-mailadres" in refused.value.text.nl


def test_the_invitation_of_one_school_opens_nothing_at_another(
    store: Store, office: Office, other_office: Office
) -> None:
    token = office.invite("g1")
    moved = f"{other_office.school.id}-{token.partition('-')[2]}"
    with pytest.raises(InvitationGoneError):
        accounts.look(store, moved)


def test_a_link_to_a_new_password_works_once_for_an_hour_and_ends_every_session(store: Store, office: Office) -> None:
    account = accounts.make_account(store, office.invite("g1"), HASH)
    with store.directory() as directory:
        directory.sessions.set("somewhere", b"{}", timedelta(hours=1), account)
    accounts.ask_new_password(store, "G1@ouder.example")
    token = _token(store)
    owner = accounts.owner_of(store, token)
    assert owner is not None
    assert owner.id == account
    assert accounts.choose_password(store, token, "another hash") is not None
    assert accounts.choose_password(store, token, "a third hash") is None
    with store.directory() as directory:
        assert directory.sessions.get("somewhere") is None
        found = directory.account(account)
        assert found is not None
        assert found.password_hash == "another hash"


def _token(store: Store) -> str:
    with store.directory() as directory:
        (letter,) = directory.letters.all()
        assert letter.letter in {"password_reset", "invitation"}
        assert letter.subject is not None
        token = directory.links.link_token(letter.subject)
    assert token is not None
    return token


def test_for_an_address_without_an_account_no_letter_is_sent(store: Store, office: Office) -> None:
    office.invite("g1")
    accounts.ask_new_password(store, "g1@ouder.example")
    with store.directory() as directory:
        assert directory.letters.all() == []


def test_a_disabled_account_gets_no_link_and_its_link_opens_nothing(store: Store, office: Office) -> None:
    account = accounts.make_account(store, office.invite("g1"), HASH)
    accounts.ask_new_password(store, "g1@ouder.example")
    token = _token(store)
    with store.directory() as directory:
        directory.disable_account(account)
    assert accounts.owner_of(store, token) is None
    accounts.ask_new_password(store, "g1@ouder.example")
    with store.directory() as directory:
        assert len(directory.letters.all()) == 1


def test_a_colleague_is_invited_and_chooses_a_password(store: Store, office: Office) -> None:
    with store.directory("directie@school.example") as directory:
        accounts.invite_colleague(directory, "Kim@School.example", "Kim", Role.STAFF, office.school.id)
    account = accounts.choose_password(store, _token(store), HASH)
    assert account is not None
    assert account.email == "kim@school.example"
    with store.directory() as directory:
        assert directory.roles_at(account.id, office.school.id) == {Role.STAFF}
        assert (
            accounts.invite_colleague(directory, "kim@school.example", "Kim", Role.SCHOOL_ADMIN, office.school.id)
            is None
        )
        assert directory.roles_at(account.id, office.school.id) == {Role.STAFF, Role.SCHOOL_ADMIN}


def test_a_link_of_one_purpose_is_none_of_another(store: Store, office: Office) -> None:
    account = accounts.make_account(store, office.invite("g1"), HASH)
    with store.directory() as directory:
        token = directory.links.link_token(directory.links.add(account, LinkPurpose.WELCOME))
        assert token is not None
        assert directory.links.find(token, LinkPurpose.WELCOME) is not None
        assert directory.links.find(token, LinkPurpose.PASSWORD) is None
