import copy
import json
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass
from enum import StrEnum
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contract import (
    ConfigurationError,
    FieldType,
    Secret,
    SettingsRefusedError,
    as_secrets,
    as_values,
    fields_of,
    read_settings,
    secret,
    setting,
)
from hub.records import Text


def text(word: str) -> Text:
    return Text(word, f"{word} (en)")


class Mode(StrEnum):
    TRIAL = "trial"
    REAL = "real"


def _is_https(address: str) -> Text | None:
    if address.startswith("https://"):
        return None
    return Text("Begin het adres met https://.", "Start the address with https://.")


def _breaks(_: str) -> Text | None:
    raise ZeroDivisionError


@dataclass(frozen=True, kw_only=True)
class Coupling:
    address: str = setting(text("Adres"), text("Waar het LAS staat"), check=_is_https)
    key: Secret = secret(text("Sleutel"), text("Krijgt u van het LAS"))
    password: Secret | None = secret(text("Wachtwoord"), text("Van het certificaat"), default=None)
    pace: int = setting(text("Tempo"), text("Vragen per minuut"), default=60)
    patience: float = setting(text("Geduld"), text("Seconden"), default=2.5)
    live: bool = setting(text("Direct"), text("Meteen doorvoeren"), default=False)
    mode: Mode = setting(
        text("Stand"),
        text("Proef of echt"),
        default=Mode.TRIAL,
        choices={Mode.TRIAL: text("Proef"), Mode.REAL: text("Echt")},
    )
    version: Literal[2, 3] = setting(text("Versie"), text("Van UWLR"), default=2)
    remark: str = setting(text("Opmerking"), text("Voor uzelf"), default="geen")
    limit: int | None = setting(text("Grens"), text("Hoogste aantal"), default=None)


GIVEN: dict[str, Any] = {"address": "https://las.example", "key": "geheim-1234"}


def refused(values: dict[str, Any], cls: type = Coupling, **more: Any) -> dict[str, Text]:
    with pytest.raises(SettingsRefusedError) as caught:
        read_settings(cls, values, **more)
    return caught.value.problems


def test_the_fields_are_told_in_the_order_of_declaration_with_their_words() -> None:
    declared = fields_of(Coupling)
    assert [each.name for each in declared][:3] == ["address", "key", "password"]
    assert declared[0].label == text("Adres")
    assert declared[0].help == text("Waar het LAS staat")


def test_each_type_of_field_is_asked_for_in_its_own_way() -> None:
    types = {each.name: each.type for each in fields_of(Coupling)}
    assert types == {
        "address": FieldType.TEXT,
        "key": FieldType.SECRET,
        "password": FieldType.SECRET,
        "pace": FieldType.NUMBER,
        "patience": FieldType.NUMBER,
        "live": FieldType.SWITCH,
        "mode": FieldType.CHOICE,
        "version": FieldType.CHOICE,
        "remark": FieldType.TEXT,
        "limit": FieldType.NUMBER,
    }
    assert [each.name for each in fields_of(Coupling) if each.whole] == ["pace", "limit"]


def test_a_field_without_a_default_is_required() -> None:
    assert {each.name for each in fields_of(Coupling) if each.required} == {"address", "key"}


def test_a_choice_without_a_label_is_its_own_label() -> None:
    version = next(each for each in fields_of(Coupling) if each.name == "version")
    assert version.choices == {2: Text("2", "2"), 3: Text("3", "3")}


def test_what_is_not_given_takes_its_default() -> None:
    settings = read_settings(Coupling, GIVEN)
    assert (settings.pace, settings.mode, settings.remark, settings.limit) == (60, Mode.TRIAL, "geen", None)
    assert settings.key.reveal() == "geheim-1234"
    assert settings.password is None


def test_the_strings_of_a_form_are_read_as_people_write_them() -> None:
    form = GIVEN | {"pace": " 30 ", "patience": "1,5", "live": "on", "mode": "real", "version": "3", "remark": " Hoi "}
    settings = read_settings(Coupling, form)
    assert (settings.pace, settings.patience, settings.live) == (30, 1.5, True)
    assert (settings.mode, settings.version, settings.remark) == (Mode.REAL, 3, "Hoi")


def test_every_problem_is_told_at_once_with_what_to_do() -> None:
    wrong = {"address": "http://las", "pace": "veel", "patience": "nan", "live": "misschien", "mode": "x", "version": 4}
    problems = refused(wrong)
    assert problems["address"].nl == "Begin het adres met https://."
    assert problems["key"] == Text("Vul dit in.", "Fill this in.")
    assert problems["pace"].nl == "Vul een heel getal in, bijvoorbeeld 8."
    assert problems["patience"].en == "Fill in a number, such as 8 or 2.5."
    assert problems["live"].nl == "Kies aan of uit."
    assert problems["mode"].nl == "Kies één van: Proef, Echt."
    assert problems["version"].en == "Choose one of: 2, 3."


def test_the_error_itself_names_the_fields_by_their_labels() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings(Coupling, {"address": "https://las.example"})
    assert caught.value.text == Text("Sleutel: Vul dit in.", "Sleutel (en): Fill this in.")


@pytest.mark.parametrize("value", [True, 1.0, "1.0", "", None, [], "9" * 5000])
def test_a_whole_number_is_not_guessed(value: object) -> None:
    @dataclass(frozen=True)
    class Numbers:
        count: int = setting(text("Aantal"), text("Hoeveel"))

    assert set(refused({"count": value}, Numbers)) == {"count"}


@pytest.mark.parametrize("value", ["inf", float("inf"), 10**400, True, "1.000,5"])
def test_a_number_that_is_no_number_is_refused(value: object) -> None:
    assert set(refused(GIVEN | {"patience": value})) == {"patience"}


@pytest.mark.parametrize("value", ["nul\x00", "half\ud800", "bel\x07"])
def test_characters_that_nobody_sees_are_refused(value: str) -> None:
    assert "onzichtbare" in refused(GIVEN | {"remark": value})["remark"].nl


@pytest.mark.parametrize("value", [7, ["a"], {"a": 1}, True])
def test_text_is_text(value: object) -> None:
    assert set(refused(GIVEN | {"remark": value})) == {"remark"}


def test_an_emptied_field_is_empty_and_not_its_default() -> None:
    settings = read_settings(Coupling, GIVEN | {"remark": "", "limit": ""})
    assert settings.remark == ""
    assert settings.limit is None


def test_an_empty_secret_stays_as_it_was() -> None:
    kept = {"key": Secret("oud")}
    assert read_settings(Coupling, GIVEN | {"key": ""}, kept=kept).key.reveal() == "oud"
    assert read_settings(Coupling, {"address": "https://las.example"}, kept=kept).key.reveal() == "oud"
    assert read_settings(Coupling, GIVEN | {"key": "nieuw"}, kept=kept).key.reveal() == "nieuw"


def test_names_that_the_class_does_not_have_are_passed_over() -> None:
    assert read_settings(Coupling, GIVEN | {"of_an_older_version": 1}).pace == 60


def test_a_check_that_breaks_refuses_the_value_and_names_the_plugin_as_the_cause() -> None:
    @dataclass(frozen=True)
    class Checked:
        word: str = setting(text("Woord"), text("Een woord"), check=_breaks)

    assert "plug-in" in refused({"word": "x"}, Checked)["word"].nl


def test_a_check_on_a_secret_sees_its_value() -> None:
    @dataclass(frozen=True)
    class Checked:
        address: Secret = secret(text("Adres"), text("Geheim adres"), check=_is_https)

    assert set(refused({"address": "http://x"}, Checked)) == {"address"}
    assert read_settings(Checked, {"address": "https://x"}).address == Secret("https://x")


def test_secrets_are_kept_apart_from_the_values() -> None:
    settings = read_settings(Coupling, GIVEN)
    assert not {"key", "password"} & set(as_values(settings))
    assert as_secrets(settings) == {"key": Secret("geheim-1234")}
    assert "geheim" not in json.dumps(as_values(settings))


def test_a_secret_shows_itself_nowhere() -> None:
    settings = read_settings(Coupling, GIVEN)
    hidden = settings.key
    for shown in (repr(hidden), str(hidden), f"{hidden}", f"{hidden!r}", f"{settings}", "%s" % hidden):  # noqa: UP031
        assert "geheim" not in shown


def test_a_secret_is_not_pickled_copied_or_made_into_json() -> None:
    hidden = Secret("geheim")
    for spill in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            spill(hidden)
    with pytest.raises(TypeError):
        asdict(read_settings(Coupling, GIVEN))


def test_two_secrets_are_the_same_when_their_values_are() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1


def test_an_empty_secret_does_not_exist() -> None:
    with pytest.raises(ValueError, match="leave it out"):
        Secret("")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        read_settings(Coupling, GIVEN).pace = 1  # type: ignore[misc]


def test_settings_that_depend_on_each_other_may_refuse_themselves() -> None:
    @dataclass(frozen=True)
    class Range:
        low: int = setting(text("Van"), text("Laagste"))
        high: int = setting(text("Tot"), text("Hoogste"))

        def __post_init__(self) -> None:
            if self.high < self.low:
                raise SettingsRefusedError({"high": Text("Kies iets hogers.", "Choose something higher.")})

    assert refused({"low": 3, "high": 2}, Range) == {"high": Text("Kies iets hogers.", "Choose something higher.")}


def _declared(hint: Any, declaration: Any) -> type:
    return dataclass(frozen=True)(type("Wrong", (), {"__annotations__": {"word": hint}, "word": declaration}))


@pytest.mark.parametrize(
    ("hint", "declaration", "told"),
    [
        (str, "x", "declare it with setting"),
        (list[str], setting(text("a"), text("b")), "no type of a setting"),
        (str | int, setting(text("a"), text("b")), "one type"),
        (Secret, setting(text("a"), text("b")), "declared with secret"),
        (str, secret(text("a"), text("b")), "declared with secret"),
        (int, setting(text("a"), text("b"), default="veel"), "default is refused"),
        (int, setting(text("a"), text("b"), default=None), "default of None"),
        (str, setting(text("a"), text("b"), default="http://x", check=_is_https), "default is refused"),
    ],
)
def test_settings_that_are_declared_wrongly_say_so(hint: Any, declaration: Any, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        fields_of(_declared(hint, declaration))


def test_settings_that_are_not_frozen_say_so() -> None:
    @dataclass
    class Loose:
        word: str = setting(text("a"), text("b"))

    with pytest.raises(TypeError, match="frozen"):
        fields_of(Loose)


_TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)
_FORMS = st.fixed_dictionaries(
    {"address": _TEXTS.map(lambda rest: f"https://{rest}"), "key": _TEXTS.filter(str.strip)},
    optional={
        "password": _TEXTS,
        "pace": st.integers(),
        "patience": st.floats(allow_nan=False, allow_infinity=False),
        "live": st.booleans(),
        "mode": st.sampled_from(Mode),
        "version": st.sampled_from([2, 3]),
        "remark": _TEXTS,
        "limit": st.none() | st.integers(),
    },
)


@given(_FORMS)
def test_settings_come_back_the_same_through_json(form: dict[str, Any]) -> None:
    settings = read_settings(Coupling, form)
    stored = json.loads(json.dumps(as_values(settings)))
    assert read_settings(Coupling, stored, kept=as_secrets(settings)) == settings


@given(_FORMS)
def test_settings_come_back_the_same_through_a_form(form: dict[str, Any]) -> None:
    settings = read_settings(Coupling, form)
    strings = {name: "" if value is None else str(value) for name, value in as_values(settings).items()}
    assert read_settings(Coupling, strings, kept=as_secrets(settings)) == settings


@given(st.dictionaries(st.sampled_from([each.name for each in fields_of(Coupling)]), st.none() | _TEXTS | st.floats()))
def test_whatever_is_given_is_read_or_refused_with_a_sentence_per_field(values: dict[str, Any]) -> None:
    problems: dict[str, Text] = {}
    try:
        read_settings(Coupling, values)
    except SettingsRefusedError as refusal:
        problems = refusal.problems
    assert ("key" in problems) == (
        "key" not in values or not isinstance(values["key"], str) or not values["key"].strip()
    )
    assert all(problem.nl.endswith(".") and problem.en.endswith(".") for problem in problems.values())
