"""One pull of the guardians of a school, over the stand-in service `OuderportaalService`."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from edexml_content import Element

from hub.contract import SourceRefusedError
from hub.records import Guardian, Guardianship, Kind, Rejected, SchoolCode, Text
from hub_esis.answers import ANSWER, Asking
from hub_esis.client import PARENT_PORTAL
from hub_esis.mapping import NAMESPACE, guardian, rejected

HEAD, RECORD, AROUND = NAMESPACE + "aanmaakdatum", NAMESPACE + "verzorger", NAMESPACE + "verzorgers"
KNOWN = frozenset({HEAD, NAMESPACE + "brincode", NAMESPACE + "dependancecode"})
BATCH = 500
"""So many guardians come before their relations do: the hub takes records of one kind together."""
NO_HEAD = Text(
    "Dit {noun} zegt niet wanneer het gemaakt is of of het volledig is",
    "This {noun} does not say when it was made or whether it is complete",
)

UNKNOWN = Text(
    "Tussen de verzorgers in dit {noun} staat iets dat de hub niet kent",
    "Among the guardians in this {noun} is something that the hub does not know",
)


class Guardians:
    """Yields guardians and their relations. `complete` says afterwards whether those were all.

    `pupils` are the keys of the school's pupils, where they are known: a relation with anybody else is left out.
    """

    def __init__(
        self, asking: Asking, question: Mapping[str, Any], school: SchoolCode, pupils: AbstractSet[str] | None
    ) -> None:
        self.complete = False
        self._asking = asking
        self._question = question
        self._school = school
        self._pupils = pupils
        self._prints: dict[str, int] = {}
        self._count = 0

    def __iter__(self) -> Iterator[Guardian | Guardianship | Rejected]:
        relations: list[Guardian | Guardianship | Rejected] = []
        elements = self._asking.elements(PARENT_PORTAL, "HaalVerzorgers", self._question, _Sieve)
        self._read_head(next(elements))
        for element in elements:
            for each in self._one(element):
                if isinstance(each, Guardian) or (isinstance(each, Rejected) and each.kind is Kind.GUARDIANS):
                    yield each
                else:
                    relations.append(each)
            if self._count % BATCH == 0:
                yield from relations
                relations.clear()
        yield from relations

    def _read_head(self, head: Element) -> None:
        around = head.getparent()
        assert around is not None
        texts = {child.tag.removeprefix(NAMESPACE): child.text or "" for child in around}
        said = texts.get("brincode", "") + texts.get("dependancecode", "")
        try:
            school = SchoolCode.parse(said)
        except ValueError:
            school = None
        if school != self._school:
            raise SourceRefusedError(
                Text(
                    f"Dit zijn verzorgers van een andere school dan {self._school}. Er is niets veranderd. "
                    "Controleer de autorisatiesleutel: elke school of vestiging heeft een eigen.",
                    f"These are guardians of another school than {self._school}. Nothing was changed. Check the "
                    "authorisation key: every school or location has its own.",
                )
            )
        self.complete = around.get("volledig") in ("true", "1")

    def _one(self, element: Element) -> Iterator[Guardian | Guardianship | Rejected]:
        self._count += 1
        where = f"verzorger {self._count} in het antwoord"
        read = list(guardian(element, where))
        key = element.get("key")
        print_ = hash(tuple(each for each in read if not isinstance(each, Rejected)))
        if key is None or key not in self._prints:
            yield from self._with_known_pupils(read, where)
            self._prints[key or ""] = print_
        elif self._prints[key] != print_:
            yield rejected("esis.repeated", Kind.GUARDIANS, key, where)

    def _with_known_pupils(
        self, read: list[Guardian | Guardianship | Rejected], where: str
    ) -> Iterator[Guardian | Guardianship | Rejected]:
        for each in read:
            if isinstance(each, Guardianship) and self._pupils is not None and each.pupil not in self._pupils:
                yield rejected("esis.reference", Kind.GUARDIANSHIPS, each.key, where)
            else:
                yield each


class _Sieve:
    """Takes the head of the answer, then every guardian; lets go of the one before.

    Anything else among the guardians is refused: who is called otherwise by now has not gone.
    """

    tags = (HEAD, RECORD)

    def __init__(self) -> None:
        self._around: Element | None = None
        self._taken: Element | None = None

    def takes(self, element: Element) -> bool:
        around = element.getparent()
        if around is None or around.tag != AROUND:
            return False
        if element.tag == HEAD:
            first, self._around = self._around is None, around
            return first
        if self._around is None:
            raise ANSWER.refused(NO_HEAD)
        while around[0] is not element:
            self._insist_it_is_known(around[0])
            del around[0]
        self._taken = element
        return True

    def finish(self) -> None:
        if self._around is None:
            raise ANSWER.refused(NO_HEAD)
        for each in self._around:
            self._insist_it_is_known(each)

    def _insist_it_is_known(self, element: Element) -> None:
        if element is not self._taken and element.tag not in KNOWN:
            raise ANSWER.refused(UNKNOWN)
