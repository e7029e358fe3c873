"""The register of processing: drawn from what is on, for the administrator only, and safe to open in a spreadsheet."""

import csv
import io
import json
from typing import Any

import pytest

from hub.contract import Direction, Ground, Plugin, Processing, Secret
from hub.portal.staff.privacy import BYTE_ORDER_MARK, as_csv
from hub.privacy.register import Standing, register
from hub.records import Kind, Text
from hub.registry import Registry
from hub.store import Scope
from tests.integration.portal.conftest import House

SAID = Text("=HYPERLINK(kwaad)", "=HYPERLINK(evil)")


def test_the_register_names_what_the_hub_does_and_every_declared_field_in_plain_words(house: House) -> None:
    page = house.as_("admin").get("/s/99XX/privacy").text
    assert "Logboek van handelingen" in page
    assert "Publieke taak" in page
    assert "verwerkingsverantwoordelijke" in page
    for plugin in ("edexml",):
        for each in house.desk.registry.plugins[plugin].processes:
            assert each.kept.nl in page
    assert "Roepnaam" in page
    assert "first_name" not in page


def test_a_plugin_that_is_off_stays_in_it_and_one_that_never_was_on_is_not(house: House) -> None:
    with house.store.open(house.school.id) as books:
        books.plugins.switch("esis", on=True)
        books.plugins.switch("esis", on=False)
        found = register(house.desk.registry, books)
    standings = {each.plugin: each.standing for each in found}
    assert standings["esis"] is Standing.OFF
    assert standings["edexml"] is Standing.ON
    assert "Staat uit" in house.as_("admin").get("/s/99XX/privacy").text
    assert "Staat uit" not in house.as_("stranger").get("/s/98YY/privacy").text


@pytest.mark.parametrize("who", ["staff", "board", "operator", "stranger", "parent", "nobody"])
def test_it_opens_for_an_administrator_of_the_school_and_for_nobody_else(house: House, who: str) -> None:
    visitor = house.as_(who)
    assert visitor.get("/s/99XX/privacy").status_code in {403, 404}
    assert visitor.get("/s/99XX/privacy/register.csv").status_code in {403, 404}


def test_the_file_opens_in_a_dutch_excel_and_no_cell_is_a_formula(house: House) -> None:
    answer = house.as_("admin").get("/s/99XX/privacy/register.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    said = answer.content.decode("utf-8")
    assert said.startswith(BYTE_ORDER_MARK)
    rows = list(csv.reader(io.StringIO(said.removeprefix(BYTE_ORDER_MARK)), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    assert any("Leerlingen" in cell for row in rows for cell in row)


def test_what_a_plugin_calls_its_purpose_is_never_taken_for_a_formula(house: House) -> None:
    evil = Plugin(
        key="evil",
        title=SAID,
        description=SAID,
        package="tests.nowhere",
        processes=(
            Processing(
                of=Kind.PUPILS,
                direction=Direction.RECEIVES,
                fields=frozenset({"first_name"}),
                purpose=SAID,
                ground=Ground.CONSENT,
                kept=SAID,
                recipients=(SAID,),
            ),
        ),
    )
    with house.store.open(house.school.id) as books:
        books.plugins.switch("evil", on=True)
        registry = Registry([("evil", lambda: evil)])
        registry.plugins = {"evil": evil}
        written = as_csv(register(registry, books), "nl")
    cells = [cell for row in csv.reader(io.StringIO(written[1:]), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]
    assert "'=HYPERLINK(kwaad)" in cells


def test_the_command_gives_the_same_register(house: House, command: Any) -> None:
    with house.store.open(house.school.id) as books:
        expected = [each.what.nl for each in register(house.desk.registry, books)]
    told = json.loads(command("register", "--school", "99XX", "--json").stdout)
    assert [each["what"] for each in told] == expected
    assert "Publieke taak" in command("register", "--school", "99XX").stdout


def test_who_comes_in_with_a_token_and_who_hears_of_it_is_named_as_a_recipient_with_its_rights(house: House) -> None:
    with house.store.open(house.school.id) as books:
        books.api_tokens.make("Ouderapp Kleur", [Scope.ROLL, Scope.ASK], days=90)
        gone, _ = books.api_tokens.make("Oude app", [Scope.REPORTS], days=90)
        books.api_tokens.revoke(gone)
        books.webhooks.add("https://portaal.kleur.example/hoor", ["pupil.changed"], Secret("x" * 40))
        found = register(house.desk.registry, books)
    (app,) = [each for each in found if "Ouderapp Kleur" in each.what.nl]
    assert app.recipients[0].nl == (
        "Ouderapp Kleur (Leerlingen, groepen en leerkrachten lezen; Namens een verzorger een wijziging vragen)"
    )
    assert "Roepnaam" in {each.nl for each in app.data}
    (hears,) = [each for each in found if "portaal.kleur.example" in each.what.nl]
    assert "Gegevens van een leerling veranderden" in hears.recipients[0].nl
    assert not any("Oude app" in each.what.nl for each in found)
    admin = house.as_("admin")
    for path in ("/s/99XX/privacy", "/s/99XX/privacy/register.csv"):
        assert "Ouderapp Kleur" in admin.get(path).text
    assert "Ouderapp Kleur" not in house.as_("stranger").get("/s/98YY/privacy").text
