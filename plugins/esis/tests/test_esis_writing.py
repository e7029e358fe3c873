"""Writing into the simulated ESIS: every field, every refusal, every misbehaviour; and never one change done twice."""

import time
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from hub_esis import plugin as esis_plugin
from hub_esis.connector import EsisConnector, WritingEsisConnector, connector_of
from hub_esis.mapping import WRITTEN
from hub_esis.mutations import mutation
from hub_esis.pacing import Patience
from hub_esis.settings import EsisSettings
from hub_esis_simulator.testing import Simulator

from hub.contract import (
    Ask,
    ChangeRefusedError,
    ConfigurationError,
    CredentialsRefusedError,
    HubError,
    LasUnavailableError,
    OnlyByHandError,
    Outcome,
    OutcomeUnknownError,
    Receipt,
    School,
    Secret,
    Write,
    WritesBack,
    WriteState,
)
from hub.records import RECORD_TYPES, Asker, Guardian, Kind, Pupil, SchoolCode, facts
from hub.testing.kit import ConnectorKit

Starts = Callable[..., Simulator]
IMPATIENT = Patience(connect=2, hear=1, whole=5, pauses=())
SCHOOL = School(SchoolCode("99XX"), "De Proef")
NEW = "+31611112222"
HANDS_IN, ASKS = "DienMutatieIn", "HaalVerzoekresultaat"
GONE = "http://127.0.0.1:9/portal"
ONE = {
    "salutation": "de heer",
    "first_name": "Jip",
    "initials": "J.",
    "prefix": "van der",
    "last_name": "Berg-Smit",
    "email": "jip@nieuw.example",
    "mobile": NEW,
    "phone": "+31592312345",
    "work_phone": "+31592312346",
    "street": "Nieuwe Kade",
    "house_number": "12-3",
    "postcode": "1234 AB",
    "city": "Assen",
    "country": "België",
}
"""A new value for each field that may be asked for."""


def settings_of(esis: Simulator, **values: Any) -> EsisSettings:
    given: dict[str, Any] = {
        "endpoint": esis.endpoint,
        "authorisation_key": Secret(esis.authorisation_key),
        "customer_code": esis.customer_code,
        "customer_name": esis.customer_name,
        "parent_portal_endpoint": esis.parent_portal_endpoint,
    }
    return EsisSettings(**(given | values))


def writing(esis: Simulator, **values: Any) -> WritingEsisConnector:
    made = connector_of(SCHOOL, settings_of(esis, **values))
    assert isinstance(made, WritingEsisConnector)
    return WritingEsisConnector(SCHOOL, made._settings, IMPATIENT)


def guardian(esis: Simulator, number: int = 0) -> Guardian:
    """Return a guardian as the hub knows it: with a mobile number."""
    pulled = EsisConnector(SCHOOL, settings_of(esis), IMPATIENT).pull(Ask(school=SCHOOL))
    return [each for each in pulled if isinstance(each, Guardian) and each.mobile][number]


def write_of(somebody: Guardian | Pupil, field: str = "mobile", wanted: str | None = NEW, **values: Any) -> Write:
    given = {"idempotency_key": str(uuid4()), "key": somebody.key, "base": getattr(somebody, field) or None}
    return Write(**{**given, "kind": somebody.KIND, "field": field, "wanted": wanted, **values})


def settled(esis: Simulator, write: Write, receipt: Receipt | None = None) -> Outcome:
    """Ask until ESIS is ready with it."""
    until = time.monotonic() + 20
    while (outcome := writing(esis).read_back(write, receipt)).state is WriteState.GOING:
        assert time.monotonic() < until, "it is never ready"
        time.sleep(0.05)
    return outcome


def written(esis: Simulator) -> list[str]:
    return [each["new"] for each in esis.effects(by="koppelhub")]


class TestWritingEsis(ConnectorKit):
    """The promises of a connector that writes, kept by this one with a LAS that works."""

    plugin = esis_plugin
    writes: ClassVar[tuple[Write, ...]] = ()

    @pytest.fixture(autouse=True)
    def _its_connector(self, esis: Simulator) -> None:
        self.connector = lambda: writing(esis)
        somebody = guardian(esis)
        fields = ("mobile", "postcode", "email")
        type(self).writes = tuple(write_of(somebody, each, ONE[each]) for each in fields)


def test_only_where_there_is_an_address_for_it_the_coupling_writes(esis: Simulator) -> None:
    assert isinstance(connector_of(SCHOOL, settings_of(esis)), WritesBack)
    assert not isinstance(connector_of(SCHOOL, settings_of(esis, parent_portal_endpoint="")), WritesBack)


def test_every_field_that_a_guardian_may_ask_for_can_be_written(esis: Simulator) -> None:
    asked = {
        (kind, name)
        for kind in (Kind.PUPILS, Kind.GUARDIANS)
        for name, fact in facts(RECORD_TYPES[kind]).items()
        if fact.asked_by is not Asker.NOBODY
    }
    assert asked == set(WRITTEN)
    somebody = guardian(esis)
    for field, value in ONE.items():
        write = write_of(somebody, field, value)
        assert settled(esis, write, writing(esis).write(write)).state is WriteState.DONE, field
    now = next(each for each in _guardians(esis) if each.key == somebody.key)
    assert {field: getattr(now, field) for field in ONE} == ONE | {"postcode": "1234AB"}


def _guardians(esis: Simulator) -> list[Guardian]:
    pulled = EsisConnector(SCHOOL, settings_of(esis), IMPATIENT).pull(Ask(school=SCHOOL))
    return [each for each in pulled if isinstance(each, Guardian)]


@pytest.mark.parametrize("version", ["2.2", "2.3"])
def test_a_pupil_is_named_by_the_key_by_which_esis_delivers_it(esis_with: Starts, version: str) -> None:
    esis = esis_with(uwlr=version)
    pulled = EsisConnector(SCHOOL, settings_of(esis), IMPATIENT).pull(Ask(school=SCHOOL))
    pupil = next(each for each in pulled if isinstance(each, Pupil) and each.eck_id)
    for field, value, sent in (("first_name", "Jip", "Jip"), ("postcode", "4321 ZZ", "4321ZZ")):
        write = write_of(pupil, field, value)
        assert settled(esis, write, writing(esis).write(write)).state is WriteState.DONE
        assert written(esis)[-1] == sent


def test_a_value_is_emptied_and_filled_in_where_there_was_none(esis: Simulator) -> None:
    somebody = guardian(esis)
    write = write_of(somebody, wanted=None)
    assert settled(esis, write, writing(esis).write(write)).state is WriteState.DONE
    again = write_of(somebody, base=None)
    assert settled(esis, again, writing(esis).write(again)).state is WriteState.DONE
    assert written(esis) == ["", NEW]


@pytest.mark.parametrize(
    ("kind", "field", "wanted"),
    [(Kind.PUPILS, "last_name", "Smit"), (Kind.PUPILS, "postcode", "SW1A 1AA"), (Kind.TEACHERS, "last_name", "Smit")],
)
def test_what_esis_does_not_take_is_for_the_office_and_is_not_sent(
    esis: Simulator, kind: Kind, field: str, wanted: str
) -> None:
    write = Write(idempotency_key="a", kind=kind, key="1", field=field, base=None, wanted=wanted)
    with pytest.raises(OnlyByHandError) as raised:
        writing(esis).write(write)
    assert "alleen in ESIS zelf" in raised.value.text.nl
    assert HANDS_IN not in esis.requests()


def test_a_value_that_does_not_fit_is_told_before_it_is_sent(esis: Simulator) -> None:
    with pytest.raises(ChangeRefusedError, match="er passen 64 tekens"):
        writing(esis).write(write_of(guardian(esis), "first_name", "x" * 65))
    assert HANDS_IN not in esis.requests()


def test_a_change_names_its_key_and_both_values_and_nothing_else() -> None:
    write = Write(
        idempotency_key="k", kind=Kind.GUARDIANS, key="v1", field="postcode", base="9401 ab", wanted="1234 AB"
    )
    assert mutation(write) == {
        "mutatieid": "k",
        "entiteit": "verzorger",
        "sleutel": "v1",
        "veld": "postcode",
        "oudewaarde": "9401AB",
        "nieuwewaarde": "1234AB",
    }


def test_a_number_that_esis_writes_in_its_own_way_is_still_the_old_value(esis: Simulator) -> None:
    key = guardian(esis).key
    esis.office({"entity": "verzorger", "key": key, "field": "telefoonmobiel", "value": "06 - 1234 5678"})
    somebody = next(each for each in _guardians(esis) if each.key == key)
    assert somebody.mobile == "+31612345678"
    write = write_of(somebody)
    assert settled(esis, write, writing(esis).write(write)).state is WriteState.DONE


def test_what_the_office_changed_meanwhile_is_a_conflict_and_stays(esis: Simulator) -> None:
    write = write_of(guardian(esis))
    esis.office({"entity": "verzorger", "key": write.key, "field": "telefoonmobiel", "value": "+31699999999"})
    outcome = settled(esis, write, writing(esis).write(write))
    assert outcome.state is WriteState.CONFLICT
    assert "andere waarde" in str(outcome.reason)
    assert written(esis) == []


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"field": "email", "base": "?", "wanted": "geen adres"}, "andere waarde"),
        ({"field": "mobile", "wanted": "bel oma"}, "neemt deze waarde niet aan"),
        ({"key": "nobody"}, "kent deze persoon niet"),
    ],
)
def test_what_esis_refuses_comes_back_with_a_sentence_that_says_what_to_do(
    esis: Simulator, values: dict[str, Any], says: str
) -> None:
    write = write_of(guardian(esis), **values)
    outcome = settled(esis, write, writing(esis).write(write))
    assert outcome.state in (WriteState.REFUSED, WriteState.CONFLICT)
    assert outcome.reason is not None
    assert says in outcome.reason.nl
    assert outcome.reason.nl != outcome.reason.en
    assert written(esis) == []


def test_processed_and_not_successful_is_refused_with_the_reason_of_esis(esis: Simulator) -> None:
    write = write_of(guardian(esis))
    esis.misbehave("not-successful")
    outcome = settled(esis, write, writing(esis).write(write))
    assert (outcome.state, written(esis)) == (WriteState.REFUSED, [])
    assert "kon de wijziging niet verwerken" in str(outcome.reason)


def test_what_is_never_processed_keeps_going_and_is_not_done(esis: Simulator) -> None:
    write = write_of(guardian(esis))
    esis.misbehave("processed-never")
    receipt = writing(esis).write(write)
    assert {writing(esis).read_back(write, each).state for each in (receipt, None)} == {WriteState.GOING}


def test_the_same_change_sent_many_times_is_done_once(esis: Simulator) -> None:
    write = write_of(guardian(esis))
    receipts = {writing(esis).write(write) for _ in range(4)}
    assert len(receipts) == 1
    assert settled(esis, write, receipts.pop()).state is WriteState.DONE
    assert len(esis.mutations()) == 1
    assert written(esis) == [NEW]


def test_what_esis_took_in_and_forgot_is_unknown_and_what_it_never_got_may_be_sent(esis: Simulator) -> None:
    write = write_of(guardian(esis))
    assert writing(esis).read_back(write, Receipt(correlation="elsewhere")).state is WriteState.UNKNOWN
    assert writing(esis).read_back(write, None).state is WriteState.NOT_RECEIVED


NOTHING_DONE = {"unavailable": LasUnavailableError, "refused-credentials": CredentialsRefusedError}
UNCERTAIN = {
    "hang-before": 0,
    "late": 1,
    "html-500": 0,
    "fault-in-200": 0,
    "hang-after": 1,
    "cut": 1,
    "wrong-charset": 1,
    "changed-contract": 1,
}
"""Misbehaviour that leaves it open what was done, and how many effects it has in truth."""


@pytest.mark.parametrize(("fault", "error"), NOTHING_DONE.items())
def test_where_it_is_certain_that_nothing_was_done_the_error_says_so(
    esis: Simulator, fault: str, error: type[HubError]
) -> None:
    write = write_of(guardian(esis))
    esis.misbehave(fault, operation=HANDS_IN)
    with pytest.raises(error) as raised:
        writing(esis).write(write)
    assert not isinstance(raised.value, OutcomeUnknownError)
    assert writing(esis).read_back(write, None).state is WriteState.NOT_RECEIVED
    assert settled(esis, write, writing(esis).write(write)).state is WriteState.DONE
    assert written(esis) == [NEW]


@pytest.mark.parametrize(("fault", "effects"), UNCERTAIN.items())
def test_an_answer_that_leaves_it_open_is_unknown_until_esis_was_asked(
    esis: Simulator, fault: str, effects: int
) -> None:
    write = write_of(guardian(esis))
    esis.misbehave(fault, operation=HANDS_IN)
    with pytest.raises(OutcomeUnknownError) as raised:
        writing(esis).write(write)
    assert "vraagt het na" in raised.value.text.nl
    while fault == "late" and not esis.mutations():
        time.sleep(0.05)  # it does what was asked after nobody waits any more
    outcome = settled(esis, write)
    assert outcome.state is (WriteState.DONE if effects else WriteState.NOT_RECEIVED)
    assert settled(esis, write, writing(esis).write(write)).state is WriteState.DONE
    assert written(esis) == [NEW]


@pytest.mark.parametrize("fault", [*NOTHING_DONE, *UNCERTAIN])
@pytest.mark.parametrize("with_receipt", [True, False])
def test_a_misbehaving_answer_about_a_change_is_an_error_and_never_an_outcome(
    esis: Simulator, fault: str, with_receipt: bool
) -> None:
    write = write_of(guardian(esis))
    given = writing(esis).write(write)
    receipt = given if with_receipt else None
    esis.misbehave(fault, operation=ASKS)
    with pytest.raises(HubError) as raised:
        writing(esis).read_back(write, receipt)
    assert raised.value.text.nl
    assert settled(esis, write, receipt).state is WriteState.DONE
    assert written(esis) == [NEW]


def test_a_slow_answer_is_an_answer(esis: Simulator) -> None:
    write = write_of(guardian(esis))
    esis.misbehave("slow", 2, seconds=2)
    assert settled(esis, write, writing(esis).write(write)).state is WriteState.DONE


def test_where_nobody_listens_nothing_was_sent(esis: Simulator) -> None:
    with pytest.raises(LasUnavailableError) as raised:
        writing(esis, parent_portal_endpoint=GONE).write(write_of(guardian(esis)))
    assert type(raised.value) is LasUnavailableError


def test_an_address_without_this_service_is_for_the_school_to_set(esis: Simulator) -> None:
    elsewhere = esis.parent_portal_endpoint.rpartition("/")[0] + "/elders"
    write = write_of(guardian(esis))
    with pytest.raises(ConfigurationError):
        writing(esis, parent_portal_endpoint=elsewhere).write(write)
    with pytest.raises(ConfigurationError):
        writing(esis, parent_portal_endpoint=elsewhere).read_back(write, None)


def test_a_las_that_answers_nothing_is_left_alone_for_a_while_and_nothing_is_sent(esis: Simulator) -> None:
    write = write_of(guardian(esis))
    esis.misbehave("html-500", 0)
    for _ in range(5):
        with pytest.raises(OutcomeUnknownError):
            writing(esis).write(write)
    sent = esis.requests()[HANDS_IN]
    with pytest.raises(LasUnavailableError, match="met rust"):
        writing(esis).write(write)
    assert esis.requests()[HANDS_IN] == sent
