"""What an answer to a hook must be, read from the hook's own return annotation."""

from collections.abc import Callable, Iterable
from inspect import signature
from itertools import islice
from types import NoneType, UnionType
from typing import Any, Generic, Protocol, Union, get_args, get_origin, get_type_hints

from hub.contract import ContractBrokenError
from hub.records import Text

MOST = 10_000
"""A plugin that answers with more things than this does not end."""

Reader = Callable[[Any], Any]
"""Returns the answer as the hub takes it; raises `ContractBrokenError` for an answer of the wrong type."""


def arguments_of(spec: Callable[..., Any]) -> frozenset[str]:
    """Return the names of a hook's arguments."""
    return frozenset(signature(spec).parameters)


def reader_of(spec: Callable[..., Any]) -> Reader:
    """Return what reads the answers to the hook `spec`; silence (`None`) passes where the hook allows it."""
    wanted = get_type_hints(spec)["return"]
    options = get_args(wanted) if get_origin(wanted) in (Union, UnionType) else (wanted,)
    silent = NoneType in options
    one = _reader(tuple(each for each in options if each is not NoneType))
    return lambda value: value if value is None and silent else one(value)


def _reader(options: tuple[Any, ...]) -> Reader:
    if len(options) == 1 and get_origin(options[0]) is Iterable:
        each = _reader(get_args(options[0]))
        return lambda value: _all_of(value, each)
    tests = tuple(_test(option) for option in options)
    name = " | ".join(option.__name__ for option in options) or "None"

    def read(value: Any) -> Any:
        for test in tests:
            if test(value):
                return value
        raise _broken(value, name)

    return read


def _all_of(value: Any, each: Reader) -> tuple[Any, ...]:
    if not hasattr(value, "__iter__") or isinstance(value, str | bytes):
        raise _broken(value, "Iterable")
    found = tuple(islice(value, MOST + 1))
    if len(found) > MOST:
        raise _broken(value, f"at most {MOST}")
    return tuple(map(each, found))


def _test(option: Any) -> Callable[[Any], bool]:
    """Return the test for one class. `isinstance` on a protocol costs more than the whole question, so look oneself."""
    if Protocol not in getattr(option, "__mro__", ()):
        return lambda value: isinstance(value, option)
    promises = [each for each in option.__mro__ if each not in (object, Protocol, Generic)]
    declared = {name for each in promises for name in {**vars(each), **vars(each).get("__annotations__", {})}}
    names = tuple(sorted(name for name in declared if not name.startswith("_")))

    def promised(value: Any) -> bool:
        for name in names:
            if not hasattr(value, name):
                return False
        return not isinstance(value, type)

    return promised


def _broken(value: Any, wanted: str) -> ContractBrokenError:
    given = type(value).__name__
    return ContractBrokenError(
        Text(
            f"De plug-in antwoordt met een {given}; de hub verwacht {wanted}. "
            "Zijn antwoord telt niet mee. Meld het bij de maker van de plug-in.",
            f"The plugin answers with a {given}; the hub expects {wanted}. "
            "Its answer does not count. Tell the maker of the plugin.",
        )
    )
