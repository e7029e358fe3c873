"""The difference between "the LAS says nothing about it" and "the LAS says that it is empty"."""

from enum import Enum
from typing import Final, Literal, TypeAlias, TypeVar

T = TypeVar("T")


class Unsaid(Enum):
    """The type of `UNSAID`; there is one value."""

    UNSAID = "\x00unsaid"  # no text of a LAS can hold this, so it is never mistaken for one

    def __repr__(self) -> str:
        return "UNSAID"

    def __bool__(self) -> Literal[False]:
        return False


UNSAID: Final = Unsaid.UNSAID
"""The LAS did not speak of this field: whatever is known stays as it is. `None` means: the LAS says it is empty."""

Said: TypeAlias = T | Unsaid
"""A value of type `T`, or `UNSAID`."""
