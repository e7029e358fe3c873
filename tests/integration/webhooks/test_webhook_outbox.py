"""What happened is in the outbox, all of it and nothing else: by key and number, in its own transaction."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from hub import intake
from hub.changes import Wish, ask, refuse
from hub.changes.decisions import Approver
from hub.cli.webhook_health import webhooks_of
from hub.contract import ChangeMoved
from hub.intake.documents import fetch_from
from hub.records import Complete, Guardian, Guardianship, Kind, Pulled, Pupil, Relation, SchoolYear, Source
from hub.registry import Registry
from hub.store import SchoolEntry, Store
from hub.webhooks import MANY
from tests.integration.histories import READING, Lvs, card, follow, pdf, result
from tests.integration.webhooks.conftest import Receiver, Told

CANARY = "Kanariegeel"
PUPIL = Pupil(key="p1", first_name=CANARY, last_name=CANARY)
GUARDIAN = Guardian(key="g1", first_name=CANARY, last_name=CANARY, mobile="+31612345678")
TIE = Guardianship(key="p1:g1", pupil="p1", guardian="g1", relation=Relation.MOTHER, authority=True)
STAYS = Pupil(key="p2", first_name="Bo", last_name="Blijft")


def say(told: Told, *records: Pulled, day: int = 1, dry_run: bool = False) -> Any:
    def pull() -> Iterator[Pulled]:
        made_at = datetime(2026, 9, day, tzinfo=UTC)
        yield Source(name="x", school=told.school.code, school_year=SchoolYear(2026), made_at=made_at)
        yield from records
        yield Complete(frozenset({Kind.PUPILS, Kind.GUARDIANS, Kind.GUARDIANSHIPS}))

    limits = intake.brake.Limits(floor=9, day_floor=9)
    return intake.take_in(
        told.store, told.school.code, lambda _: pull(), plugin="x", by="x", dry_run=dry_run, limits=limits
    )


def happened(told: Told, webhook: int) -> list[tuple[str, str | None]]:
    return sorted((each.event, each.pupil or each.guardian) for each in told.messages(webhook))


def number_of(told: Told, webhook: int) -> int:
    with told.store.open(told.school.id) as books:
        return sum(books.webhooks.counts()[webhook].values())


def forget(told: Told) -> None:
    with told.store.open(told.school.id) as books:
        books.webhooks.forget(datetime.now(UTC))


def test_a_run_tells_whom_it_changed(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    run = say(told, PUPIL, GUARDIAN, TIE, STAYS)
    assert happened(told, webhook) == [
        ("guardian.added", "g1"),
        ("intake.finished", None),
        ("pupil.added", "p1"),
        ("pupil.added", "p2"),
    ]
    assert {each.data["run"] for each in told.messages(webhook)} == {run.id}
    forget(told)
    say(told, replace(PUPIL, last_name="Anders"), GUARDIAN, replace(TIE, authority=False), STAYS, day=2)
    assert happened(told, webhook) == [
        ("guardian.changed", "g1"),
        ("intake.finished", None),
        ("pupil.changed", "p1"),
    ]
    forget(told)
    say(told, STAYS, day=3)
    assert ("pupil.departed", "p1") in happened(told, webhook)
    assert ("guardian.departed", "g1") in happened(told, webhook)


def test_a_run_that_changes_very_many_sends_one_message_that_names_nobody(told: Told, receiver: Receiver) -> None:
    everything, few = told.add(receiver), told.add(receiver, "pupil.departed", "guardian.changed")
    nothing = told.add(receiver, "change.sent")
    school = [Pupil(key=f"k{number}", first_name="Kim", last_name="Bos") for number in range(MANY)]
    run = say(told, PUPIL, GUARDIAN, TIE, *school)
    assert happened(told, everything) == [("intake.finished", None), ("roll.changed", None)]
    bulk = next(each for each in told.messages(everything) if each.event == "roll.changed")
    assert bulk.data == {"run": run.id, "pupils": MANY + 1, "guardians": 1}
    assert told.messages(few) == told.messages(nothing) == []
    forget(told)
    # The others hear of their few one by one, and up to a hundred is no crowd.
    said = say(told, PUPIL, GUARDIAN, TIE, *(replace(each, last_name="Berg") for each in school[:-1]), day=2)
    assert said.departed == {"pupils": 1}
    assert happened(told, few) == [("pupil.departed", f"k{MANY - 1}")]
    assert number_of(told, everything) == MANY + 1
    forget(told)
    results = [result(number, f"k{number}") for number in range(MANY - 1)] + [result(200, "p1"), result(201, "p1")]
    follow(told.store, Lvs(said=[READING, *results]), said)
    assert {event for event, _ in happened(told, everything)} == {"results.changed"}
    assert number_of(told, everything) == MANY


def test_results_of_very_many_pupils_are_one_message_too(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver, "results.changed")
    run = say(told, *[Pupil(key=f"k{number}", first_name="Kim", last_name="Bos") for number in range(MANY + 1)])
    follow(told.store, Lvs(said=[READING, *[result(number, f"k{number}") for number in range(MANY + 1)]]), run)
    assert happened(told, webhook) == [("history.changed", None)]
    assert told.messages(webhook)[0].data == {"run": run.id, "pupils": MANY + 1, "guardians": 0}


def test_the_doctor_names_addresses_that_are_paused_or_wait_for_long(told: Told, receiver: Receiver) -> None:
    app: Any = SimpleNamespace(store=told.store)
    paused, late = told.add(receiver, "pupil.added", address="https://portaal.example/in?sleutel=x"), told.add(receiver)
    say(told, PUPIL)
    (fine,) = webhooks_of(app)
    assert (fine.is_right, fine.text.nl) == (True, "2 adressen, niets wacht te lang")
    with told.store.open(told.school.id) as books:
        books.webhooks.pause(paused)
        books.session.connection().exec_driver_sql("UPDATE hub.webhook_message SET at = at - interval '5 hours'")
    first, second = webhooks_of(app)
    assert f"hub webhook on {paused} --school 99XX" in first.text.nl
    assert f"adres {late} van 99XX (127.0.0.1) wacht een bericht al 5 uur" in second.text.nl
    assert "sleutel" not in first.text.nl


def test_what_was_not_applied_changed_nobody(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    run = say(told, PUPIL, dry_run=True)
    assert happened(told, webhook) == [("intake.finished", None)]
    forget(told)
    intake.approve(told.store, told.school.code, run.id, by="x")
    assert happened(told, webhook) == [("intake.finished", None), ("pupil.added", "p1")]
    forget(told)
    intake.undo(told.store, told.school.code, run.id, by="x")
    assert happened(told, webhook) == [("intake.finished", None), ("pupil.departed", "p1")]


def test_a_change_tells_each_state_that_it_comes_into(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver, "change.requested", "change.refused")
    say(told, PUPIL, GUARDIAN, TIE)
    wish = Wish(kind=Kind.GUARDIANS, key="g1", field="mobile", value="06 1111 2222")
    (item,) = ask(told.store, Registry.load(), told.school.code, [wish], guardian="g1")
    refuse(told.store, told.school.code, item.id, approver=Approver("staff@school.example"), reason="Nee.")
    assert [(each.event, each.data) for each in reversed(told.messages(webhook))] == [
        ("change.requested", {"change": item.id, "request": item.request}),
        ("change.refused", {"change": item.id, "request": item.request}),
    ]


def test_results_and_report_cards_tell_whose_they_are(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver, "results.changed", "report_card.added")
    run = say(told, PUPIL, STAYS)
    lvs = Lvs(said=[READING, result(1), result(2)], cards=[card(1)], documents={"c1": pdf()})
    follow(told.store, lvs, run)
    assert happened(told, webhook) == [("results.changed", "p1")]
    with told.store.open(told.school.id) as books:
        waiting = books.history.cards_to_fetch(5)
    fetch_from(told.store, told.school.id, lvs, waiting, by="x")
    (newest, _) = told.messages(webhook)
    assert (newest.event, newest.pupil, newest.data) == ("report_card.added", "p1", {"report_card": "c1"})
    follow(told.store, lvs, run)
    assert len(told.messages(webhook)) == 2


def test_what_is_undone_was_never_told(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    with pytest.raises(RuntimeError), told.store.open(told.school.id) as books:
        books.webhooks.post("intake.finished", {"run": 1})
        books.tell(ChangeMoved(at=datetime.now(UTC), item=1, state="unheard-of"))
        raise RuntimeError
    assert told.messages(webhook) == []
    assert told.jobs() == []


def test_only_addresses_that_want_it_hear_and_one_that_is_off_hears_nothing(told: Told, receiver: Receiver) -> None:
    from hub.store import WebhookState

    wants, off, other = told.add(receiver, "pupil.added"), told.add(receiver), told.add(receiver, "change.sent")
    with told.store.open(told.school.id) as books:
        books.webhooks.turn(off, WebhookState.OFF)
    say(told, PUPIL)
    assert [len(told.messages(each)) for each in (wants, off, other)] == [1, 0, 0]
    assert [each["webhook"] for each in told.jobs()] == [wants]


def test_another_school_hears_nothing(told: Told, receiver: Receiver, store: Store, other_school: SchoolEntry) -> None:
    elsewhere = Told(store, other_school, told.courier)
    theirs = elsewhere.add(receiver)
    mine = told.add(receiver)
    say(told, PUPIL)
    assert elsewhere.messages(theirs) == []
    assert elsewhere.messages(mine) == []
    assert elsewhere.state(mine) is None


def test_no_message_and_no_job_holds_a_value_and_no_table_the_secret(
    told: Told, receiver: Receiver, server: Any, database: str
) -> None:
    told.add(receiver)
    say(told, PUPIL, GUARDIAN, TIE)
    with server.superuser(database) as superuser:
        for table in ("hub.webhook_message", "procrastinate.procrastinate_jobs"):
            rows = superuser.execute(f"SELECT t::text FROM {table} t").fetchall()
            assert rows
            assert not any(CANARY in row or "612345678" in row for (row,) in rows)
        (row,) = superuser.execute("SELECT t::text FROM hub.webhook t").fetchone()
        assert told.secret.removeprefix("whsec_") not in row


def test_who_is_erased_is_in_no_message_any_more(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    say(told, PUPIL, GUARDIAN, TIE, STAYS)
    say(told, STAYS, day=2)
    with told.store.open(told.school.id) as books:
        books.erasure.erase(Kind.PUPILS, "p1")
        books.erasure.erase(Kind.GUARDIANS, "g1")
    assert {key for _, key in happened(told, webhook)} == {None, "p2"}


def test_a_new_key_of_the_hub_reseals_the_secrets(told: Told, receiver: Receiver) -> None:
    told.add(receiver)
    assert told.store.reseal() >= 1


def test_old_messages_are_forgotten(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    say(told, PUPIL)
    with told.store.open(told.school.id) as books:
        books.session.execute(text("UPDATE hub.webhook_message SET at = now() - interval '31 days'"))
        books.webhooks.forget(datetime.now(UTC).replace(year=2020))
        assert books.webhooks.messages(webhook)
    forget(told)
    assert told.messages(webhook) == []
    assert json.dumps(told.jobs())
