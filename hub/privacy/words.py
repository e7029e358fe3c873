"""What the register says in words: grounds, directions, whose data, measures and roles."""

from collections.abc import Mapping

from hub.contract import Direction, Ground, Staff
from hub.contract.manifest import Subject
from hub.records import HistoryKind, Kind, Text
from hub.store import Scope

GROUNDS: Mapping[Ground, Text] = {
    Ground.PUBLIC_TASK: Text(
        "Publieke taak: onderwijs geven (AVG art. 6 lid 1 e)", "Public task: giving education (GDPR art. 6(1)(e))"
    ),
    Ground.LEGAL_OBLIGATION: Text(
        "Wettelijke verplichting (AVG art. 6 lid 1 c)", "Legal obligation (GDPR art. 6(1)(c))"
    ),
    Ground.CONTRACT: Text("Overeenkomst (AVG art. 6 lid 1 b)", "Contract (GDPR art. 6(1)(b))"),
    Ground.CONSENT: Text("Toestemming (AVG art. 6 lid 1 a)", "Consent (GDPR art. 6(1)(a))"),
    Ground.LEGITIMATE_INTEREST: Text(
        "Gerechtvaardigd belang (AVG art. 6 lid 1 f)", "Legitimate interest (GDPR art. 6(1)(f))"
    ),
}
DIRECTIONS: Mapping[Direction, Text] = {
    Direction.BRINGS: Text("ophalen", "fetching"),
    Direction.RECEIVES: Text("gebruiken", "using"),
    Direction.WRITES: Text("doorgeven aan het LAS", "passing on to the LAS"),
}
PUPILS = Text("Leerlingen", "Pupils")
GUARDIANS = Text("Verzorgers", "Guardians")
TEACHERS = Text("Leerkrachten", "Teachers")
COLLEAGUES = Text("Medewerkers met een account", "Members of staff with an account")
NOBODY = Text("Niemand: gegevens over de school", "Nobody: data about the school")
FAMILY = Text("Leerlingen en hun verzorgers", "Pupils and their guardians")
SUBJECTS: Mapping[Subject, Text] = {
    Kind.LOCATIONS: Text("Vestigingen", "Locations"),
    Kind.GROUPS: Text("Groepen", "Classes"),
    Kind.COMBINED_GROUPS: Text("Samengestelde groepen", "Combined groups"),
    Kind.PUPILS: PUPILS,
    Kind.TEACHERS: TEACHERS,
    Kind.GUARDIANS: GUARDIANS,
    Kind.GUARDIANSHIPS: Text("Wie bij welk kind hoort", "Who belongs to which child"),
    HistoryKind.ASSESSMENTS: Text("Toetsen", "Assessments"),
    HistoryKind.RESULTS: Text("Resultaten", "Results"),
    HistoryKind.REPORT_CARDS: Text("Rapporten", "Report cards"),
    Staff.COLLEAGUES: Text("Medewerkers", "Members of staff"),
}
WHOSE: Mapping[Subject, Text] = {
    Kind.LOCATIONS: NOBODY,
    Kind.GROUPS: NOBODY,
    Kind.COMBINED_GROUPS: NOBODY,
    Kind.PUPILS: PUPILS,
    Kind.TEACHERS: TEACHERS,
    Kind.GUARDIANS: GUARDIANS,
    Kind.GUARDIANSHIPS: FAMILY,
    HistoryKind.ASSESSMENTS: NOBODY,
    HistoryKind.RESULTS: PUPILS,
    HistoryKind.REPORT_CARDS: PUPILS,
    Staff.COLLEAGUES: COLLEAGUES,
}
OF_COLLEAGUES: Mapping[str, Text] = {
    "account": Text("Nummer van het account", "Number of the account"),
    "name": Text("Naam", "Name"),
    "by": Text("E-mailadres", "E-mail address"),
    "admin": Text("Of iemand beheerder is", "Whether somebody is an administrator"),
}
SCOPES: Mapping[Scope, Text] = {
    Scope.ROLL: Text("Leerlingen, groepen en leerkrachten lezen", "Read pupils, classes and teachers"),
    Scope.GUARDIANS: Text(
        "Verzorgers lezen, met wie gezag heeft en waar een kind woont",
        "Read guardians, with who has authority and where a child lives",
    ),
    Scope.REPORTS: Text(
        "Toetsen en rapporten lezen, zoals een verzorger ze mag zien",
        "Read tests and report cards, as a guardian may see them",
    ),
    Scope.CHANGES: Text("Aanvragen lezen, met hoe het ermee staat", "Read requests, with how they stand"),
    Scope.ASK: Text("Namens een verzorger een wijziging vragen", "Ask for a change on behalf of a guardian"),
}
ROLES = Text(
    "De school is verantwoordelijk voor deze gegevens (verwerkingsverantwoordelijke). Wie de hub laat draaien, "
    "verwerkt ze in opdracht van de school (verwerker). Leg dat vast in een verwerkersovereenkomst.",
    "The school is responsible for these data (controller). Who runs the hub processes them on behalf of the school "
    "(processor). Lay that down in a processing agreement.",
)
MEASURES: tuple[Text, ...] = (
    Text(
        "De database houdt de gegevens van scholen uit elkaar: wie bij de ene school is, kan niet bij de andere.",
        "The database keeps schools' data apart: who is at one school cannot reach another.",
    ),
    Text(
        "Ieder ziet alleen wat bij zijn rol hoort. Een ouder ziet alleen wat de wet en de school toestaan.",
        "Everybody sees only what belongs to his role. A parent sees only what the law and the school allow.",
    ),
    Text(
        "Wie iets doet of verandert, staat in een logboek dat niet ongemerkt kan worden aangepast.",
        "Who does or changes something stands in an audit trail that cannot be changed unnoticed.",
    ),
    Text(
        "De hub houdt bij wie van de school gegevens van een leerling bekijkt.",
        "The hub keeps who of the school looks at a pupil's data.",
    ),
    Text(
        "Rapporten, sleutels en certificaten liggen versleuteld. Een wachtwoord is alleen als afdruk bewaard.",
        "Report cards, keys and certificates lie encrypted. Of a password only a hash is kept.",
    ),
    Text(
        "Een plug-in krijgt en geeft alleen de velden die in dit register staan; de hub houdt de rest tegen.",
        "A plugin gets and gives only the fields that stand in this register; the hub keeps back the rest.",
    ),
    Text(
        "BSN, geboorteland, etniciteit en leerlinggewicht worden bij het inlezen weggelaten. Ze staan "
        "nergens in de hub.",
        "Citizen service numbers, countries of birth, ethnicity and weights are left out when data comes "
        "in. They are nowhere in the hub.",
    ),
    Text(
        "Wat te oud is, wist de hub volgens de termijnen van de school.",
        "What is too old, the hub erases by the terms of the school.",
    ),
)
