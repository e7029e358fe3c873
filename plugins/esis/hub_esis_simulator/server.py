"""The HTTP server: reads requests, sends answers as well or as badly as it should, and opens the control door."""

import select
import socket
import ssl
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from hub_esis_simulator import control
from hub_esis_simulator.certificates import Tls
from hub_esis_simulator.misbehaviour import CONNECTION, FAULTS, Armed
from hub_esis_simulator.service import FAULT, Answer, Simulation
from hub_esis_simulator.wire import OPERATIONS, PORTAL_PATH, UWLR_PATH, fault, written

LARGEST = 1024 * 1024
PIECES = 40
"""In how many pieces a slow answer drips."""
PIECE = 1 << 16
TURN = 0.05
SOAP_PATHS = frozenset({UWLR_PATH, PORTAL_PATH})
HEADER = "X-Simulator-Fault"
"""A request may ask for a fault itself, such as `hang-after;2` (for two seconds)."""


class Server(ThreadingHTTPServer):
    """One listener. Where it has TLS, the control door is on another, that only this machine reaches."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], simulation: Simulation, tls: Tls | None = None) -> None:
        self.simulation = simulation
        self.tls = tls
        super().__init__(address, Door)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Speak TLS where the listener has it; in the thread of the connection, so that none waits for another."""
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        wrong = self.simulation.misbehaviour.next_for(None)
        context = self.tls.expired if wrong and wrong.name == CONNECTION else self.tls.valid
        request.settimeout(10)
        with context.wrap_socket(request, server_side=True, do_handshake_on_connect=False) as secure:
            try:
                secure.do_handshake()
            except ssl.SSLError:
                _hear_out(secure)
                raise
            super().finish_request(secure, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what went wrong with us; that a client went away is nothing to speak of."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def _hear_out(refused: ssl.SSLSocket) -> None:
    """Take what a refused client still sends: closing at once would tear up the alert that says why it is refused."""
    with socket.socket(fileno=refused.detach()) as plain:
        plain.settimeout(10)
        plain.shutdown(socket.SHUT_WR)
        while plain.recv(PIECE):
            pass


class Door(BaseHTTPRequestHandler):
    """Handles the requests of one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "ESIS-simulator"
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True
    timeout = 120

    def do_POST(self) -> None:
        content = self._content()
        if content is None:
            return
        if self.path in SOAP_PATHS:
            self._soap(content)
        else:
            self._control(content)

    def do_GET(self) -> None:
        self._control(b"")

    def _soap(self, content: bytes) -> None:
        simulation, action = self.server.simulation, self.headers.get("SOAPAction", "").strip().strip('"')
        operation = OPERATIONS.get(action)
        with simulation.las.lock:
            simulation.las.requests[operation.name if operation else "?"] += 1
        wrong = self._wrong(operation.name if operation else "")
        name = wrong.name if wrong else None
        if wrong and name == "hang-before":
            self._hang(wrong.lasting)
            return
        if wrong and name == "late":  # it is done all the same, whether or not anybody still waits for the answer
            simulation.stopping.wait(wrong.lasting)
        if self.headers.get_content_type() != "text/xml":
            text = "SOAP 1.1 vraagt Content-Type: text/xml."
            self._send(Answer(FAULT, written(fault("Client.OngeldigBericht", text))))
            return
        self._send_with(self._answer(content, action, name), wrong)

    def _answer(self, content: bytes, action: str, wrong: str | None) -> Answer:
        try:
            return self.server.simulation.answer(content, action, self.path, wrong)
        except Exception:  # noqa: BLE001 - whatever is wrong with us, a LAS answers
            traceback.print_exc()
            return Answer(FAULT, written(fault("Server.InterneFout", "De simulator kon dit niet beantwoorden.")))

    def _wrong(self, operation: str) -> Armed | None:
        name, _, seconds = self.headers.get(HEADER, "").partition(";")
        if name in FAULTS:
            return Armed(name, seconds=float(seconds) if seconds.replace(".", "", 1).isdigit() else None)
        return self.server.simulation.misbehaviour.next_for(operation)

    def _send_with(self, answer: Answer, wrong: Armed | None) -> None:
        if wrong and wrong.name == "hang-after":
            self._hang(wrong.lasting)
        elif wrong and wrong.name == "cut":
            self._head(answer)
            self.wfile.write(answer.content[: len(answer.content) // 2])
            self.close_connection = True
        elif wrong and wrong.name == "slow":
            self._drip(answer, wrong.lasting)
        else:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        self._head(answer)
        self.wfile.write(answer.content)

    def _head(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()

    def _drip(self, answer: Answer, seconds: float) -> None:
        self._head(answer)
        size = max(1, len(answer.content) // PIECES + 1)
        for start in range(0, len(answer.content), size):
            self.wfile.write(answer.content[start : start + size])
            self.wfile.flush()
            if self.server.simulation.stopping.wait(seconds / PIECES):
                break

    def _hang(self, seconds: float) -> None:
        """Never answer: until the time is over, the client has gone or the simulator stops."""
        self.close_connection = True
        for _ in range(max(1, int(seconds / TURN))):
            if self.server.simulation.stopping.wait(TURN) or select.select([self.connection], [], [], 0)[0]:
                return

    def _control(self, content: bytes) -> None:
        allowed = self.server.tls is None and control.is_open_to(self.client_address[0], self.headers.get("Host", ""))
        if allowed and self.path.startswith("/control/"):
            status, text = control.answer(self.server.simulation, self.command, self.path, content)
            self._send(Answer(status, text.encode(), "application/json"))
        else:
            self._send(Answer(404, b"", "text/plain"))

    def _content(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LARGEST:
            self.close_connection = True
            self._send(Answer(413, b"", "text/plain"))
            return None
        return self.rfile.read(int(length))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that the base class has
        """Log nothing: whoever wants to know asks the control door."""
