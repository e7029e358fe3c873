"""A job of which one waits at a time goes into the queue as the last thing of its transaction."""

import pytest
from sqlalchemy import text

from hub.store import Store
from hub.store.deferring import defer_once
from tests.integration.histories import SCHOOL

JOBS = text("SELECT args FROM procrastinate_jobs WHERE task_name = 'send_webhooks' AND status = 'todo' ORDER BY id")


@pytest.mark.usefixtures("school")
def test_who_puts_the_same_job_in_the_queue_waits_for_nobody_who_has_work_left(store: Store) -> None:
    with store.open(SCHOOL) as one:
        defer_once(one, "send_webhooks", webhook=2)
        defer_once(one, "send_webhooks", webhook=1)
        with store.open(SCHOOL) as other:
            other.session.execute(text("SET LOCAL lock_timeout = '2s'"))
            defer_once(other, "send_webhooks", webhook=1)
            defer_once(other, "send_webhooks", webhook=1)
    with store.engine.connect() as connection:
        assert [each["webhook"] for each in connection.scalars(JOBS)] == [1, 2]


@pytest.mark.usefixtures("school")
def test_where_the_transaction_is_undone_the_job_was_never_there(store: Store) -> None:
    with pytest.raises(RuntimeError), store.open(SCHOOL) as books:
        defer_once(books, "send_webhooks", webhook=1)
        raise RuntimeError
    with store.engine.connect() as connection:
        assert connection.scalars(JOBS).all() == []
