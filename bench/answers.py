"""Answers of the simulated ESIS, recorded once and served again by a plain server in a process of its own.

So the time that the simulator takes to make an answer counts nowhere. A request gets the recorded answer of its
`SOAPAction`, with the code of the school that it asks for. Run with a folder, it serves that until its input ends.
"""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from hub_esis.client import ALL_IN_ONE, PARENT_PORTAL, EsisClient, Service
from hub_esis.pacing import Patience
from hub_esis.settings import EsisSettings
from hub_esis_simulator.testing import Simulator

from hub.contract import Secret

RECORDED = b"99XX"
ASKED = re.compile(rb"brincode>([^<]+)<")
OPERATIONS: dict[str, Service] = {"HaalLeerlinggegevens": ALL_IN_ONE, "HaalVerzorgers": PARENT_PORTAL}


def record(folder: Path, pupils: int) -> EsisSettings:
    """Write what a simulated school of so many pupils answers to `folder`. Return the settings of its coupling."""
    simulator = Simulator(pupils=pupils, school=RECORDED.decode())
    try:
        settings = EsisSettings(
            endpoint=simulator.endpoint,
            parent_portal_endpoint=simulator.parent_portal_endpoint,
            authorisation_key=Secret(simulator.authorisation_key),
            customer_code=simulator.customer_code,
            customer_name=simulator.customer_name,
        )
        client = EsisClient(settings, Patience())
        for operation, service in OPERATIONS.items():
            question = {"brincode": RECORDED.decode(), "schooljaar": simulator.school_year}
            version = {"xsdversie": "2.2"} if service is ALL_IN_ONE else {}
            reply = client.ask(service, operation, question | version)
            (folder / operation).write_bytes(b"".join(reply.pieces))
        client.close()
    finally:
        simulator.stop()
    return settings


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a recording; give the address."""
    command = [sys.executable, "-m", "bench.answers", str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def _serve(folder: Path) -> None:
    @cache
    def answer(operation: str, code: bytes) -> bytes:
        return (folder / operation).read_bytes().replace(RECORDED, code)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            found = ASKED.search(self.rfile.read(int(self.headers["Content-Length"])))
            operation = next(each for each in OPERATIONS if each in self.headers["SOAPAction"])
            content = answer(operation, found[1] if found else RECORDED)
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
