"""One pull of results or of the list of report cards, over the stand-in service `OuderportaalService`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from edexml_content import Element, localised
from edexml_content.rules import BrokenRuleError, moment

from hub.contract import SourceRefusedError
from hub.records import Complete, HistoryKind, PulledHistory, SchoolCode, Source, Text
from hub_esis.answers import ANSWER, Asking, NothingSaidError
from hub_esis.client import PARENT_PORTAL, PORTAL
from hub_esis.faults import UnknownOperationError
from hub_esis.history_mapping import assessment, report_card, results

NAMESPACE = f"{{{PORTAL}}}"
HEAD = NAMESPACE + "aanmaakdatum"
IN_THE_HEAD = (NAMESPACE + "brincode", NAMESPACE + "dependancecode", HEAD)
NO_HEAD = Text("Dit {noun} zegt niet wanneer het gemaakt is", "This {noun} does not say when it was made")
OTHER_SCHOOL = Text("Dit {noun} is van een andere school", "This {noun} is of another school")
OTHERWISE = Text("Dit {noun} bevat niet wat is afgesproken", "This {noun} does not hold what was agreed")


@dataclass(frozen=True, slots=True)
class Listing:
    """One question about pupils' histories: the operation, the element around the answer and those of its records."""

    kind: HistoryKind
    operation: str
    around: str
    records: Mapping[str, str]
    """Each record's element, with the element that it stands in."""


RESULTS = Listing(
    HistoryKind.RESULTS, "HaalResultaten", "resultaten", {"toets": "toetsen", "toetsafname": "toetsafnames"}
)
REPORT_CARDS = Listing(HistoryKind.REPORT_CARDS, "HaalRapporten", "rapporten", {"rapport": "rapporten"})


def histories(
    asking: Asking, listing: Listing, question: Mapping[str, Any], school: SchoolCode
) -> Iterator[PulledHistory]:
    """Yield the source, the records one at a time, and the proof. An ESIS without this question has none."""
    silent = Source(name="ESIS", school=school)
    try:
        elements = asking.elements(PARENT_PORTAL, listing.operation, question, partial(_Sieve, listing))
        source, whole = _head(next(elements), school)
        yield source
        for number, element in enumerate(elements, 1):
            yield from _records(localised(element, NAMESPACE), number)
    except (NothingSaidError, UnknownOperationError):
        yield silent  # nothing changed, there is nothing yet, or this ESIS has no such service
        yield Complete()
    else:
        yield Complete(histories=frozenset({listing.kind} if whole else ()))


def _head(head: Element, school: SchoolCode) -> tuple[Source, bool]:
    around = head.getparent()
    assert around is not None
    texts = {child.tag.removeprefix(NAMESPACE): (child.text or "").strip() for child in around}
    try:
        said = SchoolCode.parse(texts.get("brincode", "") + texts.get("dependancecode", ""))
    except ValueError:
        said = None
    if said != school:
        raise SourceRefusedError(ANSWER.refused(OTHER_SCHOOL).text)
    try:
        made_at = moment(texts["aanmaakdatum"])
    except (BrokenRuleError, KeyError):
        raise ANSWER.refused(NO_HEAD) from None
    return Source(name="ESIS", school=school, made_at=made_at), around.get("volledig") in ("true", "1")


def _records(element: Element, number: int) -> Iterator[PulledHistory]:
    where = f"{element.tag} {number} in het antwoord"
    if element.tag == "toets":
        yield assessment(element, where)
    elif element.tag == "rapport":
        yield report_card(element, where)
    else:
        yield from results(element, where)


class _Sieve:
    """Takes the head of the answer, then every record; lets go of the one before."""

    def __init__(self, listing: Listing) -> None:
        self._parents = {NAMESPACE + tag: NAMESPACE + parent for tag, parent in listing.records.items()}
        self._whole = NAMESPACE + listing.around
        self.tags = (HEAD, self._whole, *self._parents, *self._parents.values())
        self._head = self._ended = False

    def takes(self, element: Element) -> bool:
        around = element.getparent()
        assert around is not None
        if element.tag == HEAD:
            first, self._head = not self._head, True
            return first and around.tag == self._whole
        if around.tag != self._parents.get(element.tag):
            self._end(element, around)
            return False
        if not self._head:
            raise ANSWER.refused(NO_HEAD)
        while around[0] is not element:
            del around[0]
        return True

    def _end(self, element: Element, around: Element) -> None:
        """Look at an element around records once it is whole: what is called otherwise would be missed in silence."""
        is_whole = element.tag == self._whole and around.tag.endswith("_antwoord")
        if is_whole or around.tag == self._whole:
            agreed = {each.removeprefix(NAMESPACE) for each in (*self.tags, *IN_THE_HEAD)}
            if any(child.tag.removeprefix(NAMESPACE) not in agreed for child in element):
                raise ANSWER.refused(OTHERWISE)
            self._ended = self._ended or is_whole

    def finish(self) -> None:
        if not self._head or not self._ended:
            raise ANSWER.refused(OTHERWISE)
