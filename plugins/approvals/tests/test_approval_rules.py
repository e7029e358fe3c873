"""What the rules say: tables of items and settings, and what no setting can do."""

from dataclasses import replace
from typing import Any, get_args

import hub_approvals
import pytest
from hub_approvals.rules import RULES, judge
from hub_approvals.settings import ApprovalSettings, ChildRoute, OwnRoute
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.contract import (
    SILENCE,
    ChangeItem,
    Decision,
    School,
    SettingsRefusedError,
    as_values,
    fields_of,
    read_settings,
    strictest,
)
from hub.records import RECORD_TYPES, Asker, Kind, SchoolCode, facts
from hub.registry import Registry

SCHOOL = School(SchoolCode("99XX"), "De Proef")
A, ONE, TWO, NEVER = Decision.AUTOMATIC, Decision.ASK_STAFF, Decision.ASK_TWO, Decision.NEVER
ROUTES: dict[str, Decision] = {"automatic": A, "one": ONE, "two": TWO, "never": NEVER}
TO_BE_ASKED = sorted(
    (kind.value, name)
    for kind, record in RECORD_TYPES.items()
    for name, fact in facts(record).items()
    if fact.asked_by is not Asker.NOBODY
)
tried = settings(max_examples=150, deadline=None, database=None)


def item(  # noqa: PLR0913 - an item is all of these
    field: str,
    wanted: Any = "nieuw",
    *,
    kind: Kind = Kind.GUARDIANS,
    base: Any = "oud",
    by_self: bool = True,
    authority: bool = True,
) -> ChangeItem:
    return ChangeItem(
        kind=kind,
        key="v1",
        field=field,
        base=base,
        wanted=wanted,
        asked_by_self=by_self,
        asker_has_authority=authority,
    )


def of_child(field: str, **more: Any) -> ChangeItem:
    return item(field, kind=Kind.PUPILS, by_self=False, **more)


def choosing(chosen: ApprovalSettings, name: str, route: str) -> ApprovalSettings:
    values: dict[str, Any] = {name: route}
    return replace(chosen, **values)


any_settings = st.builds(
    ApprovalSettings,
    **{name: st.sampled_from(get_args(OwnRoute)) for name in ("own_name", "own_email", "own_phone", "own_address")},
    **{name: st.sampled_from(get_args(ChildRoute)) for name in ("child_name", "child_postcode")},
    needs_authority=st.booleans(),
    review_share=st.integers(0, 100),
)
forced_settings = st.builds(  # as no form can make them: every route anywhere, and words that are no route
    ApprovalSettings,
    **{rule.setting: st.sampled_from([*ROUTES, "", "soms"]) for rule in RULES},
    needs_authority=st.booleans(),
)
known_fields = st.sampled_from([(rule.kind, field) for rule in RULES for field in sorted(rule.fields)])
any_fields = st.tuples(st.sampled_from(Kind), st.sampled_from([name for _, name in TO_BE_ASKED]) | st.text(max_size=12))
values = st.none() | st.booleans() | st.text(max_size=8)
any_items = st.builds(
    lambda where, base, wanted, by_self, authority: item(
        where[1], wanted, kind=where[0], base=base, by_self=by_self, authority=authority
    ),
    known_fields | any_fields,
    values,
    values,
    st.booleans(),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("asked", "decision"),
    [
        (item("mobile"), A),
        (item("phone"), A),
        (item("work_phone"), A),
        (item("mobile", base=None), A),
        (item("mobile", None), ONE),
        (item("mobile", "  "), ONE),
        (item("mobile", authority=False), ONE),
        (item("mobile", by_self=False), ONE),
        (item("email"), ONE),
        (item("street"), ONE),
        (item("house_number"), ONE),
        (item("postcode"), ONE),
        (item("city"), ONE),
        (item("country"), ONE),
        (item("salutation"), TWO),
        (item("first_name"), TWO),
        (item("last_name"), TWO),
        (of_child("first_name"), TWO),
        (of_child("postcode"), ONE),
        (of_child("last_name"), None),
        (of_child("mobile"), None),
        (item("changed_at"), None),
        (item("key"), None),
        (item("email", kind=Kind.TEACHERS), None),
        (item("authority", kind=Kind.GUARDIANSHIPS), None),
    ],
    ids=lambda each: f"{each.kind}.{each.field}={each.wanted}" if isinstance(each, ChangeItem) else str(each),
)
def test_what_a_school_gets_that_chose_nothing(asked: ChangeItem, decision: Decision | None) -> None:
    verdict = judge(asked, ApprovalSettings())
    assert (verdict and verdict.decision) == decision


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.setting)
@pytest.mark.parametrize("route", ROUTES)
def test_each_choice_becomes_its_decision_and_names_its_rule(rule: Any, route: str) -> None:
    chosen = choosing(ApprovalSettings(), rule.setting, route)
    for field in rule.fields:
        own = rule.kind is Kind.GUARDIANS
        verdict = judge(item(field, kind=rule.kind, by_self=own), chosen)
        assert verdict is not None
        assert verdict.decision is (ROUTES[route] if own or route != "automatic" else ONE)
        assert verdict.reason.nl.startswith(f"Regel {rule.number}: ")
        assert verdict.reason.en.startswith(f"Rule {rule.number}: ")


def test_the_reason_says_which_rule_and_why() -> None:
    verdict = judge(item("mobile"), ApprovalSettings())
    assert verdict is not None
    assert verdict.reason.nl == (
        "Regel 3: een eigen telefoonnummer wijzigen gaat vanzelf, "
        "omdat verzorgers zelf weten op welk nummer zij te bereiken zijn."
    )
    held = judge(item("mobile", authority=False), ApprovalSettings())
    assert held is not None
    assert held.reason.nl == (
        "Regel 3: een eigen telefoonnummer wijzigen gaat vaak vanzelf, maar bij de school is niet bekend dat de "
        "aanvrager gezag heeft over een kind. Daarom beslist een medewerker."
    )


def test_every_field_that_may_be_asked_has_one_rule_and_no_other_field_has() -> None:
    ruled = sorted((rule.kind.value, field) for rule in RULES for field in rule.fields)
    assert ruled == TO_BE_ASKED
    assert [rule.number for rule in RULES] == list(range(1, len(RULES) + 1))


def test_authority_counts_only_where_the_school_wants_it() -> None:
    asked = item("mobile", authority=False)
    verdict = judge(asked, ApprovalSettings(needs_authority=False))
    assert verdict is not None
    assert verdict.decision is A


@tried
@given(any_items, any_settings | forced_settings)
def test_only_a_filled_in_detail_of_the_asker_goes_by_itself_whatever_is_chosen(
    asked: ChangeItem, chosen: ApprovalSettings
) -> None:
    verdict = judge(asked, chosen)
    if verdict is not None and verdict.decision is A:
        assert asked.kind is Kind.GUARDIANS
        assert asked.asked_by_self
        assert asked.wanted
        assert facts(RECORD_TYPES[asked.kind])[asked.field].asked_by is Asker.SELF
        assert asked.asker_has_authority or not chosen.needs_authority


@tried
@given(any_items, any_settings | forced_settings)
def test_a_field_without_a_rule_is_left_to_a_person_whatever_is_chosen(
    asked: ChangeItem, chosen: ApprovalSettings
) -> None:
    if (asked.kind.value, asked.field) not in TO_BE_ASKED:
        assert judge(asked, chosen) is None
        assert strictest(()) == SILENCE
        assert SILENCE.decision is ONE


@tried
@given(any_items, any_settings | forced_settings)
def test_never_comes_only_from_the_schools_own_choice(asked: ChangeItem, chosen: ApprovalSettings) -> None:
    verdict = judge(asked, chosen)
    if verdict is not None and verdict.decision is NEVER:
        (rule,) = [rule for rule in RULES if rule.kind is asked.kind and asked.field in rule.fields]
        assert getattr(chosen, rule.setting) == "never"


@tried
@given(any_items, any_settings)
def test_asking_for_authority_is_never_milder(asked: ChangeItem, chosen: ApprovalSettings) -> None:
    on, off = (judge(asked, replace(chosen, needs_authority=needs)) for needs in (True, False))
    assert (on or SILENCE).decision >= (off or SILENCE).decision


@tried
@given(any_items, any_settings, st.data())
def test_a_stricter_choice_is_never_milder(asked: ChangeItem, chosen: ApprovalSettings, data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(RULES))
    now = list(ROUTES).index(getattr(chosen, rule.setting))
    stricter = data.draw(st.sampled_from(list(ROUTES)[now:]))
    before, after = judge(asked, chosen), judge(asked, choosing(chosen, rule.setting, stricter))
    assert (after or SILENCE).decision >= (before or SILENCE).decision


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"review_share": "-1"}, "review_share"),
        ({"review_share": "101"}, "review_share"),
        ({"review_share": "2,5"}, "review_share"),
        ({"own_phone": "soms"}, "own_phone"),
        ({"child_name": "automatic"}, "child_name"),
        ({"child_postcode": "automatic"}, "child_postcode"),
        ({"needs_authority": "misschien"}, "needs_authority"),
    ],
)
def test_settings_that_cannot_be_are_refused_with_what_to_do(values: dict[str, str], refused: str) -> None:
    with pytest.raises(SettingsRefusedError) as caught:
        read_settings(ApprovalSettings, values)
    assert set(caught.value.problems) == {refused}
    assert caught.value.problems[refused].nl.startswith(("Vul ", "Kies "))


def test_settings_are_read_back_as_they_were_kept() -> None:
    chosen = read_settings(ApprovalSettings, {"own_phone": "two", "review_share": "100", "needs_authority": ""})
    assert chosen == ApprovalSettings(own_phone="two", review_share=100, needs_authority=False)
    assert read_settings(ApprovalSettings, as_values(chosen)) == chosen


def test_every_choice_has_words_in_both_languages() -> None:
    for declared in fields_of(ApprovalSettings):
        assert declared.label.nl
        assert declared.help.en
        assert all(label.nl and label.en and label.nl != name for name, label in declared.choices.items())
    shown = {each.name: list(each.choices) for each in fields_of(ApprovalSettings)}
    assert shown["own_phone"] == ["automatic", "one", "two", "never"]
    assert shown["child_name"] == ["one", "two", "never"]


def test_the_registry_asks_the_plugin_and_hears_its_verdict() -> None:
    registry = Registry.of(hub_approvals)
    assert registry.check() == []
    answers = registry.ask("approval_policy", {"approvals": ApprovalSettings()}, school=SCHOOL, item=item("mobile"))
    assert answers.faults == ()
    assert [(key, verdict.decision) for key, verdict in answers.values] == [("approvals", A)]


@pytest.mark.parametrize(
    ("on", "asked"),
    [
        ({}, item("mobile")),
        ({"approvals": None}, item("mobile")),
        ({"approvals": ApprovalSettings()}, of_child("last_name")),
    ],
    ids=["off", "without settings", "unknown field"],
)
def test_off_or_unknown_leaves_it_to_a_person(on: dict[str, Any], asked: ChangeItem) -> None:
    answers = Registry.of(hub_approvals).ask("approval_policy", on, school=SCHOOL, item=asked)
    assert answers.faults == ()
    assert strictest(tuple(verdict for _, verdict in answers.values)) == SILENCE


def test_the_installed_plugin_is_found_and_is_off_at_first() -> None:
    found = Registry.load().plugins["approvals"]
    assert found.settings is ApprovalSettings
    assert not found.starts_on
