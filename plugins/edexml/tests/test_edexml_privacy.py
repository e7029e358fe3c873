"""What the hub may never keep is gone before anything else sees it; only that something is wrong with it is told."""

from collections.abc import Callable

import pytest
from hub_edexml.connector import EdexmlSettings

from hub.contract import SourceRefusedError
from hub.records import Cost, Note, Pulled, Pupil, Rejected

Pull = Callable[..., list[Pulled]]
Document = Callable[..., str]

CANARIES = {
    "sofinummer": "918273645",
    "bsn": "918273646",
    "onderwijsnummer": "918273647",
    "bsn_ondwnr-4": "9182",
    "rijksregisternummer": "91827364591",
    "etniciteit": "9",
    "land": "KP",
    "land_vader": "YO",
    "land_moeder": "FX",
    "gewicht_nieuw": "1,2",
    "gewicht": "0.90",
}
NAMED = "<achternaam>Bos</achternaam>"


def _about(pulled: list[Pulled], tag: str) -> list[Rejected]:
    return [each for each in pulled if isinstance(each, Rejected) and tag in each.what.nl]


@pytest.mark.parametrize("tag", CANARIES)
def test_a_protected_value_reaches_nothing_that_a_pull_yields(pull: Pull, document: Document, tag: str) -> None:
    pupil = f'<leerling key="k">{NAMED}<{tag}>{CANARIES[tag]}</{tag}></leerling>'
    pulled = pull(document(pupils=pupil))
    assert [each for each in pulled if isinstance(each, Pupil)] == [Pupil(key="k", last_name="Bos")]
    assert not [each for each in pulled if isinstance(each, Rejected | Note)]


@pytest.mark.parametrize("tag", CANARIES)
@pytest.mark.parametrize(
    "shape",
    [
        "<{0}>K4NARIE{1}</{0}>",
        "<{0}>K4NARIE<b>{1}</b></{0}>",
        "<{0}>{1}</{0}><{0}>K4NARIE</{0}>",
        "<{0} x='K4NARIE'>{1}</{0}>",
    ],
)
def test_a_fault_in_a_protected_value_is_told_without_any_of_it(
    pull: Pull, document: Document, tag: str, shape: str
) -> None:
    pupil = f'<leerling key="k">{NAMED}{shape.format(tag, CANARIES[tag])}</leerling>'
    pulled = pull(document(pupils=pupil))
    faults = [each for each in pulled if isinstance(each, Rejected)]
    assert faults
    assert {(each.cost, each.value, each.field) for each in faults} == {(Cost.NOTHING, None, None)}
    assert "K4NARIE" not in repr(pulled)
    assert [each for each in pulled if isinstance(each, Pupil)] == [Pupil(key="k", last_name="Bos")]


def test_two_kinds_of_citizens_number_are_told_and_none_is_kept(pull: Pull, document: Document) -> None:
    pupil = f'<leerling key="k">{NAMED}<bsn>918273646</bsn><onderwijsnummer>918273647</onderwijsnummer></leerling>'
    pulled = pull(document(pupils=pupil))
    assert [each.rule for each in _about(pulled, "onderwijsnummer")] == ["edexml.choice"]
    assert "91827364" not in repr(pulled)


def test_a_refusal_of_the_file_quotes_nothing_of_a_pupil(pull: Pull, document: Document) -> None:
    pupil = '<leerling key="k"><achternaam>Zeldzaam</achternaam><bsn>918273646</bsn><918273646></leerling>'
    with pytest.raises(SourceRefusedError) as refused:
        pull(document(pupils=pupil))
    told = repr(refused.value) + repr(refused.value.text) + repr(refused.value.__cause__)
    assert "918273646" not in told
    assert "Zeldzaam" not in told


def test_what_a_school_does_not_take_over_is_not_in_a_fault_either(pull: Pull, document: Document) -> None:
    pupil = (
        f'<leerling key="k">{NAMED}<emailadres>{"kanarie" * 50}</emailadres><postcodenl>Kanarie</postcodenl></leerling>'
    )
    pulled = pull(document(pupils=pupil), EdexmlSettings(emails=False, postcodes=False))
    faults = [each for each in pulled if isinstance(each, Rejected)]
    assert {(each.cost, each.value) for each in faults} == {(Cost.NOTHING, None)}
    assert "anarie" not in repr(pulled)
    assert [each for each in pulled if isinstance(each, Pupil)] == [Pupil(key="k", last_name="Bos")]
