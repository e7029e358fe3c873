"""Whether a pull may come in at all: the right school, not older than what is known. Pure."""

from dataclasses import dataclass
from datetime import datetime

from hub.contract import ConfigurationError, SourceRefusedError
from hub.intake.plan import DUTCH_TIME
from hub.records import SchoolCode, SchoolYear, Source, Text


@dataclass(frozen=True, slots=True)
class Latest:
    """Of when the school's data is now: the school year and making of the last pull that was applied."""

    school_year: SchoolYear | None = None
    made_at: datetime | None = None


def admit(source: Source, school: SchoolCode, latest: Latest) -> bool:
    """Return whether this pull begins the next school year (a rollover).

    Raises `SourceRefusedError` for another school's data, for last year's and for older data than is known.
    """
    _right_school(source, school)
    if source.school_year and latest.school_year and source.school_year != latest.school_year:
        if source.school_year < latest.school_year:
            raise SourceRefusedError(_last_year(source.school_year, latest.school_year))
        return True
    _not_older(source, latest)
    return False


def _right_school(source: Source, school: SchoolCode) -> None:
    if source.school in (None, school):
        return
    raise SourceRefusedError(
        Text(
            f"Dit zijn gegevens van school {source.school}, maar u bent bij school {school}. Er is niets veranderd. "
            f"Kies het bestand van {school}, of ga naar de pagina van school {source.school}.",
            f"This is the data of school {source.school}, but you are at school {school}. Nothing was changed. "
            f"Choose the file of {school}, or go to the page of school {source.school}.",
        )
    )


def _last_year(found: SchoolYear, known: SchoolYear) -> Text:
    return Text(
        f"Dit bestand is van schooljaar {found}, maar de gegevens zijn al van {known}. Er is niets veranderd. "
        "Maak in het LAS een export van het huidige schooljaar.",
        f"This file is of school year {found}, but the data is already of {known}. Nothing was changed. "
        "Make an export of the current school year in the LAS.",
    )


def _not_older(source: Source, latest: Latest) -> None:
    if source.made_at is None or latest.made_at is None or zoned(source.made_at) >= latest.made_at:
        return
    found, known = (each.astimezone(DUTCH_TIME) for each in (zoned(source.made_at), latest.made_at))
    raise SourceRefusedError(
        Text(
            f"Dit bestand is gemaakt op {found:%d-%m-%Y %H:%M}, maar er is al een nieuwer bestand van "
            f"{known:%d-%m-%Y %H:%M} verwerkt. Er is niets veranderd. Maak in het LAS een nieuwe export.",
            f"This file was made on {found:%d-%m-%Y %H:%M}, but a newer file of {known:%d-%m-%Y %H:%M} has been "
            "processed already. Nothing was changed. Make a new export in the LAS.",
        )
    )


def zoned(moment: datetime) -> datetime:
    """Return a moment with its time zone; without one it is Dutch time."""
    return moment if moment.tzinfo else moment.replace(tzinfo=DUTCH_TIME)


def no_source() -> ConfigurationError:
    """Return the error for a connector that yields records before it says whose they are."""
    return ConfigurationError(
        Text(
            "De koppeling zegt niet van welke school de gegevens zijn. Meld dit bij de leverancier van de plugin.",
            "The connector does not say whose data this is. Report this to the plugin's vendor.",
        )
    )
