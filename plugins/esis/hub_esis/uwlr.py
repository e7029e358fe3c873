"""The answers of UWLR as documents of EDEXML content: the whole school in one answer, or in stages, group by group."""

from collections.abc import Iterator, Mapping
from typing import Any

from edexml_content import Blocks, Element, Steps

from hub.records import Text
from hub_esis.answers import ANSWER, Asking, NothingSaidError
from hub_esis.client import ALL_IN_ONE, STAGED, UWLR

NAMESPACE = f"{{{UWLR}}}"
DEPTH = 3
"""Around the element that holds the blocks stand the envelope, its body and the answer."""
PERSONS = frozenset({NAMESPACE + "leerling", NAMESPACE + "leerkracht"})
NOT_ASKED_SO = Text(
    "Dit {noun} zegt dat er niets veranderd is, terwijl om alles gevraagd was",
    "This {noun} says that nothing changed, where everything was asked for",
)


class Uwlr:
    """What both ways share: the place of a record, and what is odd outside the records."""

    name = "ESIS"
    namespace = NAMESPACE
    wording = ANSWER

    def __init__(self, asking: Asking, question: Mapping[str, Any]) -> None:
        self.remarks: list[Text] = []
        self.filled: set[str] = set()
        self.count = 0
        self._asking = asking
        self._question = question
        self._blocks = Blocks(ANSWER, NAMESPACE, DEPTH)
        self._remarked: set[Text] = set()

    def where(self, number: int, child: Steps = ()) -> str:  # noqa: ARG002 - nobody looks a line up in an answer
        """Return the place of a record in the answer."""
        return f"gegeven {number} in het antwoord"

    def _answer(self, service: Any, operation: str, question: Mapping[str, Any]) -> Iterator[Element]:
        """Yield the elements of one answer: its school, then its records."""
        for element in self._asking.elements(service, operation, question, self._sieve):
            if element.tag in PERSONS:
                _keyed(element)
            self._take_over()
            yield element
        self._take_over()

    def _sieve(self) -> Blocks:
        """Start with a fresh sieve: a question may be asked again."""
        self._blocks = Blocks(ANSWER, NAMESPACE, DEPTH)
        return self._blocks

    def _take_over(self) -> None:
        self.filled |= self._blocks.filled
        while self._blocks.remarks:
            remark = self._blocks.remarks.pop(0)
            if remark not in self._remarked:
                self._remarked.add(remark)
                self.remarks.append(remark)


class AllInOne(Uwlr):
    """The whole school in one answer."""

    def elements(self) -> Iterator[Element]:
        """Yield the school, then every record. Raises a `HubError`, or `NothingSaidError`."""
        for element in self._answer(ALL_IN_ONE, "HaalLeerlinggegevens", self._question):
            self.count += element.tag != NAMESPACE + "school"
            yield element


class Staged(Uwlr):
    """The structure first, then the pupils class by class, then the teachers."""

    def elements(self) -> Iterator[Element]:
        """Yield the school, then every record. Raises a `HubError`, or `NothingSaidError`."""
        question = {name: value for name, value in self._question.items() if name != "laatstontvangengegevens"}
        groups: list[dict[str, Any]] = []
        for element in self._answer(STAGED, "HaalStructuur", question):
            tag, key = element.tag.removeprefix(NAMESPACE), element.get("key")
            if tag in ("groep", "samengestelde_groep") and key:
                groups.append({tag: {"key": key}})
            self.count += tag != "school"
            yield element
        classes = [each for each in groups if "groep" in each]
        for each in (*classes, {"groep": {}}):  # the last asks for who is in no class
            yield from self._of_groups("HaalLeerlingen", question, [each])
        yield from self._of_groups("HaalLeerkrachten", question, [*groups, {"groep": {}}])

    def _of_groups(
        self, operation: str, question: Mapping[str, Any], groups: list[dict[str, Any]]
    ) -> Iterator[Element]:
        asked = {**question, "groepen": {"_value_1": groups}}
        try:
            for element in self._answer(STAGED, operation, asked):
                if element.tag != NAMESPACE + "school":
                    self.count += 1
                    yield element
        except NothingSaidError as nothing:
            if nothing.nothing_changed:
                raise ANSWER.refused(NOT_ASKED_SO) from None


def _keyed(element: Element) -> None:
    """Since UWLR 2.3 the ECK iD is the key of a person; who has none keeps the LAS key."""
    eck_id = element.get("eckid")
    if element.get("key") is None and eck_id is not None:
        element.set("key", eck_id)
