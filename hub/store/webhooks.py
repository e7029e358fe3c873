"""The outbox of messages to other programs: which addresses want to hear what, and how far each message is.

A message is put here in the transaction of what it tells about, so that none is lost and none is invented.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import delete, func, insert, null, select, text, update
from sqlalchemy.orm import Session

from hub.contract.secrets import Secret
from hub.records import Text
from hub.store.audit import Audit
from hub.store.sealed import Sealer
from hub.store.tables import WebhookMessageRow, WebhookRow
from hub.store.webhook_values import Message, MessageState, Webhook, WebhookState


@dataclass(frozen=True)
class Webhooks:
    """The addresses and messages of the school in hand."""

    session: Session
    school_id: int
    by: str
    audit: Audit
    sealer: Sealer

    def add(self, address: str, events: Collection[str], secret: Secret) -> int:
        """Add an address and return its number. The caller has looked whether the hub may send there."""
        values = {"address": address, "events": sorted(events), "sealed_secret": self.sealer.seal(secret)}
        made = insert(WebhookRow).values(**values, made_by=self.by).returning(WebhookRow.id)
        number = int(self.session.execute(made).scalar_one())
        self.audit.write("webhook.added", f"webhook {number}", {"address": address, "events": sorted(events)})
        self.__dict__.pop("_listening", None)
        return number

    def all(self) -> list[Webhook]:
        """Return every address, in order of adding."""
        return self._found(select(WebhookRow).order_by(WebhookRow.id))

    def find(self, number: int) -> Webhook | None:
        """Return one address by its number."""
        return next(iter(self._found(select(WebhookRow).where(WebhookRow.id == number))), None)

    def choose(self, number: int, events: Collection[str]) -> None:
        """Let an address hear of these events from now on."""
        self._change(number, events=sorted(events))
        self.audit.write("webhook.events", f"webhook {number}", {"events": sorted(events)})

    def turn(self, number: int, state: WebhookState) -> None:
        """Turn an address on or off. Turned on, it begins anew: what waits is due at once."""
        values: dict[str, Any] = {"state": state.value, "failing_since": None, "sentence": null(), "busy_until": None}
        self._change(number, **values)
        waiting = (WebhookMessageRow.webhook_id == number, WebhookMessageRow.look_at.is_not(None))
        if state is WebhookState.ON:
            self.session.execute(
                update(WebhookMessageRow).where(*waiting).values(look_at=func.clock_timestamp()), execution_options=KEEP
            )
        self.audit.write(f"webhook.{state.value}", f"webhook {number}")

    def remove(self, number: int) -> None:
        """Take an address away, with every message to it."""
        self.session.execute(delete(WebhookRow).where(WebhookRow.id == number), execution_options=KEEP)
        self.audit.write("webhook.removed", f"webhook {number}")
        self.__dict__.pop("_listening", None)

    def renew(self, number: int, secret: Secret, overlap: timedelta) -> None:
        """Sign with a new secret; for as long as `overlap` the old one signs too, so that nothing is missed."""
        self._change(
            number,
            sealed_before=WebhookRow.sealed_secret,
            before_until=func.now() + overlap,
            sealed_secret=self.sealer.seal(secret),
        )
        self.audit.write("webhook.secret", f"webhook {number}")

    def secrets(self, webhook: Webhook, now: datetime) -> list[Secret]:
        """Return the secrets that sign now, the newest first."""
        still = webhook.sealed_before if webhook.before_until and webhook.before_until > now else None
        return [self.sealer.open(each) for each in (webhook.sealed_secret, still) if each]

    def reseal(self) -> int:
        """Seal every secret with the newest of the hub's keys. Returns how many there were."""
        sealed = 0
        for each in self.all():
            before = self.sealer.reseal(each.sealed_before) if each.sealed_before else None
            self._change(each.id, sealed_secret=self.sealer.reseal(each.sealed_secret), sealed_before=before)
            sealed += 1 + bool(before)
        return sealed

    def wanting(self, event: str) -> list[int]:
        """Return the addresses that want to hear of an event, paused ones too."""
        return [each.id for each in self._listening if event in each.events]

    def post(self, event: str, data: Mapping[str, Any]) -> list[int]:
        """Put a message in the outbox for each address that wants it. Return these addresses."""
        wanting = self.wanting(event)
        for webhook in wanting:
            self.post_to(webhook, event, data)
        return wanting

    def post_to(self, webhook: int, event: str, data: Mapping[str, Any]) -> int:
        """Put a message for one address in the outbox, whether it wants the event or not. Return its number."""
        made = insert(WebhookMessageRow).values(webhook_id=webhook, event=event, data=dict(data))
        return int(self.session.execute(made.returning(WebhookMessageRow.id)).scalar_one())

    def post_run(self, run: int, most: int, instead: str) -> list[int]:
        """Put a message in the outbox for everybody whom a run that was applied changed. Return the addresses.

        An address that would get more than `most` gets one message `instead`, which says how many pupils and guardians.
        """
        return self._post_many(OF_RUN, {"run": run, "most": most, "instead": instead})

    def post_results(self, run: int, most: int, instead: str) -> list[int]:
        """The same for every pupil of whom a run brought, changed or withdrew results."""
        return self._post_many(OF_RESULTS, {"run": run, "most": most, "instead": instead})

    def post_report_card(self, card: int) -> list[int]:
        """Put a message in the outbox for a report card whose document came in, by its number in the hub."""
        return self._post_many(OF_REPORT_CARD, {"card": card, "run": None, "most": 1, "instead": ""})

    def _post_many(self, found: str, values: Mapping[str, Any]) -> list[int]:
        if not self._listening:
            return []
        rows = self.session.execute(text(POST.format(found=found)), {"school": self.school_id, **values})
        return sorted({row.webhook_id for row in rows})

    def take_turn(self, number: int, lease: float) -> Webhook | None:
        """Be the only one that sends to an address, for so many seconds at most. `None`: another one is at it."""
        free = (WebhookRow.id == number, WebhookRow.state == WebhookState.ON.value)
        idle = (WebhookRow.busy_until.is_(None)) | (WebhookRow.busy_until < func.clock_timestamp())
        later = func.clock_timestamp() + timedelta(seconds=lease)
        taken = update(WebhookRow).where(*free, idle).values(busy_until=later).returning(WebhookRow.id)
        if self.session.scalars(taken, execution_options=KEEP).one_or_none() is None:
            return None
        return self.find(number)

    def end_turn(self, number: int) -> bool:
        """Let others send to the address. Return whether something is due to it by now."""
        self._change(number, busy_until=None)
        return number in self.due_addresses()

    def due(self, webhook: int, limit: int) -> list[Message]:
        """Return messages to an address that are due, in the order in which they were posted."""
        row = WebhookMessageRow
        wanted = select(row).where(row.webhook_id == webhook, row.look_at <= func.clock_timestamp())
        return self._messages(wanted.order_by(row.id).limit(limit))

    def begin(self, message: int) -> None:
        """Note that a message is about to be sent."""
        tries = WebhookMessageRow.tries + 1
        self._update(message, tries=tries, tried_at=func.clock_timestamp())

    def delivered(self, message: Message, status: int) -> None:
        """Keep that the other side took a message; whatever trouble there was with its address is over."""
        ended = {"ended_at": func.clock_timestamp(), "look_at": None, "sentence": null()}
        self._update(message.id, state=MessageState.DELIVERED.value, status=status, **ended)
        self._change(message.webhook, failing_since=None, sentence=null())

    def failed(self, message: Message, status: int | None, why: Text, pause: float | None) -> None:
        """Keep that a message was not taken, and let it wait for so many seconds; `None`: it is given up."""
        values: dict[str, Any] = {"status": status, "sentence": _said(why)}
        if pause is None:
            values |= {"state": MessageState.GIVEN_UP.value, "look_at": None, "ended_at": func.clock_timestamp()}
        else:
            values |= {"look_at": func.clock_timestamp() + timedelta(seconds=pause)}
        self._update(message.id, **values)
        since = func.coalesce(WebhookRow.failing_since, func.clock_timestamp())
        self._change(message.webhook, failing_since=since, sentence=_said(why))

    def hold(self, webhook: int, seconds: float) -> None:
        """Let what is due for an address wait: its first message was not taken either."""
        row = WebhookMessageRow
        due = (row.webhook_id == webhook, row.look_at <= func.clock_timestamp())
        later = func.clock_timestamp() + timedelta(seconds=seconds)
        self.session.execute(update(row).where(*due).values(look_at=later), execution_options=KEEP)

    def pause(self, number: int) -> None:
        """Send nothing more to an address until the school turns it on again. What happens meanwhile waits."""
        self._change(number, state=WebhookState.PAUSED.value)
        self.audit.write("webhook.paused", f"webhook {number}")

    def again(self, message: int) -> int | None:
        """Let a message be sent once more, as the same message. Return its address; `None`: there is none."""
        values = {"state": MessageState.WAITING.value, "tries": 0, "look_at": func.clock_timestamp(), "ended_at": None}
        changed = update(WebhookMessageRow).where(WebhookMessageRow.id == message).values(**values)
        return self.session.scalars(
            changed.returning(WebhookMessageRow.webhook_id), execution_options=KEEP
        ).one_or_none()

    def due_addresses(self) -> list[int]:
        """Return the addresses to which something is due, and which nobody is at."""
        idle = (WebhookRow.busy_until.is_(None)) | (WebhookRow.busy_until < func.clock_timestamp())
        due = select(WebhookMessageRow.webhook_id).where(WebhookMessageRow.look_at <= func.clock_timestamp())
        wanted = select(WebhookRow.id).where(WebhookRow.state == WebhookState.ON.value, idle, WebhookRow.id.in_(due))
        return list(self.session.scalars(wanted))

    def messages(
        self, webhook: int, states: Collection[MessageState] = (), *, before: int | None = None, limit: int = 50
    ) -> list[Message]:
        """Return messages to an address, the newest first; `before` is the number to go on from."""
        row = WebhookMessageRow
        wanted = select(row).where(row.webhook_id == webhook).order_by(row.id.desc()).limit(limit)
        if states:
            wanted = wanted.where(row.state.in_([each.value for each in states]))
        return self._messages(wanted if before is None else wanted.where(row.id < before))

    def counts(self) -> dict[int, dict[MessageState, int]]:
        """Return how many messages there are to each address, in each state that has any."""
        row = WebhookMessageRow
        found: dict[int, dict[MessageState, int]] = {}
        for webhook, state, number in self.session.execute(
            select(row.webhook_id, row.state, func.count()).group_by(row.webhook_id, row.state)
        ):
            found.setdefault(webhook, {})[MessageState(state)] = number
        return found

    def waiting_since(self) -> dict[int, datetime]:
        """Return since when the oldest message waits, for each address to which any does."""
        row = WebhookMessageRow
        waiting = select(row.webhook_id, func.min(row.at)).where(row.state == MessageState.WAITING.value)
        return {each.webhook_id: each[1] for each in self.session.execute(waiting.group_by(row.webhook_id))}

    def forget(self, before: datetime) -> None:
        """Remove messages of so long ago, sent or not."""
        self.session.execute(delete(WebhookMessageRow).where(WebhookMessageRow.at < before), execution_options=KEEP)

    @cached_property
    def _listening(self) -> list[Webhook]:
        return [each for each in self.all() if each.state is not WebhookState.OFF]

    def _change(self, number: int, **values: Any) -> None:
        self.session.execute(update(WebhookRow).where(WebhookRow.id == number).values(**values), execution_options=KEEP)
        self.__dict__.pop("_listening", None)

    def _update(self, message: int, **values: Any) -> None:
        changed = update(WebhookMessageRow).where(WebhookMessageRow.id == message).values(**values)
        self.session.execute(changed, execution_options=KEEP)

    def _found(self, wanted: Any) -> list[Webhook]:
        same = (
            "id",
            "address",
            "made_by",
            "made_at",
            "failing_since",
            "before_until",
            "sealed_secret",
        )
        return [
            Webhook(
                **{name: getattr(row, name) for name in same},
                sealed_before=row.sealed_before,
                events=frozenset(row.events),
                state=WebhookState(row.state),
                sentence=_text(row.sentence),
            )
            for row in self.session.scalars(wanted, execution_options={"populate_existing": True})
        ]

    def _messages(self, wanted: Any) -> list[Message]:
        same = ("id", "event", "at", "pupil", "guardian", "data", "tries", "look_at", "status", "tried_at", "ended_at")
        return [
            Message(
                **{name: getattr(row, name) for name in same},
                webhook=row.webhook_id,
                message_key=str(row.message_key),
                state=MessageState(row.state),
                sentence=_text(row.sentence),
            )
            for row in self.session.scalars(wanted, execution_options={"populate_existing": True})
        ]


def _said(sentence: Text) -> dict[str, str]:
    return {"nl": sentence.nl, "en": sentence.en}


def _text(said: Mapping[str, str] | None) -> Text | None:
    return Text(said["nl"], said["en"]) if said else None


KEEP = {"synchronize_session": False}
POST = """
WITH wanted AS MATERIALIZED (
    SELECT w.id AS webhook_id, found.event, found.pupil, found.guardian, found.data
    FROM ({found}) found
    JOIN hub.webhook w ON found.event = ANY (w.events) AND w.state <> 'off' AND w.school_id = :school
), many AS (
    SELECT webhook_id, count(pupil) AS pupils, count(guardian) AS guardians
    FROM wanted GROUP BY webhook_id HAVING count(*) > :most
)
INSERT INTO hub.webhook_message (webhook_id, event, pupil, guardian, data)
SELECT * FROM (
    SELECT * FROM wanted WHERE webhook_id NOT IN (SELECT webhook_id FROM many)
    UNION ALL
    SELECT webhook_id, CAST(:instead AS text), NULL, NULL,
        jsonb_build_object('run', CAST(:run AS bigint), 'pupils', pupils, 'guardians', guardians)
    FROM many
) posted
ORDER BY event, pupil, guardian RETURNING webhook_id
"""
MOVED = (
    "CASE s.action WHEN 'add' THEN 'added' WHEN 'return' THEN 'added' WHEN 'depart' THEN 'departed' ELSE 'changed' END"
)
OF_RUN = f"""
SELECT DISTINCT 'pupil.' || {MOVED} AS event, s.key AS pupil, CAST(NULL AS text) AS guardian,
    jsonb_build_object('run', s.run_id) AS data
FROM hub.run_step s WHERE s.school_id = :school AND s.run_id = :run AND s.kind = 'pupils' AND s.action <> 'same'
UNION ALL
SELECT DISTINCT ON (of_guardian.guardian) 'guardian.' || of_guardian.moved, NULL, of_guardian.guardian,
    jsonb_build_object('run', CAST(:run AS bigint))
FROM (
    SELECT {MOVED} AS moved, s.key AS guardian, 0 AS place FROM hub.run_step s
    WHERE s.school_id = :school AND s.run_id = :run AND s.kind = 'guardians' AND s.action <> 'same'
    UNION ALL
    SELECT 'changed', g.guardian, 1 FROM hub.run_step s
    JOIN hub.guardianship g ON g.school_id = s.school_id AND g.key = s.key
    WHERE s.school_id = :school AND s.run_id = :run AND s.kind = 'guardianships' AND s.action <> 'same'
    ORDER BY guardian, place
) of_guardian
"""
"""Whose relation to a pupil changed, changed too: authority decides what he may see."""
OF_RESULTS = """
SELECT DISTINCT 'results.changed' AS event, p.key AS pupil, CAST(NULL AS text) AS guardian,
    jsonb_build_object('run', CAST(:run AS bigint)) AS data
FROM hub.result t JOIN hub.pupil p ON p.id = t.pupil_id AND p.school_id = t.school_id
WHERE t.school_id = :school AND t.changed_run = :run
"""
OF_REPORT_CARD = """
SELECT 'report_card.added' AS event, p.key AS pupil, CAST(NULL AS text) AS guardian,
    jsonb_build_object('report_card', t.key) AS data
FROM hub.report_card t JOIN hub.pupil p ON p.id = t.pupil_id AND p.school_id = t.school_id
WHERE t.school_id = :school AND t.id = :card
"""
