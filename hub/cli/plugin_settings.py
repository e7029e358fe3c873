"""`hub plugin set`: how a school sets a plugin. A secret comes from a file or standard input, and is never shown."""

import sys
from argparse import Namespace
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from hub.app import opened
from hub.cli.arguments import CommandRefusedError, who
from hub.cli.terminal import Terminal
from hub.contract import FieldType, Secret, SettingField, SettingsRefusedError, as_secrets, as_values, fields_of
from hub.contract.settings import read_settings
from hub.records import Text
from hub.registry import Registry
from hub.store import Books


def set_plugin(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app:
        cls = _settings_class(app.registry, asked.key)
        declared = {each.name: each for each in fields_of(cls)}
        given = _given(asked.values, declared)
        with app.store.open(asked.school, by=who()) as books:
            missing = _keep(books, asked.key, cls, declared, given)
    _tell(asked.key, given, declared, missing, terminal)
    return 0


def _settings_class(registry: Registry, key: str) -> type:
    plugin = registry.plugins.get(key)
    if plugin is None:
        raise CommandRefusedError(
            Text(
                f"Er is geen plug-in {key}. Kijk de naam na met 'hub plugin list'.",
                f"There is no plugin {key}. Check its name with 'hub plugin list'.",
            )
        )
    if plugin.settings is None:
        raise CommandRefusedError(
            Text(f"Aan de plug-in {key} valt niets in te stellen.", f"The plugin {key} has nothing to set.")
        )
    return plugin.settings


def _given(assignments: list[str], declared: Mapping[str, SettingField]) -> dict[str, str]:
    """Read what was given; nothing is kept where one of the names is unknown or a value cannot be read."""
    given = {}
    for assignment in assignments:
        name, sign, value = assignment.partition("=")
        if not sign:
            raise CommandRefusedError(
                Text("Schrijf elke instelling als NAAM=WAARDE.", "Write a setting as NAME=VALUE.")
            )
        if name not in declared:
            names = ", ".join(declared)
            raise CommandRefusedError(
                Text(
                    f"Er is geen instelling {name}. Kies uit: {names}.",
                    f"There is no setting {name}. Choose from: {names}.",
                )
            )
        given[name] = _value(declared[name], value)
    return given


def _value(field: SettingField, value: str) -> str:
    if value == "-":
        return _as_text(sys.stdin.buffer.read(), field)
    if value.startswith("@"):
        return _as_text(_content(Path(value[1:])), field)
    if field.type is FieldType.SECRET and value:
        raise CommandRefusedError(
            Text(
                f"{field.name} is geheim en hoort niet op de opdrachtregel: anderen kunnen die lezen. Geef het uit een "
                f"bestand ({field.name}=@BESTAND) of via de standaardinvoer ({field.name}=-).",
                f"{field.name} is secret and does not belong on the command line, where others can read it. Give it "
                f"from a file ({field.name}=@FILE) or by standard input ({field.name}=-).",
            )
        )
    return value


def _as_text(content: bytes, field: SettingField) -> str:
    """Return what a file holds as a setting keeps it: its text, or as base64 what is no text."""
    if not field.file:
        with suppress(UnicodeDecodeError):
            text = content.decode("utf-8-sig").rstrip("\r\n")
            if "\0" not in text:
                return text
    return b64encode(content).decode("ascii")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise CommandRefusedError(
            Text(
                f"Het bestand {path} kan niet gelezen worden ({problem}). Kijk de naam na en of u het mag lezen.",
                f"The file {path} cannot be read ({problem}). Check its name and whether you may read it.",
            )
        ) from None


def _keep(
    books: Books, key: str, cls: type, declared: Mapping[str, SettingField], given: Mapping[str, str]
) -> list[SettingField]:
    """Keep the settings and return those that still have to be filled in before the plugin can work."""
    before = books.plugins.settings(key)
    kept = {name: value for name, value in before.items() if isinstance(value, Secret)}
    plain = {name: value for name, value in before.items() if name not in kept}
    removed = {name: None for name, value in given.items() if not value and declared[name].type is FieldType.SECRET}
    kept = {name: value for name, value in kept.items() if name not in removed}
    try:
        settings: Any = read_settings(cls, {**plain, **given}, kept=kept)
    except SettingsRefusedError as refusal:
        if not refusal.problems.keys().isdisjoint(given) or any(name in before for name in refusal.problems):
            raise
        # Settings come one at a time: what is filled in is right, and the rest is named.
        books.plugins.save(key, *_apart({**plain, **given}, declared, removed))
        return [declared[name] for name in refusal.problems if name in declared]
    books.plugins.save(key, as_values(settings), {**as_secrets(settings), **removed})
    return []


def _apart(
    values: Mapping[str, Any], declared: Mapping[str, SettingField], removed: Mapping[str, None]
) -> tuple[dict[str, Any], dict[str, Secret | None]]:
    secret = {name for name, each in declared.items() if each.type is FieldType.SECRET}
    sealed: dict[str, Secret | None] = {
        name: Secret(values[name].strip()) for name in secret & values.keys() - removed.keys()
    }
    return {name: value for name, value in values.items() if name not in secret}, {**sealed, **removed}


def _tell(
    key: str,
    given: Mapping[str, str],
    declared: Mapping[str, SettingField],
    missing: list[SettingField],
    terminal: Terminal,
) -> None:
    if terminal.as_json:
        terminal.show({"plugin": key, "set": sorted(given), "missing": [each.name for each in missing]})
        return
    for name in given:
        label = declared[name].label
        terminal.say(Text(f"{label.nl} ({name}) is ingesteld.", f"{label.en} ({name}) is set."))
    if missing:
        names = ", ".join(each.name for each in missing)
        terminal.say(
            Text(f"Nog in te vullen voordat {key} werkt: {names}.", f"Still to be set before {key} works: {names}.")
        )
