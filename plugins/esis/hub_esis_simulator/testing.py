"""The simulator for tests: a process of its own on a free port, that ends with the test.

    def test_a_cut_answer_empties_no_school(esis):
        esis.misbehave("cut")
        ...
        assert esis.effects() == []

`esis` is there wherever this distribution is installed. `esis_with(pupils=40, uwlr="2.3")` starts another one.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

STARTS_WITHIN, ENDS_WITHIN = 60, 20


class Simulator:
    """A running simulator, and the ways to make it err, work and tell.

    `options` are those of `hub esis-simulator`: `pupils=40`, `uwlr_only=True`, `school=["99XX", "98YY"]`. The settings
    of a coupling are attributes: `endpoint`, `parent_portal_endpoint`, `customer_code`, `customer_name`,
    `authorisation_key` (of the first school), and with `tls` also `certificate`, `certificate_password`, `authority`.
    """

    def __init__(self, **options: object) -> None:
        command = [sys.executable, "-m", "hub_esis_simulator", "--json", "--until-stdin-closes"]
        settings = {"port": 0, "processing": 0.1, "pupils": 60} | options
        self._said = TemporaryFile()  # noqa: SIM115 - open as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, *(word for name, value in settings.items() for word in _option(name, value))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
        )
        told = self._announcement()
        self.schools: dict[str, str] = told["schools"]
        self.authorisation_key: str = next(iter(self.schools.values()))
        self.endpoint: str = told["endpoint"]
        self.parent_portal_endpoint: str = told["parent_portal_endpoint"]
        self.customer_code: str = told["customer_code"]
        self.customer_name: str = told["customer_name"]
        self.school_year: str = told["school_year"]
        self.certificate: str | None = told.get("certificate")
        self.certificate_password: str | None = told.get("certificate_password")
        self.authority: str | None = told.get("authority")
        self._control = urlsplit(told["control"])

    def misbehave(
        self, name: str, times: int = 1, *, operation: str | None = None, seconds: float | None = None
    ) -> None:
        """Err at the next `times` requests (0: at all), of one operation or any.

        `plugins/esis/docs/simulator.md` has the names. `seconds` is how long a fault lasts that takes time.
        """
        self._ask("POST", "fault", {"name": name, "times": times, "operation": operation, "seconds": seconds})

    def behave(self) -> None:
        """Err no more."""
        self._ask("POST", "fault", {})

    def office(self, change: dict[str, Any]) -> dict[str, Any]:
        """Let the school's office do something in the LAS, and return what it was done to."""
        done: dict[str, Any] = self._ask("POST", "office", change)
        return done

    def correct_result(self, key: str, **fields: str) -> None:
        """Give a result other values in the LAS, by the names of the wire: `vaardigheidsscore="150.0"`."""
        self._ask("POST", "result", {"key": key, "fields": fields})

    def withdraw_result(self, key: str) -> None:
        """Take a result out of the LAS."""
        self._ask("POST", "result", {"key": key, "withdraw": True})

    def effects(self, **about: str) -> list[dict[str, Any]]:
        """Return what changed in the LAS, with `by="koppelhub"` what was written from outside."""
        found: list[dict[str, Any]] = self._ask("GET", f"effects?{urlencode(about)}")["effects"]
        return found

    def requests(self) -> dict[str, int]:
        """Return how often each operation was asked for."""
        counts: dict[str, int] = self._ask("GET", "effects?by=nobody")["requests"]
        return counts

    def mutations(self, **about: str) -> list[dict[str, Any]]:
        """Return what was handed in, with what became of it."""
        found: list[dict[str, Any]] = self._ask("GET", f"mutations?{urlencode(about)}")["mutations"]
        return found

    def records(self, entity: str, **about: str) -> list[dict[str, Any]]:
        """Return what the LAS knows: `leerling`, `verzorger`, `leerkracht`, `groep`, `vestiging`."""
        found: list[dict[str, Any]] = self._ask("GET", f"records?{urlencode({'entity': entity} | about)}")["records"]
        return found

    def record(self, entity: str, key: str, **about: str) -> dict[str, Any]:
        """Return one record of the LAS."""
        return self.records(entity, key=key, **about)[0]

    def stop(self) -> None:
        """End the process. Nothing that it knew is kept."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(ENDS_WITHIN)
        finally:
            self._process.kill()
            self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()
            self._said.close()

    def _announcement(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(STARTS_WITHIN)
            self._said.seek(0)
            said = self._said.read().decode(errors="replace")
            self.stop()
            raise RuntimeError(f"the simulator did not start: {said[-2000:]}")
        told: dict[str, Any] = json.loads(line)
        return told

    def _ask(self, method: str, what: str, wish: dict[str, Any] | None = None) -> Any:
        connection = HTTPConnection(self._control.hostname or "", self._control.port, timeout=STARTS_WITHIN)
        try:
            connection.request(method, f"{self._control.path}/{what}", json.dumps(wish) if wish is not None else None)
            response = connection.getresponse()
            content = json.loads(response.read())
        finally:
            connection.close()
        if response.status >= 400:  # noqa: PLR2004 - where HTTP's errors begin
            raise ValueError(content["error"])
        return content


def _option(name: str, value: object) -> Iterator[str]:
    option = f"--{name.replace('_', '-')}"
    values = value if isinstance(value, list | tuple) else [value]
    for each in values:
        if each is True:
            yield option
        elif each is not False and each is not None:
            yield from (option, str(each))


@pytest.fixture
def esis(esis_with: Callable[..., Simulator]) -> Simulator:
    """A simulated ESIS with a school 99XX of 60 pupils."""
    return esis_with()


@pytest.fixture
def esis_with(tmp_path: Path) -> Iterator[Callable[..., Simulator]]:
    """Start a simulated ESIS with options of `hub esis-simulator`; `tls=True` makes its certificates."""
    running: list[Simulator] = []

    def start(**options: object) -> Simulator:
        if options.get("tls") is True:
            options["tls"] = tmp_path / "certificates"
        running.append(Simulator(**options))
        return running[-1]

    yield start
    for each in running:
        each.stop()
