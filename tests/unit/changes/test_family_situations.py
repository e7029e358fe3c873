"""Family situations as a table: who may ask what, and who sees what of the other.

Each row of the tables is one situation; the people of the families are named below.
"""

import pytest

from hub.changes import Family, fields_seen, may_ask, may_see
from hub.records import Guardian, Guardianship, Kind, Pupil, Relation, Sensitivity, facts

R = Relation
PUPIL, GUARDIAN = Kind.PUPILS, Kind.GUARDIANS


def is_of(
    guardian: str,
    pupil: str,
    relation: Relation | None = R.MOTHER,
    *,
    authority: bool | None = True,
    lives: bool | None = True,
) -> Guardianship:
    return Guardianship(
        key=f"{pupil}-{guardian}",
        pupil=pupil,
        guardian=guardian,
        relation=relation,
        authority=authority,
        lives_with=lives,
    )


FAMILY = Family(
    guardianships=[
        # Together: Emma lives with both.
        is_of("ma", "emma"),
        is_of("pa", "emma", R.FATHER),
        # Apart, both with authority: Daan and Fleur, twins, live with their mother. Their stepfather lives there too.
        is_of("ex-ma", "daan"),
        is_of("ex-pa", "daan", R.FATHER, lives=False),
        is_of("stief", "daan", R.STEP_PARENT, authority=False),
        is_of("ex-ma", "fleur"),
        is_of("ex-pa", "fleur", R.FATHER, lives=False),
        # The father's child of another marriage lives with him and with its own mother: two homes.
        is_of("ex-pa", "noor", R.FATHER),
        is_of("nieuw-ma", "noor"),
        # A father without authority, and one of whom the LAS says nothing.
        is_of("vera", "sem"),
        is_of("zonder", "sem", R.FATHER, authority=False, lives=False),
        is_of("stil", "sem", R.FATHER, authority=None, lives=None),
        # Lotte lives with foster parents; her mother has no authority, an institution has.
        is_of("pleeg", "lotte", R.FOSTER_PARENT, authority=False),
        is_of("jeugdzorg", "lotte", R.INSTITUTION, lives=False),
        is_of("geen-gezag", "lotte", authority=False, lives=False),
        # Bram's guardian by law is his aunt; his grandmother is called in need.
        is_of("tante", "bram", R.LEGAL_GUARDIAN),
        is_of("oma", "bram", R.GRANDPARENT, authority=False, lives=False),
        # Two mothers, one of whom is guardian of a pupil of others too.
        is_of("mam", "tess"),
        is_of("mama", "tess"),
        is_of("mama", "emma", R.OTHER, authority=False, lives=False),
        # Of these the LAS says no more than who belongs to whom; the postcodes tell who lives together.
        is_of("thuis", "kees", R.FATHER, lives=None),
        is_of("elders", "kees", lives=None),
        is_of("onbekend", "kees", R.OTHER, authority=True, lives=None),
        # A guardian with authority, of unknown relation.
        is_of("vaag", "pim", None),
    ],
    homes={
        (PUPIL, "kees"): "1234 AB",
        (GUARDIAN, "thuis"): "1234ab",
        (GUARDIAN, "elders"): "9999 ZZ",
        (GUARDIAN, "onbekend"): None,
    },
)

ASKS = [
    # Somebody's own details: that guardian, and nobody else.
    ("a mother, her own e-mail address", "ma", GUARDIAN, "ma", "email", True),
    ("a father who lives elsewhere, his own new address", "ex-pa", GUARDIAN, "ex-pa", "street", True),
    ("a parent without authority, his own number", "zonder", GUARDIAN, "zonder", "mobile", True),
    ("a step-parent, the own name", "stief", GUARDIAN, "stief", "last_name", True),
    ("a foster parent, the own number", "pleeg", GUARDIAN, "pleeg", "mobile", True),
    ("a grandmother, her own landline", "oma", GUARDIAN, "oma", "phone", True),
    ("an institution, its own address", "jeugdzorg", GUARDIAN, "jeugdzorg", "street", True),
    ("a guardian of pupils of different parents, the own e-mail address", "mama", GUARDIAN, "mama", "email", True),
    ("a husband, his wife's number", "pa", GUARDIAN, "ma", "mobile", False),
    ("an ex, the other's address", "ex-pa", GUARDIAN, "ex-ma", "street", False),
    ("a step-parent, the mother's e-mail address", "stief", GUARDIAN, "ex-ma", "email", False),
    ("a stranger, a guardian's address", "ma", GUARDIAN, "oma", "street", False),
    ("somebody who is no guardian (any more), the own address", "weg", GUARDIAN, "weg", "street", False),
    ("anybody, the key in the LAS", "ma", GUARDIAN, "ma", "key", False),
    ("anybody, a field that is none", "ma", GUARDIAN, "ma", "bsn", False),
    # A pupil's address: who has authority and lives there.
    ("a mother at home, the pupil's postcode", "ma", PUPIL, "emma", "postcode", True),
    ("a father at home, the pupil's postcode", "pa", PUPIL, "emma", "postcode", True),
    ("the parent with whom the twins live, for the first", "ex-ma", PUPIL, "daan", "postcode", True),
    ("the parent with whom the twins live, for the second", "ex-ma", PUPIL, "fleur", "postcode", True),
    ("the parent elsewhere with authority, for a twin", "ex-pa", PUPIL, "fleur", "postcode", False),
    ("the same parent, for the child that lives there", "ex-pa", PUPIL, "noor", "postcode", True),
    ("the other home of a child with two", "nieuw-ma", PUPIL, "noor", "postcode", True),
    ("a step-parent who lives there", "stief", PUPIL, "daan", "postcode", False),
    ("a foster parent who lives there", "pleeg", PUPIL, "lotte", "postcode", False),
    ("an institution with authority, elsewhere", "jeugdzorg", PUPIL, "lotte", "postcode", False),
    ("a legal guardian who lives there", "tante", PUPIL, "bram", "postcode", True),
    ("a parent without authority", "zonder", PUPIL, "sem", "postcode", False),
    ("a parent of whom authority is unsaid", "stil", PUPIL, "sem", "postcode", False),
    ("where the LAS does not say it: the postcodes agree", "thuis", PUPIL, "kees", "postcode", True),
    ("where the LAS does not say it: the postcodes differ", "elders", PUPIL, "kees", "postcode", False),
    ("where the LAS does not say it: no postcode is known", "onbekend", PUPIL, "kees", "postcode", False),
    ("another's pupil", "ma", PUPIL, "daan", "postcode", False),
    # What a guardian with authority may ask wherever the pupil lives.
    ("a parent elsewhere with authority, the first name", "ex-pa", PUPIL, "daan", "first_name", True),
    ("a parent without authority, the first name", "zonder", PUPIL, "sem", "first_name", False),
    ("a step-parent, the first name", "stief", PUPIL, "daan", "first_name", False),
    ("an institution with authority, the first name", "jeugdzorg", PUPIL, "lotte", "first_name", True),
    ("one of two mothers, the first name", "mama", PUPIL, "tess", "first_name", True),
    ("the same, of a pupil without authority", "mama", PUPIL, "emma", "first_name", False),
    ("a grandmother without authority, the first name", "oma", PUPIL, "bram", "first_name", False),
    # What nobody asks here.
    ("a mother, the pupil's last name", "ma", PUPIL, "emma", "last_name", False),
    ("a mother, the pupil's date of birth", "ma", PUPIL, "emma", "birth_date", False),
    ("a mother, the pupil's class", "ma", PUPIL, "emma", "group", False),
    ("a father, his own authority", "zonder", Kind.GUARDIANSHIPS, "sem-zonder", "authority", False),
]


@pytest.mark.parametrize(
    ("asker", "kind", "key", "field", "may"), [row[1:] for row in ASKS], ids=[row[0] for row in ASKS]
)
def test_who_may_ask(asker: str, kind: Kind, key: str, field: str, may: bool) -> None:
    refusal = may_ask(asker, kind, key, field, FAMILY)
    assert (refusal is None) is may
    assert may or (refusal and refusal.nl and refusal.en)


SEES = [
    ("one's own number", "ma", GUARDIAN, "ma", "mobile", True),
    ("one's own number, without authority", "zonder", GUARDIAN, "zonder", "mobile", True),
    ("the name of the other parent at home", "ma", GUARDIAN, "pa", "last_name", True),
    ("the number of the other parent, even at home", "ma", GUARDIAN, "pa", "mobile", False),
    ("the name of an ex", "ex-pa", GUARDIAN, "ex-ma", "last_name", True),
    ("the new address of an ex", "ex-pa", GUARDIAN, "ex-ma", "street", False),
    ("the town of an ex", "ex-ma", GUARDIAN, "ex-pa", "city", False),
    ("the e-mail address of an ex", "ex-ma", GUARDIAN, "ex-pa", "email", False),
    ("the postcode of a twin who lives with the ex", "ex-pa", PUPIL, "daan", "postcode", False),
    ("the postcode of the child that lives here", "ex-ma", PUPIL, "daan", "postcode", True),
    ("the birthday of a twin who lives with the ex", "ex-pa", PUPIL, "fleur", "birth_date", True),
    ("the name of the step-parent of the own child", "ex-pa", GUARDIAN, "stief", "first_name", True),
    ("the number of that step-parent", "ex-pa", GUARDIAN, "stief", "mobile", False),
    ("a child, as step-parent: until the school allows it", "stief", PUPIL, "daan", "first_name", False),
    ("a child, as foster parent: until the school allows it", "pleeg", PUPIL, "lotte", "first_name", False),
    ("a child, as institution with authority", "jeugdzorg", PUPIL, "lotte", "first_name", True),
    ("where that child lives, as institution elsewhere", "jeugdzorg", PUPIL, "lotte", "postcode", False),
    ("a child, as legal guardian", "tante", PUPIL, "bram", "postcode", True),
    ("a child, as parent without authority: on request only", "zonder", PUPIL, "sem", "first_name", False),
    ("a child, as parent of whom authority is unsaid", "stil", PUPIL, "sem", "first_name", False),
    ("the mother, as parent without authority", "zonder", GUARDIAN, "vera", "last_name", False),
    ("a stranger's name", "ma", GUARDIAN, "oma", "last_name", False),
    ("a stranger's child", "ma", PUPIL, "daan", "first_name", False),
    ("the parents of a pupil one is no parent of", "mama", GUARDIAN, "ma", "last_name", False),
    (
        "a child with authority of unknown relation: until the school allows it",
        "vaag",
        PUPIL,
        "pim",
        "first_name",
        False,
    ),
    ("the key of the other in the LAS", "ma", GUARDIAN, "pa", "key", False),
    ("a class as a record", "ma", Kind.GROUPS, "4a", "name", False),
]


@pytest.mark.parametrize(
    ("viewer", "kind", "key", "field", "sees"), [row[1:] for row in SEES], ids=[row[0] for row in SEES]
)
def test_who_sees_what(viewer: str, kind: Kind, key: str, field: str, sees: bool) -> None:
    assert may_see(viewer, kind, key, field, FAMILY) is sees


EVERYBODY = sorted({each.guardian for each in FAMILY.guardianships})


@pytest.mark.parametrize("viewer", EVERYBODY)
def test_nobody_ever_sees_a_contact_field_of_another_guardian(viewer: str) -> None:
    contact = {name for name, fact in facts(Guardian).items() if fact.sensitivity is Sensitivity.CONTACT}
    for other in EVERYBODY:
        if other != viewer:
            assert not fields_seen(viewer, GUARDIAN, other, FAMILY) & contact


@pytest.mark.parametrize("asker", EVERYBODY)
def test_nobody_asks_what_belongs_to_another_guardian(asker: str) -> None:
    for other in EVERYBODY:
        for field in facts(Guardian):
            if other != asker:
                assert may_ask(asker, GUARDIAN, other, field, FAMILY) is not None


def test_who_has_no_authority_asks_nothing_about_a_pupil() -> None:
    for each in FAMILY.guardianships:
        if each.authority is not True:
            assert all(may_ask(each.guardian, PUPIL, each.pupil, field, FAMILY) is not None for field in facts(Pupil))
