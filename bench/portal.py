"""The pupil list's page beside a bare Litestar page with a session and one query, both over HTTP on loopback.

The bare page is what any Litestar application pays: the library's own server-side session, kept in the same PostgreSQL,
and one query for as many pupils, written as plain text. A second one keeps its sessions in memory, which no portal on
more than one process can. Both servers run in this process; requests take turns, so that noise hits both alike.
"""

import http.client
import json
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from litestar import Litestar, Request, Response, get
from litestar.concurrency import sync_to_thread
from litestar.middleware.session.server_side import ServerSideSessionConfig
from litestar.stores.base import Store as SessionStore
from litestar.stores.memory import MemoryStore
from sqlalchemy import text

from hub.intake import take_in
from hub.portal import make_portal
from hub.portal.desk import Desk
from hub.portal.doors import look_up
from hub.portal.pages import environment
from hub.records import SchoolCode
from hub.registry import Registry
from hub.store import Home, Store
from hub.testing.made_up import made_up_school

CODE = SchoolCode.parse("10XX")
PUPILS, ROUNDS, WARM = 1_000, 400, 40
BOUND = 3.0
TOKEN = secrets.token_urlsafe(32)
PAGE = "SELECT first_name, prefix, last_name, birth_date FROM hub.pupil ORDER BY last_name, first_name, id LIMIT 51"
PORTS = {"portal": 18731, "bare": 18732, "memory": 18733}


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder, ExitStack() as stack:
        home = Home(path=Path(folder) / "home")
        store = Store.start(home)
        stack.callback(Store.stop_embedded, home)
        stack.callback(store.close)
        school = _fill(store)
        apps = {
            "portal": make_portal(store, Registry.load(), home),
            "bare": bare(store, school, DatabaseSessions(store)),
            "memory": bare(store, school, MemoryStore()),
        }
        for name, app in apps.items():
            stack.enter_context(served(app, PORTS[name]))
        _tell(_measure())
        _parts(store, home)


def _fill(store: Store) -> int:
    with store.directory() as directory:
        school = directory.add_school(CODE, "Meetschool", plugins_on=["edexml"])
        account = directory.add_account("meet@school.example", "Meet", "x")
        directory.grant(account, "staff", school.id)
        content = json.dumps({"began": f"{school.created_at.isoformat()}"}).encode()
        directory.sessions.set(TOKEN, content, timedelta(hours=2), account)
    take_in(store, CODE, lambda _: made_up_school(CODE, PUPILS).pulled(), plugin="edexml", by="bench")
    return school.id


class DatabaseSessions(SessionStore):
    """Litestar's sessions in the hub's table, one statement each."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine.execution_options(isolation_level="AUTOCOMMIT")

    async def get(self, key: str, renew_for: int | timedelta | None = None) -> bytes | None:  # noqa: ARG002
        return await sync_to_thread(self._run, "SELECT content FROM hub.web_session WHERE id_hash = :key", key, None)

    async def set(self, key: str, value: str | bytes, expires_in: int | timedelta | None = None) -> None:  # noqa: ARG002
        sql = """INSERT INTO hub.web_session (id_hash, content, expires_at) VALUES (:key, :content, now() + '1 hour')
            ON CONFLICT (id_hash) DO UPDATE SET content = excluded.content RETURNING NULL"""
        await sync_to_thread(self._run, sql, key, value if isinstance(value, bytes) else value.encode())

    def _run(self, sql: str, key: str, content: bytes | None) -> bytes | None:
        with self._engine.connect() as connection:
            found = connection.execute(text(sql), {"key": key.encode(), "content": content}).scalar()
        return None if found is None else bytes(found)

    async def delete(self, key: str) -> None:
        raise NotImplementedError(key)

    async def delete_all(self) -> None:
        raise NotImplementedError

    async def exists(self, key: str) -> bool:
        return await self.get(key) is not None

    async def expires_in(self, key: str) -> int | None:
        raise NotImplementedError(key)


def bare(store: Store, school: int, sessions: SessionStore) -> Litestar:
    """Return an application with one page: a session, and one query for a page of pupils."""

    @get("/s/10XX/pupils", sync_to_thread=True)
    def page(request: Request[Any, Any, Any]) -> Response[str]:
        request.session["seen"] = True
        with store.engine.begin() as connection:
            connection.execute(text("SELECT set_config('hub.school', :school, true)"), {"school": str(school)})
            rows = connection.execute(text(PAGE)).all()
        lines = "".join(f"<li>{row[0]} {row[1] or ''} {row[2]} {row[3]}</li>" for row in rows)
        return Response(f"<!doctype html><ul>{lines}</ul>", media_type="text/html")

    config = ServerSideSessionConfig(key="hub_session")
    return Litestar(
        [page], middleware=[config.middleware], stores={"sessions": sessions}, openapi_config=None, logging_config=None
    )


@contextmanager
def served(app: Litestar, port: int) -> Iterator[None]:
    """Serve an application in a thread of this process."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _measure() -> dict[str, list[float]]:
    connections = {name: http.client.HTTPConnection("127.0.0.1", port) for name, port in PORTS.items()}
    taken: dict[str, list[float]] = {name: [] for name in PORTS}
    for number in range(WARM + ROUNDS):
        for name, connection in connections.items():
            began = time.perf_counter()
            connection.request("GET", "/s/10XX/pupils", headers={"cookie": f"hub_session={TOKEN}"})
            answer = connection.getresponse()
            body = answer.read()
            if number >= WARM:
                taken[name].append(time.perf_counter() - began)
            assert answer.status == 200, (name, answer.status)
            assert body.count(b"<tr>" if name == "portal" else b"<li>") == 51, name
    for connection in connections.values():
        connection.close()
    return taken


def _tell(taken: dict[str, list[float]]) -> None:
    median = {name: statistics.median(times) * 1000 for name, times in taken.items()}
    print(f"the page of 50 pupils out of {PUPILS:,}: {median['portal']:.2f} ms")
    print(f"bare page, session in the database:  {median['bare']:.2f} ms")
    print(f"bare page, session in memory:        {median['memory']:.2f} ms")
    ratio = median["portal"] / median["bare"]
    verdict = "within" if ratio <= BOUND else "OVER"
    print(f"ratio {ratio:.2f} ({verdict} the bound of {BOUND:.0f})")
    print(f"ratio to sessions in memory {median['portal'] / median['memory']:.2f}")


def _parts(store: Store, home: Home) -> None:
    """Print what the page is made of, each part by itself: the largest is what bounds it."""
    desk = Desk.make(store, Registry.load(), home, {})
    with store.open(CODE) as books:
        pupils = books.roll.pupils(limit=51)
    cells = "{% for p in pupils %}<td>{{ p|sorted_name }}{{ p.birth_date|day }}</td>{% endfor %}"
    row = environment("nl").from_string(cells)
    parts: dict[str, Callable[[], object]] = {
        "the door: session, account, roles, school (one query)": lambda: look_up(desk, TOKEN, "10XX", "nl"),
        "opening the school's books": lambda: _opened(store),
        "the same, with 50 pupils and the classes": lambda: _queried(store),
        "names and dates of 50 pupils": lambda: row.render(pupils=pupils),
    }
    for name, part in parts.items():
        print(f"  {_median(part):6.2f} ms  {name}")


def _opened(store: Store) -> None:
    with store.open(CODE):
        pass


def _queried(store: Store) -> None:
    with store.open(CODE) as books:
        books.roll.groups()
        books.roll.pupils(limit=51)


def _median(part: Callable[[], object]) -> float:
    times = []
    for _ in range(100):
        began = time.perf_counter()
        part()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()
