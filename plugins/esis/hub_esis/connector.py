"""The connector for ESIS: pupils, classes and teachers over UWLR, and guardians where there is a way to them."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from edexml_content import Pull

from hub.contract import (
    Ask,
    Checked,
    ConfigurationError,
    HubError,
    Outcome,
    Receipt,
    School,
    SourceRefusedError,
    Write,
)
from hub.records import (
    Complete,
    Cost,
    Kind,
    Note,
    Pulled,
    PulledHistory,
    Pupil,
    Rejected,
    ReportCard,
    SchoolYear,
    Source,
    Text,
)
from hub_esis.answers import Asking, NothingSaidError
from hub_esis.checking import checked
from hub_esis.client import EsisClient
from hub_esis.faults import UnknownOperationError, UnknownVersionError
from hub_esis.guardians import Guardians
from hub_esis.mutations import hand_in, mutation, what_came_of
from hub_esis.pacing import Patience
from hub_esis.report_cards import fetched
from hub_esis.results import REPORT_CARDS, RESULTS, Listing, histories
from hub_esis.settings import EsisSettings
from hub_esis.uwlr import AllInOne, Staged

VERSIONS = ("2.2", "2.3")
GUARDIAN_KINDS = frozenset({Kind.GUARDIANS, Kind.GUARDIANSHIPS})
NOTHING_CHANGED = Text(
    "ESIS meldt dat er niets veranderd is sinds de vorige keer.", "ESIS says that nothing changed since the last time."
)
NO_DATA = Text(
    "ESIS heeft geen gegevens voor deze school gevonden. Dat is geen lege school, dus er is niets veranderd. "
    "Controleer in ESIS onder Beheer › Koppelingen of de koppeling aanstaat voor deze school en dit schooljaar.",
    "ESIS found no data for this school. That is not an empty school, so nothing was changed. Check in ESIS under "
    "Beheer › Koppelingen whether the coupling is on for this school and this school year.",
)
NO_GUARDIANS = Text(
    "ESIS heeft geen verzorgers voor deze school gevonden. Dat is geen school zonder verzorgers, dus er is niets "
    "veranderd. Controleer in ESIS onder Beheer › Koppelingen of het ouderportaal de verzorgers mag zien.",
    "ESIS found no guardians for this school. That is not a school without guardians, so nothing was changed. Check in "
    "ESIS under Beheer › Koppelingen whether the parent portal may see the guardians.",
)
FLEMISH = Text(
    "ESIS werkt met een BRIN, en deze school heeft een instellingsnummer. Gebruik EDEXML-bestanden voor deze school.",
    "ESIS works with a BRIN, and this school has an instellingsnummer. Use EDEXML files for this school.",
)


class EsisConnector:
    """Reaches ESIS for one school."""

    def __init__(self, school: School, settings: EsisSettings, patience: Patience | None = None) -> None:
        self._school = school
        self._settings = settings
        self._patience = patience or Patience()

    def check(self) -> Checked:
        """Try each part: ask ESIS for what changed just now, which is next to nothing, and say what came of it."""
        ask = Ask(school=self._school, since=datetime.now(UTC))
        return checked(
            self._settings, partial(self._try, self._reach, ask), partial(self._try, self._reach_portal, ask)
        )

    def _try(self, reach: Callable[[Asking, Ask], None], ask: Ask) -> None:
        with closing(EsisClient(self._settings, replace(self._patience, pauses=()))) as client:
            reach(Asking(client, ask.progress), ask)

    def pull(self, ask: Ask) -> Iterator[Pulled]:
        """Yield the school, and its guardians where an address is set for them.

        With `ask.since`, ESIS gives the whole school or says that nothing changed; guardians come by themselves.
        """
        with closing(EsisClient(self._settings, self._patience)) as client:
            yield from self._pull(Asking(client, ask.progress), ask)

    def _pull(self, asking: Asking, ask: Ask) -> Iterator[Pulled]:
        kinds: frozenset[Kind] = frozenset()
        pupils: set[str] | None = set()
        try:
            for each in self._uwlr(asking, ask):
                if isinstance(each, Complete):
                    kinds = frozenset(each.kinds)
                else:
                    _note_pupil(each, pupils)
                    yield each
        except NothingSaidError as nothing:
            if not nothing.nothing_changed:
                raise SourceRefusedError(NO_DATA) from None
            pupils = None
            yield self._unchanged(ask)
            yield Note(NOTHING_CHANGED)
        if self._settings.parent_portal_endpoint:
            kinds |= yield from self._guardians(asking, ask, pupils)
        yield Complete(kinds)

    def _uwlr(self, asking: Asking, ask: Ask) -> Iterator[Pulled]:
        """Yield the school in the first way that the service knows: all in one or staged, by UWLR 2.2 or 2.3."""
        refused: HubError | None = None
        for way in (AllInOne, Staged):
            for version in VERSIONS:
                begun = False
                try:
                    for each in Pull(way(asking, self._question(ask, version))):
                        begun = True
                        yield each
                except UnknownVersionError as error:
                    refused = error
                except UnknownOperationError as error:
                    refused = ConfigurationError(error.text)
                else:
                    return
                if begun:
                    raise refused
                if isinstance(refused, ConfigurationError):
                    break
        assert refused is not None
        raise refused

    def _guardians(self, asking: Asking, ask: Ask, pupils: set[str] | None) -> Generator[Pulled, None, frozenset[Kind]]:
        """Yield the guardians; return the kinds of which those were all."""
        question = self._where(ask) | ({"gewijzigdsinds": ask.since} if ask.since else {})
        guardians = Guardians(asking, question, self._school.code, pupils)
        try:
            yield from guardians
        except NothingSaidError as nothing:
            if not nothing.nothing_changed:
                raise SourceRefusedError(NO_GUARDIANS) from None
        except UnknownOperationError as error:
            raise ConfigurationError(error.text) from None
        return GUARDIAN_KINDS if guardians.complete else frozenset()

    def _reach(self, asking: Asking, ask: Ask) -> None:
        """Begin a pull; what ESIS refuses, it refuses at once."""
        try:
            next(iter(self._uwlr(asking, ask)), None)
        except NothingSaidError as nothing:
            if not nothing.nothing_changed:
                raise ConfigurationError(NO_DATA) from None

    def _reach_portal(self, asking: Asking, ask: Ask) -> None:
        """Begin with the guardians, and ask what came of a change that never was."""
        next(self._guardians(asking, ask, None), None)
        never = {**self._which_school(), "mutatieid": f"check-{uuid4()}"}
        what_came_of(asking, never, None)

    def _question(self, ask: Ask, version: str) -> Mapping[str, Any]:
        since = {"laatstontvangengegevens": ask.since} if ask.since else {}
        return {**self._where(ask), "xsdversie": version, **since}

    def _where(self, ask: Ask) -> dict[str, Any]:
        return {"schooljaar": str(_year(ask)), **self._which_school()}

    def _which_school(self) -> dict[str, str]:
        code = self._school.code
        if code.is_flemish:
            raise ConfigurationError(FLEMISH)
        return {"brincode": code.code, **({"dependancecode": code.location} if code.location else {})}

    def _unchanged(self, ask: Ask) -> Source:
        """Return the head of a pull that says nothing: it must not count as data of this moment."""
        return Source(name="ESIS", school=self._school.code, school_year=_year(ask))


class WritingEsisConnector(EsisConnector):
    """Reaches ESIS for one school, with its histories, and writes changes into it: there is an address for that.

    Each write asks once and no more: the hub itself comes back, later each time.
    """

    def write(self, write: Write) -> Receipt:
        """Hand one change in, by its idempotency key."""
        question = {**self._which_school(), **mutation(write)}
        with self._asking_once() as asking:
            return hand_in(asking, question)

    def read_back(self, write: Write, receipt: Receipt | None) -> Outcome:
        """Ask what came of a change: by ESIS's own name for it, or by its idempotency key where that never came."""
        named = {"correlatieid": receipt.correlation} if receipt else {"mutatieid": write.idempotency_key}
        with self._asking_once() as asking:
            return what_came_of(asking, {**self._which_school(), **named}, receipt)

    def results(self, ask: Ask) -> Iterator[PulledHistory]:
        """Yield the results of the school's pupils, over all years that ESIS has, or what changed of them."""
        yield from self._histories(RESULTS, ask)

    def report_cards(self, ask: Ask) -> Iterator[PulledHistory]:
        """Yield which report cards there are."""
        yield from self._histories(REPORT_CARDS, ask)

    def fetch_report_card(self, card: ReportCard) -> Iterator[bytes]:
        """Yield the document of a report card."""
        with closing(EsisClient(self._settings, self._patience)) as client:
            yield from fetched(client, {**self._which_school(), "sleutel": card.key})

    def _histories(self, listing: Listing, ask: Ask) -> Iterator[PulledHistory]:
        question = {**self._which_school(), **({"gewijzigdsinds": ask.since} if ask.since else {})}
        with closing(EsisClient(self._settings, self._patience)) as client:
            yield from histories(Asking(client, ask.progress), listing, question, self._school.code)

    @contextmanager
    def _asking_once(self) -> Iterator[Asking]:
        with closing(EsisClient(self._settings, replace(self._patience, pauses=()))) as client:
            yield Asking(client, lambda _done, _total: None)


def connector_of(school: School, settings: EsisSettings) -> EsisConnector:
    """Return the connector for a school: one that also writes, where an address was filled in for that."""
    writes = bool(settings.parent_portal_endpoint)
    return (WritingEsisConnector if writes else EsisConnector)(school, settings)


def _year(ask: Ask) -> SchoolYear:
    return ask.school_year or SchoolYear.at(datetime.now(UTC).date())


def _note_pupil(each: Pulled, pupils: set[str] | None) -> None:
    """Remember who is a pupil here, also who is quarantined: what is known of a child stays, and so do relations."""
    if pupils is None:
        return
    quarantined = isinstance(each, Rejected) and each.kind is Kind.PUPILS and each.cost is Cost.RECORD
    if (isinstance(each, Pupil) or (isinstance(each, Rejected) and quarantined)) and each.key:
        pupils.add(each.key)
