"""What levels mean, in plain words: they compare with other children, and are no marks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hub.contract.reports import Words
from hub.records import Text
from hub_reports.moments import moment_called
from hub_reports.words import sentences

ALL = 100


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a national test: of every hundred children, so many have a higher one and so many have this one."""

    word: str
    higher: int
    same: int

    @property
    def lower(self) -> int:
        """Return how many of every hundred children have a lower one."""
        return ALL - self.higher - self.same

    @property
    def place(self) -> float:
        """Return where it is among all, from 0 (low) to 1 (high): the middle of the children who have it."""
        return (self.lower + self.same / 2) / ALL

    def explained(self) -> Text:
        """Return what it means for a child who has it."""
        if not self.higher:
            return Text(
                f"Niveau {self.word}: van elke 100 kinderen in Nederland horen er {self.same} bij deze groep met de "
                "hoogste scores.",
                f"Level {self.word}: of every 100 children in the Netherlands, {self.same} are in this group with the "
                "highest scores.",
            )
        if not self.lower:
            return Text(
                f"Niveau {self.word}: van elke 100 kinderen in Nederland horen er {self.same} bij deze groep; de "
                f"andere {self.higher} scoren hoger. Dit zegt niet hoe hard uw kind werkt. Kijk vooral hoe uw kind "
                "zelf groeit, en vraag de leerkracht gerust hoe de school daarbij helpt.",
                f"Level {self.word}: of every 100 children in the Netherlands, {self.same} are in this group; the "
                f"other {self.higher} score higher. This does not say how hard your child works. Look above all at "
                "how your child grows, and feel free to ask the teacher how the school helps.",
            )
        return Text(
            f"Niveau {self.word}: van elke 100 kinderen in Nederland scoren er {self.higher} hoger, {self.same} "
            f"ongeveer gelijk en {self.lower} lager.",
            f"Level {self.word}: of every 100 children in the Netherlands, {self.higher} score higher, {self.same} "
            f"about the same and {self.lower} lower.",
        )


ROMAN = (
    Level("I+", 0, 10),
    Level("I", 0, 20),
    Level("II", 20, 20),
    Level("III", 40, 20),
    Level("IV", 60, 20),
    Level("V", 80, 20),
)
LETTERS = (Level("A", 0, 25), Level("B", 25, 25), Level("C", 50, 25), Level("D", 75, 15), Level("E", 90, 10))
_LEVELS = {each.word: each for each in (*ROMAN, *LETTERS)}

NO_MARK = Text(
    "Een niveau vergelijkt uw kind met andere kinderen in Nederland. Het is geen cijfer.",
    "A level compares your child with other children in the Netherlands. It is not a mark.",
)
ABOUT_ROMAN = Text(
    "De niveaus lopen van I tot en met V. Bij elk niveau hoort een vijfde van alle kinderen: I zijn de 20 van de 100 "
    "met de hoogste scores, III is de groep in het midden, V zijn de 20 met de laagste scores. I+ zijn de 10 van de "
    "100 met de allerhoogste scores.",
    "Levels go from I to V. Each has a fifth of all children: I are the 20 of every 100 with the highest scores, III "
    "is the group in the middle, V are the 20 with the lowest scores. I+ are the 10 of every 100 with the very highest "
    "scores.",
)
ABOUT_LETTERS = Text(
    "De niveaus lopen van A tot en met E. Van elke 100 kinderen hebben er 25 A (de hoogste scores), 25 B, 25 C, 15 D "
    "en 10 E (de laagste scores). Het gemiddelde ligt tussen B en C.",
    "Levels go from A to E. Of every 100 children, 25 have A (the highest scores), 25 B, 25 C, 15 D and 10 E (the "
    "lowest scores). The average is between B and C.",
)


def level_called(word: str | None) -> Level | None:
    """Return the level that a word names; `None` for any other word."""
    return _LEVELS.get("".join((word or "").split()).upper())


def with_levels(text: Text, levels: Collection[Level], more: Iterable[Text | None] = ()) -> Words:
    """Return words with, where there are levels, beside them that a level compares, and behind them how."""
    rows = ((ROMAN, ABOUT_ROMAN), (LETTERS, ABOUT_LETTERS))
    told = [each for each in more if each is not None]
    named = {each.word for each in levels}
    told += [said for row, said in rows if any(each.word in named for each in row)]
    return Words(sentences((text, NO_MARK if levels else None)), sentences(told) if told else None)


def about_functioning(word: str | None) -> Text | None:
    """Return what a functioning level such as `M5` means; `None` where the word is another one."""
    moment = moment_called(word)
    if moment is None:
        return None
    return Text(
        f"Functioneringsniveau {moment}: deze score past bij wat kinderen gemiddeld {moment.words.nl} halen.",
        f"Functioning level {moment}: this score is what children reach {moment.words.en} on average.",
    )


_REFERENCES = {
    "<1F": Text(
        "Referentieniveau <1F: op deze toets is 1F nog niet gehaald. 1F is het basisniveau voor het eind van de "
        "basisschool.",
        "Reference level <1F: 1F is not reached yet on this test. 1F is the basic level for the end of primary school.",
    ),
    "1F": Text(
        "Referentieniveau 1F: het basisniveau voor het eind van de basisschool.",
        "Reference level 1F: the basic level for the end of primary school.",
    ),
    "1S": Text(
        "Referentieniveau 1S: een streefniveau voor het eind van de basisschool. Dit is hoger dan 1F.",
        "Reference level 1S: a level to aim for at the end of primary school. This is higher than 1F.",
    ),
    "2F": Text(
        "Referentieniveau 2F: een streefniveau voor het eind van de basisschool. Dit is hoger dan 1F.",
        "Reference level 2F: a level to aim for at the end of primary school. This is higher than 1F.",
    ),
}


def about_reference(word: str | None) -> Text | None:
    """Return what a reference level means; `None` where the word is another one."""
    return _REFERENCES.get("".join((word or "").split()).upper())
