"""Who of the school looks at pupils is noted where the page shows them, and nowhere else."""

from sqlalchemy import text

from tests.integration.portal.conftest import House


def looks(house: House) -> int:
    with house.store.open(house.school.id) as books:
        return int(books.session.scalar(text("SELECT count(*) FROM hub.look")) or 0)


def test_a_page_of_a_pupil_or_class_notes_who_looked_once_an_hour(full_house: House) -> None:
    with full_house.store.open(full_house.school.id) as books:
        pupil = books.roll.pupils(limit=1)[0]
        in_class = len(books.roll.pupils(group=str(pupil.group), limit=500))
    staff = full_house.as_("staff")
    for _ in range(2):
        assert staff.get(f"/s/99XX/pupil?key={pupil.key}").status_code == 200
    with full_house.store.open(full_house.school.id) as books:
        (look,) = books.looks.of(pupil.key)
    assert (look.who, look.seen_as.value, look.what.value) == ("Naam staff", "staff", "record")
    assert staff.get(f"/s/99XX/class?key={pupil.group}").status_code == 200
    assert looks(full_house) == in_class
    full_house.as_("admin").get(f"/s/99XX/privacy/person?kind=pupils&key={pupil.key}")
    assert looks(full_house) == in_class + 1


def test_a_page_that_shows_nobody_notes_nobody(full_house: House) -> None:
    staff = full_house.as_("staff")
    assert staff.get("/s/99XX/pupil?key=nobody").status_code == 404
    staff.get("/s/99XX/teachers")
    full_house.as_("board").get("/s/99XX/pupil?key=nobody")
    assert looks(full_house) == 0
