"""The tasks as procrastinate knows them. Importing this is slow; only a worker does."""

import asyncio

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status

from hub.jobs.deferring import QUEUE
from hub.jobs.work import Work

ATTEMPTS = 3
"""How often a job is begun before it counts as the cause of the breaking off."""
PATIENCE = 5.0
"""Seconds to wait for a connection; a database that went away is noticed so soon."""
KEEP_HOURS = 1
KEEP_FAILED_HOURS = 24 * 30


def make_queue(work: Work) -> App:
    """Return the queue with its tasks bound to `work`. `due` is the moment at which the clock rang for it."""
    queue = App(connector=PsycopgConnector(conninfo=work.store.conninfo, min_size=1, max_size=4, timeout=PATIENCE))

    @queue.task(name="intake_file", queue=QUEUE)
    def intake_file(school: int, run: int, path: str) -> None:
        work.intake_file(school, run, path)

    @queue.task(name="watch_drop", queue=QUEUE)
    def watch_drop(school: int, due: str = "") -> None:  # noqa: ARG001  # the clock names the moment
        work.watch_drop(school)

    @queue.task(name="fetch_documents", queue=QUEUE)
    def fetch_documents(school: int) -> None:
        work.fetch_documents(school)

    @queue.task(name="write_back", queue=QUEUE)
    def write_back(school: int, item: int) -> None:
        work.write_back(school, item)

    @queue.task(name="make_papers", queue=QUEUE)
    def make_papers(school: int, paper: int) -> None:
        work.make_papers(school, paper)

    @queue.task(name="tend_changes", queue=QUEUE)
    def tend_changes(school: int, due: str = "") -> None:  # noqa: ARG001  # the clock names the moment
        work.tend_changes(school)

    @queue.task(name="sweep", queue=QUEUE)
    async def sweep(due: str = "") -> None:  # noqa: ARG001  # the clock names the moment
        await asyncio.to_thread(work.sweep)
        await _forget_jobs(queue)

    @queue.task(name="retry_stalled", queue=QUEUE)
    async def retry_stalled(due: str = "") -> None:  # noqa: ARG001  # the clock names the moment
        await take_over(queue, work)

    _add_letters(queue, work)
    _add_pulls(queue, work)
    _add_messages(queue, work)
    _add_privacy(queue, work)
    return queue


def _add_messages(queue: App, work: Work) -> None:
    @queue.task(name="send_webhooks", queue=QUEUE)
    def send_webhooks(school: int, webhook: int) -> None:
        work.send_webhooks(school, webhook)


def _add_letters(queue: App, work: Work) -> None:
    @queue.task(name="send_letters", queue=QUEUE)
    def send_letters(school: int | None = None) -> None:
        work.send_letters(school)

    @queue.task(name="tell_news", queue=QUEUE)
    def tell_news(school: int, due: str = "") -> None:  # noqa: ARG001  # the clock names the moment
        work.tell_news(school)


def _add_privacy(queue: App, work: Work) -> None:
    @queue.task(name="make_takeout", queue=QUEUE)
    def make_takeout(school: int, takeout: int) -> None:
        work.make_takeout(school, takeout)

    @queue.task(name="keep_terms", queue=QUEUE)
    def keep_terms(school: int, due: str = "") -> None:  # noqa: ARG001  # the clock names the moment
        work.keep_terms(school)


def _add_pulls(queue: App, work: Work) -> None:
    @queue.task(name="pull_in", queue=QUEUE)
    def pull_in(school: int) -> None:
        work.pull_in(school)

    @queue.task(name="pull_now", queue=QUEUE)
    def pull_now(school: int, run: int) -> None:
        work.pull_now(school, run)

    @queue.task(name="pull_changes", queue=QUEUE)
    def pull_changes(school: int, due: str = "") -> None:  # noqa: ARG001  # the clock names the moment
        work.pull_by_itself(school, changes=True)

    @queue.task(name="pull_all", queue=QUEUE)
    def pull_all(school: int, due: str = "") -> None:  # noqa: ARG001  # the clock names the moment
        work.pull_by_itself(school, changes=False)


async def take_over(queue: App, work: Work) -> None:
    """Give the jobs of workers that fell silent to another worker; what broke off too often is given up."""
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=work.limits.stalled):
        if job.attempts + 1 >= ATTEMPTS:
            await queue.job_manager.finish_job(job=job, status=Status.FAILED, delete_job=False)
            await asyncio.to_thread(work.give_up, job.task_name, job.task_kwargs)
        else:
            await _put_back(queue, job)


async def _put_back(queue: App, job: Job) -> None:
    try:
        await queue.job_manager.retry_job(job=job)
    except UniqueViolation:
        # Of this task only one may wait, and the clock put a next one in meanwhile: that one does the work.
        await queue.job_manager.finish_job(job=job, status=Status.ABORTED, delete_job=False)


async def _forget_jobs(queue: App) -> None:
    await queue.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)
    await queue.job_manager.delete_old_jobs(nb_hours=KEEP_FAILED_HOURS, include_failed=True, include_aborted=True)
