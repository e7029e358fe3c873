"""The plugin against the simulated ESIS, which shares no code with it but the WSDL: every promise, every fault."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hub_esis import plugin as esis_plugin
from hub_esis.connector import EsisConnector
from hub_esis.pacing import Patience
from hub_esis.settings import EsisSettings
from hub_esis_simulator.testing import Simulator

from hub.contract import (
    Ask,
    ConfigurationError,
    CredentialsRefusedError,
    HubError,
    LasUnavailableError,
    School,
    Secret,
    SourceRefusedError,
)
from hub.records import (
    Complete,
    Guardian,
    Guardianship,
    Kind,
    Note,
    Pulled,
    Pupil,
    Record,
    Rejected,
    SchoolCode,
    Source,
    Teacher,
)
from hub.testing.kit import ConnectorKit

Starts = Callable[..., Simulator]
IMPATIENT = Patience(connect=2, hear=1.5, whole=20, pauses=(0.05,))
SCHOOL = School(SchoolCode("99XX"), "De Proef")


def settings_of(esis: Simulator, **values: Any) -> EsisSettings:
    content = Path(esis.certificate).read_bytes() if esis.certificate else b""
    certificate = Secret(base64.b64encode(content).decode()) if content else None
    password = esis.certificate_password and Secret(esis.certificate_password)
    given: dict[str, Any] = {
        "endpoint": esis.endpoint,
        "authorisation_key": Secret(esis.authorisation_key),
        "customer_code": esis.customer_code,
        "customer_name": esis.customer_name,
        "certificate": certificate,
        "certificate_password": password,
        "parent_portal_endpoint": esis.parent_portal_endpoint,
    }
    return EsisSettings(**(given | values))


def pull(esis: Simulator, since: Any = None, school: School = SCHOOL, **values: Any) -> list[Pulled]:
    connector = EsisConnector(school, settings_of(esis, **values), IMPATIENT)
    return list(connector.pull(Ask(school=school, since=since)))


def keys(pulled: list[Pulled], kind: type[Record]) -> set[str]:
    return {each.key for each in pulled if isinstance(each, kind)}


class TestEsis(ConnectorKit):
    """The promises of every connector, kept by this one with a LAS that works."""

    plugin = esis_plugin

    @pytest.fixture(autouse=True)
    def _its_connector(self, esis: Simulator) -> None:
        self.connector = lambda: EsisConnector(SCHOOL, settings_of(esis), IMPATIENT)


def test_everything_that_esis_knows_is_pulled_without_a_complaint(esis: Simulator) -> None:
    pulled = pull(esis)
    assert keys(pulled, Pupil) == {each["key"] for each in esis.records("leerling")}
    assert keys(pulled, Teacher) == {each["key"] for each in esis.records("leerkracht")}
    assert keys(pulled, Guardian) == {each["key"] for each in esis.records("verzorger")}
    assert {each.pupil for each in pulled if isinstance(each, Guardianship)} <= keys(pulled, Pupil)
    assert not [each for each in pulled if isinstance(each, Rejected | Note)]
    proof = pulled[-1]
    assert isinstance(proof, Complete)
    assert proof.kinds >= {Kind.GROUPS, Kind.PUPILS, Kind.TEACHERS, Kind.GUARDIANS, Kind.GUARDIANSHIPS}


def test_a_service_with_nothing_but_uwlr_gives_the_school_without_guardians(esis_with: Starts) -> None:
    esis = esis_with(uwlr_only=True)
    pulled = pull(esis, parent_portal_endpoint="")
    assert len(keys(pulled, Pupil)) == 60
    assert not keys(pulled, Guardian)


def test_nothing_changed_since_the_last_answer_is_told_in_a_word(esis: Simulator) -> None:
    made_at = next(each for each in pull(esis) if isinstance(each, Source)).made_at
    later = pull(esis, since=made_at)
    assert not keys(later, Pupil) | keys(later, Teacher)
    assert [type(each) for each in later if not isinstance(each, Guardian | Guardianship)] == [Source, Note, Complete]


def test_two_locations_of_one_school_are_two_schools_with_keys_of_their_own(esis_with: Starts) -> None:
    esis = esis_with(school=["99XX", "99XX01"], pupils=20)
    main, branch = SCHOOL, School(SchoolCode("99XX", "01"), "De Proef, aan het plein")
    here = pull(esis, school=main, authorisation_key=Secret(esis.schools["99XX"]))
    there = pull(esis, school=branch, authorisation_key=Secret(esis.schools["99XX01"]))
    assert [each.school for each in (here[0], there[0]) if isinstance(each, Source)] == [main.code, branch.code]
    with pytest.raises(CredentialsRefusedError):
        pull(esis, school=branch, authorisation_key=Secret(esis.schools["99XX"]))


def test_over_tls_with_a_client_certificate(esis_with: Starts, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    esis = esis_with(tls=True)
    assert esis.authority
    monkeypatch.setenv("SSL_CERT_FILE", esis.authority)
    assert len(keys(pull(esis), Pupil)) == 60
    with pytest.raises(CredentialsRefusedError):
        pull(esis, certificate=None)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("html-500", LasUnavailableError),
        ("fault-in-200", HubError),
        ("refused-credentials", CredentialsRefusedError),
        ("unavailable", LasUnavailableError),
        ("no-data", SourceRefusedError),
        ("hang-before", LasUnavailableError),
        ("hang-after", LasUnavailableError),
        ("cut", LasUnavailableError),
        ("wrong-charset", SourceRefusedError),
        ("changed-contract", HubError),
    ],
)
@pytest.mark.parametrize("operation", ["HaalLeerlinggegevens", "HaalVerzorgers"])
def test_a_misbehaving_esis_ends_the_pull_with_a_sentence_and_never_with_a_smaller_school(
    esis: Simulator, fault: str, error: type[HubError], operation: str
) -> None:
    esis.misbehave(fault, 0, operation=operation)
    came: list[Pulled] = []
    with pytest.raises(error) as refused:
        came.extend(EsisConnector(SCHOOL, settings_of(esis), IMPATIENT).pull(Ask(school=SCHOOL)))
    assert refused.value.text.nl
    assert not any(isinstance(each, Complete) for each in came)
    esis.behave()
    assert len(keys(pull(esis), Pupil)) == 60


def test_a_misbehaviour_that_passes_is_lived_through(esis: Simulator) -> None:
    esis.misbehave("unavailable", 1, operation="HaalLeerlinggegevens")
    esis.misbehave("html-500", 1, operation="HaalVerzorgers")
    pulled = pull(esis)
    assert len(keys(pulled, Pupil)) == 60
    assert keys(pulled, Guardian)


def test_the_same_pupil_delivered_twice_is_not_taken_for_two(esis: Simulator) -> None:
    esis.misbehave("duplicate-delivery", 0)
    pulled = pull(esis)
    found = [each.key for each in pulled if isinstance(each, Pupil)]
    told = {each.key for each in pulled if isinstance(each, Rejected)}
    assert len(keys(pulled, Pupil)) == 60
    assert {key for key in found if found.count(key) > 1} <= told


def test_check_says_whether_the_coupling_works(esis: Simulator) -> None:
    assert EsisConnector(SCHOOL, settings_of(esis), IMPATIENT).check().works
    wrong = settings_of(esis, authorisation_key=Secret("ingetrokken"))
    checked = EsisConnector(SCHOOL, wrong, IMPATIENT).check()
    assert not checked.works
    assert "sleutel" in checked.text.nl
    nobody = settings_of(esis, customer_code="onbekend")
    with pytest.raises(ConfigurationError):
        list(EsisConnector(SCHOOL, nobody, IMPATIENT).pull(Ask(school=SCHOOL)))
