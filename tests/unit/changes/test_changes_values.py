from typing import Any

import pytest

from hub.changes import ValueRefusedError, canonical, checked, same
from hub.records import Kind

G = Kind.GUARDIANS


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("email", " Gea@Example.NL ", "gea@example.nl"),
        ("email", "gea.de.vries+school@example.nl", "gea.de.vries+school@example.nl"),
        ("mobile", "06-12 34 56 78", "+31612345678"),
        ("mobile", "0031 6 12345678", "+31612345678"),
        ("mobile", "+32 470 12 34 56", "+32470123456"),
        ("phone", "(020) 123 45 67", "+31201234567"),
        ("phone", "06 12345678", "+31612345678"),
        ("work_phone", "088-1234567", "+31881234567"),
        ("postcode", "1234ab", "1234 AB"),
        ("house_number", "12 a", "12 a"),
        ("house_number", "12-3", "12-3"),
        ("last_name", "  't  Hof ", "'t Hof"),
        ("last_name", "D’Hondt-Özdemir", "D’Hondt-Özdemir"),
        ("prefix", "van der", "van der"),
        ("initials", "A.B.", "A.B."),
        ("street", "Plein 1940-1945", "Plein 1940-1945"),
        ("city", "'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("email", "", None),
        ("phone", "   ", None),
    ],
)
def test_a_value_is_kept_in_one_form(field: str, given: str, kept: str | None) -> None:
    assert checked(G, field, given) == kept


@pytest.mark.parametrize(
    ("field", "given", "sentence"),
    [
        ("email", "gea@", "geen e-mailadres"),
        ("email", "gea example.nl", "geen e-mailadres"),
        ("mobile", "020 1234567", "begint met 06"),
        ("mobile", "06 1234", "geen telefoonnummer"),
        ("phone", "bel mij", "geen telefoonnummer"),
        ("phone", "020 1234567 toestel 12", "geen telefoonnummer"),
        ("postcode", "123 AB", "vier cijfers en twee letters"),
        ("postcode", "0123 AB", "vier cijfers en twee letters"),
        ("postcode", "1234 SS", "vier cijfers en twee letters"),
        ("house_number", "a12", "geen huisnummer"),
        ("last_name", "", "kan niet leeg zijn"),
        ("last_name", "J4nsen", "niet in een naam"),
        ("last_name", "<script>", "niet in een naam"),
        ("initials", "12", "geen voorletters"),
        ("street", "<b>Dorpsstraat", "gewone letters"),
        ("street", "a" * 201, "te lang"),
        ("street", "Dorps\x07straat", "gewone letters"),
    ],
)
def test_what_cannot_be_a_value_is_refused_with_what_to_do(field: str, given: str, sentence: str) -> None:
    with pytest.raises(ValueRefusedError) as refused:
        checked(G, field, given)
    assert sentence in refused.value.text.nl
    assert refused.value.text.en


def test_a_postcode_of_another_country_is_written_as_there() -> None:
    assert checked(G, "postcode", "2000", country="België") == "2000"
    assert checked(G, "postcode", "sw1a 1aa", country="UK") == "SW1A 1AA"
    with pytest.raises(ValueRefusedError):
        checked(G, "postcode", "2000", country="Nederland")


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("mobile", "06 1234 5678", "+31612345678"),
        ("email", "A@B.nl", "a@b.nl"),
        ("postcode", "1234AB", "1234 ab"),
        ("house_number", "12A", "12 a"),
        ("street", "Dorps  straat", "Dorps straat"),
        ("prefix", "", None),
        ("mobile", "no number", "no  number"),
    ],
)
def test_values_that_mean_the_same_are_the_same(field: str, one: Any, other: Any) -> None:
    assert same(G, field, one, other)


@pytest.mark.parametrize(
    ("field", "one", "other"), [("street", "A", "B"), ("email", "a@b.nl", None), ("prefix", "de", "De")]
)
def test_values_that_mean_something_else_differ(field: str, one: Any, other: Any) -> None:
    assert not same(G, field, one, other)


def test_the_canonical_form_of_a_canonical_form_is_itself() -> None:
    for field, value in (("mobile", "0612345678"), ("email", "A@b.NL"), ("street", "x  y"), ("postcode", "1234ab")):
        once = canonical(G, field, value)
        assert canonical(G, field, once) == once
