"""What a letter says, before it is written out: sentences in both languages, points and one thing to do. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from hub.mail.days import from_when
from hub.records import RECORD_TYPES, Kind, Text, facts
from hub.store import Item, ItemState

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do: the words on the button, and the path in the portal to which it leads."""

    label: Text
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A letter. `before` and `after` are paragraphs around the points; `why` tells the reader why he gets it."""

    subject: Text
    before: Sequence[Text]
    points: Sequence[Text] = ()
    after: Sequence[Text] = ()
    action: Action | None = None
    why: Text = field(default=Text("", ""))


def received(school: str, items: Sequence[Item], path: str) -> Content:
    """Tell a guardian that the school has the request, and what of it went through at once."""
    return Content(
        subject=Text("Uw aanvraag is ontvangen", "Your request has been received"),
        before=[
            Text(f"U hebt {school} gevraagd om dit te wijzigen:", f"You asked {school} to change this:"),
        ],
        points=_once(_asked(each) for each in items),
        after=[
            *from_when(items),
            Text(
                "U krijgt bericht als de school heeft besloten. In het ouderportaal ziet u hoe het ermee staat.",
                "You will hear when the school has decided. In the parent portal you see how it is getting on.",
            ),
            NOT_YOU,
        ],
        action=Action(Text("Mijn aanvraag bekijken", "See my request"), path),
        why=ASKED,
    )


def decided(school: str, decisions: Sequence[tuple[Item, ItemState, Text | None]], path: str) -> Content:
    """Tell a guardian what the school decided, with its reason where it refused."""
    refused = any(state is ItemState.REFUSED for _, state, _ in decisions)
    after = [
        Text(
            "Wat is goedgekeurd, zet de school in haar administratie. U krijgt bericht als het erin staat.",
            "What is approved, the school puts in its records. You will hear when it is there.",
        )
    ]
    if all(state is ItemState.REFUSED for _, state, _ in decisions):
        after = []
    else:
        after += from_when([item for item, state, _ in decisions if state is not ItemState.REFUSED])
    if refused:
        after.append(
            Text(
                "Bent u het niet eens met een besluit? Neem dan contact op met de school.",
                "Do you disagree with a decision? Then contact the school.",
            )
        )
    return Content(
        subject=Text("Er is besloten over uw aanvraag", "Your request has been decided on"),
        before=[Text(f"{school} heeft over uw aanvraag besloten:", f"{school} has decided on your request:")],
        points=_once(_decision(*each) for each in decisions),
        after=after,
        action=Action(Text("Het besluit bekijken", "See the decision"), path),
        why=ASKED,
    )


def confirmed(school: str, items: Sequence[Item], path: str) -> Content:
    """Tell a guardian that the LAS shows the change."""
    return Content(
        subject=Text("Uw wijziging is verwerkt", "Your change has been carried out"),
        before=[
            Text(
                f"Dit staat nu zoals u vroeg in de administratie van {school}:",
                f"This is now in the records of {school} as you asked:",
            )
        ],
        points=_once(_named(each) for each in items),
        after=[
            Text(
                "Klopt er iets niet? Neem dan contact op met de school.", "Is something wrong? Then contact the school."
            )
        ],
        action=Action(Text("Mijn gegevens bekijken", "See my details"), path),
        why=ASKED,
    )


def coupling_broke(school: str, since: datetime, path: str) -> Content:
    """Tell a school's administrators that nothing comes in any more."""
    return Content(
        subject=Text("De koppeling met het LAS werkt niet", "The coupling with the LAS does not work"),
        before=[
            Text(
                f"Sinds {moment(since, 'nl')} kan de hub geen gegevens ophalen uit het LAS van {school}.",
                f"Since {moment(since, 'en')} the hub cannot get data from the LAS of {school}.",
            ),
            Text(
                "Het ouderportaal werkt door, maar laat oudere gegevens zien. Goedgekeurde wijzigingen blijven bewaard "
                "en gaan later alsnog naar het LAS.",
                "The parent portal goes on, but shows older data. Approved changes are kept, and go to the LAS later.",
            ),
            Text(
                "Op de pagina van de school staat wat er mis is en wat u kunt doen.",
                "The school's page says what is wrong and what you can do.",
            ),
        ],
        action=Action(Text("Naar de pagina van de school", "Go to the school's page"), path),
        why=ADMINS,
    )


def coupling_works(school: str, since: datetime, path: str) -> Content:
    """Tell a school's administrators that the trouble is over."""
    return Content(
        subject=Text("De koppeling met het LAS werkt weer", "The coupling with the LAS works again"),
        before=[
            Text(
                f"De hub haalt weer gegevens op uit het LAS van {school}. Dat lukte niet sinds {moment(since, 'nl')}.",
                f"The hub gets data from the LAS of {school} again. It could not since {moment(since, 'en')}.",
            ),
            Text("U hoeft niets te doen.", "You need not do anything."),
        ],
        action=Action(Text("Naar de pagina van de school", "Go to the school's page"), path),
        why=ADMINS,
    )


def invitation(school: str, until: datetime, path: str) -> Content:
    """Invite a guardian to make an account."""
    return Content(
        subject=Text(f"Uitnodiging voor het ouderportaal van {school}", f"Invitation to the parent portal of {school}"),
        before=[
            Text(f"{school} nodigt u uit voor het ouderportaal.", f"{school} invites you to its parent portal."),
            Text(
                "Daar ziet u welke gegevens de school van u en uw kind heeft, en kunt u vragen om ze te wijzigen.",
                "There you see which details the school has of you and your child, and you can ask to change them.",
            ),
        ],
        after=[
            Text(f"De link werkt tot {moment(until, 'nl')}.", f"The link works until {moment(until, 'en')}."),
            NOT_ON,
        ],
        action=Action(Text("Account maken", "Make an account"), path),
        why=Text(
            f"U krijgt deze brief omdat {school} uw e-mailadres kent als dat van een ouder of verzorger. Bent u dat "
            "niet? Meld het dan bij de school.",
            f"You get this letter because {school} knows your e-mail address as that of a parent or guardian. Are you "
            "not? Then tell the school.",
        ),
    )


def welcome(path: str) -> Content:
    """Let somebody who was given an account choose a first password."""
    return Content(
        subject=Text("Uw account voor Koppelhub", "Your account for Koppelhub"),
        before=[
            Text(
                "Iemand van uw school of bestuur heeft een account voor u gemaakt. Kies zelf een wachtwoord.",
                "Somebody of your school or board has made an account for you. Choose a password yourself.",
            )
        ],
        after=[Text("De link werkt twee weken, en één keer.", "The link works for two weeks, and once."), NOT_ON],
        action=Action(Text("Wachtwoord kiezen", "Choose a password"), path),
        why=HAVE_ACCOUNT,
    )


def password_reset(path: str) -> Content:
    """Let somebody choose a new password."""
    return Content(
        subject=Text("Kies een nieuw wachtwoord", "Choose a new password"),
        before=[
            Text(
                "Iemand vroeg om een nieuw wachtwoord voor uw account in het ouderportaal.",
                "Somebody asked for a new password for your account in the parent portal.",
            )
        ],
        after=[
            Text("De link werkt een uur, en één keer.", "The link works for an hour, and once."),
            Text(
                "Was u dit niet? Dan hoeft u niets te doen: uw wachtwoord blijft zoals het is.",
                "Was it not you? Then you need not do anything: your password stays as it is.",
            ),
        ],
        action=Action(Text("Nieuw wachtwoord kiezen", "Choose a new password"), path),
        why=HAVE_ACCOUNT,
    )


def step_changed(path: str, *, is_on: bool) -> Content:
    """Tell the owner of an account that it logs in with a second step from now on, or does so no more."""
    on = Text(
        "U logt vanaf nu in met uw wachtwoord en een code uit de app op uw telefoon.",
        "From now on you log in with your password and a code from the app on your phone.",
    )
    off = Text(
        "De tweede stap bij het inloggen staat uit. Uw wachtwoord alleen is nu genoeg.",
        "The second step of logging in is off. Your password alone is enough now.",
    )
    return Content(
        subject=Text("Uw manier van inloggen is veranderd", "The way you log in has changed"),
        before=[on if is_on else off],
        after=[
            Text(
                "Was u dit niet? Kies dan meteen een nieuw wachtwoord, en vertel het uw school.",
                "Was it not you? Then choose a new password at once, and tell your school.",
            )
        ],
        action=Action(Text("Mijn account bekijken", "See my account"), path),
        why=HAVE_ACCOUNT,
    )


def trial() -> Content:
    """Say that mail works, to whoever set it."""
    return Content(
        subject=Text("Koppelhub kan mail versturen", "Koppelhub can send mail"),
        before=[
            Text(
                "Deze brief is een proef. Hij kwam aan, dus de instellingen voor mail kloppen.",
                "This letter is a trial. It arrived, so the settings of mail are right.",
            )
        ],
        action=Action(Text("Naar het portaal", "Go to the portal"), "/"),
        why=Text("U krijgt deze brief omdat iemand de mail probeerde.", "You get this letter because mail was tried."),
    )


def moment(at: datetime, language: str) -> str:
    """Return a moment as people say it, in the time of the Netherlands."""
    day = format_datetime(at, "d MMMM", tzinfo=AMSTERDAM, locale=language)
    time = format_datetime(at, "HH:mm", tzinfo=AMSTERDAM, locale=language)
    return f"{day} om {time} uur" if language == "nl" else f"{day} at {time}"


def since_of(number: int) -> datetime:
    """Return the moment that a letter's number stands for: seconds since 1970."""
    return datetime.fromtimestamp(number, UTC)


def _named(item: Item) -> Text:
    """Name a field as the reader speaks of it. Never a value, and never whose child it is by name."""
    label = facts(RECORD_TYPES[item.kind])[item.field].label
    nl, en = _small(label.nl), _small(label.en)
    if item.kind is Kind.GUARDIANS:
        return Text(f"uw {nl}", f"your {en}")
    return Text(f"{nl} van uw kind", f"{en} of your child")


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def _asked(item: Item) -> Text:
    named = _named(item)
    if item.state in (ItemState.REQUESTED, ItemState.CONFLICT, ItemState.WITHDRAWN, ItemState.REFUSED):
        return named
    return Text(f"{named.nl} (is al goedgekeurd)", f"{named.en} (approved already)")


def _decision(item: Item, state: ItemState, reason: Text | None) -> Text:
    named = _named(item)
    if state is not ItemState.REFUSED:
        return Text(f"{named.nl}: goedgekeurd", f"{named.en}: approved")
    if reason is None or _gives_away(item, reason):
        return Text(
            f"{named.nl}: niet goedgekeurd. De reden staat in het ouderportaal.",
            f"{named.en}: not approved. The parent portal says why.",
        )
    return Text(
        f"{named.nl}: niet goedgekeurd. Reden: {_short(reason.nl)}",
        f"{named.en}: not approved. Reason: {_short(reason.en)}",
    )


def _gives_away(item: Item, reason: Text) -> bool:
    """Tell whether a reason repeats a value: that stays in the portal."""
    values = (item.base, item.wanted, item.value)
    said = {_bare(each) for each in values if isinstance(each, str)} - {""}
    return any(each in _bare(reason.nl) or each in _bare(reason.en) for each in said)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}…"


def _once(points: Iterable[Text]) -> list[Text]:
    return list(dict.fromkeys(points))


NOT_YOU = Text(
    "Hebt u dit niet gevraagd? Neem dan meteen contact op met de school.",
    "Did you not ask this? Then contact the school at once.",
)
ASKED = Text(
    "U krijgt deze brief omdat u de school om een wijziging vroeg.",
    "You get this letter because you asked the school for a change.",
)
NOT_ON = Text("Deze link is alleen voor u. Stuur hem niet door.", "This link is for you only. Do not pass it on.")
HAVE_ACCOUNT = Text("U krijgt deze brief omdat u een account hebt.", "You get this letter because you have an account.")
STAFF = Text(
    "U krijgt deze brief omdat u bij deze school over wijzigingen beslist.",
    "You get this letter because you decide on changes at this school.",
)
ADMINS = Text(
    "U krijgt deze brief omdat u beheerder bent van deze school.",
    "You get this letter because you are an administrator of this school.",
)
