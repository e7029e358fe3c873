"""A plugin's settings: a frozen dataclass whose fields say what people read. Forms and documents are drawn from it.

    @dataclass(frozen=True, kw_only=True)
    class Settings:
        address: str = setting(Text("Adres", "Address"), Text("Waar uw LAS staat.", "Where your LAS is."))
        pace: int = setting(Text("Tempo", "Pace"), Text("Vragen per minuut.", "Requests a minute."), default=60)
        key: Secret = secret(Text("Sleutel", "Key"), Text("U krijgt hem van uw LAS.", "Your LAS gives it to you."))

A field is a `str`, `int`, `float`, `bool`, a choice (a `Literal` or an `Enum`, or any `str` or `int` with `choices`) or
a `Secret`; each may be `| None`. A field without a default is required. Where fields depend on each other, the class
may raise `SettingsRefusedError` in its own `__post_init__`.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from hub.contract.errors import ConfigurationError
from hub.contract.secrets import Secret
from hub.contract.values import NOTHING, Refused, read_choice, read_number, read_secret, read_switch, read_text
from hub.records import Text

T = TypeVar("T")

Check = Callable[[Any], Text | None]
"""Looks at a value that has the right type; returns what is wrong with it and what to do, or `None` for nothing."""


class FieldType(StrEnum):
    """How a setting is asked for in a form."""

    TEXT = "text"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    SECRET = "secret"  # noqa: S105 - the name of a kind of field


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """One setting as people meet it. `choices` are the values with their labels, in order; `whole`: no fractions.

    `default` is `None` where there is none; `required` says which. `optional`: it may be left empty. `own_page`: a page
    of the plugin's own sets it, and the form of all settings leaves it as it is. `file`: it is a file of any bytes.
    """

    name: str
    label: Text
    help: Text
    type: FieldType
    required: bool
    optional: bool
    default: Any = None
    choices: Mapping[Any, Text] = field(default_factory=dict)
    whole: bool = False
    check: Check | None = None
    own_page: bool = False
    file: bool = False


class SettingsRefusedError(ConfigurationError):
    """The values do not make settings. `problems` says for each field what is wrong and what to do."""

    def __init__(self, problems: dict[str, Text], labels: Mapping[str, Text] | None = None) -> None:
        self.problems = problems
        named = [((labels or {}).get(name, Text(name, name)), problem) for name, problem in problems.items()]
        super().__init__(
            Text(
                " ".join(f"{label.nl}: {problem.nl}" for label, problem in named),
                " ".join(f"{label.en}: {problem.en}" for label, problem in named),
            )
        )


def setting(  # noqa: PLR0913 - what can be said of a setting
    label: Text,
    help: Text,  # noqa: A002 - the word that people know beside a field
    *,
    default: Any = MISSING,
    choices: Mapping[Any, Text] | None = None,
    check: Check | None = None,
    own_page: bool = False,
) -> Any:
    """Declare one setting. `choices` gives each value its label; `check` looks at a value of the right type.

    With `own_page` a page of the plugin sets it, and not the form that is drawn from all settings.
    """
    metadata = {"label": label, "help": help, "choices": choices or {}, "check": check, "own_page": own_page}
    return field(default=default, metadata=metadata)


def secret(
    label: Text,
    help: Text,  # noqa: A002 - as above
    *,
    default: Any = MISSING,
    check: Check | None = None,
    file: bool = False,
) -> Any:
    """Declare a setting that is sealed and write-only. Its type is `Secret`; with `default=None`, `Secret | None`.

    `check` gets the secret's value. With `file`, people choose a file, such as a certificate, and the secret's value is
    its content as base64.
    """
    metadata = {"label": label, "help": help, "choices": {}, "check": check, "secret": True, "file": file}
    return field(default=default, metadata=metadata)


def fields_of(cls: type) -> tuple[SettingField, ...]:
    """Return the settings that `cls` declares, in order. Raises `TypeError` where it declares them wrongly."""
    return _fields_of(cls)


@cache
def _fields_of(cls: type) -> tuple[SettingField, ...]:
    if not is_dataclass(cls) or not cls.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise TypeError(f"{cls.__name__} must be a frozen dataclass")
    hints = get_type_hints(cls)
    return tuple(_field(each, hints[each.name]) for each in fields(cls))


def read_settings(cls: type[T], values: Mapping[str, Any], *, kept: Mapping[str, Secret] | None = None) -> T:
    """Make settings of what a form, a command or the store gives: strings, JSON values and secrets, by field name.

    Raises `SettingsRefusedError` with the problems of all fields at once. Names that `cls` does not have are passed
    over, so that settings of an older version still read. A field that is absent takes its default (a form that leaves
    out a switch that is off has to say so itself). An absent or empty secret stays as it is in `kept`.
    """
    settled: dict[str, Any] = {}
    problems: dict[str, Text] = {}
    declared = fields_of(cls)
    for each in declared:
        try:
            settled[each.name] = _settle(each, values.get(each.name, NOTHING), (kept or {}).get(each.name))
        except Refused as refusal:
            problems[each.name] = refusal.text
    if problems:
        raise SettingsRefusedError(problems, {each.name: each.label for each in declared})
    return cls(**settled)


def as_values(settings: Any) -> dict[str, Any]:
    """Return settings as JSON values, for `read_settings` to read again; secrets are left out."""
    shown = (each.name for each in fields_of(type(settings)) if each.type is not FieldType.SECRET)
    return {name: _plain(getattr(settings, name)) for name in shown}


def as_secrets(settings: Any) -> dict[str, Secret]:
    """Return the secrets that are filled in, for the store to seal."""
    sealed = {each.name: getattr(settings, each.name) for each in fields_of(type(settings)) if _is_secret(each)}
    return {name: value for name, value in sealed.items() if value is not None}


def _settle(declared: SettingField, given: Any, kept: Secret | None) -> Any:
    value = kept if _is_secret(declared) and given in ("", None, NOTHING) and kept else given
    read = _READERS[declared.type](declared, value)
    if read is NOTHING:
        return _left_empty(declared, absent=value is NOTHING)
    if declared.check is not None and (problem := _checked(declared.check, read)) is not None:
        raise Refused(problem)
    return read


def _left_empty(declared: SettingField, *, absent: bool) -> Any:
    if declared.required:
        raise Refused(Text("Vul dit in.", "Fill this in."))
    if declared.optional and not absent:
        return None
    return "" if declared.type is FieldType.TEXT and not absent else declared.default


def _checked(check: Check, value: Any) -> Text | None:
    try:
        return check(value.reveal() if isinstance(value, Secret) else value)
    except Exception:  # noqa: BLE001 - a plugin's own check may fail in any way; the form must go on
        return Text(
            "De plug-in kan deze waarde niet controleren. Vul iets anders in, of meld het bij de maker van de plug-in.",
            "The plugin cannot check this value. Fill in something else, or tell the maker of the plugin.",
        )


def _field(declared: Any, hint: Any) -> SettingField:
    if "label" not in declared.metadata:
        raise TypeError(f"{declared.name}: declare it with setting() or secret()")
    kind, optional = _unwrapped(declared.name, hint)
    choices = _choices(kind, declared.metadata["choices"])
    found = SettingField(
        name=declared.name,
        label=declared.metadata["label"],
        help=declared.metadata["help"],
        type=_type(declared, kind, choices),
        required=declared.default is MISSING,
        optional=optional,
        default=None if declared.default is MISSING else declared.default,
        choices=choices,
        whole=kind is int,
        check=declared.metadata["check"],
        own_page=declared.metadata.get("own_page", False),
        file=declared.metadata.get("file", False),
    )
    _prove_default(found)
    return found


def _unwrapped(name: str, hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) not in (Union, UnionType):
        return hint, False
    options = [each for each in get_args(hint) if each is not NoneType]
    if len(options) != 1:
        raise TypeError(f"{name}: a setting has one type, with or without `| None`")
    return options[0], True


def _choices(kind: Any, labels: Mapping[Any, Text]) -> Mapping[Any, Text]:
    """Return the choices with their labels; a value that has no label of its own is its own label."""
    if get_origin(kind) is Literal:
        allowed = get_args(kind)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        allowed = tuple(kind)
    else:
        return labels
    return {value: labels.get(value, Text(str(_plain(value)), str(_plain(value)))) for value in allowed}


def _type(declared: Any, kind: Any, choices: Mapping[Any, Text]) -> FieldType:
    if (kind is Secret) != declared.metadata.get("secret", False):
        raise TypeError(f"{declared.name}: a Secret is declared with secret(), and nothing else is")
    if choices:
        return FieldType.CHOICE
    if kind not in _TYPES:
        raise TypeError(f"{declared.name}: {kind!r} is no type of a setting (str, int, float, bool, a choice, Secret)")
    return _TYPES[kind]


def _prove_default(declared: SettingField) -> None:
    if declared.required or declared.default in (None, ""):
        if not declared.required and declared.default is None and not declared.optional:
            raise TypeError(f"{declared.name}: a default of None needs a type with `| None`")
        return
    try:
        _settle(declared, declared.default, None)
    except Refused as refusal:
        raise TypeError(f"{declared.name}: its default is refused: {refusal.text.en}") from refusal


def _is_secret(declared: SettingField) -> bool:
    return declared.type is FieldType.SECRET


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


_TYPES: Mapping[Any, FieldType] = {
    str: FieldType.TEXT,
    int: FieldType.NUMBER,
    float: FieldType.NUMBER,
    bool: FieldType.SWITCH,
    Secret: FieldType.SECRET,
}
_READERS: Mapping[FieldType, Callable[[SettingField, Any], Any]] = {
    FieldType.TEXT: lambda _, value: read_text(value),
    FieldType.NUMBER: lambda declared, value: read_number(value, whole=declared.whole),
    FieldType.SWITCH: lambda _, value: read_switch(value),
    FieldType.CHOICE: lambda declared, value: read_choice(value, declared.choices),
    FieldType.SECRET: lambda _, value: read_secret(value),
}
