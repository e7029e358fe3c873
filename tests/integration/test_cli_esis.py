"""ESIS from the command line: setting the coupling, its certificate too, and checking and pulling over TLS."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hub_esis_simulator.testing import Simulator

from hub.store import SchoolEntry
from tests.integration.conftest import Command

SCHOOL = ("--school", "99XX")


def setting(command: Command, *assignments: str, stdin: bytes = b"") -> dict[str, Any]:
    done = command("plugin", "set", "esis", *assignments, *SCHOOL, "--json", stdin=stdin)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture
def esis(esis_with: Callable[..., Simulator]) -> Simulator:
    return esis_with(tls=True)


@pytest.fixture
def coupled(esis: Simulator, command: Command, school: SchoolEntry) -> Command:
    """A school that is coupled with ESIS, but for its certificate."""
    command("plugin", "on", "esis", *SCHOOL)
    told = setting(
        command,
        f"endpoint={esis.endpoint}",
        f"parent_portal_endpoint={esis.parent_portal_endpoint}",
        f"customer_code={esis.customer_code}",
        f"customer_name={esis.customer_name}",
        "authorisation_key=-",
        stdin=esis.authorisation_key.encode(),
    )
    assert told["missing"] == []
    return command


@pytest.mark.parametrize("by", ["file", "standard input"])
def test_a_certificate_goes_from_the_command_line_to_the_handshake(coupled: Command, esis: Simulator, by: str) -> None:
    assert esis.certificate
    assert esis.certificate_password
    assert esis.authority
    trusting = {"SSL_CERT_FILE": esis.authority}
    refused = coupled("check", *SCHOOL, "esis", **trusting)
    assert (refused.returncode, "Niet ingevuld. Vraagt uw ESIS erom" in refused.stdout) == (1, True), refused.stdout
    if by == "file":
        told = setting(coupled, f"certificate=@{esis.certificate}")
    else:
        told = setting(coupled, "certificate=-", stdin=Path(esis.certificate).read_bytes())
    assert told["missing"] == ["certificate_password"]
    assert setting(coupled, "certificate_password=-", stdin=esis.certificate_password.encode())["missing"] == []
    checked = coupled("check", *SCHOOL, "esis", "--json", **trusting)
    told = json.loads(checked.stdout)
    assert (checked.returncode, told["works"]) == (0, True), told
    assert [(each["subject"], each["ok"]) for each in told["parts"]] == [
        ("Clientcertificaat", True),
        ("UWLR", True),
        ("Ouderportaal-service", True),
    ]
    pulled = json.loads(coupled("sync", *SCHOOL, "--json", **trusting).stdout)
    assert (pulled["outcome"], pulled["added"]["pupils"]) == ("applied", 60), pulled


def test_a_password_that_does_not_fit_is_told_and_not_kept(coupled: Command, esis: Simulator, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("verkeerd")
    wrong = ("plugin", "set", "esis", f"certificate=@{esis.certificate}", f"certificate_password=@{tmp_path / 'word'}")
    done = coupled(*wrong, *SCHOOL)
    assert (done.returncode, "wachtwoord" in done.stderr) == (2, True)
    shown = coupled("check", *SCHOOL, "esis", SSL_CERT_FILE=esis.authority or "")
    assert "FOUT  UWLR" in shown.stdout
    assert "Niet ingevuld" in shown.stdout


def test_a_check_tells_every_part(coupled: Command) -> None:
    shown = coupled("check", *SCHOOL, "esis")
    assert shown.returncode == 1
    assert "FOUT  UWLR" in shown.stdout
    assert "FOUT  Ouderportaal-service" in shown.stdout
    assert "echt ESIS" in shown.stdout
