"""The sentences in which a policy is explained, to a school that sets it and to a guardian who meets it."""

from collections.abc import Callable, Mapping

from hub.contract import Decision
from hub.records import Text
from hub_approvals.settings import ALL


def rule(number: int, subject: Text, decision: Decision, because: Text) -> Text:
    """Return what a rule says: of what, what becomes of it, and why."""
    said = _RULES[decision](subject, because)
    return Text(f"Regel {number}: {said.nl}", f"Rule {number}: {said.en}")


def held(number: int, subject: Text, why: Text) -> Text:
    """Return why a person decides on an item of a field that goes through by itself."""
    return Text(
        f"Regel {number}: {subject.nl} wijzigen gaat vaak vanzelf, maar {why.nl}. Daarom beslist een medewerker.",
        f"Rule {number}: changing {subject.en} often goes by itself, but {why.en}. So a member of staff decides.",
    )


def review(share: int) -> Text:
    """Return how many of the automatic ones a school is shown afterwards."""
    if share <= 0:
        return Text(
            "Wat vanzelf doorgaat, krijgt u achteraf niet te zien om na te kijken.",
            "What goes through by itself is not shown to you for review afterwards.",
        )
    if share >= ALL:
        return Text(
            "Alles wat vanzelf doorgaat, krijgt u achteraf te zien om na te kijken.",
            "All that goes through by itself is shown to you for review afterwards.",
        )
    return Text(
        f"Van elke 100 wijzigingen die vanzelf doorgaan, krijgt u er achteraf ongeveer {share} te zien "
        "om na te kijken.",
        f"Of every 100 changes that go through by themselves, about {share} are shown to you for review afterwards.",
    )


_RULES: Mapping[Decision, Callable[[Text, Text], Text]] = {
    Decision.AUTOMATIC: lambda subject, because: Text(
        f"{subject.nl} wijzigen gaat vanzelf, omdat {because.nl}.",
        f"changing {subject.en} goes by itself, because {because.en}.",
    ),
    Decision.ASK_STAFF: lambda subject, because: Text(
        f"over een wijziging van {subject.nl} beslist een medewerker, omdat {because.nl}.",
        f"a member of staff decides on a change of {subject.en}, because {because.en}.",
    ),
    Decision.ASK_TWO: lambda subject, because: Text(
        f"twee medewerkers moeten een wijziging van {subject.nl} goedkeuren, omdat {because.nl}.",
        f"two members of staff must approve a change of {subject.en}, because {because.en}.",
    ),
    Decision.NEVER: lambda subject, _: Text(
        f"{subject.nl} wijzigen kan niet via het ouderportaal; dat heeft de school zo gekozen. "
        "Wie dit wil wijzigen, belt of mailt de school.",
        f"changing {subject.en} is not possible through the parent portal; the school chose so. "
        "Whoever wants it changed calls or mails the school.",
    ),
}
NOT_ONESELF = Text("dit heeft iemand anders gevraagd", "this was asked by somebody else")
NO_AUTHORITY = Text(
    "bij de school is niet bekend dat de aanvrager gezag heeft over een kind",
    "the school does not know the asker to have parental authority over a child",
)
EMPTIED = Text("leegmaken gaat nooit vanzelf", "emptying it never does")
ONLY_ONESELF = Text(
    "Vanzelf gaat alleen wat een verzorger over zichzelf vraagt.",
    "Only what guardians ask about themselves goes through by itself.",
)
ONLY_WITH_AUTHORITY = Text(
    "Vanzelf gaat het alleen bij een verzorger met gezag over een kind op deze school.",
    "It goes by itself only for a guardian with parental authority over a child at this school.",
)
ONLY_FILLED_IN = Text(
    "Een gegeven leegmaken gaat nooit vanzelf: daarover beslist een medewerker.",
    "Emptying a field never goes by itself: a member of staff decides on it.",
)
FOUR_EYES = Text("Niemand keurt een eigen aanvraag goed.", "Nobody approves a request of his own.")
THE_REST = Text(
    "Over alles waarover geen regel iets zegt, beslist een medewerker.",
    "On all of which no rule speaks, a member of staff decides.",
)
