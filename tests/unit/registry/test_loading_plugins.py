import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import hub
from hub.contract import Plugin, hookimpl
from hub.records import Text
from hub.registry import Registry


def text(word: str) -> Text:
    return Text(word, f"{word} (en)")


def door(key: str, *, requires: set[str] | None = None, hooks: dict[str, Any] | None = None, **more: Any) -> Any:
    title = text(key.capitalize())
    plugin = Plugin(
        key=key, title=title, description=title, package=__name__, requires=frozenset(requires or ()), **more
    )
    return SimpleNamespace(plugin=plugin, **(hooks or {}))


def sentences(registry: Registry) -> dict[str, str]:
    return {each.name: each.text.nl for each in registry.broken}


Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a distribution with one entry point, as pip would: a module and its metadata on the path."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def put(name: str, source: str, *, point: str = "{name}:plugin", metadata: bytes | None = None) -> None:
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
        told = tmp_path / f"{name}-1.0.dist-info"
        told.mkdir()
        (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        points = f"[hub.plugins]\n{name} = {point.format(name=name)}\n".encode()
        (told / "entry_points.txt").write_bytes(points if metadata is None else metadata)
        monkeypatch.delitem(sys.modules, name, raising=False)

    return put


PLUGIN = """
from hub.contract import Plugin, hookimpl
from hub.records import Text
plugin = Plugin(key="{key}", title=Text("T", "T"), description=Text("D", "D"), package=__name__)
"""


def test_an_installed_plugin_is_found_by_its_entry_point(install: Install) -> None:
    install("hub_found", PLUGIN.format(key="found"))
    registry = Registry.load()
    assert registry.plugins["found"].title == Text("T", "T")
    assert "found" not in sentences(registry)


def test_an_entry_point_may_lead_to_the_package_itself(install: Install) -> None:
    install("hub_whole", PLUGIN.format(key="whole"), point="{name}")
    assert "whole" in Registry.load().plugins


@pytest.mark.parametrize(
    ("source", "point"),
    [
        ("import not_installed_anywhere", "{name}:plugin"),
        ("raise SystemExit(3)", "{name}:plugin"),
        ("def broken(:", "{name}:plugin"),
        ("raise RuntimeError('at import')", "{name}:plugin"),
        ("", "{name}:plugin"),
        ("plugin = 7", "{name}:plugin"),
        ("", "{name}"),
        ("", "no such thing at all!"),
        ("from hub.contract import Plugin\nplugin = Plugin(key='Bad Key')", "{name}:plugin"),
    ],
)
def test_a_plugin_that_does_not_load_is_remembered_and_stops_no_other(
    install: Install, source: str, point: str
) -> None:
    install("hub_bad", source, point=point)
    install("hub_good", PLUGIN.format(key="good"))
    registry = Registry.load()
    assert "hub_bad" in sentences(registry)
    assert "good" in registry.plugins


def test_damaged_metadata_of_another_package_stops_nothing(install: Install) -> None:
    install("hub_damaged", PLUGIN.format(key="damaged"), metadata=b"\xff\xfe[hub.plugins\n")
    install("hub_good", PLUGIN.format(key="good"))
    assert "good" in Registry.load().plugins


def test_an_interrupt_while_loading_is_no_fault_of_the_plugin(install: Install) -> None:
    install("hub_interrupted", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        Registry.load()


def test_of_two_plugins_with_one_key_neither_is_used() -> None:
    registry = Registry.of(door("twin"), door("twin"), door("other"))
    assert list(registry.plugins) == ["other"]
    assert (
        sentences(registry)["twin"]
        == "Twee plug-ins heten allebei twin. De hub gebruikt er geen van; verwijder er één."
    )


def test_plugins_stand_in_the_order_of_their_keys() -> None:
    assert list(Registry.of(door("cc"), door("aa"), door("bb")).plugins) == ["aa", "bb", "cc"]


def test_a_plugin_for_another_version_of_the_hub_is_skipped_and_shown() -> None:
    registry = Registry.of(door("future", hub=">=99"), door("fits", hub=f"=={hub.__version__}"))
    assert list(registry.plugins) == ["fits"]
    assert f"dit is {hub.__version__}" in sentences(registry)["future"]


def test_a_range_that_is_no_range_is_told() -> None:
    assert "geen reeks" in sentences(Registry.of(door("vague", hub="newest")))["vague"]


def test_a_plugin_without_a_title_in_both_languages_is_told() -> None:
    plugin = Plugin(key="mute", title=Text("Stil", ""), description=text("Stil"), package=__name__)
    assert "geen titel" in sentences(Registry.of(SimpleNamespace(plugin=plugin)))["mute"]


def test_settings_that_are_declared_wrongly_make_the_plugin_unusable() -> None:
    assert "frozen dataclass" in sentences(Registry.of(door("loose", settings=dict)))["loose"]


def test_a_missing_requirement_is_told_for_all_that_need_it() -> None:
    registry = Registry.of(door("roof", requires={"wall"}), door("wall", requires={"ground"}), door("tree"))
    assert list(registry.plugins) == ["tree"]
    assert sentences(registry)["wall"] == (
        "Wall werkt niet zonder ground, en dat is hier niet te gebruiken. Installeer het ook."
    )
    assert "zonder wall" in sentences(registry)["roof"]


def test_a_circle_of_requirements_is_told() -> None:
    registry = Registry.of(
        door("hen", requires={"egg"}), door("egg", requires={"hen"}), door("self", requires={"self"})
    )
    assert not registry.plugins
    assert "kring" in sentences(registry)["hen"]
    assert "kring" in sentences(registry)["self"]


@hookimpl
def report_providers(school: Any, settings: Any) -> list[Any]:
    return []


@hookimpl
def report_provider(school: Any) -> None:
    """A slip of the pen: the hook is called report_providers."""


@hookimpl
def wrong_argument(pupil: Any) -> None:
    """No hook gives a pupil."""


@hookimpl
def with_default(school: Any, settings: Any = None) -> None:
    """Pluggy would never give the settings."""


@hookimpl(specname="report_providers")
def twice(school: Any) -> list[Any]:
    return []


@hookimpl
async def later(event: Any) -> None:
    """Nobody awaits this."""


@hookimpl(wrapper=True)
def around(event: Any) -> Any:
    return (yield)


def without_marker(event: Any) -> None:
    """Nothing says that this answers a hook."""


@pytest.mark.parametrize(
    ("hooks", "told"),
    [
        ({"report_provider": report_provider}, "unknown hook 'report_provider'"),
        ({"heard": wrong_argument}, "pupil"),
        ({"las_connector": with_default}, "default"),
        ({"report_providers": report_providers, "more": twice}, "more than once"),
        ({"heard": later}, "async"),
        ({"heard": around}, "wrapper"),
        ({"heard": without_marker}, "@hookimpl does not stand above it"),
    ],
)
def test_a_hook_that_does_not_fit_is_never_passed_in_silence(hooks: dict[str, Any], told: str) -> None:
    registry = Registry.of(door("slip", hooks=hooks), door("good", hooks={"report_providers": report_providers}))
    assert list(registry.plugins) == ["good"]
    assert told in registry.broken[0].text.en
    assert registry.broken[0].text.nl.startswith("De plug-in past niet op de vragen van de hub.")


def test_the_check_gives_a_sentence_for_each_broken_plugin() -> None:
    registry = Registry.of(door("future", hub=">=99"), door("roof", requires={"wall"}))
    assert registry.check() == [each.text for each in registry.broken]
    assert len(registry.check()) == 2


def test_every_plugin_of_this_repository_loads() -> None:
    assert Registry.load().check() == []
