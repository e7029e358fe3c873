"""What somebody tries who does not mean well: forms that no page ever gave, and rules gone round."""

from typing import Any

import pytest

from hub.store import ItemState, Role
from tests.integration.portal.families import Families

BIDI = "\u202e"


@pytest.mark.parametrize(
    "forged", ["x" * 1000, f"+31612345678{BIDI}", " " * 500 + "+31612345678", "+31 6 1234 5678"], ids=repr
)
def test_what_a_form_says_that_it_showed_is_not_kept_as_what_was_known(families: Families, forged: str) -> None:
    visitor = families.house.as_("gea")
    with families.house.store.open(families.house.school.id) as books:
        link = books.guardian_accounts.of("gea")
    answer = families.ask(visitor, mobile="06 2222 2222", **{f"seen.{link.number}.mobile": forged})
    assert answer.status_code in {303, 422}
    assert all(each.base == "+31612345678" for each in families.items())


def grant(families: Families, who: str, role: Role) -> Any:
    with families.house.store.directory() as directory:
        directory.grant(families.accounts[who], role, families.house.school.id)
    return families.house.as_(who)


def test_a_member_of_staff_refuses_no_wish_of_his_own(families: Families) -> None:
    gea = grant(families, "gea", Role.STAFF)
    families.ask(gea, mobile="06 2222 2222")
    number = families.item().id
    gea.get(f"/s/99XX/changes/{number}")
    assert gea.post(f"/s/99XX/changes/{number}/refuse", reason="mag niet").status_code == 422
    assert families.item().state is ItemState.REQUESTED


def test_a_member_of_staff_sees_and_decides_nothing_of_the_other_parent_of_his_child(families: Families) -> None:
    gea, piet = families.house.as_("gea"), grant(families, "piet", Role.STAFF)
    families.ask(gea, mobile="06 2222 2222")
    number = families.item().id
    pages = [piet.get(path) for path in ("/s/99XX/changes", f"/s/99XX/changes/{number}")]
    assert not any("22222222" in page.text.replace(" ", "") for page in pages)
    for choice in ("approve", "refuse", "correct"):
        answer = piet.post(f"/s/99XX/changes/{number}/{choice}", reason="nee", value="06 2222 2223")
        assert answer.status_code in {403, 404, 422}, choice
    assert families.item().state is ItemState.REQUESTED
