"""What each letter looks like, with made-up requests: for whoever decides whether the school sends it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from hub.contract import Decision, Verdict
from hub.mail import checking, content, links, portals, showing
from hub.mail.content import Content
from hub.mail.reminding import reminder
from hub.records import Kind, Text
from hub.store import Item, ItemState


def sample(letter: str, school: str, code: str) -> Content:
    """Return a letter as it could be. Raises `LookupError` for one that no school sends."""
    return SAMPLES[letter](school, code)


def _item(number: int, field: str) -> Item:
    now = datetime.now(UTC)
    return Item(
        id=number,
        request=1,
        kind=Kind.GUARDIANS,
        key="sample",
        field=field,
        base=None,
        wanted=None,
        correction=None,
        state=ItemState.REQUESTED,
        moved_at=now,
        asked_by="sample",
        guardian="sample",
        asked_at=now,
        self_asked=True,
        has_authority=True,
        lives_with=True,
        verdict=Verdict(Decision.ASK_STAFF, Text("", "")),
        write_key="",
        tries=0,
        remind_at=None,
        reminders=0,
        undoes=None,
    )


def _decided(school: str, _code: str) -> Content:
    reason = Text("Dit adres bestaat niet. Kijk het na.", "This address does not exist. Check it.")
    return content.decided(
        school,
        [(_item(1, "mobile"), ItemState.APPROVED, None), (_item(2, "street"), ItemState.REFUSED, reason)],
        links.own_requests(),
    )


SAMPLES: Mapping[str, Callable[[str, str], Content]] = {
    "invitation": lambda school, _: content.invitation(school, datetime.now(UTC), "/"),
    "received": lambda school, _: content.received(
        school, [_item(1, "mobile"), _item(2, "street")], links.own_requests()
    ),
    "decided": _decided,
    "confirmed": lambda school, _: content.confirmed(school, [_item(1, "mobile")], links.own_details()),
    "check": lambda school, _: checking.check(school, "", datetime.now(UTC).date(), links.family()),
    "check_reminder": lambda school, _: checking.check(
        school, "", datetime.now(UTC).date(), links.family(), again=True
    ),
    "news": lambda school, _: showing.news(school, links.own_family()),
    "information_decided": lambda school, _: showing.information_decided(school, links.own_family()),
    "information_asked": lambda school, code: showing.information_asked(school, 1, links.information_page(code)),
    "reminder": lambda school, code: reminder(school, 3, 1, links.changes_page(code), information=1),
    "coupling_broke": lambda school, code: content.coupling_broke(school, datetime.now(UTC), links.school_page(code)),
    "coupling_works": lambda school, code: content.coupling_works(school, datetime.now(UTC), links.school_page(code)),
    "webhook_paused": lambda school, code: portals.webhook_paused(school, links.portal_webhook(code, 1)),
}
