"""The rules of single values, against an own account of what XML Schema says of them."""

import calendar
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from edexml_content.mapping import LATEST, LAYOUTS, Version
from edexml_content.rules import BrokenRuleError, Length, Reader, day, gender, moment, pattern
from hypothesis import example, given
from hypothesis import strategies as st

from hub.records import Cost, Gender, Pulled, Pupil, Rejected

Pull = Callable[..., list[Pulled]]
Document = Callable[..., str]


def _takes(read: Reader, value: str) -> bool:
    try:
        read(value)
    except BrokenRuleError:
        return False
    return True


@given(st.integers(1, 300), st.text(max_size=320))
def test_a_text_has_1_to_so_many_characters_and_stays_as_it_is(longest: int, value: str) -> None:
    assert _takes(Length(longest), value) == (1 <= len(value) <= longest)
    if 1 <= len(value) <= longest:
        assert Length(longest)(value) == value


@given(
    st.sampled_from(["9999XX", "9999", "999999999"]), st.text(st.characters(categories=["Nd", "Lu", "Ll"]), max_size=9)
)
@example("9999XX", "١٢٣٤ÀÉ")
@example("9999", "1234\n")
def test_a_pattern_takes_digits_and_capitals_of_every_script_and_nothing_else(shape: str, value: str) -> None:
    kinds = [unicodedata.category(sign) for sign in value]
    assert _takes(pattern(shape), value) == (kinds == [{"9": "Nd", "X": "Lu"}[sign] for sign in shape])


@given(
    st.integers(1, 9999),
    st.integers(0, 13),
    st.integers(0, 32),
    st.sampled_from(["", "Z", "+14:00", "-00:30", "+14:30", "z"]),
)
def test_a_date_is_a_day_of_the_calendar_with_an_optional_zone(year: int, month: int, number: int, zone: str) -> None:
    real = 1 <= month <= 12 and 1 <= number <= calendar.monthrange(year, month)[1] and zone not in ("+14:30", "z")
    value = f"{year:04}-{month:02}-{number:02}{zone}"
    assert _takes(day, value) == real
    if real:
        assert day(value) == date(year, month, number)


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.integers(0, 14 * 60), st.sampled_from("+-"))  # noqa: DTZ001 - zones are added
def test_a_moment_is_the_same_moment_in_utc(plain: datetime, minutes: int, sign: str) -> None:
    value = f"{plain.isoformat()}{sign}{minutes // 60:02}:{minutes % 60:02}"
    assert moment(value) == datetime.fromisoformat(value)
    assert moment(value).tzinfo is UTC


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-07-01T12:00:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-01-01T12:00:00", datetime(2026, 1, 1, 11, tzinfo=UTC)),
        ("2026-01-01T24:00:00Z", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-01-01T12:00:00.1234567Z", datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)),
    ],
)
def test_a_moment_without_a_zone_is_dutch_time_in_summer_and_winter(value: str, expected: datetime) -> None:
    assert moment(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-01",
        "2026-01-01T1:00:00",
        "2026-01-01T12:00",
        "2026-01-01 12:00:00",
        "2026-01-01T24:00:01",
        "2026-01-01T23:59:60",
        "2026-02-30T12:00:00",
        "2026-01-01T12:00:00.",
        "2026-01-01T12:00:00+0100",
        "2026-01-01T12:00:00+15:00",
        "",
    ],
)
def test_what_is_no_moment_is_not_taken(value: str) -> None:
    assert not _takes(moment, value)


@given(st.from_regex(r"[ \n]*[+-]?0{0,3}[0-9]{1,2}[ \n]*", fullmatch=True))
@example("-1")
@example("-0")
@example("+1")
def test_gender_is_an_integer_in_any_form_that_has_one_of_four_values(value: str) -> None:
    assert _takes(gender, value) == (int(value) in (0, 1, 2, 9))


@pytest.mark.parametrize("value", ["٣", "١", "1.0", "", "m", "1 2"])
def test_gender_is_nothing_but_a_plain_integer(value: str) -> None:
    assert not _takes(gender, value)
    assert gender("1") is Gender.BOY


def test_each_version_takes_all_that_the_earlier_ones_take() -> None:
    earlier, later, latest = (LAYOUTS[version] for version in (Version.V103, Version.V20, Version.V21))
    for old, new in ((earlier, later), (later, latest)):
        assert old.keys() <= new.keys()
        assert all(old[tag].fields.keys() <= new[tag].fields.keys() for tag in old)
    assert {version: len(LAYOUTS[version]["leerling"].fields) for version in Version} == {
        Version.V103: 22,
        Version.V20: 33,
        Version.V21: 33,
    }


# Mutations of a good pupil: what keeps every rule yields no complaint, what breaks one is told.

PARTS = {
    "achternaam": "Bos",
    "voorvoegsel": "van",
    "voornamen": "Jan Piet",
    "voorletters-1": "J.P.",
    "roepnaam": "Jan",
    "geboortedatum": "2018-02-03",
    "geslacht": "1",
    "start_ondw_jgr3": "2024-08-01",
    "jaargroep": "3",
    "gebruikersnaam": "jan",
    "emailadres": "jan@example.org",
    "fotourl": "x",
    "etniciteit": "0",
    "land": "NL",
    "land_vader": "BE",
    "land_moeder": "?",
    "bsn_ondwnr-4": "1234",
    "gewicht_nieuw": "0,3",
    "gewicht": "0.25",
    "postcodenl": "1234AB",
    "instroomdatum": "2022-02-03",
    "uitstroomdatum": "2030-07-31",
    "mutatiedatum": "2026-09-01T12:00:00",
}
NEED_A_LAST_NAME = {"voorvoegsel", "voornamen", "voorletters-1"}


def _judged(pull: Pull, document: Document, parts: list[tuple[str, str]]) -> tuple[list[Pupil], list[Rejected]]:
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts)
    pulled = pull(document(pupils=f'<leerling key="1">{inside}</leerling>'))
    return [each for each in pulled if isinstance(each, Pupil)], [each for each in pulled if isinstance(each, Rejected)]


def test_the_parts_in_order_are_a_good_pupil_in_every_selection(pull: Pull, document: Document) -> None:
    @given(st.sets(st.sampled_from(sorted(PARTS))))
    def check(chosen: set[str]) -> None:
        pupils, faults = _judged(pull, document, [(tag, text) for tag, text in PARTS.items() if tag in chosen])
        named = "achternaam" in chosen or ("roepnaam" in chosen and not chosen & NEED_A_LAST_NAME)
        assert bool(pupils) == named
        assert [each.rule for each in faults] == ([] if named else ["edexml.name"])

    check()


def test_any_other_order_is_remarked_on_and_costs_nothing(pull: Pull, document: Document) -> None:
    whole, _ = _judged(pull, document, list(PARTS.items()))

    @given(st.permutations(list(PARTS.items())))
    def check(parts: list[tuple[str, str]]) -> None:
        pupils, faults = _judged(pull, document, parts)
        assert pupils == whole
        assert bool(faults) == (parts != list(PARTS.items()))
        assert {(each.rule, each.cost) for each in faults} <= {("edexml.order", Cost.NOTHING)}

    check()


@pytest.mark.parametrize("tag", PARTS)
def test_every_element_may_be_there_once(pull: Pull, document: Document, tag: str) -> None:
    parts = [each for part in PARTS.items() for each in ([part, part] if part[0] == tag else [part])]
    pupils, faults = _judged(pull, document, parts)
    kept = LAYOUTS[LATEST]["leerling"].fields[tag].name is not None
    assert [(each.rule, each.cost) for each in faults] == [("edexml.double", Cost.RECORD if kept else Cost.NOTHING)]
    assert bool(pupils) != kept


@pytest.mark.parametrize("tag", PARTS)
def test_no_element_may_hold_another_or_an_attribute(pull: Pull, document: Document, tag: str) -> None:
    _, faults = _judged(pull, document, [*PARTS.items()])
    assert not faults
    parts = [(each, text + "<b/>" if each == tag else text) for each, text in PARTS.items()]
    assert [each.rule for each in _judged(pull, document, parts)[1]] == ["edexml.content"]
    inside = "".join(f"<{each}>{text}</{each}>" for each, text in PARTS.items()).replace(f"<{tag}>", f"<{tag} a='1'>")
    pulled = pull(document(pupils=f'<leerling key="1">{inside}</leerling>'))
    assert [each.rule for each in pulled if isinstance(each, Rejected)] == ["edexml.attribute"]


def test_any_list_value_but_those_of_the_list_is_told(pull: Pull, document: Document) -> None:
    @given(
        st.sampled_from(["jaargroep", "land", "etniciteit", "gewicht", "gewicht_nieuw"]),
        st.from_regex(r"[A-Z0-9,.?]{1,4}", fullmatch=True),
    )
    def check(tag: str, value: str) -> None:
        _, faults = _judged(pull, document, [("achternaam", "Bos"), (tag, value)])
        assert bool(faults) != _takes(LAYOUTS[LATEST]["leerling"].fields[tag].read, value)
        assert all(re.fullmatch(r"edexml\.[a-z_]+", each.rule) for each in faults)

    check()


def test_the_fast_way_and_the_close_look_read_the_same(pull: Pull, document: Document, gym: str) -> None:
    harmless = ' xsi:schemaLocation="a b">'  # allowed everywhere, but never plain

    @given(st.sets(st.sampled_from(sorted(PARTS))))
    def check(chosen: set[str]) -> None:
        inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in PARTS.items() if tag in chosen | {"achternaam"})
        references = '<groep key="g1"/><samengestelde_groepen><samengestelde_groep key="s1"/></samengestelde_groepen>'
        inside = inside.replace("<gebruikersnaam>", references + "<gebruikersnaam>")
        plain = pull(document(combined=gym, pupils=f'<leerling key="1" eckid="e">{inside}</leerling>'))
        closely = pull(document(combined=gym, pupils=f'<leerling key="1" eckid="e"{harmless}{inside}</leerling>'))
        assert plain == closely

    check()
