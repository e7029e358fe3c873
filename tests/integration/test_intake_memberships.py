"""Leaving a group: the next file brings it into the hub, although the standard cannot write an empty list."""

from pathlib import Path
from typing import Any

import pytest
from hub_edexml.connector import EdexmlConnector

from hub import intake
from hub.records import Assignment, Kind, SchoolCode
from hub.store import Run, State, Store

SCHOOL = SchoolCode("99XX")
GYM = '<samengestelde_groepen><samengestelde_groep key="gym"/></samengestelde_groepen>'
CLASS = '<groepen><groep key="g3"/></groepen>'


@pytest.fixture(autouse=True)
def _school(school: Any) -> None:
    """Every test here has the school 99XX."""


def take(store: Store, folder: Path, day: int, *, pupil: str = "", teacher: str = "", listed: bool = True) -> Run:
    """Take in the file that the LAS makes on this day in November."""
    combined = '<samengestelde_groep key="gym"><naam>Gym</naam></samengestelde_groep>' if listed else ""
    path = folder / "edex.xml"
    path.write_text(
        "<EDEX><school><schooljaar>2026-2027</schooljaar><brincode>99XX</brincode>"
        f"<aanmaakdatum>2026-11-{day:02}T08:00:00</aanmaakdatum></school>"
        f'<groepen><groep key="g3"><naam>3a</naam><jaargroep>3</jaargroep></groep>{combined}</groepen>'
        f'<leerlingen><leerling key="p1"><achternaam>Bakker</achternaam><groep key="g3"/>{pupil}</leerling>'
        f'</leerlingen><leerkrachten><leerkracht key="t1"><achternaam>Bos</achternaam>{teacher}</leerkracht>'
        "</leerkrachten></EDEX>"
    )
    read = EdexmlConnector().pull_file
    return intake.take_in(store, SCHOOL, lambda ask: read(path, ask), plugin="edexml", by="test")


def memberships(store: Store) -> tuple[Any, Any]:
    with store.open(SCHOOL) as books:
        pupil, teacher = next(iter(books.roll.all(Kind.PUPILS))), next(iter(books.roll.all(Kind.TEACHERS)))
        return pupil.combined_groups, teacher.assignments


def test_a_pupil_leaves_the_last_combined_group_by_the_next_file(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, 2, pupil=GYM)
    assert memberships(store)[0] == ("gym",)
    run = take(store, tmp_path, 3)
    assert (run.state, run.changed) == (State.APPLIED, {"pupils": 1})
    assert memberships(store)[0] == ()
    assert take(store, tmp_path, 4).state is State.UNCHANGED


def test_a_teacher_leaves_the_last_class_by_the_next_file(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, 2, teacher=CLASS)
    assert memberships(store)[1] == (Assignment(group="g3"),)
    take(store, tmp_path, 3)
    assert memberships(store)[1] == ()


def test_nobody_leaves_a_combined_group_by_a_file_that_lists_none(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, 2, pupil=GYM)
    take(store, tmp_path, 3, listed=False)
    assert memberships(store)[0] == ("gym",)
