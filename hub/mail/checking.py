"""The letters of a campaign: the school asks whether what it knows is still right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hub.changes import day_words
from hub.mail import links
from hub.mail.content import Action, Content
from hub.records import Text
from hub.store import Books, CampaignState, Letter


def check(school: str, words: str, closes_on: date, path: str, *, again: bool = False) -> Content:
    """Ask a guardian to check the details. No detail stands in the letter: the portal shows them."""
    until = day_words(closes_on)
    own = [Text(part, part) for part in words.split("\n\n") if part.strip()]
    again_first = [
        Text(
            f"Een tijdje geleden vroegen wij of uw gegevens bij {school} nog kloppen. U hebt nog niet geantwoord.",
            f"Some time ago we asked whether your details at {school} are still right. You have not answered yet.",
        )
    ]
    first = [
        Text(
            f"{school} vraagt u om na te kijken of uw gegevens nog kloppen.",
            f"{school} asks you to check whether your details are still right.",
        ),
    ]
    return Content(
        subject=Text("Herinnering: kloppen uw gegevens nog?", "Reminder: are your details still right?")
        if again
        else Text("Kloppen uw gegevens nog?", "Are your details still right?"),
        before=[*(again_first if again else first), *own],
        after=[
            Text(
                "Klopt alles? Dan is één tik genoeg. Klopt er iets niet? Tik dan op het potlood en vraag de school om "
                "het te wijzigen.",
                "Is everything right? Then one tap is enough. Is something not right? Then tap the pencil and ask the "
                "school to change it.",
            ),
            Text(f"Dit kan tot en met {until.nl}.", f"You can do this until {until.en}."),
        ],
        action=Action(Text("Mijn gegevens nakijken", "Check my details"), path),
        why=Text(
            "U krijgt deze brief omdat u een account hebt voor het ouderportaal van deze school.",
            "You get this letter because you have an account for the parent portal of this school.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """How the letter of a campaign comes about: as long as it is open, for who did not answer."""

    again: bool

    def content(self, books: Books, letter: Letter) -> Content | None:
        campaign = books.campaigns.find(letter.subject or 0)
        if campaign is None or letter.guardian is None:
            return None
        if campaign.state(datetime.now(UTC)) is not CampaignState.OPEN:
            return None
        if letter.guardian in books.campaigns.answers(campaign, [letter.guardian]):
            return None
        return check(books.school.name, campaign.words, campaign.closes_on, links.family(), again=self.again)


ASKING: dict[str, Callable[[Books, Letter], Content | None]] = {
    "check": Asking(again=False).content,
    "check_reminder": Asking(again=True).content,
}
