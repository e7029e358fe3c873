"""A child's page with eight years of results beside a bare page, its weight, and a thousand parents at once.

The bare page is that of `portal.py`: the library's own session in the same PostgreSQL, and one query. Both servers run
in this process and take turns. The child's page is measured opened again, and opened for the first time: by another
parent at each turn. Then a thousand other parents, each with a session and a child of his own, open their child's page
in one instant, each over a connection of his own.
"""

import asyncio
import http.client
import json
import resource
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zlib import crc32

import psycopg
from sqlalchemy import event

from bench.portal import DatabaseSessions, bare, served
from bench.rounds import Taken, in_turns, verdict
from hub.changes import around
from hub.contract import Ask, ReportKind
from hub.intake import take_in
from hub.intake.histories import take_in_histories
from hub.portal import make_portal
from hub.portal.desk import Desk
from hub.portal.doors import look_up
from hub.portal.parents.children import child_here
from hub.portal.parents.mine import mark_of
from hub.portal.parents.reports import show
from hub.records import (
    Assessment,
    AssessmentType,
    Complete,
    Guardian,
    Guardianship,
    HistoryKind,
    Kind,
    NormBand,
    Pulled,
    PulledHistory,
    Relation,
    Result,
    SchoolCode,
    SchoolYear,
    Source,
)
from hub.registry import Registry
from hub.reports import providers
from hub.store import Home, Publication, Role, Store
from hub.store.embedded import OWNER, EmbeddedPostgres
from hub.store.urls import conninfo
from hub.testing.made_up import MadeUpSchool, made_up_school

CODE = SchoolCode.parse("10XX")
PARENTS, ROUNDS, WARM = 1_000, 300, 30
PUPILS = PARENTS + ROUNDS + WARM + 1
PATIENCE = 120.0
BOUND, HEAVIEST = 4.0, 100_000
PORTS = {"child": 18741, "bare": 18742}
SUBJECTS = ("begrijpend lezen", "rekenen", "spelling")
LEVELS = ("V", "IV", "III", "II", "I")
BARE_TOKEN = secrets.token_urlsafe(32)


@dataclass
class Crowd:
    """The parents: of each the token of his session, and the address of his child's page."""

    tokens: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder, ExitStack() as stack:
        home = Home(path=Path(folder) / "home")
        store = Store.start(home)
        stack.callback(Store.stop_embedded, home)
        stack.callback(store.close)
        registry = Registry.load()
        school = _fill(store, registry)
        crowd = _crowd(store, school)
        _settle(home)
        apps = {"child": make_portal(store, registry, home), "bare": bare(store, school, DatabaseSessions(store))}
        for name, app in apps.items():
            stack.enter_context(served(app, PORTS[name]))
        _tell(*_turns(crowd))
        _parts(store, registry, home, crowd)
        _all_at_once(crowd)


def _settle(home: Home) -> None:
    """Let PostgreSQL count what is in its tables, as it does by itself within a minute after an import."""
    owner = conninfo(EmbeddedPostgres(home.postgres).parameters(OWNER))
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _fill(store: Store, registry: Registry) -> int:
    """Make a school of which every pupil has results of eight years, and which shows all of them."""
    with store.directory() as directory:
        school = directory.add_school(CODE, "Meetschool", plugins_on=["edexml", "reports"])
    made = made_up_school(CODE, PUPILS)
    keys = [each.key for each in made.pupils]
    run = take_in(store, CODE, lambda _: _pulled(made, keys), plugin="edexml", by="bench")
    assert run.state == "applied", run.sentences
    take_in_histories(store, CODE, Following(keys), run, by="bench")
    with store.open(CODE) as books:
        for kind in ReportKind:
            books.publication.set_kind(kind, Publication(on=True, average=True))
        for _, provider in providers(registry, books):
            books.publication.show(provider.key, on=True)
        books.style.save(shown_name=None, accent="#0b5a68")
    return school.id


def _pulled(made: MadeUpSchool, keys: list[str]) -> Iterator[Pulled]:
    kinds: frozenset[Kind] = frozenset()
    for each in made.pulled():
        if isinstance(each, Complete):
            kinds = frozenset(each.kinds)
        else:
            yield each
    for key in keys:
        for who, relation in (("m", Relation.MOTHER), ("v", Relation.FATHER)):
            yield Guardian(key=f"{who}{key}", first_name="Meet", last_name=f"Van {key}", postcode="1234AB")
            tie = Guardianship(key=f"{key}:{who}", pupil=key, guardian=f"{who}{key}", relation=relation)
            yield _ruling(tie)
    yield Complete(kinds | {Kind.GUARDIANS, Kind.GUARDIANSHIPS})


def _ruling(tie: Guardianship) -> Guardianship:
    return Guardianship(
        key=tie.key, pupil=tie.pupil, guardian=tie.guardian, relation=tie.relation, authority=True, lives_with=True
    )


@dataclass(frozen=True)
class Following:
    """A following system in which every pupil was tested for eight years, twice a year, and after each block."""

    keys: list[str]

    def results(self, _ask: Ask) -> Iterator[PulledHistory]:
        yield Source(name="LVS", school=CODE, school_year=SchoolYear(2026), made_at=datetime.now(UTC))
        moments = [(year, when) for year in range(8) for when in "ME"]
        for subject in SUBJECTS:
            yield from (_assessment(subject, year, when) for year, when in moments)
            yield Assessment(key=f"blok-{subject}", type=AssessmentType.METHOD, name=f"Blok {subject}", subject=subject)
        for key in self.keys:
            for subject in SUBJECTS:
                yield from (_result(key, subject, year, when) for year, when in moments)
                yield from (_block(key, subject, number) for number in range(40))
        yield Complete(histories=frozenset({HistoryKind.ASSESSMENTS, HistoryKind.RESULTS}))

    def report_cards(self, _ask: Ask) -> Iterator[PulledHistory]:
        yield Source(name="LVS", school=CODE, school_year=SchoolYear(2026), made_at=datetime.now(UTC))
        yield Complete(histories=frozenset({HistoryKind.REPORT_CARDS}))

    def fetch_report_card(self, _card: object) -> Iterator[bytes]:
        return iter(())


def _assessment(subject: str, year: int, when: str) -> Assessment:
    lowest = 100 + 15 * (2 * year + (when == "E"))
    bands = tuple(
        NormBand(term=term, lowest=lowest + 10 * place, highest=lowest + 10 * place + 9)
        for place, term in enumerate(LEVELS)
    )
    return Assessment(
        key=f"{subject}-{when}{year + 1}",
        type=AssessmentType.LVS,
        name=f"{subject.capitalize()} {when}{year + 1}",
        subject=subject,
        year_group=str(year + 1),
        average=Decimal(lowest + 25),
        norms=bands,
    )


def _result(key: str, subject: str, year: int, when: str) -> Result:
    above = _any(50, key, subject, year, when)
    score, level = 100 + 15 * (2 * year + (when == "E")) + above, LEVELS[above // 10]
    return Result(
        key=f"{key}-{subject}-{when}{year}",
        pupil=key,
        assessment=f"{subject}-{when}{year + 1}",
        taken_on=date(2018 + year, *((1, 20) if when == "M" else (6, 8))),
        skill_score=Decimal(score),
        level=level,
        functioning_level=f"{when}{year + 1}",
    )


def _block(key: str, subject: str, number: int) -> Result:
    return Result(
        key=f"{key}-{subject}-blok{number}",
        pupil=key,
        assessment=f"blok-{subject}",
        taken_on=date(2018, 9, 10) + timedelta(days=70 * number),
        score=60 + _any(40, key, subject, number),
    )


def _any(below: int, *of: object) -> int:
    """Return a number that is another for every pupil, and the same in every run."""
    return crc32(repr(of).encode()) % below


def _crowd(store: Store, school: int) -> Crowd:
    """Let every mother log in."""
    crowd = Crowd()
    with store.open(school) as books:
        mothers = [each for each in books.roll.all(Kind.GUARDIANS) if each.key.startswith("m")]
        content = json.dumps({"began": datetime.now(UTC).isoformat()}).encode()
        for mother in mothers:
            account = books.directory.add_account(f"{mother.key}@ouder.example", "Meet", "x")
            books.directory.grant(account, Role.PARENT, school)
            books.guardian_accounts.link(mother, account)
            token = secrets.token_urlsafe(32)
            books.directory.sessions.set(token, content, timedelta(hours=2), account)
            (link,) = books.guardian_accounts.open_to(account)
            crowd.tokens.append(token)
            crowd.paths.append(f"/family/child/{mark_of(books, link, mother.key[1:])}")
        account = books.directory.add_account("bare@ouder.example", "Meet", "x")
        books.directory.sessions.set(BARE_TOKEN, content, timedelta(hours=2), account)
    return crowd


def _turns(crowd: Crowd) -> tuple[dict[str, Taken], int]:
    """Return what each page takes, in turns, and how heavy the child's page is."""
    with ExitStack() as stack:
        bare, child = (
            stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", PORTS[name])))
            for name in ("bare", "child")
        )
        others = iter(zip(crowd.paths[1:], crowd.tokens[1:], strict=True))
        acts = {
            "bare": lambda: _get(bare, "/s/10XX/pupils", BARE_TOKEN),
            "again": lambda: _get(child, crowd.paths[0], crowd.tokens[0]),
            "first": lambda: _get(child, *next(others)),
        }
        return in_turns(ROUNDS, acts, warm=WARM), len(_get(child, crowd.paths[0], crowd.tokens[0]))


def _get(connection: http.client.HTTPConnection, path: str, token: str) -> bytes:
    connection.request("GET", path, headers={"cookie": f"hub_session={token}"})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status)
    return body


def _tell(taken: dict[str, Taken], weight: int) -> None:
    floor = taken["bare"]
    print(f"bare page, session in the database: {floor.best * 1e3:.2f} ms at best, {floor.median * 1e3:.2f} ms median")
    for name, words in (("again", "opened again"), ("first", "opened for the first time")):
        one = taken[name]
        processor = one.processor_median / floor.processor_median
        print(f"a child's page {words}: {one.best * 1e3:.2f} ms at best, {one.median * 1e3:.2f} ms median")
        print(f"  {verdict(one.best_times(floor), BOUND)}, median {one.times(floor):.2f}x, processor {processor:.2f}x")
    print(f"weight {weight / 1000:.0f} kB ({'within' if weight <= HEAVIEST else 'OVER'} {HEAVIEST / 1000:.0f} kB)")


def _parts(store: Store, registry: Registry, home: Home, crowd: Crowd) -> None:
    """Print what the page is made of, each part by itself."""
    desk = Desk.make(store, registry, home, {})
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    visit = look_up(desk, crowd.tokens[0], None, "nl")
    assert visit.visitor is not None
    account = visit.visitor.account_id
    parts: dict[str, Callable[[], object]] = {
        "the door: session, account, roles": lambda: look_up(desk, crowd.tokens[0], None, "nl"),
        "opening the school's books, and whose guardian": lambda: _guardian(store, account),
        "the same, with the family": lambda: _family(store, account),
        "the same, with the history and the plugins' reports": lambda: _reports(store, registry, account),
    }
    for name, part in parts.items():
        part()
        asked.clear()
        part()
        statements = len(asked)
        print(f"  {_median(part):6.2f} ms  {statements:>3} statements  {name}")


def _guardian(store: Store, account: int) -> None:
    with store.open(CODE) as books:
        books.guardian_accounts.open_to(account)


def _family(store: Store, account: int) -> None:
    with store.open(CODE) as books:
        around(books, books.guardian_accounts.open_to(account)[0].guardian)


def _reports(store: Store, registry: Registry, account: int) -> None:
    with store.open(CODE) as books:
        link = books.guardian_accounts.open_to(account)[0]
        found = around(books, link.guardian)
        assert show(registry, child_here(books, link, found, next(iter(found.pupils.values())))).reports


def _median(part: Callable[[], object]) -> float:
    times = []
    for _ in range(60):
        began = time.perf_counter()
        part()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def _all_at_once(crowd: Crowd) -> None:
    """Let every parent open the page of his child in one instant, each over a connection of his own."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    began = time.perf_counter()
    answers = asyncio.run(_crowding(crowd))
    whole = time.perf_counter() - began
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    taken = sorted(each for each in answers if isinstance(each, float))
    wrong = [each for each in answers if isinstance(each, str)]
    print(f"{PARENTS:,} parents at once: {len(wrong)} errors {wrong[:1]}")
    print(f"  {len(taken) / whole:.0f} pages a second; median {_at(taken, 0.5):.2f} s, p95 {_at(taken, 0.95):.2f} s")


async def _crowding(crowd: Crowd) -> list[float | str]:
    parents = zip(crowd.paths[-PARENTS:], crowd.tokens[-PARENTS:], strict=True)
    return await asyncio.gather(*(_opens(path, token) for path, token in parents))


async def _opens(path: str, token: str) -> float | str:
    """Return the seconds until the whole page was there, or what went wrong."""
    began = time.perf_counter()
    asked = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: hub_session={token}\r\nconnection: close\r\n\r\n"
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", PORTS["child"])
            writer.write(asked.encode())
            answer = await reader.read()
            writer.close()
            await writer.wait_closed()
    except (OSError, TimeoutError) as error:
        return repr(error)
    right = answer.startswith(b"HTTP/1.1 200") and b"<svg" in answer and answer.rstrip().endswith(b"</html>")
    return time.perf_counter() - began if right else repr(answer[:40])


def _at(taken: list[float], part: float) -> float:
    return taken[min(int(len(taken) * part), len(taken) - 1)]


if __name__ == "__main__":
    main()
