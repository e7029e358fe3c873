"""The demo: made-up schools of a realistic size, filled through the real import and the real coupling with ESIS."""

from collections.abc import Iterator

from hub.demo.esis import LasProcess, couple_vlieger, fill_vlieger
from hub.demo.families import LOGINS as PARENTS
from hub.demo.families import add_parents, ask_for_changes, first_parent
from hub.demo.files import fill_kompas, fill_regenboog
from hub.demo.marker import Marker, prepare, reset
from hub.demo.moves import move_and_check
from hub.demo.portal import OwnPortal, hear_of_vlieger
from hub.demo.reports import open_reports
from hub.demo.schools import LOGINS, PASSWORD, REGENBOOG, VLIEGER, add_logins, add_schools
from hub.records import Text
from hub.registry import Registry
from hub.store import Home, Store

__all__ = ["LasProcess", "OwnPortal", "fill", "greeting", "prepare", "reset"]


def fill(store: Store, registry: Registry, home: Home, las: LasProcess, portal: OwnPortal) -> Iterator[Text]:
    """Fill the hub where it is not filled yet, and couple it to the simulated ESIS. Yield what is being done."""
    marker = Marker.of(home)
    if marker.is_filled():
        couple_vlieger(store, las)
        hear_of_vlieger(store, portal)
        return
    yield Text(
        "De demo wordt gevuld; dat duurt een paar seconden.", "The demo is being filled; it takes a few seconds."
    )
    add_schools(store, registry)
    add_logins(store)
    folder = home.path / "demo"
    folder.mkdir(exist_ok=True)
    couple_vlieger(store, las)
    hear_of_vlieger(store, portal)
    yield from fill_vlieger(store, registry)
    yield from fill_regenboog(store, registry, folder, first_parent(store))
    yield from fill_kompas(store, registry, folder)
    add_parents(store)
    yield from open_reports(store, registry)
    for code in (VLIEGER, REGENBOOG):
        yield from ask_for_changes(store, registry, code)
    yield from move_and_check(store, registry)
    marker.write(filled=True)


def greeting(home: Home, address: str, portal: OwnPortal) -> list[Text]:
    """Return what the demo says when it runs: where, with which logins, how to stop and to reset it."""
    logins = [(email, what) for email, _, _, _, what in LOGINS] + [(email, what) for email, _, _, what in PARENTS]
    width = max(len(email) for email, _ in logins)
    return [
        Text("", ""),
        Text(f"De demo draait:  {address}", f"The demo runs:  {address}"),
        Text(f"Wachtwoord van iedereen:  {PASSWORD}", f"Everybody's password:  {PASSWORD}"),
        *(Text(f"  {email:<{width}}  {what.nl}", f"  {email:<{width}}  {what.en}") for email, what in logins),
        Text(
            f"Het 'eigen portaal' van De Vlieger, dat berichten krijgt:  {portal.address}",
            f"De Vlieger's 'own portal', which gets messages:  {portal.address}",
        ),
        Text(
            f"Bestanden om zelf te proberen:  {home.path / 'demo'}",
            f"Files to try yourself:  {home.path / 'demo'}",
        ),
        Text(
            "Stoppen:  Ctrl-C    Opnieuw beginnen:  uv run hub demo --reset",
            "Stop:  Ctrl-C    Begin again:  uv run hub demo --reset",
        ),
        Text("", ""),
    ]
