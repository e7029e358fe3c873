"""A key or an ECK iD that occurs twice: the same content counts once, different content counts not at all."""

from collections.abc import Callable

import pytest

from hub.records import Cost, Kind, Pulled, Pupil, Record, Rejected

Pull = Callable[..., list[Pulled]]
Document = Callable[..., str]


def _faults(pulled: list[Pulled]) -> list[tuple[str, Cost, str | None, str]]:
    return [(each.rule, each.cost, each.key, each.where) for each in pulled if isinstance(each, Rejected)]


def _kept(pulled: list[Pulled], kind: Kind) -> list[Record]:
    """Return what is left once every record whose key has a fault that costs the record is withdrawn."""
    lost = {(each.kind, each.key) for each in pulled if isinstance(each, Rejected) and each.cost is Cost.RECORD}
    return [
        each for each in pulled if isinstance(each, Record) and each.KIND is kind and (each.KIND, each.key) not in lost
    ]


def _pupil(key: str, name: str, eck_id: str = "") -> str:
    eck = f' eckid="{eck_id}"' if eck_id else ""
    return f'<leerling key="{key}"{eck}><achternaam>{name}</achternaam></leerling>\n'


def test_the_same_pupil_twice_counts_once_with_a_remark(pull: Pull, document: Document) -> None:
    pulled = pull(document(pupils=_pupil("1", "Bos", "e") * 3))
    assert [each for each in pulled if isinstance(each, Pupil)] == [Pupil(key="1", last_name="Bos", eck_id="e")]
    assert [fault[:3] for fault in _faults(pulled)] == [("edexml.repeated", Cost.NOTHING, "1")] * 2


def test_two_pupils_with_one_key_are_both_quarantined_each_with_its_line(pull: Pull, document: Document) -> None:
    text = document(pupils=_pupil("1", "Bos") + _pupil("2", "Vos") + _pupil("1", "Mos") + _pupil("1", "Los"))
    pulled = pull(text)
    first = text[: text.index("Bos")].count("\n") + 1
    assert _faults(pulled) == [
        ("edexml.key", Cost.RECORD, "1", f"regel {first + 2}"),
        ("edexml.key", Cost.RECORD, "1", f"regel {first + 3}"),
        ("edexml.key", Cost.RECORD, "1", f"regel {first}"),
    ]
    assert _kept(pulled, Kind.PUPILS) == [Pupil(key="2", last_name="Vos")]


def test_two_pupils_with_one_eck_id_are_both_quarantined(pull: Pull, document: Document) -> None:
    pulled = pull(document(pupils=_pupil("1", "Bos", "e") + _pupil("2", "Vos", "e") + _pupil("3", "Mos", "f")))
    assert [fault[:3] for fault in _faults(pulled)] == [
        ("edexml.eck_id", Cost.RECORD, "2"),
        ("edexml.eck_id", Cost.RECORD, "1"),
    ]
    assert [each.key for each in _kept(pulled, Kind.PUPILS)] == ["3"]


def test_a_pupil_and_a_teacher_may_share_a_key_and_an_eck_id(pull: Pull, document: Document) -> None:
    teacher = '<leerkracht key="1" eckid="e"><achternaam>Bos</achternaam></leerkracht>'
    assert not _faults(pull(document(pupils=_pupil("1", "Bos", "e"), teachers=teacher)))


def test_a_good_pupil_with_the_key_of_a_broken_one_is_quarantined_too(pull: Pull, document: Document) -> None:
    broken = '<leerling key="1"><geslacht>1</geslacht></leerling>'
    for pupils in (broken + _pupil("1", "Bos"), _pupil("1", "Bos") + broken):
        pulled = pull(document(pupils=pupils))
        assert not _kept(pulled, Kind.PUPILS)
        assert "edexml.key" in {fault[0] for fault in _faults(pulled)}


@pytest.mark.parametrize(
    "second",
    [
        '<groep key="g1"><naam>4b</naam><jaargroep>4</jaargroep></groep>',
        '<samengestelde_groep key="g1"><naam>3a</naam></samengestelde_groep>',
    ],
)
def test_classes_and_combined_groups_share_one_set_of_keys(pull: Pull, document: Document, second: str) -> None:
    groups = '<groep key="g1"><naam>3a</naam><jaargroep>3</jaargroep></groep>' + second
    pupil = '<leerling key="1"><achternaam>Bos</achternaam><groep key="g1"/></leerling>'
    pulled = pull(document(groups=groups, pupils=pupil))
    assert not _kept(pulled, Kind.GROUPS)
    assert not _kept(pulled, Kind.COMBINED_GROUPS)
    assert {fault[0] for fault in _faults(pulled)} == {"edexml.key", "edexml.reference_quarantined"}
    assert _kept(pulled, Kind.PUPILS) == [Pupil(key="1", last_name="Bos")]


def test_the_same_class_twice_can_still_be_referred_to(pull: Pull, document: Document) -> None:
    group = '<groep key="g1"><naam>3a</naam><jaargroep>3</jaargroep></groep>'
    pupil = '<leerling key="1"><achternaam>Bos</achternaam><groep key="g1"/></leerling>'
    pulled = pull(document(groups=group * 2, pupils=pupil))
    assert [fault[0] for fault in _faults(pulled)] == ["edexml.repeated"]
    assert Pupil(key="1", last_name="Bos", group="g1") in pulled
