"""A policy in sentences, on past requests, and which automatic items are shown for review."""

from dataclasses import replace

import pytest
from hub_approvals.rules import RULES, explain, judge, replay, sampled
from hub_approvals.settings import ApprovalSettings
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.contract import SILENCE, ChangeItem, Decision
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


def test_a_policy_is_explained_rule_by_rule_and_then_what_holds_for_the_rest() -> None:
    told = [each.nl for each in explain(ApprovalSettings())]
    assert [each.split(":")[0] for each in told[: len(RULES)]] == [f"Regel {rule.number}" for rule in RULES]
    assert told[2].startswith("Regel 3: een eigen telefoonnummer wijzigen gaat vanzelf, omdat ")
    assert told[len(RULES) :] == [
        "Vanzelf gaat alleen wat een verzorger over zichzelf vraagt.",
        "Vanzelf gaat het alleen bij een verzorger met gezag over een kind op deze school.",
        "Een gegeven leegmaken gaat nooit vanzelf: daarover beslist een medewerker.",
        "Van elke 100 wijzigingen die vanzelf doorgaan, krijgt u er achteraf ongeveer 10 te zien om na te kijken.",
        "Niemand keurt een eigen aanvraag goed.",
        "Over alles waarover geen regel iets zegt, beslist een medewerker.",
    ]


def test_where_nothing_goes_by_itself_its_conditions_are_not_told() -> None:
    told = " ".join(each.nl for each in explain(ApprovalSettings(own_phone="one")))
    assert "anzelf" not in told


@pytest.mark.parametrize(("share", "words"), [(0, "niet te zien"), (1, "ongeveer 1 te"), (100, "Alles wat vanzelf")])
def test_the_share_for_review_is_told(share: int, words: str) -> None:
    told = " ".join(each.nl for each in explain(ApprovalSettings(review_share=share)))
    assert words in told


def test_what_is_explained_of_a_rule_is_what_an_item_gets_to_read() -> None:
    chosen = ApprovalSettings()
    told = explain(chosen)
    for asked in PAST:
        verdict = judge(asked, chosen)
        assert verdict is None or verdict.reason in told or "Daarom beslist" in verdict.reason.nl


def test_past_items_are_counted_under_each_decision() -> None:
    seen = replay(ApprovalSettings(own_email="never"), PAST)
    assert seen.counts == {
        Decision.AUTOMATIC: 1,
        Decision.ASK_STAFF: 2,
        Decision.ASK_TWO: 2,
        Decision.NEVER: 1,
    }
    assert [asked for asked, _ in seen.verdicts] == PAST
    assert seen.verdicts[-1][1] == SILENCE


def test_beside_the_plugin_off_only_what_a_person_would_not_have_decided_differs() -> None:
    seen = replay(ApprovalSettings(), iter(PAST))
    assert [each.item.field for each in seen.differences] == ["mobile", "last_name", "first_name"]
    assert all(each.before == SILENCE for each in seen.differences)


def test_beside_another_policy_only_what_is_decided_otherwise_differs() -> None:
    before = ApprovalSettings()
    seen = replay(replace(before, own_email="automatic", review_share=50), PAST, before=before)
    (difference,) = seen.differences
    assert difference.item == PAST[2]
    assert (difference.before.decision, difference.after.decision) == (Decision.ASK_STAFF, Decision.AUTOMATIC)


def test_a_policy_differs_in_nothing_from_itself() -> None:
    assert replay(ApprovalSettings(), PAST, before=ApprovalSettings()).differences == ()
    assert sum(replay(ApprovalSettings(), []).counts.values()) == 0


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
