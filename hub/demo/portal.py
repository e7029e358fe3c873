"""The demo's stand-in for a school's own portal: it takes the hub's messages on loopback, checks them and shows them.

It keeps nothing: each start of the demo begins with an empty list and a new secret.
"""

import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from jinja2 import Environment
from msgspec import DecodeError, json

from hub.contract import Secret
from hub.demo.schools import VLIEGER
from hub.records import Text
from hub.store import Store
from hub.webhooks import EVENTS, new_secret, ping
from hub.webhooks.signing import mark

BY = "demo"
ALLOW = "HUB_WEBHOOK_ALLOW"
TOO_MANY = frozenset({"report_card.added"})
"""Hundreds of report cards come in while the demo fills; one by one they would hide the rest."""
SIGNED = ("id", "timestamp", "signature")
KEPT, LONGEST, OLDEST = 100, 65_536, 300.0


@dataclass(frozen=True, slots=True)
class Got:
    """A message that was taken, with when and what it said."""

    at: str
    event: str
    data: str


@dataclass
class OwnPortal:
    """The receiver of one run of the demo."""

    address: str
    secret: Secret = field(default_factory=new_secret, repr=False)
    got: "deque[Got]" = field(default_factory=lambda: deque(maxlen=KEPT))
    refused: int = 0

    @classmethod
    @contextmanager
    def running(cls) -> "Iterator[OwnPortal]":
        """Listen as long as the block, and let the hub of this process send here."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
        server.daemon_threads = True
        portal = cls(f"http://127.0.0.1:{server.server_port}")
        server.portal = portal  # type: ignore[attr-defined]
        allowed = os.environ.get(ALLOW, "")
        os.environ[ALLOW] = ",".join(filter(None, (allowed, f"127.0.0.1:{server.server_port}")))
        Thread(target=server.serve_forever, name="demo-portal", daemon=True).start()
        try:
            yield portal
        finally:
            os.environ[ALLOW] = allowed
            server.shutdown()
            server.server_close()

    def take(self, number: str, moment: str, signatures: str, body: bytes) -> bool:
        """Keep a message that the hub signed just now. False: it is not from the hub."""
        if not moment.isdecimal() or abs(time.time() - int(moment)) > OLDEST:
            return False
        right = mark(self.secret, number, int(moment), body)
        if not any(compare_digest(right.encode(), each.encode()) for each in signatures.split(" ")):
            return False
        said = json.decode(body)
        self.got.appendleft(Got(said["timestamp"], said["type"], json.encode(said["data"]).decode()))
        return True

    def page(self, language: str) -> str:
        """Return what was taken, the newest first."""
        words = {name: text.to(language) for name, text in WORDS.items()}
        return PAGE.render(words=words, language=language, got=list(self.got), refused=self.refused)


def hear_of_vlieger(store: Store, portal: OwnPortal) -> None:
    """Let the stand-in hear of the school with ESIS; that of the last run is gone, so its address goes too."""
    with store.open(VLIEGER, BY) as books:
        for each in books.webhooks.all():
            if each.made_by == BY:
                books.webhooks.remove(each.id)
        events = [each for each in EVENTS if each not in TOO_MANY]
        ping(books, books.webhooks.add(f"{portal.address}/in", events, portal.secret))


class _Door(BaseHTTPRequestHandler):
    """The stand-in's web address: `/` shows, `/in` takes messages."""

    timeout = 10

    def do_GET(self) -> None:
        if self.path != "/":
            self.send_error(404)
            return
        language = "en" if self.headers.get("Accept-Language", "").lower().startswith("en") else "nl"
        self._answer(200, self._portal.page(language).encode())

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != "/in" or not length.isdecimal() or int(length) > LONGEST:
            self.send_error(404 if self.path != "/in" else 413)
            return
        number, moment, signatures = (self.headers.get(f"webhook-{each}", "") for each in SIGNED)
        body, taken = self.rfile.read(int(length)), False
        with suppress(DecodeError, KeyError, TypeError):
            taken = self._portal.take(number, moment, signatures, body)
        self._portal.refused += not taken
        self._answer(204 if taken else 401, b"")

    def log_message(self, *_: object) -> None:
        """Say nothing: the demo's terminal is for people."""

    @property
    def _portal(self) -> OwnPortal:
        portal: OwnPortal = self.server.portal  # type: ignore[attr-defined]
        return portal

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


WORDS = {
    "title": Text("Het eigen portaal van De Vlieger", "De Vlieger's own portal"),
    "about": Text(
        "Dit staat voor een ouderportaal dat de school al heeft. De hub stuurt het een bericht als er iets gebeurt. "
        "Alleen berichten met een goede handtekening staan hier. Deze pagina ververst zichzelf.",
        "This stands for a parent portal that the school has already. The hub sends it a message when something "
        "happens. Only messages with a right signature stand here. This page refreshes itself.",
    ),
    "when": Text("Wanneer", "When"),
    "what": Text("Wat", "What"),
    "data": Text("Sleutels en nummers", "Keys and numbers"),
    "none": Text("Er kwam nog geen bericht.", "No message came yet."),
    "refused": Text("geweigerd: de handtekening klopte niet", "refused: the signature was not right"),
}
STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .8rem .4rem 0;vertical-align:top;"
    "border-top:1px solid color-mix(in srgb,currentcolor 25%,transparent)}code{overflow-wrap:anywhere;font-size:.9em}"
    "@media(max-width:40rem){tr{display:grid;padding:.4rem 0}thead{display:none}td{border:0;padding:0}}"
)
PAGE = Environment(autoescape=True, trim_blocks=True).from_string(
    """<!doctype html>
<html lang="{{ language }}"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width"><title>{{ words.title }}</title>
<style>STYLE</style></head><body><main>
<h1>{{ words.title }}</h1><p>{{ words.about }}</p>
{% if refused %}<p><strong>{{ refused }} {{ words.refused }}</strong></p>{% endif %}
{% if got %}
<table><thead><tr><th>{{ words.when }}</th><th>{{ words.what }}</th><th>{{ words.data }}</th></tr></thead><tbody>
{% for each in got %}<tr><td>{{ each.at[:19]|replace("T", " ") }} UTC</td><td>{{ each.event }}</td>
<td><code>{{ each.data }}</code></td></tr>
{% endfor %}
</tbody></table>
{% else %}<p>{{ words.none }}</p>{% endif %}
</main></body></html>""".replace("STYLE", STYLE)
)
