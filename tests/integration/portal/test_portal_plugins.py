"""Plugins on and off, their settings and their secrets; and the operator's schools."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from hub.contract import Level
from hub.contract.secrets import Secret
from hub.contract.settings import secret, setting
from hub.records import Text
from hub.registry import Registry

KEY = "z9-geheime-sleutel"


def said(text: str) -> Text:
    return Text(text, text)


@dataclass(frozen=True, kw_only=True)
class Settings:
    address: str = setting(said("Adres"), said("Waar het staat."))
    pace: int = setting(said("Tempo"), said("Vragen per minuut."), default=60)
    quick: bool = setting(said("Snel"), said("Of het snel moet."), default=True)
    key: Secret = secret(said("Sleutel"), said("Van uw LAS."))
    order: str = setting(said("Volgorde"), said("Van de regels."), default="een, twee", own_page=True)


@dataclass(frozen=True, kw_only=True)
class Filed:
    certificate: Secret = secret(said("Certificaat"), said("Het bestand."), file=True)
    word: Secret = secret(said("Wachtwoord"), said("Dat erbij hoort."))


@pytest.fixture
def registry(plugin_of: Callable[..., SimpleNamespace]) -> Registry:
    """Three plugins that lean on one another, one of the host, one with settings, and a broken one."""
    made = Registry.of(
        plugin_of("base"),
        plugin_of("middle", requires=frozenset({"base"})),
        plugin_of("top", requires=frozenset({"middle"})),
        plugin_of("hosted", level=Level.HOST),
        plugin_of("set", settings=Settings),
        plugin_of("filed", settings=Filed),
        SimpleNamespace(plugin="nonsense"),
    )
    assert {"base", "middle", "top", "hosted", "set"} <= made.plugins.keys()
    return made


def on(house: Any) -> set[str]:
    with house.store.open(house.school.id) as books:
        return {key for key, state in books.plugins.states().items() if state.on and key != "edexml"}


def confirm(visitor: Any, key: str, on: str) -> Any:
    page = visitor.get(f"/s/99XX/plugins/{key}/switch?on={on}").text
    plan = re.search(r'name="plan" value="([^"]*)"', page)
    assert plan
    return visitor.post(f"/s/99XX/plugins/{key}/switch", on=on, plan=plan[1])


def test_what_goes_along_with_a_switch_is_shown_first_and_then_done(house: Any) -> None:
    visitor = house.as_("admin")
    shown = visitor.get("/s/99XX/plugins/top/switch?on=true").text
    assert all(f"Plug-in {key}" in shown for key in ("base", "middle", "top"))
    assert "werkt niet zonder" in shown
    assert on(house) == set()
    assert confirm(visitor, "top", "true").headers["location"] == "/s/99XX/plugins?notice=switched_on"
    assert on(house) == {"base", "middle", "top"}
    assert confirm(visitor, "base", "false").status_code == 303
    assert on(house) == set()


def test_a_switch_that_would_now_be_another_is_shown_again_and_not_done(house: Any) -> None:
    visitor = house.as_("admin")
    page = visitor.get("/s/99XX/plugins/middle/switch?on=true").text
    plan = re.search(r'name="plan" value="([^"]*)"', page)
    assert plan
    with house.store.open(house.school.id) as books:
        books.plugins.switch("base", on=True)
    answer = visitor.post("/s/99XX/plugins/middle/switch", on="true", plan=plan[1])
    assert answer.status_code == 409
    assert on(house) == {"base"}


def test_a_switch_holds_at_the_next_request_and_stands_in_the_audit_trail(house: Any) -> None:
    visitor = house.as_("admin")
    confirm(visitor, "base", "true")
    assert "base/switch?on=false" in visitor.get("/s/99XX/plugins").text
    with house.store.open(house.school.id) as books:
        entry = books.audit.entries(limit=1)[0]
    assert (entry.act, entry.subject, entry.who) == ("plugin.on", "base", "admin@school.example")


def test_a_plugin_of_the_host_is_the_operators_to_switch(house: Any) -> None:
    admin, operator = house.as_("admin"), house.as_("operator")
    assert admin.get("/s/99XX/plugins/hosted/switch?on=true").status_code == 403
    assert admin.post("/s/99XX/plugins/hosted/switch", on="true", plan="+hosted").status_code == 403
    assert confirm(operator, "hosted", "true").status_code == 303
    assert operator.post("/s/99XX/plugins/base/switch", on="true", plan="+base").status_code == 403
    assert on(house) == {"hosted"}


def test_a_broken_plugin_is_named(house: Any) -> None:
    assert "kan niet worden gebruikt" in house.as_("admin").get("/s/99XX/plugins").text


def test_settings_are_drawn_from_their_declaration_and_kept(house: Any) -> None:
    visitor = house.as_("admin")
    form = visitor.get("/s/99XX/plugins/set").text
    assert all(f'name="{name}"' in form for name in ("address", "pace", "quick", "key"))
    answer = visitor.post("/s/99XX/plugins/set", address="las.example", pace="12", key=KEY)
    assert answer.headers["location"] == "/s/99XX/plugins/set?notice=saved"
    with house.store.open(house.school.id) as books:
        kept = books.plugins.settings("set")
    assert (kept["address"], kept["pace"], kept["quick"]) == ("las.example", 12, False)
    assert kept["key"].value == KEY if hasattr(kept["key"], "value") else kept["key"] == Secret(KEY)


def test_what_a_page_of_the_plugin_sets_is_not_in_the_form_and_stays_as_it_is(house: Any) -> None:
    visitor = house.as_("admin")
    assert "Volgorde" not in visitor.get("/s/99XX/plugins/set").text
    with house.store.open(house.school.id) as books:
        books.plugins.save("set", {"order": "twee, een"}, {})
    assert visitor.post("/s/99XX/plugins/set", address="a", pace="1", key=KEY, order="drie").status_code == 303
    with house.store.open(house.school.id) as books:
        assert books.plugins.settings("set")["order"] == "twee, een"


def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(house: Any) -> None:
    visitor = house.as_("admin")
    answer = visitor.post("/s/99XX/plugins/set", address="", pace="veel", quick="on", key=KEY)
    assert answer.status_code == 422
    for name in ("address", "pace"):
        assert re.search(rf'id="wrong-{name}"', answer.text)
        assert f'href="#field-{name}"' in answer.text
    assert 'value="veel"' in answer.text
    assert KEY not in answer.text
    with house.store.open(house.school.id) as books:
        assert books.plugins.settings("set") == {}


def test_a_secret_goes_in_and_is_on_no_page_after_that(house: Any) -> None:
    visitor = house.as_("admin")
    visitor.post("/s/99XX/plugins/set", address="a", pace="1", key=KEY)
    for path in ("", "plugins", "plugins/set", "audit"):
        assert KEY not in visitor.get(f"/s/99XX/{path}").text
    assert "Is ingesteld." in visitor.get("/s/99XX/plugins/set").text


def test_a_secret_that_is_left_empty_stays(house: Any) -> None:
    visitor = house.as_("admin")
    visitor.post("/s/99XX/plugins/set", address="a", pace="1", key=KEY)
    visitor.post("/s/99XX/plugins/set", address="b", pace="1", key="")
    with house.store.open(house.school.id) as books:
        kept = books.plugins.settings("set")
    assert kept["address"] == "b"
    assert str(KEY) not in repr(kept)
    assert kept["key"] == Secret(KEY)


def test_a_file_goes_in_with_every_byte_and_stays_where_none_is_chosen(house: Any) -> None:
    visitor = house.as_("admin")
    assert 'enctype="multipart/form-data"' in visitor.get("/s/99XX/plugins/filed").text
    content = b"0\x82\x01\x00\xff\xfe\x00 certificate"
    answer = visitor.post("/s/99XX/plugins/filed", files={"certificate": ("client.p12", content)}, word=KEY)
    assert answer.status_code == 303
    nothing = {"certificate": ("", b"", "application/octet-stream")}
    assert visitor.post("/s/99XX/plugins/filed", files=nothing, word="").status_code == 303
    with house.store.open(house.school.id) as books:
        kept = books.plugins.settings("filed")
    assert (base64.b64decode(kept["certificate"].reveal()), kept["word"]) == (content, Secret(KEY))
    assert "enctype" not in visitor.get("/s/99XX/plugins/set").text


def test_a_form_with_a_file_and_without_its_token_is_not_taken(house: Any) -> None:
    visitor = house.as_("admin")
    answer = visitor.post("/s/99XX/plugins/filed", files={"certificate": ("x", b"0")}, form_token="")
    assert answer.status_code == 403
    with house.store.open(house.school.id) as books:
        assert books.plugins.settings("filed") == {}


def test_a_plugin_that_failed_is_named_on_the_schools_page_until_somebody_clears_it(house: Any) -> None:
    with house.store.open(house.school.id) as books:
        books.plugins.note_fault("base", "las_connector", "ValueError", Text("Hij liep vast.", "It got stuck."))
    visitor = house.as_("admin")
    page = visitor.get("/s/99XX/").text
    assert "Plug-in base" in page
    assert "Hij liep vast." in page
    assert "1 plug-in met een fout" in house.as_("operator").get("/").text
    assert visitor.post("/s/99XX/plugins/base/fault").status_code == 303
    assert "Hij liep vast." not in visitor.get("/s/99XX/").text


def test_staff_set_no_plugins(house: Any) -> None:
    visitor = house.as_("staff")
    assert visitor.post("/s/99XX/plugins/set", address="a", pace="1", key=KEY).status_code == 403
    assert visitor.post("/s/99XX/plugins/base/switch", on="true", plan="+base").status_code == 403


def test_an_operator_adds_a_school(house: Any) -> None:
    visitor = house.as_("operator")
    answer = visitor.post("/schools/new", code="97zz01", name="De Ark", board="Stichting Nieuw")
    assert answer.headers["location"] == "/?notice=school_added"
    page = visitor.get("/").text
    assert "De Ark" in page
    assert "97ZZ01" in page


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"code": "zz", "name": "x"}, "Vul een BRIN in"),
        ({"code": "97ZZ", "name": " "}, "Vul de naam van de school in"),
        ({"code": "99XX", "name": "x"}, "staat al in deze hub"),
    ],
)
def test_a_school_that_cannot_be_added_says_why(house: Any, form: dict[str, str], sentence: str) -> None:
    answer = house.as_("operator").post("/schools/new", **form)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_only_an_operator_adds_schools(house: Any) -> None:
    assert house.as_("admin").post("/schools/new", code="97ZZ", name="x").status_code == 403


def test_everyone_sees_the_schools_that_are_theirs(house: Any) -> None:
    seen = {who: house.as_(who).get("/").text for who in ("parent", "admin", "board", "operator", "stranger", "nobody")}
    both = {who: ("De Regenboog" in page, "De Vlieger" in page) for who, page in seen.items()}
    assert both == {
        "parent": (False, False),
        "admin": (True, False),
        "board": (True, False),
        "operator": (True, True),
        "stranger": (False, True),
        "nobody": (False, False),
    }
    assert "Vraag de beheerder van uw school" in seen["nobody"]
