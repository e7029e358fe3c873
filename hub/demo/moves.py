"""The demo's move of house with a day to come, and the school that asks its guardians whether all is still right."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hub import changes
from hub.changes import Approver, Moving, Wish
from hub.demo.families import of_login
from hub.demo.schools import VLIEGER
from hub.records import Kind, Text
from hub.registry import Registry
from hub.store import How, NewCampaign, Store

MOVES_TO = {"street": "Havenkade", "house_number": "21", "postcode": "3812 AB", "city": "Amersfoort"}
AHEAD, OPEN_FOR = timedelta(days=40), timedelta(days=21)
ASKED = tuple((Kind.GUARDIANS, name) for name in ("mobile", "email", "street", "house_number", "postcode", "city"))
WORDS = "Wilt u even kijken of uw nummer en adres nog kloppen? Dan kunnen wij u bereiken als er iets is."


def move_and_check(store: Store, registry: Registry) -> Iterator[Text]:
    """Let a parent move next month, with the school's yes, and let the school ask everybody: klopt dit nog?"""
    today = datetime.now(UTC).date()
    email = "ex@demo.example"
    with store.open(VLIEGER, email) as books:
        mover = of_login(books, email)
    moving = Moving(move=str(uuid4()), effective_on=today + AHEAD, guardian=mover.key, by=email)
    wishes = [Wish(kind=Kind.GUARDIANS, key=mover.key, field=field, value=value) for field, value in MOVES_TO.items()]
    for item in changes.ask_move(store, registry, VLIEGER, [wishes], moving).items:
        changes.approve(store, registry, VLIEGER, item.id, approver=Approver("vlieger@demo.example"))
    with store.open(VLIEGER, "vlieger@demo.example") as books:
        wanted = NewCampaign(groups=None, asks=ASKED, closes_on=today + OPEN_FOR, words=WORDS, reminds_itself=True)
        campaign = books.campaigns.start(wanted, timedelta(0))
        assert campaign is not None
        books.campaigns.answer(campaign, of_login(books, "stiefouder@demo.example").key, How.RIGHT)
    yield Text(
        f"  {VLIEGER}: een ouder verhuist volgende maand, en de school vraagt: klopt dit nog?",
        f"  {VLIEGER}: a parent moves next month, and the school asks whether all is still right",
    )
