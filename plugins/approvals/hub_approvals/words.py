"""The sentences in which a policy is explained, to a school that sets it and to a guardian who meets it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from hub.contract import Decision
from hub.records import Text

ALL = 100
"""A share of all."""


def rule(number: int, subject: Text, decision: Decision, because: Text, whens: Sequence[Text] = ()) -> Text:
    """Return what a rule says: of what, what becomes of it, under which conditions, and why."""
    said = _RULES[decision](subject, because, _if(whens))
    return Text(f"Regel {number}: {said.nl}", f"Rule {number}: {said.en}")


def _if(whens: Sequence[Text]) -> Text:
    """Return the conditions as they stand in a sentence, with a blank before; nothing where there are none."""
    if not whens:
        return Text("", "")
    return Text(
        f" als {' en '.join(each.nl for each in whens)}",
        f" if {' and '.join(each.en for each in whens)}",
    )


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


_RULES: Mapping[Decision, Callable[[Text, Text, Text], Text]] = {
    Decision.AUTOMATIC: lambda subject, because, when: Text(
        f"{subject.nl} wijzigen gaat vanzelf{when.nl}, omdat {because.nl}.",
        f"changing {subject.en} goes by itself{when.en}, because {because.en}.",
    ),
    Decision.ASK_STAFF: lambda subject, because, when: Text(
        f"over een wijziging van {subject.nl} beslist een medewerker{when.nl}, omdat {because.nl}.",
        f"a member of staff decides on a change of {subject.en}{when.en}, because {because.en}.",
    ),
    Decision.ASK_TWO: lambda subject, because, when: Text(
        f"twee medewerkers moeten een wijziging van {subject.nl} goedkeuren{when.nl}, omdat {because.nl}.",
        f"two members of staff must approve a change of {subject.en}{when.en}, because {because.en}.",
    ),
    Decision.NEVER: lambda subject, _, when: Text(
        f"{subject.nl} wijzigen kan niet via het ouderportaal{when.nl}; dat heeft de school zo gekozen. "
        "Wie dit wil wijzigen, belt of mailt de school.",
        f"changing {subject.en} is not possible through the parent portal{when.en}; the school chose so. "
        "Whoever wants it changed calls or mails the school.",
    ),
}


def in_rule(number: int, wrong: Text) -> Text:
    """Return what is wrong, with the rule in which it stands."""
    return Text(f"Regel {number}: {wrong.nl}", f"Rule {number}: {wrong.en}")


def no_choice(what_nl: str, what_en: str, given: str, choices: Iterable[str]) -> Text:
    """Return what to choose from instead of a word that is none of the choices."""
    names = ", ".join(choices)
    return Text(
        f"'{given}' is geen {what_nl}. Kies uit: {names}.",
        f"'{given}' is no {what_en}. Choose from: {names}.",
    )


def means_nothing(condition: Text, subject: Text) -> Text:
    """Return that a condition cannot be used for a subject."""
    return Text(
        f"De voorwaarde '{condition.nl}' past niet bij {subject.nl}. Kies een andere voorwaarde, of een ander gegeven.",
        f"The condition '{condition.en}' does not go with {subject.en}. Choose another condition, or another detail.",
    )


def excludes(condition: Text, other: Text) -> Text:
    """Return that two conditions never hold together."""
    return Text(
        f"'{condition.nl}' en '{other.nl}' gaan nooit samen. Kies één van de twee.",
        f"'{condition.en}' and '{other.en}' never go together. Choose one of the two.",
    )


def too_many(most: int) -> Text:
    """Return that a policy has too many rules."""
    return Text(
        f"Er passen {most} regels in een beleid. Haal eerst een regel weg of voeg regels samen.",
        f"A policy holds {most} rules. Take a rule away first, or join rules.",
    )


def never_reached(number: int, before: int) -> Text:
    """Return that a rule never has its turn."""
    return Text(
        f"Regel {number} komt nooit aan de beurt: regel {before} beslist al over al deze wijzigingen. "
        "Zet hem hoger, of haal hem weg.",
        f"Rule {number} never has its turn: rule {before} decides on all of these changes already. "
        "Move it up, or take it away.",
    )


NOT_BY_ITSELF = Text(
    "Vanzelf gaat alleen iets van de verzorger zelf. Kies een eigen gegeven, of laat een medewerker beslissen.",
    "Only guardians' own details go by themselves. Choose a detail of one's own, or let one or two people decide.",
)
EMPTY_NOT_BY_ITSELF = Text(
    "Een gegeven leegmaken gaat nooit vanzelf. Laat één of twee medewerkers beslissen.",
    "Emptying a field never goes by itself. Let one or two members of staff decide.",
)
SCHOOL_NOT_BY_ITSELF = Text(
    "Wat de school zelf terugdraait, gaat nooit vanzelf. Laat één of twee medewerkers beslissen.",
    "What the school itself takes back never goes by itself. Let one or two members of staff decide.",
)
ONLY_ONESELF = Text(
    "Vanzelf gaat alleen wat een verzorger over zichzelf vraagt.",
    "Only what guardians ask about themselves goes through by itself.",
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
