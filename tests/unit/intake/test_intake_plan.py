import json
from dataclasses import replace
from datetime import UTC, date, datetime

from hub.intake.plan import Matches, addition, alteration, is_another_person, line_of, print_of, told
from hub.records import UNSAID, Kind, Pupil, said_fields
from hub.store.steps import Action, Known

EMMA = Pupil(key="1", eck_id="eck-emma", first_name="Emma", last_name="Bakker", birth_date=date(2018, 3, 4))


def known(key: str = "1", eck_id: str | None = "eck-emma", number: int = 7, *, departed: bool = False) -> Known:
    return Known(number, key, eck_id, None, departed)


def test_the_eck_id_tells_who_it_is_before_the_key_does() -> None:
    emma, daan = known(), known("2", "eck-daan", 8)
    matches = Matches.of([emma, daan])
    assert matches.of_record(replace(EMMA, key="2")) == emma


def test_without_an_eck_id_the_key_tells_who_it_is() -> None:
    assert Matches.of([known()]).of_record(Pupil(key="1", first_name="Emma")) == known()


def test_a_name_alone_tells_nothing() -> None:
    assert Matches.of([known()]).of_record(Pupil(key="2", first_name="Emma", last_name="Bakker")) is None


def test_a_key_with_another_eck_id_and_another_name_is_another_person() -> None:
    daan = Pupil(key="1", eck_id="eck-daan", first_name="Daan", last_name="Bakker")
    assert is_another_person(known(), EMMA, daan)


def test_a_corrected_eck_id_alone_is_the_same_person() -> None:
    assert not is_another_person(known(), EMMA, replace(EMMA, eck_id="eck-new"))


def test_what_is_unsaid_changes_nothing() -> None:
    step = alteration(known(), EMMA, Pupil(key="1", first_name="Emma"), b"p")
    assert (step.action, step.new) == (Action.SAME, {})


def test_an_alteration_names_only_the_fields_that_change_with_old_and_new() -> None:
    step = alteration(known(), EMMA, replace(EMMA, first_name="Emmy", prefix=None), b"p")
    assert (step.action, step.old, step.new) == (Action.CHANGE, {"first_name": "Emma"}, {"first_name": "Emmy"})


def test_who_had_departed_returns() -> None:
    assert alteration(known(departed=True), EMMA, EMMA, b"p").action is Action.RETURN


def test_a_moment_without_a_zone_is_compared_as_dutch_time() -> None:
    there = replace(EMMA, changed_at=datetime(2026, 1, 1, 11, tzinfo=UTC))
    pulled = replace(EMMA, changed_at=datetime(2026, 1, 1, 12))  # noqa: DTZ001  # that is the case
    assert alteration(known(), there, pulled, b"p").action is Action.SAME


def test_the_fingerprint_tells_unsaid_from_empty_and_from_the_word() -> None:
    prints = {print_of(told(replace(EMMA, prefix=value))) for value in (UNSAID, None, "unsaid", "")}
    assert len(prints) == 4


def test_the_plans_line_of_an_addition_tells_of_every_field() -> None:
    lines = {
        line_of(addition(each, told(each), print_of(told(each))))
        for each in (EMMA, replace(EMMA, key="2"), replace(EMMA, last_name="Bakkers"))
    }
    assert len(lines) == 3
    assert addition(EMMA, told(EMMA), b"").kind is Kind.PUPILS


def test_an_addition_is_kept_as_what_was_said_and_nothing_of_what_was_not() -> None:
    quoting = replace(EMMA, first_name='"email":"\\u0000unsaid"', prefix=None)
    said = addition(quoting, told(quoting), b"").said
    assert said is not None
    assert json.loads(said) == said_fields(quoting)
