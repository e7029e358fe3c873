"""A walk over every table: what the hub has of a person is in his file, and is gone once he is erased."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from hub.privacy.gathering import gather
from hub.privacy.takeout import as_json
from hub.records import Kind, Rejected, Text
from hub.registry import Registry
from hub.store import Asker, Books, Store
from hub.store.looks import SeenAs, Sight
from hub.store.places import PLACES
from tests.integration.histories import SCHOOL
from tests.integration.test_person_erased import CANARY, a_life_at_school, leave

pytestmark = pytest.mark.usefixtures("school")
WALKED = [
    (kind, table) for kind in (Kind.PUPILS, Kind.GUARDIANS) for table, each in PLACES.items() if kind in each.finds
]
KEYS = {Kind.PUPILS: "p1", Kind.GUARDIANS: "g1"}
SHARED = {"change_request"}
"""A request goes with its last item: it may hold a wish about somebody who stays."""

FILLED = """
INSERT INTO hub.change_step (item_id, from_state, to_state, by, known)
SELECT id, 'requested', 'refused', 'kantoor@school.example', CAST(:said AS jsonb) FROM hub.change_item;
INSERT INTO hub.change_approval (item_id, by, value) SELECT id, 'kantoor@school.example', CAST(:said AS jsonb)
FROM hub.change_item;
INSERT INTO hub.change_attempt (item_id, act, write_key, sent) SELECT id, 'write', CAST(:uuid AS uuid),
CAST(:said AS jsonb) FROM hub.change_item;
INSERT INTO hub.history_change (kind, record_id, run_id, act, was)
SELECT 'results', r.id, 1, 'changed', CAST(:said AS jsonb) FROM hub.result r JOIN hub.pupil p ON p.id = r.pupil_id
WHERE p.key = 'p1';
INSERT INTO hub.invitation (guardian, email_mark, nonce, invited_by, expires_at)
VALUES ('g1', 'x', 'n', 'kantoor@school.example', now() + interval '1 day');
INSERT INTO hub.letter (letter, guardian) VALUES ('invitation', 'g1');
INSERT INTO hub.letter (letter, to_account) VALUES ('moved', :account);
INSERT INTO hub.hub_letter (letter, to_account) VALUES ('password', :account);
INSERT INTO hub.letter_declined (account_id, letter) VALUES (:account, 'moved');
INSERT INTO hub.account_link (account_id, purpose, nonce, made_by, expires_at)
VALUES (:account, 'password', 'n', 'hub', now());
INSERT INTO hub.paper_run (account_id, asked_by, who, guardian, pupil, language)
VALUES (:account, 'kanariegeel@example.org', :canary, 'g1', 'p1', 'nl');
INSERT INTO hub.paper_pupil (run_id, pupil_id, outcome) SELECT r.id, p.id, 'printed'
FROM hub.paper_run r JOIN hub.pupil p ON p.key = 'p1';
INSERT INTO hub.news (guardian, pupil) VALUES ('g1', 'p1');
INSERT INTO hub.webhook (address, events, sealed_secret, made_by)
VALUES ('https://portal.example', '{}', 's', 'x');
INSERT INTO hub.webhook_message (webhook_id, event, pupil, guardian)
SELECT id, 'pupil.changed', 'p1', 'g1' FROM hub.webhook;
INSERT INTO hub.campaign (started_by, opens_at, closes_on, asks) VALUES ('x', now(), now(), '{}');
INSERT INTO hub.campaign_answer (campaign_id, guardian, how) SELECT id, 'g1', 'right' FROM hub.campaign;
INSERT INTO hub.campaign_checked (guardian, kind, key, field, value_mark)
VALUES ('g1', 'pupils', 'p1', 'postcode', 'm');
INSERT INTO hub.second_step (account_id, secret) VALUES (:account, 's');
INSERT INTO hub.recovery_code (account_id, mark) VALUES (:account, 'm');
INSERT INTO hub.web_session (id_hash, account_id, content) VALUES ('h', :account, 'c')
"""

NOTICED = """
INSERT INTO hub.retention_notice (kind, key, announced_on, goes_on)
VALUES ('pupils', 'p1', now(), now()), ('guardians', 'g1', now(), now())
"""


def fill(store: Store) -> int:
    """Give a pupil and a guardian at least one row in every table that can hold something of them."""
    account = a_life_at_school(store)
    values: dict[str, Any] = {"account": account, "canary": CANARY, "said": f'"{CANARY}"', "uuid": str(uuid4())}
    with store.open(SCHOOL, by="kantoor@school.example") as books:
        for statement in FILLED.split(";"):
            books.session.execute(
                text(statement), {name: each for name, each in values.items() if f":{name}" in statement}
            )
        words = Text(CANARY, CANARY)
        fault = Rejected(kind=Kind.GUARDIANS, key="g1", where="1", what=words, why=words, rule="x")
        books.runs.reject(books.runs.list(1)[0].id, 90, [fault])
        books.looks.note(["p1"], Sight.RECORD, SeenAs.STAFF, "Kantoor", account_id=account + 1000)
        books.looks.note(["p2"], Sight.RECORD, SeenAs.GUARDIAN, f"Greet {CANARY}", account_id=account)
        for kind, key in KEYS.items():
            asker = Asker(account=account, by="kantoor@school.example", own=False, language="nl")
            books.takeouts.ask(kind, key, asker)
            books.retention.hold(kind, key, CANARY)
        books.session.execute(text(NOTICED))
    return account


def gathered(store: Store, kind: Kind) -> dict[str, Any]:
    with store.open(SCHOOL) as books:
        takeout = books.takeouts.of(_account(books), own=False)[0]
        asked = next(each for each in books.takeouts.of(takeout.asked_account, own=False) if each.kind is kind)
        return as_json(gather(Registry.of(), books, asked, datetime.now(UTC)), "nl")


def _account(books: Books) -> int:
    return int(books.session.scalar(text("SELECT asked_account FROM hub.takeout LIMIT 1")) or 0)


def totals(store: Store) -> dict[str, int]:
    with store.open(SCHOOL) as books:
        return {
            table: int(books.session.scalar(text(f"SELECT count(*) FROM hub.{table}")) or 0)
            for table, place in PLACES.items()
            if place.finds
        }


@pytest.mark.parametrize("kind", KEYS)
def test_the_file_of_a_person_holds_his_rows_of_every_table(store: Store, kind: Kind) -> None:
    fill(store)
    said = gathered(store, kind)
    with store.open(SCHOOL) as books:
        counts = books.traces.counts(kind, KEYS[kind])
    for table in [table for each, table in WALKED if each is kind]:
        assert counts.get(table), f"fill {table} with a row of this person in this test"
        assert len(said["sorts"][table]["rows"]) == counts[table], table
        for row in said["sorts"][table]["rows"]:
            assert not PLACES[table].hidden & row.keys(), table


@pytest.mark.parametrize("kind", KEYS)
def test_erasing_leaves_no_row_of_a_person_in_any_table_but_those_that_say_why(store: Store, kind: Kind) -> None:
    fill(store)
    leave(store)
    with store.open(SCHOOL) as books:
        found = books.traces.counts(kind, KEYS[kind])
        before = totals(store)
        foretold = books.erasure.preview(kind, KEYS[kind])
    with store.open(SCHOOL) as books:
        assert books.erasure.erase(kind, KEYS[kind]).keys() == foretold.keys()
    after = totals(store)
    for table in [table for each, table in WALKED if each is kind and table not in SHARED]:
        if PLACES[table].stays is None:
            assert after[table] <= before[table] - found[table], table
        else:
            assert after[table] >= before[table], table
    with store.open(SCHOOL) as books:
        assert books.audit.verify().whole
        assert books.traces.counts(kind, KEYS[kind]).keys() <= {"audit_entry"}


def test_nothing_of_another_school_is_in_a_file(store: Store, other_school: Any) -> None:
    fill(store)
    with store.open(other_school.code) as books:
        for kind, key in KEYS.items():
            assert books.traces.person(kind, key) is None
            assert books.traces.counts(kind, key) == {}
