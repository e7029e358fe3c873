import copy
import pickle
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from hub.records import (
    RECORD_TYPES,
    UNSAID,
    Asker,
    Kind,
    Pupil,
    Record,
    Sensitivity,
    Text,
    Unsaid,
    facts,
    field_names,
    from_json,
)


def test_what_is_unsaid_is_not_what_is_empty() -> None:
    assert Pupil(key="1").email is UNSAID
    assert Pupil(key="1", email=None) != Pupil(key="1")


def test_unsaid_counts_as_nothing_where_a_value_is_asked() -> None:
    assert (Pupil(key="1").email or "-") == "-"
    assert repr(UNSAID) == "UNSAID"


def test_unsaid_is_one_value_wherever_it_travels() -> None:
    assert pickle.loads(pickle.dumps(UNSAID)) is UNSAID  # noqa: S301 - our own value
    assert copy.deepcopy(UNSAID) is UNSAID
    assert list(Unsaid) == [UNSAID]


@pytest.mark.parametrize("record", RECORD_TYPES.values(), ids=lambda record: record.__name__)
def test_a_record_is_frozen_and_everything_but_its_keys_may_be_unsaid(record: type[Record]) -> None:
    required = {each.name for each in fields(record) if each.default is not UNSAID}
    assert is_dataclass(record)
    assert required == ({"key", "pupil", "guardian"} if record.KIND is Kind.GUARDIANSHIPS else {"key"})
    made: Any = from_json(record.KIND, dict.fromkeys(required, "1"))
    with pytest.raises(AttributeError):
        made.key = "2"


@pytest.mark.parametrize("record", RECORD_TYPES.values(), ids=lambda record: record.__name__)
def test_every_field_has_a_label_in_two_languages(record: type[Record]) -> None:
    assert tuple(facts(record)) == field_names(record)
    assert all(fact.label.nl and fact.label.en for fact in facts(record).values())


def test_there_is_a_record_for_every_kind_in_the_order_of_the_kinds() -> None:
    assert list(RECORD_TYPES) == list(Kind)
    assert all(record.KIND is kind for kind, record in RECORD_TYPES.items())


@pytest.mark.parametrize("record", RECORD_TYPES.values(), ids=lambda record: record.__name__)
def test_no_record_has_a_place_for_what_the_hub_never_keeps(record: type[Record]) -> None:
    never = ("bsn", "sofi", "ethnic", "country_of_birth", "weight", "onderwijsnummer", "nationality")
    assert not [name for name in field_names(record) if any(word in name for word in never)]


def test_only_what_says_where_people_are_is_contact() -> None:
    contact = {name for name, fact in facts(Pupil).items() if fact.sensitivity is Sensitivity.CONTACT}
    assert contact == {"email", "postcode"}
    assert facts(Pupil)["postcode"].asked_by is Asker.RESIDENT_GUARDIAN


def test_nobody_asks_to_change_a_key_or_a_date_of_the_las() -> None:
    for record in RECORD_TYPES.values():
        technical = [fact for fact in facts(record).values() if fact.sensitivity is Sensitivity.TECHNICAL]
        assert all(fact.asked_by is Asker.NOBODY for fact in technical)


def test_a_text_reads_dutch_unless_english_is_asked() -> None:
    text = Text("Hallo", "Hello")
    assert (text.to("en"), text.to("nl"), text.to("fr"), str(text)) == ("Hello", "Hallo", "Hallo", "Hallo")
