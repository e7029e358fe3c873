"""Starting a campaign, reminding, answering and ending it; each in the transaction of the books in hand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hub.campaigns.audience import Person, asked_about, people_of, response_of
from hub.changes import begins, dutch_day
from hub.contract import ChangeMoved, Event, HubError
from hub.mail import post_many
from hub.records import Text
from hub.store import Books, Campaign, CampaignState, How, ItemState, NewCampaign, Store
from hub.store.campaigns import Known

QUIET = timedelta(minutes=10)
"""So long after the start nobody is told: the school can still take it back."""
REMIND_EVERY = timedelta(days=3)
LETTER, REMINDER = "check", "check_reminder"


class CannotCampaignError(HubError):
    """This cannot be done now. Nothing was sent or changed; the sentence says what to do."""


def start(books: Books, wanted: NewCampaign, *, letters: int) -> Campaign:
    """Start a campaign. `letters` is how many would go by the page that was confirmed.

    Raises `CannotCampaignError` where that number is another by now, or a campaign is under way.
    """
    people = [each.key for each in people_of(books, wanted) if each.can_answer]
    if len(people) != letters:
        raise CannotCampaignError(OTHER_NUMBER)
    if not people:
        raise CannotCampaignError(NOBODY)
    campaign = books.campaigns.start(wanted, QUIET)
    if campaign is None:
        raise CannotCampaignError(ONE_AT_A_TIME)
    post_many(books, LETTER, people, subject=campaign.id)
    return campaign


def undo(books: Books, now: datetime) -> None:
    """Take the start back, before any letter left; the letters find that there is nothing to tell."""
    books.campaigns.undo(_under_way(books, now, CampaignState.COMING, TOO_LATE))


def close(books: Books, now: datetime) -> None:
    """End the campaign that is open, and keep its counts."""
    _close(books, _under_way(books, now, CampaignState.OPEN, NONE_OPEN))


def may_remind_from(campaign: Campaign) -> datetime:
    """Return from when guardians may be reminded (again)."""
    return (campaign.reminded_at or campaign.opens_at) + REMIND_EVERY


def silent_of(books: Books, campaign: Campaign) -> list[Person]:
    """Return who has an account and did not answer."""
    answers = books.campaigns.answers(campaign)
    return [each for each in people_of(books, campaign) if each.can_answer and each.key not in answers]


def remind(books: Books, now: datetime, *, letters: int) -> None:
    """Remind who did not answer. Raises `CannotCampaignError` where it is too soon, or the number is another by now."""
    campaign = _under_way(books, now, CampaignState.OPEN, NONE_OPEN)
    if now < may_remind_from(campaign):
        raise CannotCampaignError(TOO_SOON)
    people = silent_of(books, campaign)
    if len(people) != letters:
        raise CannotCampaignError(OTHER_NUMBER)
    _remind(books, campaign, people)


def answer_right(books: Books, number: int, guardian: str, right: Sequence[Known], now: datetime) -> None:
    """Keep that a guardian finds everything right, with the values that he saw."""
    campaign = books.campaigns.under_way()
    if campaign is None or campaign.id != number or campaign.state(now) is not CampaignState.OPEN:
        raise CannotCampaignError(OVER)
    if not asked_about(books, campaign, guardian):
        raise CannotCampaignError(OVER)
    books.campaigns.answer(campaign, guardian, How.RIGHT)
    books.campaigns.check(guardian, right)


def note_answers(store: Store) -> None:
    """Let a request for a change count as an answer, in the same transaction."""
    store.clerks.append(_follow)


def tend(books: Books, now: datetime) -> None:
    """End a campaign whose last day is over; remind halfway where the school wants that."""
    campaign = books.campaigns.under_way()
    if campaign is None or campaign.state(now) is not CampaignState.OPEN:
        return
    if dutch_day(now) > campaign.closes_on:
        _close(books, campaign)
    elif campaign.reminds_itself and campaign.reminders == 0 and now >= _halfway(campaign):
        _remind(books, campaign, silent_of(books, campaign))


def _follow(books: Books, event: Event) -> None:
    if not isinstance(event, ChangeMoved) or event.state != ItemState.REQUESTED:
        return
    campaign = books.campaigns.under_way()
    if campaign is None or campaign.state(datetime.now(UTC)) is not CampaignState.OPEN:
        return
    item = books.changes.item(event.item)
    if item.guardian is not None and (item.kind, item.field) in campaign.asks:
        books.campaigns.answer(campaign, item.guardian, How.CHANGED)


def _under_way(books: Books, now: datetime, wanted: CampaignState, otherwise: Text) -> Campaign:
    """Return the campaign, held until this transaction ends, where it is as far as that. Raises what to tell if not."""
    campaign = books.campaigns.under_way(lock=True)
    if campaign is None or campaign.state(now) is not wanted:
        raise CannotCampaignError(otherwise)
    return campaign


def _close(books: Books, campaign: Campaign) -> None:
    response = response_of(people_of(books, campaign), books.campaigns.answers(campaign))
    books.campaigns.end(campaign, response.counts())


def _remind(books: Books, campaign: Campaign, people: Sequence[Person]) -> None:
    books.campaigns.note_reminder(campaign)
    post_many(books, REMINDER, [each.key for each in people], subject=campaign.id)


def _halfway(campaign: Campaign) -> datetime:
    ends = begins(campaign.closes_on + timedelta(days=1))
    return campaign.opens_at + (ends - campaign.opens_at) / 2


ONE_AT_A_TIME = Text(
    "Er loopt al een controle. Sluit die eerst, of wacht tot die klaar is.",
    "A check is under way already. Close it first, or wait until it is done.",
)
OTHER_NUMBER = Text(
    "Er is intussen iets veranderd: er gaan nu meer of minder berichten uit. Er is nog niets verstuurd. Kijk het "
    "aantal na en bevestig opnieuw.",
    "Something has changed meanwhile: more or fewer letters would go now. Nothing was sent yet. Check the number and "
    "confirm again.",
)
NOBODY = Text(
    "Geen van deze verzorgers heeft een account. Nodig ze eerst uit bij Verzorgers.",
    "None of these guardians has an account. Invite them first under Guardians.",
)
TOO_LATE = Text(
    "Terugdraaien kan niet meer: de berichten zijn onderweg. U kunt de controle wel sluiten.",
    "This cannot be undone any more: the letters are on their way. You can close the check.",
)
NONE_OPEN = Text("Er loopt nu geen controle.", "No check is under way now.")
TOO_SOON = Text(
    "Verzorgers kregen kortgeleden al bericht. Herinner ze later.",
    "Guardians got a letter not long ago. Remind them later.",
)
OVER = Text(
    "Deze vraag is gesloten. U hoeft niets meer te doen. Klopt er iets niet? Tik dan op het potlood.",
    "This question is closed. You need not do anything more. Is something not right? Then tap the pencil.",
)
