"""What is written is EDEXML 2.1 that reads back as the same records, and refers only to what is in it."""

import io
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hub_edexml.connector import EdexmlConnector
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hub.contract import Ask, HubError, School
from hub.records import (
    UNSAID,
    Assignment,
    CombinedGroup,
    Gender,
    Group,
    Guardian,
    Location,
    Note,
    Pulled,
    Pupil,
    Record,
    Rejected,
    SchoolCode,
    SchoolYear,
    Source,
    Teacher,
)

Pull = Callable[..., list[Pulled]]
SOURCE = Source(name="x", school=SchoolCode("99XX", "01"), school_year=SchoolYear(2026))
PUPIL = Pupil(key="1", last_name="Bos")


def _written(records: Iterable[Record], source: Source = SOURCE) -> bytes:
    target = io.BytesIO()
    EdexmlConnector().write_file(source, records, target)
    return target.getvalue()


def _texts(content: bytes, tag: str) -> list[str | None]:
    return [element.text for element in etree.fromstring(content).iter(tag)]


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1
)
KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=0x17F), min_size=1, max_size=12)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds it
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
YEAR_GROUPS = st.sampled_from(["0", "3", "8", "C", "H", "16"])
POSTCODES = st.from_regex(r"[0-9]{4}[A-Z]{2}", fullmatch=True) | st.from_regex(r"[0-9]{4}", fullmatch=True)
ROLES = st.lists(st.sampled_from(["LRK", "IB", "TAL"]) | TEXT.map(lambda text: text[:64]), min_size=1, max_size=3).map(
    tuple
)


def _said(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.just(UNSAID) | values


def _short(longest: int) -> st.SearchStrategy[object]:
    return _said(TEXT.map(lambda text: text[:longest]))


NAMES = {
    "last_name": TEXT.map(lambda text: text[:200]),
    "prefix": _short(10),
    "given_names": _short(200),
    "initials": _short(6),
    "first_name": _short(64),
    "username": _short(64),
    "email": _short(256),
    "changed_at": _said(MOMENTS),
}


@st.composite
def schools(draw: st.DrawFn) -> list[Record]:
    """A school in which every reference has a target, and no ECK iD and no key occurs twice.

    It lists classes and combined groups, so of everybody it is said which they are in, also where that is none.
    """
    keys = draw(st.lists(KEYS, min_size=8, max_size=8, unique=True))
    eck_ids = draw(st.lists(KEYS, min_size=2, max_size=2, unique=True))
    described = {"name": TEXT.map(lambda text: text[:64]), "description": _short(256), "changed_at": _said(MOMENTS)}

    def make(record: type, key: str, **more: st.SearchStrategy[object]) -> Record:
        return draw(st.builds(record, key=st.just(key), **more))  # type: ignore[no-any-return]

    locations = [make(Location, keys[0], **described)]
    groups = [make(Group, key, year_group=YEAR_GROUPS, **described) for key in keys[1:3]]
    combined = [make(CombinedGroup, keys[3], **described)]
    assignments = st.builds(Assignment, group=st.sampled_from(keys[1:3]), roles=st.just(()) | ROLES) | st.builds(
        Assignment, group=st.just(keys[3]), combined=st.sampled_from([True])
    )
    pupils = [
        make(
            Pupil,
            key,
            **NAMES,
            eck_id=_said(st.just(eck_id)),
            birth_date=_said(DAYS),
            started_year_3=_said(DAYS),
            enrolled_on=_said(DAYS),
            left_on=_said(DAYS),
            gender=_said(st.sampled_from(Gender)),
            year_group=_said(YEAR_GROUPS),
            group=_said(st.sampled_from(keys[1:3])),
            combined_groups=st.sampled_from([(), (keys[3],)]),
            location=_said(st.just(keys[0])),
            photo_url=_short(256),
            postcode=_said(POSTCODES | TEXT.map(lambda text: text[:32])),
        )
        for key, eck_id in zip(keys[4:6], eck_ids, strict=True)
    ]
    teacher = make(
        Teacher,
        keys[6],
        **NAMES,
        roles=_said(ROLES),
        assignments=st.lists(assignments, max_size=3).map(tuple),
    )
    return [*locations, *groups, *combined, *pupils, teacher]


@given(schools())
def test_what_is_written_reads_back_as_the_same_records_without_a_complaint(records: list[Record]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "EDEXML.xml"
        path.write_bytes(_written(records))
        pulled = list(EdexmlConnector().pull_file(path, Ask(school=School(SchoolCode("99XX"), "De Proef"))))
    assert [each for each in pulled if isinstance(each, Record)] == records
    assert not [each for each in pulled if isinstance(each, Rejected | Note)]


@pytest.mark.parametrize(
    "source",
    [
        Source(name="EDEXML.xml", school=SchoolCode("12345"), school_year=SchoolYear(2030), version="2.1"),
        Source(
            name="EDEXML.xml",
            school=SchoolCode("99XX", "02"),
            school_year=SchoolYear(2030),
            made_at=datetime(2030, 9, 1, 12, 30, 15, 250000, tzinfo=UTC),
            as_of=date(2030, 10, 1),
            author="Koppelhub",
            version="2.1",
        ),
        Source(name="EDEXML.xml", school_year=SchoolYear(2030), version="2.1"),
    ],
)
def test_the_head_reads_back_as_it_was(pull: Pull, source: Source) -> None:
    assert pull(_written([PUPIL], source))[0] == source


def test_without_a_school_year_the_day_of_the_data_says_which_it_is() -> None:
    assert _texts(_written([PUPIL], replace(SOURCE, school_year=None, as_of=date(2029, 7, 31))), "schooljaar") == [
        "2028-2029"
    ]


def test_without_pupils_nothing_is_written() -> None:
    target = io.BytesIO()
    with pytest.raises(HubError, match="leerlingen"):
        EdexmlConnector().write_file(SOURCE, [Group(key="g", name="3a", year_group="3"), Teacher(key="t")], target)
    assert target.getvalue() == b""


@pytest.mark.parametrize("key", ["", "x" * 257])
def test_a_key_that_does_not_fit_is_an_error_and_not_another_key(key: str) -> None:
    with pytest.raises(HubError, match="sleutel"):
        _written([Pupil(key=key, last_name="Bos")])


def test_references_to_what_is_not_in_the_export_are_left_out(pull: Pull) -> None:
    group = Group(key="g", name="3a", year_group="3")
    pupil = Pupil(key="1", last_name="Bos", group="weg", combined_groups=("g", "weg"), location="weg")
    teacher = Teacher(
        key="t",
        last_name="Bos",
        assignments=(Assignment(group="weg"), Assignment(group="g"), Assignment(group="g", combined=True)),
    )
    pulled = pull(_written([group, pupil, teacher]))
    assert [each for each in pulled if isinstance(each, Record)] == [
        group,
        Pupil(key="1", last_name="Bos"),
        Teacher(key="t", last_name="Bos", assignments=(Assignment(group="g"),)),
    ]


def test_what_does_not_fit_is_cut_or_left_out_and_never_breaks_the_file(pull: Pull) -> None:
    pupil = Pupil(
        key="1",
        last_name="L" * 300,
        prefix="te lang voorvoegsel",
        initials="A.B.C.D.E.",
        first_name="An\x00\x1f\ufffe",
        year_group="100",
        email="e" * 300,
        eck_id="e",
        postcode="p" * 40,
    )
    twin = Pupil(key="2", prefix="van", eck_id="e")
    records: list[Record] = [
        Location(key="v"),
        Group(key="g", year_group="onbekend"),
        CombinedGroup(key="g", name="met de sleutel van een klas"),
        pupil,
        twin,
        Teacher(key="t", first_name="Bo", prefix="van", roles=("", "r" * 70)),
        Guardian(key="o", last_name="Ouder"),
    ]
    pulled = pull(_written(records))
    assert not [each for each in pulled if isinstance(each, Rejected | Note)]
    assert [each for each in pulled if isinstance(each, Record)] == [
        Location(key="v", name="v"),
        Group(key="g", name="g", year_group="C"),
        Pupil(key="1", last_name="L" * 200, first_name="An", eck_id="e"),
        Pupil(key="2", last_name="2", prefix="van"),
        Teacher(key="t", first_name="Bo", roles=("r" * 64,), assignments=()),
    ]


def test_what_is_empty_or_unsaid_is_not_written() -> None:
    names = {each.name: None for each in fields(Pupil)} | {"key": "1", "last_name": "Bos", "combined_groups": ()}
    content = _written([Pupil(**names)])  # type: ignore[arg-type]
    leerling = next(etree.fromstring(content).iter("leerling"))
    assert [element.tag for element in leerling] == ["achternaam"]


def test_a_large_school_is_written_while_it_is_read() -> None:
    given_out = 0

    def many() -> Iterable[Record]:
        nonlocal given_out
        for number in range(10_000):
            given_out += 1
            yield Pupil(key=str(number), last_name=f"Naam {number}")

    class Watching(io.BytesIO):
        first_write_after = 0

        def write(self, data: object) -> int:
            self.first_write_after = self.first_write_after or given_out
            return super().write(data)  # type: ignore[arg-type]

    target = Watching()
    EdexmlConnector().write_file(SOURCE, many(), target)
    assert target.first_write_after < 5000
    assert target.getvalue().count(b"<leerling ") == 10_000
