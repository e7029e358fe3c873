"""Results and report cards out of the simulated ESIS, which shares no code with the plugin but the WSDL."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hub_esis import plugin as esis_plugin
from hub_esis.connector import WritingEsisConnector, connector_of
from hub_esis.pacing import Patience
from hub_esis.settings import EsisSettings
from hub_esis_simulator.testing import Simulator

from hub.contract import (
    Ask,
    HasReportCards,
    HasResults,
    HubError,
    LasUnavailableError,
    School,
    Secret,
    SourceRefusedError,
)
from hub.records import (
    Assessment,
    AssessmentType,
    Complete,
    HistoryKind,
    PulledHistory,
    Rejected,
    ReportCard,
    Result,
    SchoolCode,
    Source,
    faults_of_assessment,
    faults_of_result,
)
from hub.testing.kit import ConnectorKit

SCHOOL = School(SchoolCode("99XX"), "De Proef")
IMPATIENT = Patience(connect=2, hear=1.5, whole=20, pauses=(0.05,))


def settings_of(esis: Simulator, **values: Any) -> EsisSettings:
    given: dict[str, Any] = {
        "endpoint": esis.endpoint,
        "authorisation_key": Secret(esis.authorisation_key),
        "customer_code": esis.customer_code,
        "customer_name": esis.customer_name,
        "parent_portal_endpoint": esis.parent_portal_endpoint,
    }
    return EsisSettings(**(given | values))


def connector(esis: Simulator) -> WritingEsisConnector:
    return WritingEsisConnector(SCHOOL, settings_of(esis), IMPATIENT)


def results(esis: Simulator, since: Any = None) -> list[PulledHistory]:
    return list(connector(esis).results(Ask(school=SCHOOL, since=since)))


def cards(esis: Simulator, since: Any = None) -> list[ReportCard]:
    found = connector(esis).report_cards(Ask(school=SCHOOL, since=since))
    return [each for each in found if isinstance(each, ReportCard)]


def of(pulled: list[PulledHistory], kind: type[Any]) -> list[Any]:
    return [each for each in pulled if isinstance(each, kind)]


class TestEsisWithHistories(ConnectorKit):
    """The promises of a connector with results and report cards."""

    plugin = esis_plugin

    @pytest.fixture(autouse=True)
    def _its_connector(self, esis: Simulator) -> None:
        self.connector = lambda: connector(esis)


def test_a_coupling_without_the_portals_address_has_no_histories(esis: Simulator) -> None:
    without = connector_of(SCHOOL, settings_of(esis, parent_portal_endpoint=""))
    assert not isinstance(without, HasResults)
    assert not isinstance(without, HasReportCards)
    assert isinstance(connector_of(SCHOOL, settings_of(esis)), HasResults)


def test_the_results_of_all_years_come_and_each_of_them_is_good(esis: Simulator) -> None:
    pulled = results(esis)
    tests = {each.key: each for each in of(pulled, Assessment)}
    found = of(pulled, Result)
    assert not of(pulled, Rejected)
    assert not [fault for each in tests.values() for fault in faults_of_assessment(each)]
    today = datetime.now(UTC).date()
    assert not [fault for each in found for fault in faults_of_result(each, tests[each.assessment], today)]
    assert {each.type for each in tests.values()} == {AssessmentType.LVS, AssessmentType.METHOD, AssessmentType.FINAL}
    assert (pulled[0], pulled[-1]) == (
        Source(name="ESIS", school=SCHOOL.code, made_at=of(pulled, Source)[0].made_at),
        Complete(histories=frozenset({HistoryKind.RESULTS})),
    )
    oldest = min(found, key=lambda each: each.taken_on)
    assert today.year - oldest.taken_on.year >= 5
    assert {each.pupil for each in found} <= {each["key"] for each in esis.records("leerling")}


def test_children_grow_in_a_way_that_a_parent_would_believe(esis: Simulator) -> None:
    pulled = results(esis)
    lines: dict[tuple[str, str], list[Decimal]] = {}
    for each in sorted(of(pulled, Result), key=lambda each: each.taken_on):
        if each.skill_score is not None:
            lines.setdefault((each.pupil, each.assessment.split("-")[1]), []).append(each.skill_score)
    steps = [later - earlier for line in lines.values() for earlier, later in pairwise(line)]
    assert sum(step > 0 for step in steps) > 0.8 * len(steps)
    tests = {each.key: each for each in of(pulled, Assessment)}
    national = [each for each in of(pulled, Result) if tests[each.assessment].type is AssessmentType.LVS]
    levels = Counter(each.level for each in national)
    assert set(levels) == {"I", "II", "III", "IV", "V"}
    assert max(levels.values()) < sum(levels.values()) / 2
    for each in of(pulled, Result):
        band = each.band(tests[each.assessment])
        assert band is not None
        assert each.level in {None, band.term}


def test_year_group_8_has_the_final_test_with_its_parts_once_its_outcome_is_known(esis: Simulator) -> None:
    pulled = results(esis)
    (test, *_) = finals = [each for each in of(pulled, Assessment) if each.type is AssessmentType.FINAL]
    assert [part.code for part in test.parts] == ["LZ", "TV", "RW"]
    taken: dict[tuple[str, str], list[Result]] = {}
    for each in of(pulled, Result):
        if each.assessment in {one.key for one in finals}:
            taken.setdefault((each.pupil, each.assessment), []).append(each)
    groups = {each["key"]: each for each in esis.records("leerling")}
    for (pupil, _), (whole, *parts) in taken.items():
        assert pupil in groups
        bands = [each.band(test) for each in (whole, *parts)]
        assert [each.term for each in bands[1:] if each] == [each.reference_level for each in parts]
        assert (whole.part, bands[0] in test.norms) == (None, True)
        assert [each.part for each in parts] == ["LZ", "TV", "RW"]
    today = datetime.now(UTC).date()
    known = today.replace(month=3, day=15) <= today < today.replace(month=8, day=1)
    # From August on only who does the year again has one: that of the year before.
    assert len({pupil for pupil, _ in taken}) >= (2 if known else 1)


def test_only_what_changed_is_asked_and_a_correction_and_a_withdrawal_come_through(esis: Simulator) -> None:
    first = results(esis)
    since = of(first, Source)[0].made_at
    key = next(each.key for each in of(first, Result) if each.skill_score is not None)
    assert [type(each) for each in results(esis, since)] == [Source, Complete]
    esis.correct_result(key, vaardigheidsscore="1.5")
    (changed,) = of(results(esis, since), Result)
    assert (changed.key, changed.skill_score) == (key, Decimal("1.5"))
    esis.withdraw_result(key)
    assert key not in {each.key for each in of(results(esis), Result)}


def test_pupils_go_by_their_eck_id_where_uwlr_gives_them_so(esis_with: Callable[..., Simulator]) -> None:
    esis = esis_with(uwlr="2.3")
    known = {each["eck_id"] or each["key"] for each in esis.records("leerling")}
    assert {each.pupil for each in of(results(esis), Result)} <= known


def test_each_report_card_has_a_document_of_its_own(esis: Simulator) -> None:
    found = cards(esis)
    assert len({each.key for each in found}) == len(found) > 60
    assert cards(esis, datetime.now(UTC) + timedelta(days=1)) == []
    document = b"".join(connector(esis).fetch_report_card(found[0]))
    assert document.startswith(b"%PDF-1.4")
    assert document.rstrip().endswith(b"%%EOF")
    assert found[0].title.encode() in document


def test_a_huge_document_is_read_no_further_than_the_hub_wants(esis: Simulator) -> None:
    esis.misbehave("huge-document")
    pieces = connector(esis).fetch_report_card(cards(esis)[0])
    read = 0
    for piece in pieces:
        read += len(piece)
        assert len(piece) <= 1 << 20
        if read > 1 << 20:
            break
    closed: Any = pieces
    closed.close()
    assert read < 2 << 20


@pytest.mark.parametrize(("fault", "begins"), [("no-pdf", b"<!DOCTYPE html>"), ("cut-document", b"%PDF-1.4")])
def test_what_esis_gives_in_place_of_a_document_is_handed_on_for_the_hub_to_judge(
    esis: Simulator, fault: str, begins: bytes
) -> None:
    card = cards(esis)[0]
    esis.misbehave(fault)
    assert b"".join(connector(esis).fetch_report_card(card)).startswith(begins)


@pytest.mark.parametrize("fault", ["cut", "unavailable", "html-500", "hang-after"])
def test_a_document_that_does_not_come_whole_may_come_another_time(esis: Simulator, fault: str) -> None:
    card = cards(esis)[0]
    esis.misbehave(fault, operation="HaalRapport")
    with pytest.raises(LasUnavailableError):
        list(connector(esis).fetch_report_card(card))
    assert list(connector(esis).fetch_report_card(card))


def test_a_document_that_esis_has_not_is_said_so(esis: Simulator) -> None:
    with pytest.raises(SourceRefusedError, match="niet als document"):
        list(connector(esis).fetch_report_card(ReportCard(key="nobody-rapport-1-1", pupil="p", title="Rapport")))


@pytest.mark.parametrize("operation", ["HaalResultaten", "HaalRapporten"])
@pytest.mark.parametrize("fault", ["cut", "changed-contract", "wrong-charset", "refused-credentials", "unavailable"])
def test_a_list_that_is_not_as_it_should_be_ends_in_an_error_and_without_its_proof(
    esis: Simulator, operation: str, fault: str
) -> None:
    esis.misbehave(fault, times=0, operation=operation)
    made, seen = connector(esis), []
    asked = made.results if operation == "HaalResultaten" else made.report_cards

    def read() -> Iterator[PulledHistory]:
        for each in asked(Ask(school=SCHOOL)):
            seen.append(each)
            yield each

    with pytest.raises(HubError) as refused:
        list(read())
    assert refused.value.text.nl
    assert not any(isinstance(each, Complete) for each in seen)
