"""Runs, plans and decisions as people see them."""

import csv
import re
from dataclasses import replace
from typing import Any

import pytest

from hub.intake import take_in
from hub.records import Cost, Kind, Pulled, Pupil, Rejected, SchoolCode, Text
from hub.testing.made_up import MadeUpSchool, made_up_school, next_year

SCHOOL = SchoolCode.parse("99XX")


@pytest.fixture
def made() -> MadeUpSchool:
    return made_up_school(SCHOOL, pupils=60, seed=1)


def with_pupils(made: MadeUpSchool, change: Any) -> MadeUpSchool:
    real = made.pupils
    return replace(made, pupils=replace(real, make=lambda: (each for each in map(change, real) if each is not None)))


def hash_on(html: str) -> str:
    found = re.search(r'name="plan_hash" value="(\w*)"', html)
    assert found
    return found[1]


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def state_of(house: Any, run: int) -> str:
    with house.store.open(house.school.id) as books:
        return str(books.runs.get(run).state)


def rename_first(each: Pupil) -> Pupil:
    return replace(each, first_name="Bartholomeus") if each.key == "100001" else each


def test_a_plan_shows_each_field_with_its_old_and_new_value(house: Any, made: MadeUpSchool) -> None:
    house.take_in(made)
    old = next(iter(made.pupils)).first_name
    run = house.take_in(with_pupils(made, rename_first), dry_run=True)
    page = house.as_("staff").get(f"/s/99XX/runs/{run.id}").text
    assert f"Roepnaam was {old} → wordt Bartholomeus" in text_of(page)


def test_a_plan_can_be_narrowed_to_a_kind_and_an_action(house: Any, made: MadeUpSchool) -> None:
    run = house.take_in(made, dry_run=True)
    visitor = house.as_("admin")
    groups = visitor.get(f"/s/99XX/runs/{run.id}?kind=groups").text
    assert groups.count('class="step"') == len(made.groups)
    assert "Niets van deze soort" in visitor.get(f"/s/99XX/runs/{run.id}?action=depart").text


def test_a_long_plan_goes_by_pages(house: Any, made: MadeUpSchool) -> None:
    run = house.take_in(made, dry_run=True)
    visitor = house.as_("admin")
    first = visitor.get(f"/s/99XX/runs/{run.id}?kind=pupils")
    second = visitor.get(f"/s/99XX/runs/{run.id}?kind=pupils&offset=50")
    assert (first.text.count('class="step"'), second.text.count('class="step"')) == (50, 10)
    assert 'rel="next"' in first.text
    assert 'rel="prev"' in second.text


def test_a_held_run_gives_its_reasons_and_stands_on_the_schools_page(house: Any, made: MadeUpSchool) -> None:
    house.take_in(made)
    held = house.take_in(with_pupils(made, lambda each: each if each.key < "100020" else None))
    assert held.state == "held"
    visitor = house.as_("admin")
    for path in ("/s/99XX/", f"/s/99XX/runs/{held.id}"):
        page = text_of(visitor.get(path).text)
        assert all(sentence.nl in page for sentence in held.sentences[:3]), path
    assert "Wacht op uw besluit" in visitor.get("/").text


def test_what_is_approved_is_the_plan_that_was_shown(house: Any, made: MadeUpSchool) -> None:
    run = house.take_in(made, dry_run=True)
    visitor = house.as_("admin")
    page = visitor.get(f"/s/99XX/runs/{run.id}/approve").text
    wrong = visitor.post(f"/s/99XX/runs/{run.id}/approve", plan_hash="f" * 64)
    assert wrong.status_code == 409
    assert "intussen veranderd" in wrong.text
    assert state_of(house, run.id) == "planned"
    right = visitor.post(f"/s/99XX/runs/{run.id}/approve", plan_hash=hash_on(page))
    assert right.headers["location"] == f"/s/99XX/runs/{run.id}?notice=approved"
    assert state_of(house, run.id) == "applied"


def test_a_discarded_plan_changes_nothing_and_cannot_be_approved_any_more(house: Any, made: MadeUpSchool) -> None:
    run = house.take_in(made, dry_run=True)
    visitor = house.as_("admin")
    shown = hash_on(visitor.get(f"/s/99XX/runs/{run.id}/discard").text)
    assert visitor.post(f"/s/99XX/runs/{run.id}/discard", plan_hash=shown).status_code == 303
    assert state_of(house, run.id) == "discarded"
    late = visitor.post(f"/s/99XX/runs/{run.id}/approve", plan_hash=shown)
    assert late.status_code == 409
    assert "Dit kan niet (meer)" in visitor.get(f"/s/99XX/runs/{run.id}/approve").text


def test_the_last_run_can_be_undone(house: Any, made: MadeUpSchool) -> None:
    run = house.take_in(made)
    visitor = house.as_("admin")
    shown = hash_on(visitor.get(f"/s/99XX/runs/{run.id}/undo").text)
    assert visitor.post(f"/s/99XX/runs/{run.id}/undo", plan_hash=shown).status_code == 303
    assert state_of(house, run.id) == "undone"
    assert "Er zijn nog geen leerlingen" in visitor.get("/s/99XX/pupils").text
    assert f"Terugdraaien van verwerking {run.id}" in visitor.get("/s/99XX/runs").text


def test_staff_see_a_plan_and_decide_nothing(house: Any, made: MadeUpSchool) -> None:
    run = house.take_in(made, dry_run=True)
    visitor = house.as_("staff")
    page = visitor.get(f"/s/99XX/runs/{run.id}").text
    assert f"/runs/{run.id}/approve" not in page
    assert visitor.post(f"/s/99XX/runs/{run.id}/approve", plan_hash=run.plan_hash or "").status_code == 403
    assert state_of(house, run.id) == "planned"


def test_a_board_sees_how_it_went_and_no_pupil(house: Any, made: MadeUpSchool) -> None:
    run = house.take_in(made)
    page = house.as_("board").get(f"/s/99XX/runs/{run.id}").text
    assert "Verwerkt" in page
    assert not any(f"{each.first_name} " in page and str(each.last_name) in page for each in made.pupils)


def test_a_rollover_says_who_goes_where(house: Any, made: MadeUpSchool) -> None:
    house.take_in(made)
    run = house.take_in(next_year(made))
    assert run.rollover
    visitor = house.as_("admin")
    page = visitor.get(f"/s/99XX/runs/{run.id}").text
    assert "Dit is een jaarovergang" in page
    assert "Wie gaat waarheen" in page
    assert "in één keer naar het nieuwe schooljaar" in visitor.get(f"/s/99XX/runs/{run.id}/approve").text
    assert "De jaarovergang staat klaar" in visitor.get("/s/99XX/").text


def faulty(made: MadeUpSchool) -> Any:
    def pulled() -> Any:
        *records, complete = made.pulled()
        costs: list[tuple[Cost, str]] = [(Cost.RECORD, "=1+1"), (Cost.FIELD, "groep"), (Cost.NOTHING, "versie")]
        faults: list[Pulled] = [
            Rejected(
                kind=Kind.PUPILS,
                key=f"x{number}",
                where=f"regel {number}",
                what=Text(what, what),
                why=Text("Verbeter het in het LAS.", "Mend it in the LAS."),
                rule="test",
                cost=cost,
            )
            for number, (cost, what) in enumerate(costs, 17)
        ]
        return iter([*records, *faults, complete])

    return pulled


def test_the_quarantine_says_where_what_and_why_and_narrows_by_cost(house: Any, made: MadeUpSchool) -> None:
    pulled = faulty(made)
    run = take_in(house.store, SCHOOL, lambda _: pulled(), plugin="edexml", by="test")
    visitor = house.as_("staff")
    page = visitor.get(f"/s/99XX/runs/{run.id}/rejected").text
    assert all(part in page for part in ("regel 17", "regel 18", "regel 19", "Verbeter het in het LAS."))
    narrowed = visitor.get(f"/s/99XX/runs/{run.id}/rejected?cost=field").text
    assert "regel 18" in narrowed
    assert "regel 17" not in narrowed
    assert visitor.get("/s/99XX/quarantine").headers["location"] == f"/s/99XX/runs/{run.id}/rejected"


def test_the_list_of_faults_opens_in_a_spreadsheet_and_runs_nothing_there(house: Any, made: MadeUpSchool) -> None:
    pulled = faulty(made)
    run = take_in(house.store, SCHOOL, lambda _: pulled(), plugin="edexml", by="test")
    answer = house.as_("staff").get(f"/s/99XX/runs/{run.id}/rejected.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.reader(answer.text.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert lines[0] == ["waar", "wat", "waarom", "gevolg"]
    assert lines[1] == ["regel 17", "'=1+1", "Verbeter het in het LAS.", "Niet verwerkt"]
    assert len(lines) == 4


def test_pupils_are_found_by_name_class_and_year_group(house: Any, made: MadeUpSchool) -> None:
    house.take_in(made)
    visitor = house.as_("staff")
    someone = next(each for each in made.pupils if each.prefix)
    found = visitor.get(f"/s/99XX/pupils?q={str(someone.last_name)[:4]}").text
    assert f"/s/99XX/pupil?key={someone.key}" in found
    of_class = visitor.get(f"/s/99XX/pupils?group={someone.group}").text
    assert of_class.count('<th scope="row">') == sum(each.group == someone.group for each in made.pupils)
    of_year = visitor.get(f"/s/99XX/pupils?year_group={someone.year_group}").text
    assert of_year.count('<th scope="row">') == sum(each.year_group == someone.year_group for each in made.pupils)
    assert "Niemand gevonden" in visitor.get("/s/99XX/pupils?q=qqqq").text


def test_a_name_is_shown_and_never_run(house: Any, made: MadeUpSchool) -> None:
    evil = '<script>alert("x")</script>'
    house.take_in(with_pupils(made, lambda each: replace(each, first_name=evil, key=f'{each.key}/"?&<')))
    visitor = house.as_("admin")
    listing = visitor.get("/s/99XX/pupils").text
    assert evil not in listing
    link = re.search(r'href="(/s/99XX/pupil\?key=[^"]+)"', listing)
    assert link
    page = visitor.get(link[1].replace("&amp;", "&"))
    assert page.status_code == 200
    assert evil not in page.text


def test_the_audit_page_shows_every_act_and_that_the_chain_is_whole(house: Any, made: MadeUpSchool) -> None:
    house.take_in(made)
    page = text_of(house.as_("admin").get("/s/99XX/audit").text)
    assert "ongeschonden" in page
    assert "Bestand verwerkt" in page
    assert "Plug-in aangezet" in page


def test_an_empty_school_says_what_to_do_next(house: Any) -> None:
    visitor = house.as_("admin")
    assert 'href="/s/99XX/import"' in visitor.get("/s/99XX/").text
    with house.store.open(house.school.id) as books:
        books.plugins.switch("edexml", on=False)
    assert 'href="/s/99XX/plugins"' in visitor.get("/s/99XX/").text
