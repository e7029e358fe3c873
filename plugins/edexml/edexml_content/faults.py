"""Broken rules, and how they are told: where, what, why, and what to do, without showing anybody's details."""

from dataclasses import dataclass

from edexml_content.wording import Wording
from hub.records import Cost, Kind, Rejected, Text

Steps = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule. `child` leads to the element (its place at each level), `tag` names it for people.

    `name` is the field of the record. `limit` is what the rule allows. `value` is masked when it is told, and is `None`
    where nothing of it may be seen.
    """

    rule: str
    cost: Cost
    child: Steps = ()
    tag: str = ""
    name: str | None = None
    limit: str = ""
    value: str | None = None


NAMES = {
    Kind.LOCATIONS: Text("vestiging", "location"),
    Kind.GROUPS: Text("groep", "class"),
    Kind.COMBINED_GROUPS: Text("samengestelde groep", "combined group"),
    Kind.PUPILS: Text("leerling", "pupil"),
    Kind.TEACHERS: Text("leerkracht", "teacher"),
}
DOT = "•"
SHOWN = 40
"""So many characters of a key or an unknown name are shown."""

WHY = {
    "edexml.length": Text(
        "Dit veld mag 1 tot {limit} tekens lang zijn. Maak het korter in het LAS.",
        "This field may be 1 to {limit} characters long. Make it shorter in the LAS.",
    ),
    "edexml.empty": Text(
        "Dit veld is leeg, en dat mag niet. Vul het in het LAS in, of laat het LAS het weglaten.",
        "This field is empty, which is not allowed. Fill it in in the LAS, or let the LAS leave it out.",
    ),
    "edexml.list": Text(
        "Deze code staat niet in de lijst van EDEXML ({limit}). Kies in het LAS een code uit de lijst.",
        "This code is not in the list of EDEXML ({limit}). Choose a code of the list in the LAS.",
    ),
    "edexml.pattern": Text(
        "Dit veld hoort eruit te zien als {limit} (9 is een cijfer, X een hoofdletter). Verbeter het in het LAS.",
        "This field should look like {limit} (9 is a digit, X a capital). Correct it in the LAS.",
    ),
    "edexml.date": Text(
        "Dit is geen bestaande datum; het hoort eruit te zien als 2015-08-31. Verbeter de datum in het LAS.",
        "This is not an existing date; it should look like 2015-08-31. Correct the date in the LAS.",
    ),
    "edexml.moment": Text(
        "Dit is geen datum met tijd zoals 2026-08-31T12:00:00. Meld het aan de leverancier van het LAS.",
        "This is not a date with a time such as 2026-08-31T12:00:00. Tell the vendor of the LAS.",
    ),
    "edexml.year": Text(
        "Dit jaartal kan niet kloppen; het veld is niet overgenomen. Verbeter de datum in het LAS.",
        "This year cannot be right; the field was not taken over. Correct the date in the LAS.",
    ),
    "edexml.blanks": Text(
        "Rond deze waarde staan spaties of lege regels. De waarde is overgenomen. "
        "Meld het aan de leverancier van het LAS.",
        "There are spaces or empty lines around this value. The value was taken over. Tell the vendor of the LAS.",
    ),
    "edexml.required": Text(
        "Dit hoort er altijd te zijn, maar het ontbreekt. Vul het in het LAS in.",
        "This should always be there, but it is missing. Fill it in in the LAS.",
    ),
    "edexml.name": Text(
        "De achternaam ontbreekt. Vul hem in het LAS in; alleen een roepnaam mag ook.",
        "The last name is missing. Fill it in in the LAS; a first name alone is allowed too.",
    ),
    "edexml.double": Text(
        "Dit veld staat er twee keer, dus is niet te zien wat klopt. Meld het aan de leverancier van het LAS.",
        "This field is there twice, so nobody can see which is right. Tell the vendor of the LAS.",
    ),
    "edexml.choice": Text(
        "Dit veld mag niet samen met '{limit}' voorkomen. Laat in het LAS een van beide leeg.",
        "This field may not occur together with '{limit}'. Leave one of the two empty in the LAS.",
    ),
    "edexml.order": Text(
        "Dit veld staat niet op zijn plaats in het {noun}. Het is wel overgenomen. "
        "Meld het aan de leverancier van het LAS.",
        "This field is not in its place in the {noun}. It was taken over; tell the vendor of the LAS.",
    ),
    "edexml.unknown": Text(
        "Dit element hoort hier niet in EDEXML en is overgeslagen. Meld het aan de leverancier van het LAS.",
        "This element does not belong here in EDEXML and was skipped. Tell the vendor of the LAS.",
    ),
    "edexml.attribute": Text(
        "Dit attribuut hoort hier niet in EDEXML en is overgeslagen. Meld het aan de leverancier van het LAS.",
        "This attribute does not belong here in EDEXML and was skipped. Tell the vendor of the LAS.",
    ),
    "edexml.text": Text(
        "Hier staat losse tekst tussen de velden; die is overgeslagen. Meld het aan de leverancier van het LAS.",
        "There is loose text between the fields here; it was skipped. Tell the vendor of the LAS.",
    ),
    "edexml.content": Text(
        "In dit veld staat iets dat er niet in hoort. Meld het aan de leverancier van het LAS.",
        "In this field there is something that does not belong in it. Tell the vendor of the LAS.",
    ),
    "edexml.reference": Text(
        "Deze verwijzing wijst naar iets dat niet in het {noun} staat; alleen de verwijzing is weggelaten. "
        "Kies in het LAS een bestaande groep of vestiging.",
        "This reference points at something that is not in the {noun}; only the reference was left out. "
        "Choose an existing class or location in the LAS.",
    ),
    "edexml.reference_quarantined": Text(
        "Deze verwijzing wijst naar een groep of vestiging die zelf een fout heeft. "
        "Alleen de verwijzing is weggelaten. Verbeter eerst die groep of vestiging in het LAS.",
        "This reference points at a class or location that has a fault itself; only the reference was left out. "
        "Correct that class or location in the LAS first.",
    ),
    "edexml.version": Text(
        "Volgens EDEXML {limit}, de versie die het {noun} noemt, mag dit niet; volgens 2.1 wel. Het is overgenomen. "
        "Meld het aan de leverancier van het LAS.",
        "By EDEXML {limit}, the version that the {noun} names, this is not allowed; by 2.1 it is. It was taken over. "
        "Tell the vendor of the LAS.",
    ),
    "edexml.repeated": Text(
        "Dit staat twee keer in het {noun}, met precies dezelfde inhoud; het is één keer overgenomen. "
        "Meld het aan de leverancier van het LAS.",
        "This is in the {noun} twice, with exactly the same content; it was taken over once. "
        "Tell the vendor of the LAS.",
    ),
    "edexml.key": Text(
        "Deze sleutel komt twee keer voor, met verschillende inhoud, dus is niet te zien wat klopt. "
        "Geen van beide is overgenomen. Zoek in het LAS wat dubbel is.",
        "This key occurs twice, with different content, so nobody can see which is right. "
        "Neither was taken over. Look in the LAS for what is double.",
    ),
    "edexml.eck_id": Text(
        "Dit ECK iD komt bij twee personen voor, dus is niet te zien van wie het is. "
        "Geen van beide is overgenomen. Verbeter het in het LAS.",
        "Two persons have this ECK iD, so nobody can see whose it is. Neither was taken over. Correct it in the LAS.",
    ),
}


def rejected(kind: Kind, key: str | None, where: str, fault: Fault, wording: Wording) -> Rejected:
    """Return the fault as the hub shows it."""
    why, noun = WHY[fault.rule], wording.noun
    return Rejected(
        kind=kind,
        key=key,
        where=where,
        what=_what(kind, key, fault.tag),
        why=Text(why.nl.format(limit=fault.limit, noun=noun.nl), why.en.format(limit=fault.limit, noun=noun.en)),
        rule=fault.rule,
        cost=fault.cost,
        field=fault.name,
        value=None if fault.value is None else masked(fault.value),
    )


def masked(value: str) -> str:
    """Return the value with a dot for each character but the first one, where that is a letter; never a digit."""
    first = value[:1] if value[:1].isalpha() else DOT
    return first + DOT * (min(len(value), SHOWN) - 1) + ("…" if len(value) > SHOWN else "")


def _what(kind: Kind, key: str | None, tag: str) -> Text:
    name = NAMES[kind]
    shown = key if key is None or len(key) <= SHOWN else key[:SHOWN] + "…"
    nl = f"{name.nl} zonder bruikbare sleutel" if shown is None else f"{name.nl} {shown}"
    en = f"{name.en} without a usable key" if shown is None else f"{name.en} {shown}"
    field = f", {tag[:SHOWN]}" if tag else ""
    return Text(nl + field, en + field)
