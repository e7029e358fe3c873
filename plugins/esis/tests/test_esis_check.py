"""A check says of each part of the coupling whether it works, and what to do where it does not or soon will not."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hub.contract import Checked, Secret

Las = Any
ALL, GUARDIANS, RESULT = "HaalLeerlinggegevens", "HaalVerzorgers", "HaalVerzoekresultaat"
PORTAL = "urn:koppelhub:ouderportaal:1"
NEVER = "<verzoekresultaat_antwoord><nietontvangen/></verzoekresultaat_antwoord>"
NOBODY = (
    '<verzorgers_antwoord><verzorgers volledig="false"><brincode>99XX</brincode>'
    "<aanmaakdatum>2026-11-02T08:00:00Z</aanmaakdatum></verzorgers></verzorgers_antwoord>"
)


@pytest.fixture
def check(las: Las, connector: Callable[..., Any], school: Callable[..., str]) -> Callable[..., Checked]:
    """Check against a LAS that works; settings as keywords."""
    las.says(ALL, school())
    las.says(GUARDIANS, NOBODY, namespace=PORTAL)
    las.says(RESULT, NEVER, namespace=PORTAL)

    def do(**values: Any) -> Checked:
        made: Checked = connector(**values).check()
        return made

    return do


@pytest.fixture
def sealed(p12: Callable[..., bytes]) -> Callable[[float], dict[str, Secret]]:
    """Make the settings of a certificate that is valid for so many days from now on."""

    def make(days: float) -> dict[str, Secret]:
        content = p12(password="geheim", begins=timedelta(days=-99), ends=timedelta(days=days))
        certificate = Secret(base64.b64encode(content).decode())
        return {"certificate": certificate, "certificate_password": Secret("geheim")}

    return make


def parts(checked: Checked) -> dict[str, bool]:
    return {each.title.nl: each.works for each in checked.parts}


def test_every_part_that_works_says_so(check: Any, sealed: Any, las: Las) -> None:
    checked = check(parent_portal_endpoint=las.address, **sealed(200))
    assert checked.works
    assert parts(checked) == {"Clientcertificaat": True, "UWLR": True, "Ouderportaal-service": True}
    assert checked.text.nl == "De koppeling met ESIS werkt."
    assert las.operations() == [ALL, GUARDIANS, RESULT]


def test_a_school_with_nothing_but_uwlr_works_and_reads_what_it_misses(check: Any) -> None:
    checked = check()
    assert checked.works
    assert parts(checked) == {"UWLR": True, "Ouderportaal-service": True}
    assert "wordt een taak" in checked.parts[1].text.nl
    assert "zonder verzorgers" in checked.text.nl


@pytest.mark.parametrize(("broken", "part"), [(ALL, "UWLR"), (GUARDIANS, "Ouderportaal-service")])
def test_the_part_that_does_not_work_is_named_with_what_to_do(check: Any, las: Las, broken: str, part: str) -> None:
    las.faults(broken, "Client.AutorisatieOngeldig")
    checked = check(parent_portal_endpoint=las.address)
    assert not checked.works
    assert [title for title, works in parts(checked).items() if not works] == [part]
    assert "nieuwe sleutel" in checked.text.nl


def test_a_service_that_takes_no_changes_is_found_before_a_parent_asks_for_one(check: Any, las: Las) -> None:
    las.sends(RESULT, b"", status=404)
    checked = check(parent_portal_endpoint=las.address)
    assert parts(checked) == {"UWLR": True, "Ouderportaal-service": False}
    assert "adres" in checked.text.nl


@pytest.mark.parametrize(("days", "soon"), [(29.5, True), (0.5, True), (31, False)])
def test_a_certificate_that_expires_within_thirty_days_is_told(
    check: Any, sealed: Any, days: float, soon: bool
) -> None:
    checked = check(**sealed(days))
    assert checked.works
    assert ("verloopt" in checked.text.nl) is soon
    assert ("expires" in checked.text.en) is soon
    assert ("Vraag Rovict nu" in checked.parts[0].text.nl) is soon


def test_with_a_certificate_that_expired_nothing_else_is_tried(check: Any, sealed: Any, las: Las) -> None:
    checked = check(parent_portal_endpoint=las.address, **sealed(-1))
    assert not any(parts(checked).values())
    assert checked.text.nl.count("verlopen") == 1
    assert las.asked == []
