"""Finds the records of a document, block by block, and lets go of what was read."""

from edexml_content import refusals
from edexml_content.element import ALLOWED_ANYWHERE, Element
from edexml_content.parsing import has_doctype
from edexml_content.rules import BLANK
from edexml_content.wording import Wording
from hub.records import Text

BLOCKS = {
    "vestigingen": frozenset({"vestiging"}),
    "groepen": frozenset({"groep", "samengestelde_groep"}),
    "leerlingen": frozenset({"leerling"}),
    "leerkrachten": frozenset({"leerkracht"}),
}
"""The blocks in their order, each with the records that it holds."""

ORDER = {block: place for place, block in enumerate(BLOCKS)}
RECORDS = frozenset().union(*BLOCKS.values())


class Blocks:
    """Goes along with a reading: says of each element whether it is a record in its block, or the school.

    `depth` is how many elements stand around the one that holds the blocks. `remarks` gathers what is odd outside the
    records; `filled` are the blocks that had a record, `count` is how many records there were.
    """

    def __init__(self, wording: Wording, namespace: str = "", depth: int = 0) -> None:
        self.remarks: list[Text] = []
        self.filled: set[str] = set()
        self.count = 0
        self.tags = tuple(namespace + tag for tag in ("school", *sorted(RECORDS)))
        self._wording = wording
        self._namespace = namespace
        self._depth = depth
        self._blocks = {namespace + tag: frozenset(namespace + each for each in BLOCKS[tag]) for tag in BLOCKS}
        self._said: set[str] = set()
        self._root: Element | None = None
        self._school: Element | None = None
        self._block: Element | None = None
        self._allowed: frozenset[str] = frozenset()
        self._last: Element | None = None
        self._place = -1

    def takes(self, element: Element) -> bool:
        """Say whether this is a record in its block, or the school; one of the same name elsewhere is not.

        Raises `SourceRefusedError` where the school or the order of the blocks is wrong.
        """
        parent = element.getparent()
        if parent is None:
            return False
        if parent is not self._block:
            if parent.tag not in self._blocks:
                return self._is_school(element, parent)
            above = parent.getparent()
            if above is None or not self._holds_blocks(above):
                return False
            self._open(above, parent)
        if element.tag not in self._allowed:
            return False
        self._let_go_before(element)
        self.count += 1
        return True

    def finish(self) -> None:
        """Look at what is left. Raises `SourceRefusedError` where there was no school."""
        if self._root is None:
            raise self._wording.refused(refusals.NO_SCHOOL)
        self._close_block()
        self._let_go_of_blocks(self._root, None)

    def _holds_blocks(self, element: Element) -> bool:
        """Tell whether the blocks stand in this element: the one that holds the school, or would have."""
        if self._root is not None:
            return element is self._root
        around, above = 0, element.getparent()
        while above is not None:
            around, above = around + 1, above.getparent()
        return around == self._depth

    def _is_school(self, element: Element, root: Element) -> bool:
        if element.tag != self._namespace + "school" or not self._holds_blocks(root):
            return False
        if self._school is not None or self._block is not None:
            raise self._wording.refused(refusals.NO_SCHOOL)
        self._school, self._root = element, root
        if has_doctype(root):
            raise self._wording.refused(refusals.DOCTYPE)
        self._look_at_block(root)
        return True

    def _open(self, root: Element, block: Element) -> None:
        if self._school is None:
            raise self._wording.refused(refusals.NO_SCHOOL)
        self._close_block()
        self._let_go_of_blocks(root, block)
        self._take_place(block)
        self._look_at_block(block)
        self._block, self._last, self._allowed = block, None, self._blocks[block.tag]
        self.filled.add(self._name(block))

    def _take_place(self, block: Element) -> None:
        place = ORDER[self._name(block)]
        if place <= self._place:
            raise self._wording.refused(refusals.BLOCK_ORDER)
        self._place = place

    def _let_go_before(self, element: Element) -> None:
        """Let go of the record before this one, and speak of what else stands between the two."""
        block = self._block
        assert block is not None
        first = block[0]
        while first is not element:
            self._look_at_sibling(first, known=first is self._last)
            del block[0]
            first = block[0]
        self._last = element

    def _let_go_of_blocks(self, root: Element, until: Element | None) -> None:
        while len(root) and (first := root[0]) is not until:
            known = first is self._school or first is self._block
            if first.tag in self._blocks and not known:
                self._take_place(first)
                self._say_empty(first)
                known = True
            self._look_at_sibling(first, known=known)
            del root[0]

    def _close_block(self) -> None:
        block = self._block
        while block is not None and len(block):
            self._look_at_sibling(block[0], known=block[0] is self._last)
            del block[0]

    def _look_at_block(self, block: Element) -> None:
        for name in block.attrib:
            if name not in ALLOWED_ANYWHERE:
                self._say(f"{self._name(block)}/@{name}", block, "een onbekend attribuut", "an unknown attribute")
        self._look_at_text(block.text, block)

    def _look_at_sibling(self, element: Element, *, known: bool) -> None:
        if not known:
            self._say(element.tag, element, "een onbekend element, dat is overgeslagen", "an unknown, skipped element")
        self._look_at_text(element.tail, element)

    def _look_at_text(self, text: str | None, element: Element) -> None:
        if text and text.strip(BLANK):
            self._say("#text", element, "losse tekst, die is overgeslagen", "loose text, which was skipped")

    def _say_empty(self, block: Element) -> None:
        name = self._name(block)
        self._say(f"{name}/", block, f"een leeg blok '{name}'", f"an empty block '{name}'")

    def _name(self, block: Element) -> str:
        return block.tag.removeprefix(self._namespace)

    def _say(self, what: str, element: Element, nl: str, en: str) -> None:
        """Remark on something outside the records; once for each sort."""
        if what in self._said:
            return
        self._said.add(what)
        line = element.sourceline or 0
        shown = self._wording.lines and 0 < line < 1 << 16  # libxml2 counts so far
        place = (f" (regel {line})", f" (line {line})") if shown else ("", "")
        noun = self._wording.noun
        self.remarks.append(
            Text(
                f"In dit {noun.nl} staat {nl}{place[0]}. Dat hoort niet in EDEXML. "
                "Meld het aan de leverancier van het LAS.",
                f"In this {noun.en} there is {en}{place[1]}. It does not belong in EDEXML; tell the vendor of the LAS.",
            )
        )
