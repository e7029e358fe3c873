"""A guardian's own file holds himself and what he may see of his children, and nothing of the other parent."""

import io
import json
from typing import Any
from zipfile import ZipFile

from sqlalchemy import text

from hub.contract import SILENCE
from hub.records import Kind
from hub.store import Role
from hub.store.change_items import Asked
from hub.store.looks import SeenAs, Sight
from tests.integration.portal.families import SECRET_HOME, SECRET_POSTCODE, Families
from tests.integration.portal.test_portal_privacy_persons import make_files


def own_file(families: Families, who: str) -> tuple[dict[str, Any], bytes]:
    """Return the data of the file that a guardian asks for himself, and everything in it as bytes."""
    browser = families.house.as_(who)
    page = browser.get("/family/export").text
    link = page.partition('name="link" value="')[2].partition('"')[0]
    assert browser.post("/family/export", link=link).status_code == 303
    make_files(families.house)
    found = browser.get("/family/export").text.partition("/family/export/99XX/")[2].partition('"')[0]
    answer = browser.get(f"/family/export/99XX/{found}")
    assert answer.status_code == 200, answer.text
    with ZipFile(io.BytesIO(answer.content)) as archive:
        everything = b"\n".join(archive.read(name) for name in archive.namelist())
        return json.loads(archive.read("gegevens.json")), everything


def test_it_holds_his_own_rows_and_his_children(families: Families) -> None:
    said, everything = own_file(families, "gea")
    assert said["sorts"]["guardian"]["rows"][0]["mobile"] == "+31612345678"
    assert {each["fields"]["first_name"] for each in said["children"]} == {"Emma", "Daan"}
    assert b"gea@school.example" in everything
    assert b"argon2" not in everything


def test_it_holds_nothing_of_the_other_parents_new_address(families: Families) -> None:
    for who in ("gea", "stef", "vera"):
        _, everything = own_file(families, who)
        for secret in (SECRET_HOME, SECRET_POSTCODE, "+31699999999", "piet@school.example"):
            assert secret.encode() not in everything, (who, secret)


def test_an_address_of_a_child_that_moved_away_is_not_in_it_not_even_in_his_own_request(families: Families) -> None:
    house = families.house
    with house.store.open(house.school.id, by="account") as books:
        request = books.changes.request("gea", "Gea Jansen")
        asked = {"kind": Kind.PUPILS, "key": "emma-1", "field": "postcode", "base": "1234AB", "wanted": "5678CD"}
        item = books.changes.add(
            request,
            Asked(**asked, self_asked=False, has_authority=True, verdict=SILENCE),  # type: ignore[arg-type]
        )
        number = getattr(item, "id", item)
        step = "INSERT INTO hub.change_step (item_id, from_state, to_state, by, known) "
        step += "VALUES (:item, 'requested', 'refused', 'kantoor@school.example', CAST(:known AS jsonb))"
        books.session.execute(text(step), {"item": number, "known": json.dumps({"value": SECRET_POSTCODE})})
        # By now Emma lives with Piet, at an address that is not Gea's to know.
        books.session.execute(text("UPDATE hub.guardianship SET lives_with = false WHERE key = 'emma-1:gea'"))
        moved = text("UPDATE hub.pupil SET postcode = :code WHERE key = 'emma-1'")
        books.session.execute(moved, {"code": SECRET_POSTCODE})
    said, everything = own_file(families, "gea")
    assert SECRET_POSTCODE.encode() not in everything
    assert b"kantoor@school.example" not in everything
    (row,) = [each for each in said["sorts"]["change_item"]["rows"] if each["field"] == "postcode"]
    assert (row["wanted"], row["base"]) == ("5678CD", None)


def test_who_sees_nothing_of_a_child_by_himself_finds_nothing_of_it_in_his_file(families: Families) -> None:
    said, everything = own_file(families, "stef")
    assert [(each["fields"], each["history"], each["looks"]) for each in said["children"]] == [({}, {}, [])]
    assert b"Emma" not in everything


def test_it_says_who_of_the_school_looked_and_not_what_the_other_parent_looked_at(families: Families) -> None:
    with families.house.store.open(families.house.school.id) as books:
        books.looks.note(["emma-1"], Sight.RECORD, SeenAs.STAFF, "Juf Ans")
        books.looks.note(["emma-1"], Sight.RECORD, SeenAs.GUARDIAN, "Piet Smit")
    said, everything = own_file(families, "gea")
    looks = [look["who"] for each in said["children"] for look in each["looks"]]
    assert looks == ["Juf Ans"]
    assert b"Piet Smit" not in everything


def test_nobody_opens_the_file_of_another_and_who_is_no_guardian_any_more_opens_none(families: Families) -> None:
    own_file(families, "gea")
    with families.house.store.open(families.house.school.id) as books:
        number = books.takeouts.of(families.accounts["gea"], own=True)[0].id
    assert families.house.as_("piet").get(f"/family/export/99XX/{number}").status_code == 404
    gea = families.house.as_("gea")
    assert gea.get(f"/family/export/99XX/{number}").status_code == 200
    assert gea.get(f"/family/export/98YY/{number}").status_code == 404
    with families.house.store.open(families.house.school.id) as books:
        link = books.guardian_accounts.of("gea")
        assert link is not None
        books.guardian_accounts.unlink(link)
    assert gea.get(f"/family/export/99XX/{number}").status_code in {403, 404}


def test_the_school_makes_the_same_file_for_a_guardian_and_never_of_its_own_family(families: Families) -> None:
    house = families.house
    admin = house.as_("admin")
    admin.get("/s/99XX/privacy/person?kind=guardians&key=gea")
    admin.post("/s/99XX/privacy/person/file", kind="guardians", key="gea", **{"for": "him"})
    make_files(house)
    answer = admin.get("/s/99XX/privacy/file/1/download")
    with ZipFile(io.BytesIO(answer.content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Emma" in everything
    for secret in (SECRET_HOME, SECRET_POSTCODE, "piet@school.example"):
        assert secret.encode() not in everything
    with house.store.directory() as directory:
        directory.grant(families.accounts["gea"], Role.SCHOOL_ADMIN, house.school.id)
    gea = house.as_("gea")
    gea.get("/s/99XX/privacy/persons")
    for kind, key in (("guardians", "piet"), ("pupils", "emma-1")):
        refused = gea.post("/s/99XX/privacy/person/file", kind=kind, key=key, **{"for": "school"})
        assert "eigen gezin" in refused.text
