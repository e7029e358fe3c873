"""A value that nobody may see again: a key, a password."""

from hmac import compare_digest
from typing import NoReturn, final


@final
class Secret:
    """A secret that a school gave. It shows itself nowhere: only `reveal` gives the value, to whoever must send it.

    It cannot be pickled, copied or written as JSON, so that it ends in no cache, log or dump by accident.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not value:
            raise ValueError("a secret is not empty; leave it out instead")
        self._value = value

    def reveal(self) -> str:
        """Return the value itself. Call it where it is sent, and keep the answer nowhere."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not copied or pickled; hand on the object itself")
