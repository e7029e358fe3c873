"""The queue as people work through it: what a filter means, where two values differ, what a decision says. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import urlencode

from hub.contract import STATE_WORDS, ItemState
from hub.contract.desk import ENDED, ON_ITS_WAY, WAITING, Change, Choice, Wanted
from hub.records import Kind, Text

PER_PAGE = 50
LONGEST_REASON = 500
EVERYTHING = frozenset(ItemState)
TABS: Mapping[str, tuple[Text, frozenset[ItemState]]] = {
    "": (Text("Te doen", "To do"), WAITING),
    "requested": (Text("Te beslissen", "To decide"), frozenset({ItemState.REQUESTED})),
    "conflict": (Text("Verschil met het LAS", "Differs from the LAS"), frozenset({ItemState.CONFLICT})),
    "unknown": (Text("Uitkomst onbekend", "Outcome unknown"), frozenset({ItemState.UNKNOWN})),
    "failed": (Text("Mislukt", "Failed"), frozenset({ItemState.FAILED})),
    "task": (Text("Over te typen", "To type over"), frozenset({ItemState.TASK})),
    "going": (Text("Onderweg", "On its way"), ON_ITS_WAY),
}
"""What the queue can show, by the word in its address."""
PAST: Mapping[str, tuple[Text, frozenset[ItemState]]] = {
    "": (Text("Alles", "Everything"), EVERYTHING),
    **{each.value: (STATE_WORDS[each][1], frozenset({each})) for each in ItemState if each in ENDED},
    "open": (Text("Nog open", "Still open"), EVERYTHING - ENDED),
}
"""What the history can show."""
READY_REASONS: Sequence[Text] = (
    Text(
        "Dit gegeven klopt volgens ons niet. Kijkt u het na en vraagt u het dan opnieuw?",
        "We believe that this is not right. Would you check it, and ask again?",
    ),
    Text(
        "Wij hebben hier een vraag over. Belt u de administratie van de school?",
        "We have a question about this. Would you call the school's office?",
    ),
    Text(
        "Dit kan alleen als alle ouders met gezag het ermee eens zijn. Neem contact op met de school.",
        "This can be done only if all parents with parental authority agree. Please contact the school.",
    ),
    Text(
        "Dit wijzigen wij niet via het ouderportaal. Kom langs met een bewijs, zoals een paspoort.",
        "We do not change this through the parent portal. Please come by with proof, such as a passport.",
    ),
)
"""Reasons to begin with; whoever refuses changes the words as he likes."""
KEEPS_LAS = Text(
    "In de administratie staat intussen een nieuwere waarde, en die laten wij staan.",
    "The administration has a newer value by now, and we leave it as it is.",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of the queue or the history, as its address says it."""

    only: str = ""
    kind_field: str = ""
    group: str = ""
    asker: str = ""
    automatic: str = ""
    after: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filter":
        """Read an address; what makes no sense in it counts as nothing."""
        after = query.get("after", "")
        names = ("only", "kind_field", "group", "asker", "automatic")
        number = int(after) if after.isascii() and after.isdigit() and len(after) <= len(str(2**62)) - 1 else 0
        return cls(**{name: query.get(name, "") for name in names}, after=number)

    def wanted(self, tabs: Mapping[str, tuple[Text, frozenset[ItemState]]], *, newest_first: bool = False) -> Wanted:
        """Return which changes these are."""
        kind, _, field = self.kind_field.partition(".")
        return Wanted(
            states=tabs.get(self.only, tabs[""])[1],
            kind=Kind(kind) if field and kind in set(Kind) else None,
            field=field if field and kind in set(Kind) else None,
            group=self.group or None,
            asker=self.asker,
            automatic={"yes": True, "no": False}.get(self.automatic),
            newest_first=newest_first,
            after=self.after,
            limit=PER_PAGE,
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but the state is narrowed."""
        return bool(self.kind_field or self.group or self.asker or self.automatic)

    def address(self, **other: Any) -> str:
        """Return the address of this filter, with some of it otherwise. A page behind the first is not carried on."""
        names = ("only", "kind_field", "group", "asker", "automatic")
        said = {name: getattr(self, name) for name in names} | other
        chosen = {name: value for name, value in said.items() if value}
        return f"?{urlencode(chosen)}" if chosen else "?"


Part = tuple[str, bool]
"""A piece of a value, and whether the other value lacks it."""


def differences(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Return both values in pieces, so that what differs can be marked. Values that share little differ as a whole."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not old or not new or matcher.ratio() < LITTLE:
        return [(old, True)] if old else [], [(new, True)] if new else []
    olds: list[Part] = []
    news: list[Part] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if a < b:
            olds.append((old[a:b], tag != "equal"))
        if c < d:
            news.append((new[c:d], tag != "equal"))
    return olds, news


LITTLE = 0.75

QUICK = frozenset({ItemState.REQUESTED})
"""States in which one key approves: nothing but the wish is to be looked at."""


def outcome_of(choice: Choice, change: Change) -> Text:
    """Return what was done, in words, from how the change stands after it."""
    if choice in {Choice.APPROVE, Choice.CORRECT}:
        return AFTER_YES.get(change.state, AFTER_YES[ItemState.APPROVED])
    return AFTER[choice]


AFTER_YES: Mapping[ItemState, Text] = {
    ItemState.APPROVED: Text("Goedgekeurd.", "Approved."),
    ItemState.TASK: Text("Goedgekeurd. Typ dit nu over in het LAS.", "Approved. Now type this into the LAS."),
    ItemState.REQUESTED: Text(
        "Akkoord. Een tweede medewerker beslist ook.", "Agreed. A second member of staff decides."
    ),
    ItemState.CONFLICT: Text(
        "Niet goedgekeurd: het LAS heeft intussen een andere waarde.",
        "Not approved: the LAS has another value by now.",
    ),
    ItemState.CONFIRMED: Text("Het LAS heeft deze waarde al.", "The LAS has this value already."),
}
AFTER: Mapping[Choice, Text] = {
    Choice.REFUSE: Text(
        "Geweigerd. De reden is te lezen voor wie het vroeg.", "Refused. Who asked can read the reason."
    ),
    Choice.TYPED: Text("Genoteerd. De volgende import controleert het.", "Noted. The next import checks it."),
    Choice.ASK_LAS: Text("De hub vraagt het LAS opnieuw.", "The hub asks the LAS again."),
    Choice.LET_GO: Text("Dit gaat nu naar het LAS.", "This goes to the LAS now."),
    Choice.UNDO: Text("De oude waarde is opnieuw gevraagd.", "The old value was asked for again."),
}
