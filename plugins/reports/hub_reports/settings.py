"""What a school chooses of the reports themselves. Which of them parents see is not here: the hub publishes."""

from dataclasses import dataclass

from hub.contract import setting
from hub.records import Text

FEWEST, MOST = 1, 20


def is_number_of_tests(value: int) -> Text | None:
    """Say what is wrong with the number of newest tests."""
    if FEWEST <= value <= MOST:
        return None
    return Text(
        f"Vul een getal in van {FEWEST} tot en met {MOST}.",
        f"Fill in a number from {FEWEST} up to and including {MOST}.",
    )


@dataclass(frozen=True, kw_only=True)
class ReportSettings:
    """The choices of one school."""

    newest: int = setting(
        Text("Zoveel nieuwste toetsen", "Number of newest tests"),
        Text(
            "Het rapport Nieuwste toetsen laat per kind zoveel toetsen zien, met uitleg. Een kort rapport leest "
            "het prettigst.",
            "The report Newest tests shows so many tests of each child, explained. A short report is the most pleasant "
            "to read.",
        ),
        default=6,
        check=is_number_of_tests,
    )
