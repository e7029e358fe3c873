"""`hub esis-simulator`: starts the simulator and says how to reach it."""

import json
import os
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from hub.records import SchoolCode, SchoolYear, Text
from hub_esis_simulator.certificates import PASSWORD, tls_from
from hub_esis_simulator.families import settle_families
from hub_esis_simulator.las import VERSIONS, Las
from hub_esis_simulator.misbehaviour import CONNECTION, FAULTS, FOR_EVER, Armed, Misbehaviour
from hub_esis_simulator.office import act
from hub_esis_simulator.roll import School, made_up
from hub_esis_simulator.server import Server
from hub_esis_simulator.service import Simulation
from hub_esis_simulator.wire import PORTAL_PATH, UWLR_PATH

MOST_PUPILS = 50_000
"""In all schools together: all of it is in memory."""
CUSTOMER = ("koppelhub", "Koppelhub")
ANYWHERE = "127.0.0.1"


def main(arguments: list[str]) -> int:
    """Run the simulator until it is told to stop."""
    asked = _parser().parse_args(arguments)
    codes = asked.school or [SchoolCode("99XX")]
    if len(codes) * asked.pupils > MOST_PUPILS:
        _complain(f"Te groot: samen hoogstens {MOST_PUPILS} leerlingen.", f"Too large: {MOST_PUPILS} pupils at most.")
        return 2
    if asked.fault == CONNECTION and asked.tls is None:
        _complain(f"{CONNECTION} kan alleen met --tls MAP.", f"{CONNECTION} needs --tls FOLDER.")
        return 2
    try:
        return _run(asked, _simulation(asked, codes))
    except OSError as error:
        _complain(f"De simulator kan niet starten: {error}.", f"The simulator cannot start: {error}.")
        return 2


def _simulation(asked: Namespace, codes: list[SchoolCode]) -> Simulation:
    schools = {str(code): _school(code, asked.pupils, asked.school_year) for code in codes}
    las = Las(
        schools=schools,
        keys={code: asked.key or f"sleutel-{code}" for code in schools},
        customer_code=CUSTOMER[0],
        customer_name=CUSTOMER[1],
        version=asked.uwlr,
        processing=timedelta(seconds=asked.processing),
    )
    paths = frozenset({UWLR_PATH} if asked.uwlr_only else {UWLR_PATH, PORTAL_PATH})
    simulation = Simulation(las=las, paths=paths, misbehaviour=Misbehaviour(over_tls=asked.tls is not None))
    if asked.fault:
        simulation.misbehaviour.arm(Armed(asked.fault, FOR_EVER))
    return simulation


def _school(code: SchoolCode, pupils: int, year: SchoolYear) -> School:
    school = made_up(code, pupils, year)
    settle_families(school, school.pupils.values(), school.changed_at)
    return school


def _run(asked: Namespace, simulation: Simulation) -> int:
    servers = [Server((asked.host, asked.port), simulation, tls_from(asked.tls) if asked.tls else None)]
    if asked.tls:
        servers.append(Server((ANYWHERE, 0), simulation))  # the control door, which no certificate may shut
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    if asked.until_stdin_closes:
        Thread(target=_until_stdin_closes, args=(stopped,), daemon=True).start()
    for server in servers:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    _announce(asked, simulation, servers)
    while not stopped.wait(asked.office or None):
        with simulation.las.lock:
            simulation.las.settle()
            act(simulation.las, {"act": "random"}, simulation.chance)
    simulation.stopping.set()
    for server in servers:
        server.shutdown()
        server.server_close()
    return 0


def _until_stdin_closes(stopped: Event) -> None:
    """Stop with whoever started us: where that process ends in any way, the pipe closes."""
    while os.read(0, 1024):
        pass
    stopped.set()


def _announce(asked: Namespace, simulation: Simulation, servers: list[Server]) -> None:
    base = f"{'https' if asked.tls else 'http'}://{_host(asked.host)}:{servers[0].port}"
    portal = "" if asked.uwlr_only else base + PORTAL_PATH
    las = simulation.las
    told: dict[str, Any] = {
        "endpoint": base + UWLR_PATH,
        "parent_portal_endpoint": portal,
        "control": f"http://{_host(ANYWHERE if asked.tls else asked.host)}:{servers[-1].port}/control",
        "customer_code": las.customer_code,
        "customer_name": las.customer_name,
        "schools": las.keys,
        "school_year": str(asked.school_year),
    }
    if asked.tls:
        told |= {"certificate": str(asked.tls / "client.p12"), "certificate_password": PASSWORD}
        told |= {"authority": str(asked.tls / "ca.pem")}
    print(json.dumps(told) if asked.json else _in_words(told), flush=True)  # noqa: T201 - a command speaks


def _in_words(told: dict[str, Any]) -> str:
    names = ("endpoint", "parent_portal_endpoint", "customer_code", "customer_name", "certificate")
    settings = " ".join(f"{name}='{told[name]}'" for name in names if told.get(name))
    lines = [
        _said(
            "De ESIS-simulator draait. Niemand in deze school bestaat. Ctrl-C stopt hem.",
            "The ESIS simulator runs. Nobody in this school exists. Ctrl-C stops it.",
        )
    ]
    for code, key in told["schools"].items():
        lines += [_said(f"Koppel school {code} zo:", f"Couple school {code} like this:")]
        lines += [f"  hub plugin on esis --school {code}", f"  hub plugin set esis {settings} --school {code}"]
        lines += [f"  echo {key} | hub plugin set esis authorisation_key=- --school {code}"]
        if "certificate_password" in told:
            lines += [f"  echo {PASSWORD} | hub plugin set esis certificate_password=- --school {code}"]
    if "authority" in told:
        lines += [_said(f"Certificaat van de server: {told['authority']}", f"The server's CA: {told['authority']}")]
    return "\n".join([*lines, _said(f"Bedienen: {told['control']}", f"Control: {told['control']}")])


def _host(host: str) -> str:
    return {"0.0.0.0": ANYWHERE, "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="hub esis-simulator",
        description=_said(
            "Een LAS dat niet bestaat: de webservices van ESIS met verzonnen scholen, die op verzoek fouten maken.",
            "A LAS that does not exist: ESIS's web services with made-up schools, which err on demand.",
        ),
    )
    add = parser.add_argument
    add("--host", default=ANYWHERE, help=_said("adres om op te luisteren (127.0.0.1)", "address (127.0.0.1)"))
    add("--port", type=int, default=8099, help=_said("poort (8099; 0: een vrije)", "port (8099; 0: a free one)"))
    add("--pupils", type=_count, default=215, help=_said("leerlingen per school (215)", "pupils a school (215)"))
    add(
        "--school",
        metavar="BRIN",
        type=_code,
        action="append",
        help=_said("school (99XX), vaker mag", "school (99XX), may be repeated"),
    )
    add("--school-year", type=_year, default=SchoolYear.at(datetime.now(UTC).date()), metavar="JJJJ-JJJJ")
    add("--key", help=_said("autorisatiesleutel (sleutel-BRIN)", "authorisation key (sleutel-BRIN)"))
    add("--uwlr", choices=VERSIONS, default=VERSIONS[0], help=_said("versie van UWLR", "version of UWLR"))
    add("--uwlr-only", action="store_true", help=_said("zonder ouderportaal-dienst", "without the portal's service"))
    add(
        "--fault", choices=FAULTS, metavar="NAME", help=f"{_said('altijd deze fout', 'always this fault')}: {_faults()}"
    )
    add("--office", type=_seconds, metavar="SECONDS", help=_said("zo vaak wijzigt er iets", "how often data changes"))
    add("--processing", type=_seconds, default=0.5, metavar="SECONDS", help=_said("per mutatie", "for a mutation"))
    add("--tls", type=Path, metavar="FOLDER", help=_said("TLS met certificaten in deze map", "TLS, certificates here"))
    add("--json", action="store_true", help=_said("één regel JSON, voor een programma", "one line of JSON"))
    add("--until-stdin-closes", action="store_true", help=_said("stopt met zijn starter", "stops with its starter"))
    return parser


def _faults() -> str:
    return ", ".join(FAULTS)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(_said(f"{text!r} is geen aantal.", f"{text!r} is not a number of pupils."))
    return int(text)


def _seconds(text: str) -> float:
    try:
        return max(0.0, float(text))
    except ValueError:
        raise ArgumentTypeError(_said(f"{text!r} is geen aantal seconden.", f"{text!r} is not in seconds.")) from None


def _code(text: str) -> SchoolCode:
    try:
        return SchoolCode.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _year(text: str) -> SchoolYear:
    try:
        return SchoolYear.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _said(nl: str, en: str) -> str:
    return Text(nl, en).to(os.environ.get("HUB_LANG", "nl"))


def _complain(nl: str, en: str) -> None:
    print(_said(nl, en), file=sys.stderr)  # noqa: T201 - a command speaks
