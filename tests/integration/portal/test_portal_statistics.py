"""Numbers of a school: right, without names, and none too small for who does not work there."""

from typing import Any

PAGE = "/s/99XX/statistics"


def lines(visitor: Any) -> dict[tuple[str, str], str]:
    answer = visitor.get(f"{PAGE}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = [each.split(";") for each in answer.content.decode("utf-8-sig").splitlines()[1:]]
    return {(row[0], row[1]): row[2] for row in rows}


def test_the_numbers_are_those_of_the_guardians_and_of_what_they_asked(families: Any, house: Any) -> None:
    mother = house.browser()
    mother.log_in("gea")
    families.ask(mother, mobile="+31687654321", **{f"at.{number}": "on" for number in range(1, 9)})
    mother.get("/family/requests")
    found = lines(house.as_("admin"))
    assert found["Wie heeft een account?", "Heeft een account"] == "4"
    assert found["Wat kwam ervan?", "Nog open"] == "1"
    assert found["Hoe lang wacht wat nog open is?", "Vandaag"] == "1"
    assert [count for (title, _), count in found.items() if title == "Hoeveel wordt er gevraagd?"][-1] == "1"
    shown = house.as_("staff").get(PAGE)
    assert shown.status_code == 200
    assert "4 van de " in shown.text
    assert shown.text.count('role="img"') == 2
    for name in ("Gea", "Piet", "Vera", "Emma", "Jansen", "Smit"):
        assert name not in shown.text


def test_a_board_and_an_operator_see_no_number_under_five_and_no_week(families: Any, house: Any) -> None:
    for who in ("board", "operator"):
        visitor = house.as_(who)
        found = lines(visitor)
        assert found["Wie heeft een account?", "Heeft een account"] == "niet getoond"
        assert found["Wanneer was iemand er voor het laatst?", "Nog nooit"] == "niet getoond", "four have an account"
        assert found["Wat kwam ervan?", "Geweigerd"] == "0"
        assert not any(label.startswith("week van") for _, label in found)
        assert not any(count in set("1234") for count in found.values())
        shown = visitor.get(PAGE).text
        assert "niet getoond" in shown
        assert "week van" not in shown
        assert 'role="img"' not in shown


def test_a_year_has_fifty_two_weeks_and_none_is_missing(full_house: Any) -> None:
    found = lines(full_house.as_("admin"))
    assert len([label for title, label in found if title == "Hoeveel wordt er gevraagd?"]) == 52


def test_numbers_open_for_whoever_sees_the_school_and_for_nobody_of_another(house: Any) -> None:
    for who, status in (("staff", 200), ("board", 200), ("parent", 403), ("stranger", 404), ("nobody", 404)):
        visitor = house.as_(who)
        assert visitor.get(PAGE).status_code == status
        assert visitor.get(f"{PAGE}.csv").status_code == status
