"""A message arrives, signed, at least once; what does not arrive comes again, and holds up nobody else."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook as Standard

from hub.jobs.limits import Limits
from hub.jobs.work import Work
from hub.mail import write_letters
from hub.registry import Registry
from hub.store import MessageState, Role, Store, WebhookState
from hub.webhooks import Courier, Gate, new_secret, ping, send_again
from hub.webhooks.sending import PAUSES
from tests.integration.webhooks.conftest import Receiver, Told


def pinged(told: Told, webhook: int, times: int = 1) -> None:
    with told.store.open(told.school.id) as books:
        for _ in range(times):
            ping(books, webhook)


def test_a_message_arrives_signed_with_keys_only(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    pinged(told, webhook)
    assert told.send(webhook) == 1
    ((headers, body),) = receiver.got
    assert Standard(told.secret).verify(body, headers)
    assert receiver.told[0]["type"] == "webhook.ping"
    assert receiver.told[0]["data"] == {"school": "99XX"}
    assert headers["host"] == receiver.address.split("/")[2]
    (message,) = told.messages(webhook)
    assert (message.state, message.status, message.message_key) == (MessageState.DELIVERED, 204, headers["webhook-id"])
    assert told.send(webhook) == 0


def test_a_long_answer_is_not_read(told: Told, receiver: Receiver) -> None:
    receiver.answer = 200
    webhook = told.add(receiver)
    pinged(told, webhook)
    assert told.send(webhook) == 1


@pytest.mark.parametrize(("answer", "words"), [(500, "status 500"), (404, "status 404"), (302, "verwijst door")])
def test_what_is_not_taken_waits_longer_each_time_and_keeps_its_number(
    told: Told, receiver: Receiver, answer: int, words: str
) -> None:
    webhook = told.add(receiver)
    receiver.answer, receiver.headers = answer, {"Location": "http://127.0.0.1:1/elsewhere"}
    pinged(told, webhook)
    for pause in PAUSES[:3]:
        assert told.send(webhook) == 0
        (message,) = told.messages(webhook)
        wait = message.look_at - datetime.now(UTC)
        assert timedelta(seconds=pause - 2) < wait < timedelta(seconds=pause * 1.1 + 2)
        assert words in message.sentence.nl
        told.later()
    assert told.state(webhook).failing_since is not None
    receiver.answer = 204
    assert told.send(webhook) == 1
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 4
    assert told.state(webhook).failing_since is None


def test_an_address_that_asks_for_time_gets_it(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    receiver.answer, receiver.headers = 429, {"Retry-After": "3600"}
    pinged(told, webhook, 2)
    told.send(webhook)
    first = told.messages(webhook)[-1]
    assert first.look_at - datetime.now(UTC) > timedelta(minutes=55)
    assert len(receiver.got) == 1


def test_where_one_message_is_refused_for_itself_the_next_one_goes(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    receiver.answer = 422
    pinged(told, webhook, 3)
    told.send(webhook)
    assert len(receiver.got) == 3


@pytest.mark.parametrize("slow", ["hang", "drip"])
def test_an_address_that_does_not_answer_in_time_is_left(told: Told, receiver: Receiver, slow: str) -> None:
    if slow == "hang":
        receiver.hang = threading.Event()
    else:
        receiver.drip = True
    webhook = told.add(receiver)
    pinged(told, webhook, 5)
    assert told.send(webhook) == 0
    assert len(receiver.got) == 1
    assert "niet op tijd" in told.messages(webhook)[-1].sentence.nl


def test_a_message_that_was_tried_often_enough_is_given_up_and_can_be_sent_again(
    told: Told, receiver: Receiver
) -> None:
    webhook = told.add(receiver)
    receiver.answer = 400
    pinged(told, webhook)
    for _ in range(len(PAUSES) + 1):
        told.later()
        told.send(webhook)
    (message,) = told.messages(webhook)
    assert (message.state, message.look_at) == (MessageState.GIVEN_UP, None)
    receiver.answer = 204
    with told.store.open(told.school.id) as books:
        assert send_again(books, message.id)
        assert not send_again(books, message.id + 1000)
    assert told.send(webhook) == 1
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def letters(told: Told) -> list[Any]:
    with told.store.open(told.school.id) as books:
        return books.letters.all()


def test_an_address_that_fails_for_days_is_stopped_and_what_happens_meanwhile_waits(
    told: Told, receiver: Receiver
) -> None:
    write_letters(told.store)
    with told.store.directory() as directory:
        account = directory.add_account("admin@school.example", "Anna", None)
        directory.grant(account, Role.SCHOOL_ADMIN, told.school.id)
    webhook = told.add(receiver)
    receiver.answer = 500
    pinged(told, webhook)
    told.send(webhook)
    with told.store.open(told.school.id) as books:
        books.session.execute(text("UPDATE hub.webhook SET failing_since = now() - interval '3 days'"))
    told.later()
    told.send(webhook)
    assert told.state(webhook).state is WebhookState.PAUSED
    assert [(each.letter, each.subject) for each in letters(told)] == [("webhook_paused", webhook)]
    with told.store.open(told.school.id) as books:
        books.webhooks.post("intake.finished", {"run": 1, "outcome": "applied"})
        assert "webhook.paused" in {each.act for each in books.audit.entries()}
    told.later()
    receiver.answer = 204
    assert told.send(webhook) == 0
    with told.store.open(told.school.id) as books:
        books.webhooks.turn(webhook, WebhookState.ON)
    assert told.send(webhook) == 2


def test_an_address_that_says_that_it_is_gone_is_stopped_at_once(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    receiver.answer = 410
    pinged(told, webhook)
    told.send(webhook)
    assert told.state(webhook).state is WebhookState.PAUSED


def test_a_name_that_leads_inside_by_now_is_refused_at_delivery(told: Told, receiver: Receiver) -> None:
    port = receiver.address.split(":")[2].split("/")[0]
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    gate = Gate(frozenset(), lambda _host, _port: next(answers))
    address = f"https://portal.example.org:{port}/in"
    gate.open(address)
    webhook = told.add(receiver, address=address)
    pinged(told, webhook)
    replace(told, courier=replace(told.courier, gate=gate)).send(webhook)
    assert receiver.got == []
    assert "netwerk van de hub zelf" in told.messages(webhook)[0].sentence.nl


def test_while_a_secret_is_renewed_the_old_one_still_verifies(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    old, new = told.secret, new_secret()
    with told.store.open(told.school.id) as books:
        books.webhooks.renew(webhook, new, timedelta(hours=1))
    pinged(told, webhook)
    told.send(webhook)
    ((headers, body),) = receiver.got
    assert Standard(old).verify(body, headers)
    assert Standard(new.reveal()).verify(body, headers)
    with told.store.open(told.school.id) as books:
        books.session.execute(text("UPDATE hub.webhook SET before_until = now()"))
    pinged(told, webhook)
    told.send(webhook)
    assert len(receiver.got[1][0]["webhook-signature"].split()) == 1


def test_one_job_at_a_time_is_at_an_address(told: Told, receiver: Receiver) -> None:
    webhook = told.add(receiver)
    pinged(told, webhook, 3)
    with told.store.open(told.school.id) as books:
        assert books.webhooks.take_turn(webhook, 60) is not None
    assert told.send(webhook) == 0
    with told.store.open(told.school.id) as books:
        assert books.webhooks.end_turn(webhook)
    assert told.send(webhook) == 3
    assert len(told.jobs()) == 1


def test_a_slow_address_does_not_hold_up_another(
    told: Told, receiver: Receiver, make_receiver: Callable[[], Receiver]
) -> None:
    quick = make_receiver()
    receiver.hang = threading.Event()
    slow_one, quick_one = told.add(receiver), told.add(quick)
    pinged(told, slow_one)
    pinged(told, quick_one)
    sending = threading.Thread(target=told.send, args=(slow_one,))
    sending.start()
    while not receiver.got:
        assert sending.is_alive()
    assert told.send(quick_one) == 1
    assert sending.is_alive()
    receiver.hang.set()
    sending.join()


def test_no_more_threads_of_a_worker_send_than_half_and_what_waits_is_found_later(
    told: Told, receiver: Receiver
) -> None:
    courier = Courier(gate=told.courier.gate, wire=told.courier.wire, rooms=threading.Semaphore(1))
    webhook = told.add(receiver)
    pinged(told, webhook)
    with courier.rooms:
        assert courier.send_due(told.store, told.school.id, webhook) == 0
    assert receiver.got == []
    with told.store.open(told.school.id) as books:
        assert books.webhooks.due_addresses() == [webhook]
    assert courier.send_due(told.store, told.school.id, webhook) == 1


def test_the_worker_sends_what_waits_and_finds_what_a_dead_one_left(
    told: Told, receiver: Receiver, store: Store, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_WEBHOOK_ALLOW", "127.0.0.1")
    work = Work(store, Registry.load(), tmp_path, Limits())
    webhook = told.add(receiver)
    with store.open(told.school.id) as books:
        books.webhooks.post_to(webhook, "intake.finished", {"run": 7, "outcome": "applied"})
    assert told.jobs() == []
    work.tend_changes(told.school.id)
    assert [each["webhook"] for each in told.jobs()] == [webhook]
    work.send_webhooks(told.school.id, webhook)
    assert receiver.told[0]["data"] == {"school": "99XX", "run": 7, "outcome": "applied"}
