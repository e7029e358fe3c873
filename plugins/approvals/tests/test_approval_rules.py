"""What the rules say: tables of items and policies, and what no policy can do."""

from typing import Any

import hub_approvals
import pytest
from hub_approvals.conditions import CONDITIONS
from hub_approvals.policy import (
    AT_FIRST,
    MOST_RULES,
    ROUTES,
    Policy,
    Rule,
    RuleRefusedError,
    hidden,
    make_rule,
    read_policy,
    write_policy,
)
from hub_approvals.rules import explain, judge
from hub_approvals.settings import ApprovalSettings
from hub_approvals.subjects import GROUPS, SUBJECTS
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
FIRST = read_policy(AT_FIRST)
TO_BE_ASKED = sorted(
    (kind.value, name)
    for kind, record in RECORD_TYPES.items()
    for name, fact in facts(record).items()
    if fact.asked_by is not Asker.NOBODY
)
tried = settings(max_examples=150, deadline=None, database=None)


def item(
    field: str, wanted: Any = "nieuw", *, kind: Kind = Kind.GUARDIANS, base: Any = "oud", **who: bool
) -> ChangeItem:
    asker: dict[str, Any] = {"asked_by_self": True, "asker_has_authority": True, "asker_lives_with": True, **who}
    return ChangeItem(kind=kind, key="v1", field=field, base=base, wanted=wanted, **asker)


def of_child(field: str, **more: Any) -> ChangeItem:
    return item(field, kind=Kind.PUPILS, asked_by_self=False, **more)


def by_school(field: str, **more: Any) -> ChangeItem:
    return item(
        field, asked_by_self=False, asker_has_authority=False, asker_lives_with=False, asked_by_school=True, **more
    )


def made(parts: tuple[str, str, list[str]]) -> Rule | None:
    try:
        return make_rule(*parts)
    except RuleRefusedError:
        return None


rules = (
    st.tuples(
        st.sampled_from(sorted(ROUTES)),
        st.sampled_from(sorted(SUBJECTS)),
        st.lists(st.sampled_from(sorted(CONDITIONS)), max_size=2, unique=True),
    )
    .map(made)
    .filter(lambda rule: rule is not None)
)
policies = st.lists(rules, max_size=8).map(tuple)
known_fields = st.sampled_from([(each.kind, field) for each in GROUPS for field in each.fields])
any_fields = st.tuples(st.sampled_from(Kind), st.sampled_from([name for _, name in TO_BE_ASKED]) | st.text(max_size=12))
values = st.none() | st.booleans() | st.text(max_size=8) | st.sampled_from(["+31612345678", "1234 AB", "1234 CD"])
any_items = st.builds(
    lambda where, base, wanted, mine, authority, home, school: item(
        where[1],
        wanted,
        kind=where[0],
        base=base,
        asked_by_self=mine,
        asker_has_authority=authority,
        asker_lives_with=home,
        asked_by_school=school,
    ),
    known_fields | any_fields,
    values,
    values,
    *(st.booleans() for _ in range(4)),
)


@pytest.mark.parametrize(
    ("asked", "decision", "rule"),
    [
        (item("mobile"), A, 3),
        (item("phone"), A, 3),
        (item("work_phone"), A, 3),
        (item("mobile", base=None), A, 3),
        (item("mobile", None), ONE, 3),
        (item("mobile", "  "), ONE, 3),
        (item("mobile", asker_has_authority=False), ONE, 3),
        (item("mobile", asked_by_self=False), ONE, 3),
        (item("email"), ONE, 2),
        (item("street"), ONE, 4),
        (item("postcode"), ONE, 4),
        (item("country"), ONE, 4),
        (item("salutation"), TWO, 1),
        (item("last_name"), TWO, 1),
        (of_child("first_name"), TWO, 5),
        (of_child("postcode"), ONE, 6),
        (of_child("last_name"), ONE, None),
        (of_child("mobile"), ONE, None),
        (item("changed_at"), ONE, None),
        (item("email", kind=Kind.TEACHERS), ONE, None),
        (item("authority", kind=Kind.GUARDIANSHIPS), ONE, None),
    ],
    ids=lambda each: f"{each.kind}.{each.field}={each.wanted}" if isinstance(each, ChangeItem) else str(each),
)
def test_what_a_school_gets_that_chose_nothing(asked: ChangeItem, decision: Decision, rule: int | None) -> None:
    said = judge(asked, FIRST)
    assert (said.verdict.decision, said.rule) == (decision, rule)
    assert (said.verdict == SILENCE) is (rule is None)


@pytest.mark.parametrize(
    ("condition", "subject", "fits", "does_not"),
    [
        ("authority", "own_email", item("email"), item("email", asker_has_authority=False)),
        ("without_authority", "own_email", item("email", asker_has_authority=False), item("email")),
        ("without_authority", "own_email", item("email", asker_has_authority=False), by_school("email")),
        ("lives_with", "own_address", item("city"), item("city", asker_lives_with=False)),
        ("lives_elsewhere", "own_address", item("city", asker_lives_with=False), item("city")),
        ("lives_elsewhere", "own_address", item("city", asker_lives_with=False), by_school("city")),
        ("by_school", "any", by_school("mobile"), item("mobile")),
        ("first", "own_phone", item("phone", base=None), item("phone")),
        ("first", "own_phone", item("phone", base=" "), item("phone", base="0201234567")),
        ("small", "own_name", item("last_name", "Janssen", base="Jansen"), item("last_name", "Bakker", base="Jansen")),
        ("small", "own_name", item("last_name", "Jonsen", base="Jansen"), item("last_name", "Jansen", base=None)),
        ("small", "own_name", item("last_name", "Jnasen", base="Jansen"), item("last_name", "Jan", base="Jansen")),
        ("emptied", "own_phone", item("phone", None), item("phone", "0201234567")),
        ("dutch", "own_phone", item("mobile", "+31612345678"), item("mobile", "+32470123456")),
        ("dutch", "own_phone", item("mobile", "0612345678"), item("mobile", "0032470123456")),
        ("near", "postcode", item("postcode", "1234 CD", base="1234 AB"), item("postcode", "1235 AB", base="1234 AB")),
        (
            "near",
            "child_postcode",
            of_child("postcode", wanted="1234CD", base="1234 AB"),
            of_child("postcode", base=None),
        ),
    ],
)
def test_a_rule_fits_where_its_condition_holds_and_only_there(
    condition: str, subject: str, fits: ChangeItem, does_not: ChangeItem
) -> None:
    policy = (make_rule("two", subject, [condition]),)
    assert (judge(fits, policy).verdict.decision, judge(fits, policy).rule) == (TWO, 1)
    assert judge(does_not, policy).rule is None


def test_the_first_rule_that_fits_decides_and_says_its_number() -> None:
    policy = read_policy("never mobile first; automatic own_phone dutch; two own_phone; one any")
    asked = [item("mobile", "+31612345678", base=None), item("mobile", "+31612345678"), item("mobile", "+3247")]
    said = [judge(each, policy) for each in (*asked, item("email"))]
    assert [(each.verdict.decision, each.rule) for each in said] == [(NEVER, 1), (A, 2), (TWO, 3), (ONE, 4)]
    assert said[3].verdict.reason.nl.startswith("Regel 4: over een wijziging van welk gegeven dan ook beslist")


def test_what_may_not_go_by_itself_is_left_to_a_later_rule() -> None:
    policy = read_policy("automatic own_phone\ntwo own_phone emptied")
    assert judge(item("phone", None), policy).verdict.decision is TWO
    assert judge(item("phone", "0201234567"), policy).verdict.decision is A


def test_the_reason_says_which_rule_and_why() -> None:
    assert judge(item("mobile"), FIRST).verdict.reason.nl == (
        "Regel 3: een eigen telefoonnummer wijzigen gaat vanzelf als de aanvrager gezag heeft over het kind, "
        "omdat verzorgers zelf weten op welk nummer zij te bereiken zijn."
    )
    assert judge(item("mobile", asker_has_authority=False), FIRST).verdict.reason.nl == (
        "Regel 3: een eigen telefoonnummer wijzigen gaat vaak vanzelf, maar bij de school is niet bekend dat de "
        "aanvrager gezag heeft over een kind. Daarom beslist een medewerker."
    )


def test_two_conditions_stand_in_one_sentence() -> None:
    (sentence, *_) = explain(read_policy("two postcode near lives_with"), ApprovalSettings())
    assert sentence.nl == (
        "Regel 1: twee medewerkers moeten een wijziging van het eigen gegeven ‘Postcode’ goedkeuren als het kind bij "
        "de aanvrager woont en de vier cijfers van de postcode gelijk blijven, omdat het kind misschien ook verhuist."
    )


def test_every_field_that_may_be_asked_is_of_one_group_and_no_other_field_is() -> None:
    assert sorted((each.kind.value, field) for each in GROUPS if each.kind for field in each.fields) == TO_BE_ASKED


@tried
@given(any_items, policies)
def test_only_a_filled_in_detail_of_the_asker_goes_by_itself_whatever_is_chosen(
    asked: ChangeItem, chosen: Policy
) -> None:
    if judge(asked, chosen).verdict.decision is A:
        assert asked.kind is Kind.GUARDIANS
        assert asked.asked_by_self
        assert isinstance(asked.wanted, str)
        assert asked.wanted.strip()
        assert facts(RECORD_TYPES[asked.kind])[asked.field].asked_by is Asker.SELF


@tried
@given(any_items, policies)
def test_a_verdict_comes_from_the_rule_that_it_names_and_from_none_before_it(asked: ChangeItem, chosen: Policy) -> None:
    said = judge(asked, chosen)
    if said.rule is None:
        assert said.verdict == SILENCE
        return
    assert said.verdict.reason.nl.startswith(f"Regel {said.rule}: ")
    assert said.verdict.reason.en.startswith(f"Rule {said.rule}: ")
    rule = chosen[said.rule - 1]
    assert rule.subject.covers(asked)
    assert said.verdict.decision in (rule.decision, ONE)


@tried
@given(any_items, policies, st.data())
def test_a_condition_more_on_what_goes_by_itself_lets_nothing_more_go(
    asked: ChangeItem, chosen: Policy, data: st.DataObject
) -> None:
    more = tuple(
        made(("automatic", rule.subject.key, [*(each.key for each in rule.conditions), data.draw(names)])) or rule
        if rule.decision is A
        else rule
        for rule in chosen
    )
    if judge(asked, more).verdict.decision is A:
        assert judge(asked, chosen).verdict.decision is A


names = st.sampled_from(sorted(CONDITIONS))


@tried
@given(policies)
def test_a_policy_is_read_back_as_it_was_written(chosen: Policy) -> None:
    assert read_policy(write_policy(chosen)) == chosen
    kept = read_settings(ApprovalSettings, {"rules": write_policy(chosen)})
    assert read_policy(read_settings(ApprovalSettings, as_values(kept)).rules) == chosen


@tried
@given(any_items, policies)
def test_a_rule_that_is_said_to_be_hidden_never_decides(asked: ChangeItem, chosen: Policy) -> None:
    assert judge(asked, chosen).rule not in hidden(chosen)


def test_a_hidden_rule_is_named_with_the_one_before_it() -> None:
    chosen = read_policy(
        "one own_phone; two mobile; two own_email; never any; one city; automatic own_name; one own_name"
    )
    assert hidden(chosen) == {2: 1, 5: 4, 6: 4, 7: 4}
    assert hidden(FIRST) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("soms own_phone", "Regel 1: 'soms' is geen besluit. Kies uit: automatic, one, two, never."),
        ("one own_phone; one\n", "Regel 2: '' is geen gegeven."),
        ("one own_fax", "Regel 1: 'own_fax' is geen gegeven. Kies uit: own_name"),
        ("one own_email rich", "Regel 1: 'rich' is geen voorwaarde."),
        ("automatic child_name", "Regel 1: Vanzelf gaat alleen iets van de verzorger zelf."),
        ("automatic any", "Regel 1: Vanzelf gaat alleen iets van de verzorger zelf."),
        ("automatic mobile emptied", "Regel 1: Een gegeven leegmaken gaat nooit vanzelf."),
        ("automatic mobile by_school", "Regel 1: Wat de school zelf terugdraait, gaat nooit vanzelf."),
        (
            "one own_email dutch",
            "Regel 1: De voorwaarde 'Het nieuwe nummer is een Nederlands nummer' past niet bij het",
        ),
        ("one any near", "Regel 1: De voorwaarde"),
        ("one mobile authority without_authority", "gaan nooit samen. Kies één van de twee."),
        (";".join(["one own_email"] * (MOST_RULES + 1)), "Er passen 40 regels in een beleid."),
    ],
)
def test_a_policy_that_cannot_be_is_refused_with_the_rule_and_what_to_do(text: str, says: str) -> None:
    with pytest.raises(SettingsRefusedError) as caught:
        read_settings(ApprovalSettings, {"rules": text})
    assert says in caught.value.problems["rules"].nl


@pytest.mark.parametrize("share", ["-1", "101", "2,5"])
def test_a_share_that_cannot_be_is_refused(share: str) -> None:
    with pytest.raises(SettingsRefusedError) as caught:
        read_settings(ApprovalSettings, {"review_share": share})
    assert caught.value.problems["review_share"].nl.startswith("Vul ")


def test_every_choice_has_words_in_both_languages() -> None:
    for declared in fields_of(ApprovalSettings):
        assert declared.label.nl
        assert declared.help.en
    words = [*((each.label, each.name) for each in SUBJECTS.values())]
    words += [(each.label, each.when) for each in CONDITIONS.values()]
    assert all(text.nl and text.en and text.nl != text.en for pair in words for text in pair)


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
