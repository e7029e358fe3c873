"""A policy in sentences, on past requests, and which automatic items are shown for review."""

import pytest
from hub_approvals.policy import AT_FIRST, read_policy
from hub_approvals.rules import explain, judge, replay, sample, sampled
from hub_approvals.settings import ApprovalSettings
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.contract import ChangeItem, Decision
from hub.records import Kind

tried = settings(max_examples=100, deadline=None, database=None)


def item(field: str, wanted: str | None = "nieuw", kind: Kind = Kind.GUARDIANS) -> ChangeItem:
    return ChangeItem(
        kind=kind,
        key="v1",
        field=field,
        base="oud",
        wanted=wanted,
        asked_by_self=kind is Kind.GUARDIANS,
        asker_has_authority=True,
    )


PAST = [
    item("mobile"),
    item("mobile", None),
    item("email"),
    item("last_name"),
    item("first_name", kind=Kind.PUPILS),
    item("username", kind=Kind.PUPILS),
]


FIRST = read_policy(AT_FIRST)


def test_a_policy_is_explained_rule_by_rule_and_then_what_holds_for_the_rest() -> None:
    told = [each.nl for each in explain(FIRST, ApprovalSettings())]
    assert [each.split(":")[0] for each in told[: len(FIRST)]] == [f"Regel {number}" for number in range(1, 7)]
    assert told[2].startswith("Regel 3: een eigen telefoonnummer wijzigen gaat vanzelf als de aanvrager gezag heeft")
    assert told[len(FIRST) :] == [
        "Vanzelf gaat alleen wat een verzorger over zichzelf vraagt.",
        "Een gegeven leegmaken gaat nooit vanzelf: daarover beslist een medewerker.",
        "Van elke 100 wijzigingen die vanzelf doorgaan, krijgt u er achteraf ongeveer 5 te zien om na te kijken.",
        "Niemand keurt een eigen aanvraag goed.",
        "Over alles waarover geen regel iets zegt, beslist een medewerker.",
    ]


def test_where_nothing_goes_by_itself_its_conditions_are_not_told() -> None:
    told = " ".join(each.nl for each in explain(read_policy("one own_phone"), ApprovalSettings()))
    assert "anzelf" not in told


@pytest.mark.parametrize(("share", "words"), [(0, "niet te zien"), (1, "ongeveer 1 te"), (100, "Alles wat vanzelf")])
def test_the_share_for_review_is_told(share: int, words: str) -> None:
    told = " ".join(each.nl for each in explain(FIRST, ApprovalSettings(review_share=share)))
    assert words in told


def test_what_is_explained_of_a_rule_is_what_an_item_gets_to_read() -> None:
    told = explain(FIRST, ApprovalSettings())
    for asked in PAST:
        said = judge(asked, FIRST)
        assert said.rule is None or said.verdict.reason in told or "Daarom beslist" in said.verdict.reason.nl


def test_past_items_are_counted_under_each_decision_before_and_after() -> None:
    seen = replay(FIRST, read_policy("never own_email; two any"), PAST)
    assert list(seen.before.values()) == [1, 3, 2, 0]
    assert seen.after == {Decision.AUTOMATIC: 0, Decision.ASK_STAFF: 0, Decision.ASK_TWO: 5, Decision.NEVER: 1}


def test_only_what_is_decided_otherwise_differs_with_the_rules_of_both() -> None:
    seen = replay(FIRST, read_policy(f"automatic own_email; {AT_FIRST}"), iter(PAST))
    (difference,) = seen.differences
    assert difference.place == 2
    assert (difference.before.rule, difference.before.verdict.decision) == (2, Decision.ASK_STAFF)
    assert (difference.after.rule, difference.after.verdict.decision) == (1, Decision.AUTOMATIC)


def test_a_policy_differs_in_nothing_from_itself() -> None:
    assert replay(FIRST, FIRST, PAST).differences == ()
    assert sum(replay(FIRST, FIRST, []).after.values()) == 0


@tried
@given(st.frozensets(st.integers(1, 10**6), max_size=40), st.integers(0, 100))
def test_of_a_week_the_share_is_shown_and_at_least_one(items: frozenset[int], share: int) -> None:
    shown = sample(items, share)
    assert shown <= items
    assert bool(shown) is bool(items and share)
    assert shown == sample(sorted(items, reverse=True), share)
    assert shown >= {each for each in items if sampled(each, share)}


@tried
@given(st.integers(0, 10**9) | st.text(max_size=20), st.integers(0, 100), st.integers(0, 100))
def test_a_larger_share_shows_what_a_smaller_one_shows(number: int | str, one: int, other: int) -> None:
    smaller, larger = sorted((one, other))
    assert sampled(number, larger) or not sampled(number, smaller)
    assert sampled(number, one) == sampled(number, one)
    assert not sampled(number, 0)
    assert sampled(number, 100)


@pytest.mark.parametrize("share", [5, 10, 50, 90])
def test_about_the_share_of_many_items_is_shown(share: int) -> None:
    shown = sum(sampled(number, share) for number in range(10_000))
    assert abs(shown - share * 100) < 200
