"""Putting work in the queue, in the transaction that causes it: where that rolls back, the job was never there."""

import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.store.books import Books
from hub.store.directory import Directory

QUEUE = "hub"
ONE_AT_A_TIME = frozenset({"intake_file", "watch_drop", "pull_in", "pull_now", "pull_changes", "pull_all"})
"""Tasks that take in something for a school: one of these at a time for each school, in the order of arrival."""
ONCE_WAITING = frozenset(
    {
        "watch_drop",
        "sweep",
        "retry_stalled",
        "pull_in",
        "pull_changes",
        "pull_all",
        "tend_changes",
        "fetch_documents",
        "tell_news",
        "send_webhooks",
        "keep_terms",
    }
)
"""Tasks that look at everything there is: where one waits already, a second adds nothing."""

# All jobs have one priority: with several, the lock of a school could be won by two fetches at once.
INSERT = text(
    """
    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[CAST(ROW(
        CAST(:queue AS varchar), CAST(:task AS varchar), 0, CAST(:lock AS text), CAST(:queueing_lock AS text),
        CAST(:arguments AS jsonb), CAST(:at AS timestamptz)
    ) AS procrastinate_job_to_defer_v1)]))
    """
)


def defer(books: Books, task: str, *, at: datetime | None = None, **arguments: Any) -> int:
    """Put a job for the school in hand in the queue and return its number. It starts after the commit, if that comes.

    `arguments` are JSON values without personal data: numbers of runs, paths in the spool. `at`: not before then.
    """
    return insert_job(books.session, task, {"school": books.school_id, **arguments}, at)


def defer_hub(directory: Directory, task: str, *, at: datetime | None = None) -> int:
    """As `defer`, for a job of the hub as a whole."""
    return insert_job(directory.session, task, {}, at)


def defer_once(books: Books, task: str, **arguments: Any) -> None:
    """As `defer`, for a task of which one waits at a time; where one is waiting already, that one will do.

    It goes into the queue as the last thing of the transaction. Whoever puts the same one there meanwhile waits for the
    end of this transaction: with anything left to do, the two could wait for each other.
    """
    books.at_the_end.add((task, json.dumps(arguments, sort_keys=True)))


def put_in_queue(books: Books) -> None:
    """Put what was deferred once in the queue, always in the same order."""
    for task, arguments in sorted(books.at_the_end):
        with suppress(IntegrityError), books.session.begin_nested():
            defer(books, task, **json.loads(arguments))


def defer_due(session: Session, task: str, school: int | None, due: datetime) -> int | None:
    """Put the job of a due moment in the queue; `None` where one is waiting already."""
    of_school = {} if school is None else {"school": school}
    try:
        with session.begin_nested():
            return insert_job(session, task, {**of_school, "due": due.isoformat()})
    except IntegrityError:
        return None


def insert_job(session: Session, task: str, arguments: dict[str, Any], at: datetime | None = None) -> int:
    school = arguments.get("school")
    place = "-".join(str(each) for each in (school or "hub", arguments.get("webhook")) if each is not None)
    return int(
        session.execute(
            INSERT,
            {
                "queue": QUEUE,
                "task": task,
                "lock": f"intake-{school}" if task in ONE_AT_A_TIME else None,
                "queueing_lock": f"{task}-{place}" if task in ONCE_WAITING else None,
                "arguments": json.dumps(arguments),
                "at": at,
            },
        ).scalar_one()
    )
