"""Where records come from, as `Pull` sees it."""

from collections.abc import Iterator
from typing import Protocol

from edexml_content.element import Element
from edexml_content.faults import Steps
from edexml_content.wording import Wording
from hub.records import Text


class Document(Protocol):
    """One school's content, to be read once.

    `namespace` stands before every name: empty, or `{address}`. `remarks` gathers what is odd outside the records, for
    the reader to empty. `filled` are the blocks that had a record so far, and `count` is the number of the last one.
    """

    @property
    def name(self) -> str: ...
    @property
    def namespace(self) -> str: ...
    @property
    def wording(self) -> Wording: ...
    @property
    def remarks(self) -> list[Text]: ...
    @property
    def filled(self) -> set[str]: ...
    @property
    def count(self) -> int: ...
    def elements(self) -> Iterator[Element]:
        """Yield the `school` element, then every record's. Each is gone once the next is asked for.

        Raises `SourceRefusedError` for what cannot be used.
        """
        ...

    def where(self, number: int, child: Steps = ()) -> str:
        """Return where a person finds a record, or an element in it; never empty."""
        ...
