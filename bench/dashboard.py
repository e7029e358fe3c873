"""The page of the queue of a school with 10,000 open items beside that of one with 100, over HTTP on loopback.

Both schools have the same 1,000 pupils with their guardians in the same database; requests take turns. The pages are of
the first items of the queue, and of those behind number 5,000 where there are so many.
"""

import http.client
import json
import secrets
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bench.portal import served
from bench.rounds import in_turns, verdict
from hub.app import bring_tables
from hub.contract import Decision
from hub.intake import take_in
from hub.portal import make_portal
from hub.records import SchoolCode
from hub.registry import Registry
from hub.store import Home, Store
from hub.testing.made_up import made_up_school

OPEN = {"10XX": 100, "11XX": 10_000}
PUPILS, ROUNDS, WARM, BOUND = 1_000, 150, 15, 1.5
FIELDS = ("mobile", "email", "street", "house_number", "postcode", "city", "phone")
REQUESTS = "INSERT INTO hub.change_request (asked_by, guardian) SELECT 'bench', key FROM hub.guardian ORDER BY id"
ITEMS = f"""
INSERT INTO hub.change_item
    (request_id, kind, key, field, base, wanted, self_asked, has_authority, verdict, verdict_reason)
SELECT r.id, 'guardians', r.guardian, f.field, to_jsonb(g.city), '"12"', true, true, {int(Decision.ASK_STAFF)},
    '{{"nl": "Een medewerker beslist.", "en": "A member of staff decides."}}'
FROM unnest(CAST(:fields AS text[])) WITH ORDINALITY f (field, place)
CROSS JOIN hub.change_request r JOIN hub.guardian g ON g.key = r.guardian
ORDER BY f.place, r.id LIMIT :number RETURNING id
"""
TOKEN = secrets.token_urlsafe(32)
PORT = 18741


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder, ExitStack() as stack:
        home = Home(path=Path(folder) / "home")
        store, registry = Store.start(home), Registry.load()
        stack.callback(Store.stop_embedded, home)
        stack.callback(store.close)
        bring_tables(store, registry)
        firsts = {code: _fill(store, SchoolCode(code), number) for code, number in OPEN.items()}
        _let_in(store)
        stack.enter_context(served(make_portal(store, registry, home), PORT))
        _compare("the first page of the queue", dict.fromkeys(OPEN, ""))
        _compare("a page far behind in it", {"10XX": "", "11XX": f"?after={firsts['11XX'] + 5_000}"})


def _fill(store: Store, code: SchoolCode, number: int) -> int:
    """Make a school with so many open items; return the number of the first."""
    school = made_up_school(code, PUPILS)
    with store.directory() as directory:
        directory.add_school(code, "Meetschool", plugins_on=["edexml", "approvals"])
    take_in(store, code, lambda _: school.pulled_with_guardians(), plugin="edexml", by="bench")
    with store.open(code, "bench") as books:
        books.session.execute(text(REQUESTS))
        items = books.session.scalars(text(ITEMS), {"fields": list(FIELDS), "number": number})
        return int(min(items))


def _let_in(store: Store) -> None:
    with store.directory() as directory:
        account = directory.add_account("meet@school.example", "Meet", "x")
        schools = [each for each in directory.schools() if str(each.code) in OPEN]
        for each in schools:
            directory.grant(account, "staff", each.id)
        content = json.dumps({"began": schools[-1].created_at.isoformat()}).encode()
        directory.sessions.set(TOKEN, content, timedelta(hours=2), account)


def _compare(name: str, addresses: dict[str, str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    acts = {code: _page(connection, f"/s/{code}/p/approvals/queue{query}") for code, query in addresses.items()}
    taken = in_turns(ROUNDS, acts, warm=WARM)
    connection.close()
    few, many = (taken[code] for code in OPEN)
    print(f"{name}: {few.median * 1e3:.1f} ms with 100 open items, {many.median * 1e3:.1f} ms with 10,000")
    print(f"  {many.times(few):.2f}x, best rounds {verdict(many.best_times(few), BOUND)}")


def _page(connection: http.client.HTTPConnection, address: str) -> Callable[[], None]:
    def ask() -> None:
        connection.request("GET", address, headers={"cookie": f"hub_session={TOKEN}"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (address, answer.status)
        assert body.count(b"meet@") == 0, address
        assert len(body) > 10_000, (address, len(body))

    return ask


if __name__ == "__main__":
    main()
