"""Words and figures as people read them. The codes of the hub stay behind these tables."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta

from hub.portal.rights import Role
from hub.records import (
    RECORD_TYPES,
    UNSAID,
    Assignment,
    FieldChange,
    Gender,
    HistoryKind,
    Kind,
    Relation,
    Text,
    facts,
)
from hub.store import LetterState

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}

KINDS: dict[Kind | HistoryKind, Text] = {
    Kind.PUPILS: Text("Leerlingen", "Pupils"),
    Kind.GROUPS: Text("Groepen", "Classes"),
    Kind.COMBINED_GROUPS: Text("Samengestelde groepen", "Combined groups"),
    Kind.TEACHERS: Text("Leerkrachten", "Teachers"),
    Kind.LOCATIONS: Text("Vestigingen", "Locations"),
    Kind.GUARDIANS: Text("Verzorgers", "Guardians"),
    Kind.GUARDIANSHIPS: Text("Relaties tussen verzorger en leerling", "Guardianships"),
    HistoryKind.ASSESSMENTS: Text("Toetsen", "Assessments"),
    HistoryKind.RESULTS: Text("Resultaten", "Results"),
    HistoryKind.REPORT_CARDS: Text("Rapporten", "Report cards"),
}

RELATIONS: dict[Relation, Text] = {
    Relation.MOTHER: Text("moeder", "mother"),
    Relation.FATHER: Text("vader", "father"),
    Relation.STEP_PARENT: Text("stiefouder", "step-parent"),
    Relation.FOSTER_PARENT: Text("pleegouder", "foster parent"),
    Relation.GRANDPARENT: Text("grootouder", "grandparent"),
    Relation.LEGAL_GUARDIAN: Text("voogd", "legal guardian"),
    Relation.INSTITUTION: Text("instelling", "institution"),
    Relation.OTHER: Text("anders", "other"),
}

STATES: dict[str, tuple[str, Text]] = {
    "waiting": ("calm", Text("Staat klaar", "Waiting")),
    "running": ("calm", Text("Bezig", "Running")),
    "applied": ("good", Text("Verwerkt", "Applied")),
    "unchanged": ("good", Text("Niets veranderd", "Nothing changed")),
    "planned": ("note", Text("Bekeken, nog niet verwerkt", "Previewed, not applied yet")),
    "held": ("warn", Text("Wacht op uw besluit", "Waits for your decision")),
    "refused": ("bad", Text("Geweigerd", "Refused")),
    "failed": ("bad", Text("Mislukt", "Failed")),
    "discarded": ("calm", Text("Weggegooid", "Discarded")),
    "undone": ("calm", Text("Teruggedraaid", "Undone")),
}
"""The outcome of a run: the tone of its badge, and its words."""

PAPER_STATES: dict[str, tuple[str, Text]] = {
    "waiting": ("calm", Text("In de rij", "Queued")),
    "running": ("calm", Text("Bezig", "Running")),
    "done": ("good", Text("Klaar", "Ready")),
    "failed": ("bad", Text("Mislukt", "Failed")),
    "cancelled": ("calm", Text("Gestopt", "Stopped")),
}
"""How far a PDF is: the tone of its badge, and its words."""

ACTIONS: dict[str, tuple[str, Text]] = {
    "add": ("good", Text("Nieuw", "New")),
    "change": ("note", Text("Verandert", "Changes")),
    "depart": ("bad", Text("Verdwijnt", "Departs")),
    "return": ("good", Text("Komt terug", "Returns")),
}

COSTS: dict[str, tuple[str, Text]] = {
    "record": ("bad", Text("Niet verwerkt", "Not taken in")),
    "field": ("warn", Text("Eén gegeven overgeslagen", "One field left out")),
    "nothing": ("calm", Text("Wel verwerkt", "Taken in all the same")),
}

ROLES: dict[Role, Text] = {
    Role.PARENT: Text("Ouder of verzorger", "Parent or guardian"),
    Role.STAFF: Text("Medewerker", "Staff"),
    Role.SCHOOL_ADMIN: Text("Schoolbeheerder", "School administrator"),
    Role.BOARD: Text("Bestuur", "Board"),
    Role.OPERATOR: Text("Beheerder van de hub", "Operator of the hub"),
}

GENDERS: dict[str, Text] = {
    Gender.UNKNOWN: Text("Onbekend", "Unknown"),
    Gender.BOY: Text("Jongen", "Boy"),
    Gender.GIRL: Text("Meisje", "Girl"),
    Gender.NOT_SPECIFIED: Text("Niet opgegeven", "Not specified"),
}

LETTER_STATES: dict[LetterState, tuple[str, Text]] = {
    LetterState.WAITING: ("calm", Text("Wacht", "Waiting")),
    LetterState.SENT: ("good", Text("Verstuurd", "Sent")),
    LetterState.FAILED: ("bad", Text("Niet te bezorgen", "Cannot be delivered")),
    LetterState.GIVEN_UP: ("bad", Text("Opgegeven", "Given up")),
    LetterState.NO_ADDRESS: ("warn", Text("Geen e-mailadres", "No e-mail address")),
    LetterState.NEEDLESS: ("calm", Text("Niet nodig", "Not needed")),
}

ACTS: dict[str, Text] = {
    "intake.applied": Text("Bestand verwerkt", "File applied"),
    "intake.approved": Text("Plan goedgekeurd", "Plan approved"),
    "intake.held": Text("Plan vastgehouden tot een besluit", "Plan held for a decision"),
    "intake.planned": Text("Bestand bekeken", "File previewed"),
    "intake.unchanged": Text("Bestand gelezen, niets veranderd", "File read, nothing changed"),
    "intake.refused": Text("Bestand geweigerd", "File refused"),
    "intake.failed": Text("Inlezen mislukt", "Import failed"),
    "intake.discarded": Text("Plan weggegooid", "Plan discarded"),
    "intake.undone": Text("Verwerking teruggedraaid", "Run undone"),
    "plugin.on": Text("Plug-in aangezet", "Plugin turned on"),
    "plugin.off": Text("Plug-in uitgezet", "Plugin turned off"),
    "plugin.settings": Text("Instellingen van plug-in veranderd", "Plugin settings changed"),
    "coupling.times": Text("Tijden van ophalen veranderd", "Times of pulling changed"),
    "coupling.broke": Text("Ophalen lukt niet meer", "Pulling fails"),
    "coupling.works": Text("Ophalen lukt weer", "Pulling works again"),
    "plugin.fault_cleared": Text("Melding van plug-in gewist", "Plugin report cleared"),
    "letter.on": Text("Soort brief aangezet", "Kind of letter turned on"),
    "letter.off": Text("Soort brief uitgezet", "Kind of letter turned off"),
    "letter.again": Text("Brief opnieuw verstuurd", "Letter sent again"),
    "publication.kind": Text("Wat ouders zien veranderd", "What parents see changed"),
    "publication.evenings": Text("Ouderavonden veranderd", "Parents' evenings changed"),
    "report.on": Text("Rapport aangezet voor ouders", "Report turned on for parents"),
    "report.off": Text("Rapport uitgezet voor ouders", "Report turned off for parents"),
    "style.saved": Text("Naam of kleur van de school veranderd", "Name or colour of the school changed"),
    "style.logo": Text("Logo van de school veranderd", "Logo of the school changed"),
    "campaign.started": Text("Controle 'Klopt dit nog?' begonnen", "Check 'Is this still right?' started"),
    "campaign.undone": Text("Begin van een controle teruggedraaid", "Start of a check undone"),
    "campaign.reminded": Text("Verzorgers herinnerd aan een controle", "Guardians reminded of a check"),
    "campaign.ended": Text("Controle gesloten", "Check closed"),
    "change.early": Text("Wijziging eerder laten doorgaan dan gevraagd", "Change let go before the day that was asked"),
    "export": Text("Gegevens gedownload", "Data downloaded"),
    "history.seen": Text("Resultaten bekeken", "Results seen"),
    "register": Text("Register van verwerkingen gedownload", "Register of processing downloaded"),
    "person.erased": Text("Persoon gewist", "Person erased"),
    "takeout.asked": Text("Bestand met gegevens van een persoon gevraagd", "File with a person's data asked for"),
    "takeout.made": Text("Bestand met gegevens van een persoon gemaakt", "File with a person's data made"),
    "takeout.opened": Text("Bestand met gegevens van een persoon gedownload", "File with a person's data downloaded"),
    "information.reminded": Text("Herinnerd aan een vraag om informatie", "Reminded of a request for information"),
    "takeout.exported": Text("Bestand met gegevens van een persoon geschreven", "File with a person's data written"),
    "takeout.removed": Text("Bestand met gegevens van een persoon verwijderd", "File with a person's data removed"),
    "retention.terms": Text("Bewaartermijnen veranderd", "Terms of keeping changed"),
    "retention.held": Text("Persoon vastgehouden", "Person held"),
    "retention.let_go": Text("Persoon niet meer vastgehouden", "Person held no more"),
    "retention.braked": Text("Wissen vastgehouden tot een besluit", "Erasing held for a decision"),
    "retention.approved": Text("Wissen goedgekeurd", "Erasing approved"),
    "retention.discarded": Text("Wissen uitgesteld", "Erasing put off"),
    "retention.done": Text("Gewist volgens de bewaartermijnen", "Erased by the terms of keeping"),
}
"""Acts of the audit trail in words; one that is not here shows its code."""

ANY_MOMENT, WITHIN_HOURS = timedelta(seconds=5), timedelta(hours=1)
NOW = Text("nu", "now")
YES, NO, NOTHING = Text("Ja", "Yes"), Text("Nee", "No"), Text("(leeg)", "(empty)")


def field_label(kind: Kind, name: str) -> Text:
    """Return what people call the field `name` of this kind of record."""
    record: type = RECORD_TYPES[kind]
    known = facts(record).get(name)
    return known.label if known else Text(name, name)


def dated(kind: Kind, name: str, value: Any) -> Any:
    """Return a value of a plan, in which dates and moments stand as text, with those as what they are."""
    hint = str(get_type_hints(RECORD_TYPES[kind]).get(name, ""))
    if not isinstance(value, str) or "date" not in hint:
        return value
    return datetime.fromisoformat(value) if "datetime.datetime" in hint else date.fromisoformat(value)


def shown_changes(changes: Iterable[FieldChange], kind: Kind) -> list[FieldChange]:
    """Return changes in the order of the record's fields; when the LAS touched it is said only where it is all."""
    order = list(facts(RECORD_TYPES[kind]))
    found = sorted(changes, key=lambda change: order.index(change.field) if change.field in order else len(order))
    telling = [change for change in found if change.field != "changed_at"]
    return telling or found


def value_words(value: Any, language: str, names: Mapping[str, str] | None = None) -> str:
    """Return a field's value as a person reads it; `names` turns keys of classes into their names."""
    if value is None or value is UNSAID or value in ((), [], ""):
        return NOTHING.to(language)
    if isinstance(value, bool):
        return (YES if value else NO).to(language)
    if isinstance(value, datetime):
        return moment(value, language)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, list | tuple):
        return ", ".join(value_words(each, language, names) for each in value)
    return _word(value, language, names or {})


def _word(value: Any, language: str, names: Mapping[str, str]) -> str:
    if isinstance(value, Assignment):
        value = {"group": value.group, "roles": value.roles}
    if isinstance(value, Mapping):
        group, roles = str(value.get("group", "")), ", ".join(value.get("roles", ()))
        return f"{names.get(group, group)} ({roles})" if roles else names.get(group, group)
    text = str(value.value if isinstance(value, Enum) else value)
    if text in GENDERS and text != "":
        return GENDERS[text].to(language)
    return names.get(text, text)


def day(value: date, language: str) -> str:
    """Return a calendar date: `3 mrt 2017`."""
    return f"{value.day} {MONTHS[language][value.month - 1]} {value.year}"


def moment(value: datetime, language: str) -> str:
    """Return a moment at Dutch time: `3 mrt 2017, 14:05`. A moment without a zone is taken as it stands."""
    local = value.astimezone(AMSTERDAM) if value.tzinfo else value
    return f"{day(local, language)}, {local:%H:%M}"


def ago(value: datetime, language: str, now: datetime | None = None) -> str:
    """Return how long ago a moment was: `4 minuten geleden`."""
    return format_timedelta(value - (now or datetime.now(UTC)), add_direction=True, locale=language)


def soon(value: datetime, language: str, now: datetime | None = None) -> str:
    """Return when something comes: `over 4 minuten`, or the moment itself where it is not today's hours."""
    left = value - (now or datetime.now(UTC))
    if left <= ANY_MOMENT:
        return NOW.to(language)
    return ago(value, language, now) if left < WITHIN_HOURS else moment(value, language)


def clock(value: datetime) -> str:
    """Return the time of the day of a moment, in the Netherlands: `02:37`."""
    return f"{value.astimezone(AMSTERDAM):%H:%M}"


def figure(value: int, language: str) -> str:
    """Return a count with the thousands set apart as the language does."""
    return f"{value:,}".replace(",", "." if language == "nl" else ",")


def seconds(value: float | None, language: str) -> str:
    """Return a duration: `0,4 s`, `2 min 5 s`."""
    if value is None:
        return "–"
    if value < 60:  # noqa: PLR2004 - a minute
        text = f"{value:.1f} s"
        return text.replace(".", ",") if language == "nl" else text
    return f"{int(value // 60)} min {int(value % 60)} s"


def full_name(person: Any) -> str:
    """Return a person's name in the order of speech: `Noor van 't Hof`."""
    parts = (person.first_name or person.initials, person.prefix, person.last_name)
    return " ".join(str(part) for part in parts if part) or str(person.key)


def sorted_name(person: Any) -> str:
    """Return a person's name in the order of a list: `Hof, Noor van 't`. The prefix sorts apart."""
    if not person.last_name:
        return full_name(person)
    rest = " ".join(str(part) for part in (person.first_name or person.initials, person.prefix) if part)
    return f"{person.last_name}, {rest}" if rest else str(person.last_name)
