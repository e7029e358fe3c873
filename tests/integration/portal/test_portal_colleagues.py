"""A school administrator lets colleagues in, and out again."""

from typing import Any

import pytest

from hub.store import Role

PAGE = "/s/99XX/colleagues"


def roles(house: Any, email: str) -> frozenset[Role]:
    with house.store.directory() as directory:
        account = directory.account_by_email(email)
        return directory.roles_at(account.id, house.school.id) if account else frozenset()


def test_a_colleague_is_invited_chooses_a_password_and_loses_the_role_again(house: Any) -> None:
    admin = house.as_("admin")
    admin.get(PAGE)
    answer = admin.post(PAGE, name="Kim Klaver", email="Kim@school.example", role="staff")
    assert answer.headers["location"].endswith("colleague_invited")
    assert "Kim Klaver" in admin.get(PAGE).text
    with house.store.directory() as directory:
        token = directory.links.link_token(directory.letters.all()[0].subject)
        number = directory.account_by_email("kim@school.example").id
    kim = house.browser()
    kim.get(f"/password/{token}")
    kim.post(f"/password/{token}", new="acht gele laarzen", again="acht gele laarzen")
    kim.log_in("kim", "acht gele laarzen")
    assert kim.get("/s/99XX/pupils").status_code == 200
    admin.get(PAGE)
    assert admin.post(f"{PAGE}/{number}").headers["location"].endswith("colleague_gone")
    assert kim.get("/s/99XX/pupils").status_code == 404


def test_who_has_an_account_gets_the_role_and_the_answer_is_the_same(house: Any) -> None:
    admin = house.as_("admin")
    admin.get(PAGE)
    answer = admin.post(PAGE, name="Wie dan ook", email="stranger@school.example", role="school_admin")
    assert answer.headers["location"].endswith("colleague_invited")
    assert roles(house, "stranger@school.example") == {Role.SCHOOL_ADMIN}
    with house.store.directory() as directory:
        assert directory.letters.all() == []


@pytest.mark.parametrize("form", [{"name": "", "email": "a@school.example"}, {"name": "Kim", "email": "geen adres"}])
def test_what_is_missing_is_told_and_nobody_is_invited(house: Any, form: dict[str, str]) -> None:
    admin = house.as_("admin")
    admin.get(PAGE)
    answer = admin.post(PAGE, role="operator", **form)
    assert answer.status_code == 422
    assert roles(house, form["email"]) == frozenset()


def test_nobody_gives_more_than_the_school_has_and_nobody_takes_his_own_role(house: Any) -> None:
    admin = house.as_("admin")
    admin.get(PAGE)
    admin.post(PAGE, name="Kim", email="kim@school.example", role="operator")
    assert roles(house, "kim@school.example") == {Role.STAFF}
    assert admin.post(f"{PAGE}/{house.people['admin']}").status_code == 404
    assert admin.post(f"{PAGE}/{house.people['stranger']}").status_code == 404
    assert roles(house, "admin@school.example") == {Role.SCHOOL_ADMIN}
    assert house.as_("staff").get(PAGE).status_code == 403
