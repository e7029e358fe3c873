"""Running calls one after another on another thread, which is left behind when a call does not end in time."""

import weakref
from collections.abc import Callable, Sequence
from contextvars import copy_context
from queue import SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any

_IDLE = 8
"""So many workers wait for the next question; more end when they are done."""


class Turn:
    """A row of calls for one worker. `outcomes` are those of the calls that ended in time, in order."""

    def __init__(self, calls: Sequence[Callable[[], Any]]) -> None:
        self.outcomes: list[Any] = []
        self._calls = calls
        self._context = copy_context()
        self._started = monotonic()
        self._left = False
        self._lock = Lock()
        self._done = Lock()
        self._done.acquire()

    def run(self) -> None:
        """Make the calls, in the context of the one who asks; stop after one for which nobody waited."""
        self._context.run(self._run)

    def _run(self) -> None:
        for call in self._calls:
            outcome = call()
            with self._lock:
                if self._left:
                    return
                self.outcomes.append(outcome)
                self._started = monotonic()
        self._done.release()

    def wait(self, seconds: float) -> bool:
        """Wait until all calls are done: true; or until one of them takes more than `seconds`: false."""
        try:
            while not self._done.acquire(timeout=max(0.0, self._started + seconds - monotonic())):
                if self._leave_if_late(seconds):
                    return False
        except BaseException:
            with self._lock:
                self._left = True
            raise
        return True

    def _leave_if_late(self, seconds: float) -> bool:
        with self._lock:
            late = monotonic() >= self._started + seconds
            self._left = late and len(self.outcomes) < len(self._calls)
            return self._left


class Worker:
    """A thread that takes turns. It is a daemon: one that hangs does not keep the process alive."""

    def __init__(self) -> None:
        self._inbox: SimpleQueue[Turn | None] = SimpleQueue()
        self._thread = Thread(target=_work, args=(self._inbox,), name="hub-plugins", daemon=True)
        self._thread.start()

    def take(self, turn: Turn) -> None:
        self._inbox.put(turn)

    def end(self) -> None:
        """End after the turn that it is at."""
        self._inbox.put(None)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()


class Workers:
    """The workers that wait for a turn."""

    def __init__(self) -> None:
        self._idle: list[Worker] = []
        weakref.finalize(self, _end_all, self._idle)

    def start(self, turn: Turn) -> Worker:
        """Give the turn to a worker that waits, or to a new one."""
        worker = self._waiting()
        worker.take(turn)
        return worker

    def stop(self, worker: Worker, *, free: bool) -> None:
        """Let the worker wait for a next turn where it is free; another one ends as soon as its call does."""
        if free and len(self._idle) < _IDLE:
            self._idle.append(worker)
        else:
            worker.end()

    def _waiting(self) -> Worker:
        try:
            worker = self._idle.pop()
        except IndexError:
            return Worker()
        # A process that was forked has the list of its parent's workers, and none of their threads.
        return worker if worker.alive else Worker()


def _work(inbox: "SimpleQueue[Turn | None]") -> None:
    while (turn := inbox.get()) is not None:
        turn.run()
        del turn  # what was asked and answered is not kept until the next question


def _end_all(idle: list[Worker]) -> None:
    for worker in idle:
        worker.end()
