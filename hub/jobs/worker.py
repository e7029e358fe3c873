"""The worker: takes jobs from the queue and does them in threads, until it is told to stop."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.worker import Worker as QueueWorker

from hub.jobs.deferring import QUEUE
from hub.jobs.queue import make_queue
from hub.jobs.work import Work

REST = 1.0
"""Seconds between two attempts to reach a database that went away."""

_log = structlog.get_logger(__name__)


class Worker:
    """One worker. `run` blocks until `stop` is called, from any thread; jobs that run are finished first."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._limits = work.limits
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._current: QueueWorker | None = None

    def run(self) -> None:
        asyncio.run(self._run())

    def stop(self) -> None:
        """Take no more jobs. What is running is finished."""
        self._stopping.set()
        loop, current = self._loop, self._current
        if loop is not None and current is not None:
            with suppress(RuntimeError):  # the loop ended in the meantime
                loop.call_soon_threadsafe(current.stop)

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(self._limits.worker_threads + 2, "job"))
        while not self._stopping.is_set():
            try:
                async with make_queue(self._work).open_async() as queue:
                    await self._serve(queue)
            except (ConnectorException, UniqueViolation, psycopg.Error, OSError) as error:
                # The database restarted, or two workers reached for one school's lock in the same instant.
                _log.warning("worker starts again", error=type(error).__name__)
            if not self._stopping.is_set():
                await asyncio.sleep(REST)

    async def _serve(self, queue: App) -> None:
        limits = self._limits
        self._current = QueueWorker(
            queue,
            queues=[QUEUE],
            concurrency=limits.worker_threads,
            fetch_job_polling_interval=limits.poll,
            update_heartbeat_interval=limits.heartbeat,
            stalled_worker_timeout=limits.stalled,
            install_signal_handlers=False,
        )
        running = asyncio.create_task(self._current.run())  # type: ignore[no-untyped-call]
        living = asyncio.create_task(self._live_on(queue, self._current))
        watching = asyncio.create_task(self._pass_stop_on(self._current))
        try:
            await running
        finally:
            for task in (living, watching):
                task.cancel()
                with suppress(asyncio.CancelledError, ConnectorException):
                    await task

    async def _live_on(self, queue: App, worker: QueueWorker) -> None:
        """Say that the worker lives while it finishes its last jobs: by then procrastinate's own heartbeat has ended.

        Without it a long job would look dead at a quiet stop, and be done twice.
        """
        while True:
            await asyncio.sleep(self._limits.heartbeat)
            if worker.worker_id is not None:
                with suppress(ConnectorException):
                    await queue.job_manager.update_heartbeat(worker.worker_id)

    async def _pass_stop_on(self, worker: QueueWorker) -> None:
        """Stop a worker that was made in the instant in which `stop` was called."""
        while not self._stopping.is_set():  # noqa: ASYNC110  # it is set from another thread
            await asyncio.sleep(0.2)
        worker.stop()  # type: ignore[no-untyped-call]
