"""The one place that knows every room: it puts them together and lets them run."""

import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from hub.campaigns import note_answers
from hub.changes import go_on_once_set, listen_for_echoes
from hub.contract import ConfigurationError
from hub.intake import let_plugins_hear
from hub.mail import write_letters
from hub.records import Guardian, Pupil, Sensitivity, Teacher, Text, facts
from hub.registry import Registry, folder_of
from hub.store import Home, PluginTablesRefusedError, Store
from hub.webhooks import write_messages

NEVER_LOGGED = frozenset(
    name
    for each in (Pupil, Teacher, Guardian)
    for name, fact in facts(each).items()
    if fact.sensitivity is not Sensitivity.TECHNICAL
) | {
    *("score", "skill_score", "mark", "functioning_level", "reference_level", "title"),
    *("eck_id", "bsn", "name", "password", "file_name", "value", "old", "new"),
}
"""Names of what is personal: a log line that has one of these loses it."""
LOUD = ("procrastinate", "apscheduler", "psycopg", "alembic", "asyncio", "httpx", "zeep", "uvicorn")
"""Libraries of which only warnings are of use; some print whole messages at lower levels."""
ROOMS = frozenset({"web", "worker", "clock"})
GRACE = 5
"""Seconds in which open pages, such as a live progress, may end by themselves when the hub stops."""


@dataclass(frozen=True)
class App:
    """The hub, put together."""

    home: Home
    store: Store
    registry: Registry

    @classmethod
    def start(cls, home: Home | None = None) -> "App":
        """Put the hub together, with the database running and its tables up to date."""
        home = home or Home.from_environment()
        collect_seldom()
        store, registry = Store.start(home), Registry.load()
        bring_tables(store, registry)
        let_plugins_hear(store, registry)
        listen_for_echoes(store)
        go_on_once_set(store)
        write_letters(store)
        write_messages(store)
        note_answers(store)
        return cls(home, store, registry)

    def plugins_at_first(self) -> list[str]:
        """Return the plugins that are on for a school from the day on which it is added."""
        return [key for key, plugin in self.registry.plugins.items() if plugin.starts_on]

    def close(self) -> None:
        self.store.close()


def collect_seldom() -> None:
    """Let Python look for unreachable cycles after 50,000 new objects instead of 700.

    An import makes many objects and keeps few. This saves about a tenth of its time; memory stays bounded (`bench`).
    """
    gc.set_threshold(50_000, 20, 20)


def bring_tables(store: Store, registry: Registry) -> None:
    """Bring the tables of every plugin that has any up to date. One whose tables are refused is set aside."""
    for key, plugin in list(registry.plugins.items()):
        folder = folder_of(plugin, "migrations")
        if folder is None:
            continue
        try:
            with as_file(folder) as steps:
                store.migrate_plugin(key, steps)
        except PluginTablesRefusedError as error:
            registry.set_aside(key, error.text)


@contextmanager
def opened(home: Home | None = None) -> Iterator[App]:
    """Open the hub for one command."""
    app = App.start(home)
    try:
        yield app
    finally:
        app.close()


def drop_folder(home: Home) -> Path:
    """Return the folder with a drop folder for each school: `HUB_DROP`, or `drop` in the data folder."""
    return Path(os.environ.get("HUB_DROP") or home.drop)


def serve(
    app: App,
    rooms: frozenset[str],
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Run these rooms in this process until SIGTERM or Ctrl-C; what is being done then is finished first.

    `ready` is called once everything is there and, with the web, visitors can come.
    """
    stopping = _stopped_by_signals()
    _allow_many_connections()
    with ExitStack() as running:
        if "worker" in rooms:
            running.enter_context(_working(app, stopping))
        if "clock" in rooms:
            running.enter_context(_ringing(app))
        if "web" in rooms:
            _serve_web(app, (host, port), stopping, ready)
        else:
            ready()
            stopping.wait()


def _allow_many_connections() -> None:
    """Take as many open files as the host allows: each visitor is one, and a morning may bring a thousand at once."""
    import resource  # noqa: PLC0415  # it is there on Unix only

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _stopped_by_signals() -> threading.Event:
    """Return what is set at the first signal to stop. A second one breaks off at once: others take the jobs over."""
    stopping = threading.Event()

    def stop(number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            os._exit(128 + number)
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopping


@contextmanager
def _working(app: App, stopping: threading.Event) -> Iterator[None]:
    from hub.jobs.limits import Limits  # noqa: PLC0415  # the queue is slow to load
    from hub.jobs.work import Work  # noqa: PLC0415
    from hub.jobs.worker import Worker  # noqa: PLC0415

    worker = Worker(Work(app.store, app.registry, drop_folder(app.home), Limits.from_environment()))

    def run() -> None:
        try:
            worker.run()
        finally:
            if not stopping.is_set():  # it ended by itself: a hub without its worker is not left running
                os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=run, name="worker")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        worker.stop()
        thread.join()


@contextmanager
def _ringing(app: App) -> Iterator[None]:
    from hub.jobs.clock import Clock  # noqa: PLC0415  # as above
    from hub.jobs.limits import Limits  # noqa: PLC0415

    clock = Clock(app.store, Limits.from_environment())
    clock.start()
    try:
        yield
    finally:
        clock.stop()


def _serve_web(app: App, at: tuple[str, int], stopping: threading.Event, ready: Callable[[], None]) -> None:
    import uvicorn  # noqa: PLC0415  # the web is slow to load, and most commands have no use for it

    from hub.portal import make_portal  # noqa: PLC0415

    portal = make_portal(app.store, app.registry, app.home)
    # Addresses name pupils by their key and visitors by theirs: no log of who asked for what.
    settings = uvicorn.Config(
        portal, access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=GRACE
    )
    server = uvicorn.Server(settings)

    def run() -> None:
        try:
            server.run(sockets=[listener])
        finally:
            stopping.set()

    with _listening(*at) as listener:
        # In a thread of its own the server leaves signals alone, so that one that comes early is not lost.
        thread = threading.Thread(target=run, name="web")
        thread.start()
        ready()
        stopping.wait()
        server.should_exit = True
        thread.join()


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ConfigurationError(
            Text(
                f"De hub kan niet luisteren op {host}:{port} ({error.strerror}). Kies een andere poort met --port, of "
                "stop het programma dat hem gebruikt.",
                f"The hub cannot listen at {host}:{port} ({error.strerror}). Choose another port with --port, or stop "
                "the program that uses it.",
            )
        ) from None


def tell_logs(level: int | None = None) -> None:
    """Set up the logs, once: JSON lines, or text where somebody watches; never the words of an error."""
    import structlog  # noqa: PLC0415  # slow to load, and most commands have nothing to log

    wanted = os.environ.get("HUB_LOG_LEVEL", "").upper()
    level = logging.getLevelNamesMapping().get(wanted, level if level is not None else logging.INFO)
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_personal_data,
        without_words_of_errors,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    line: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if _is_watched() else structlog.processors.JSONRenderer()
    )
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, line],
        )
    )
    logging.basicConfig(handlers=[stream], level=level, force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # it warns at every attempt; the worker says it once


def _is_watched() -> bool:
    chosen = os.environ.get("HUB_LOG", "")
    return chosen == "console" or (chosen != "json" and sys.stderr.isatty())


def without_personal_data(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Take away what is named as personal data is; the line says that, so that the mistake is found."""
    refused = sorted(NEVER_LOGGED & line.keys())
    for name in refused:
        del line[name]
    if refused:
        line["refused"] = refused
    return line


def without_words_of_errors(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Put the class of an error and where it arose in the place of its words, which may hold anything."""
    given = line.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        line["error"] = type(error).__name__
        line["where"] = _places(error.__traceback__)
    return line


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-8:]
