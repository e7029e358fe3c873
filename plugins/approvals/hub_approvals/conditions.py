"""On what a rule can depend: who asks, and what the old and the new value are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.contract import ChangeItem
from hub.records import Text
from hub_approvals.subjects import Subject

FEW_SIGNS = 2
PHONES = frozenset({"mobile", "phone", "work_phone"})
POSTCODES = frozenset({"postcode"})
DIGITS_OF_POSTCODE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that must hold before a rule fits. `when` stands in the rule's sentence behind "if".

    `unless` says of an item why the rule does not fit it. `fields` are those for which it means something; empty: all.
    `against` names a condition that cannot hold at the same time.
    """

    key: str
    label: Text
    when: Text
    unless: Text
    holds: Callable[[ChangeItem], bool]
    fields: frozenset[str] = frozenset()
    against: str | None = None

    def fits(self, subject: Subject) -> bool:
        """Tell whether it means something for every field of a subject."""
        return not self.fields or (bool(subject.fields) and self.fields.issuperset(subject.fields))


def _empty(value: Any) -> bool:
    return not (isinstance(value, str) and value.strip())


def _small(item: ChangeItem) -> bool:
    if _empty(item.base) or _empty(item.wanted):
        return False
    return _distance(str(item.base).strip(), str(item.wanted).strip()) <= FEW_SIGNS


def _distance(old: str, new: str) -> int:
    """Return how many signs must be put in, left out or replaced to make one of the other (Levenshtein)."""
    if abs(len(old) - len(new)) > FEW_SIGNS:
        return FEW_SIGNS + 1
    row = list(range(len(new) + 1))
    for number, sign in enumerate(old, 1):
        before, row = row, [number]
        for place, other in enumerate(new, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (sign != other)))
    return row[-1]


def _near(item: ChangeItem) -> bool:
    digits = [str(each).strip()[:DIGITS_OF_POSTCODE] for each in (item.base, item.wanted)]
    return digits[0] == digits[1] and digits[0].isdigit() and len(digits[0]) == DIGITS_OF_POSTCODE


_ALL = (
    Condition(
        key="authority",
        against="without_authority",
        label=Text("De aanvrager heeft gezag over het kind", "The asker has parental authority over the child"),
        when=Text("de aanvrager gezag heeft over het kind", "the asker has parental authority over the child"),
        unless=Text(
            "bij de school is niet bekend dat de aanvrager gezag heeft over een kind",
            "the school does not know the asker to have parental authority over a child",
        ),
        holds=lambda item: item.asker_has_authority,
    ),
    Condition(
        key="without_authority",
        against="authority",
        label=Text("De aanvrager heeft geen gezag over het kind", "The asker has no parental authority over the child"),
        when=Text("de aanvrager geen gezag heeft over het kind", "the asker has no parental authority over the child"),
        unless=Text("de aanvrager heeft gezag over een kind", "the asker has parental authority over a child"),
        holds=lambda item: not item.asker_has_authority and not item.asked_by_school,
    ),
    Condition(
        key="lives_with",
        against="lives_elsewhere",
        label=Text("Het kind woont bij de aanvrager", "The child lives with the asker"),
        when=Text("het kind bij de aanvrager woont", "the child lives with the asker"),
        unless=Text(
            "bij de school is niet bekend dat een kind bij de aanvrager woont",
            "the school does not know a child to live with the asker",
        ),
        holds=lambda item: item.asker_lives_with,
    ),
    Condition(
        key="lives_elsewhere",
        against="lives_with",
        label=Text("Het kind woont niet bij de aanvrager", "The child does not live with the asker"),
        when=Text("het kind niet bij de aanvrager woont", "the child does not live with the asker"),
        unless=Text("een kind woont bij de aanvrager", "a child lives with the asker"),
        holds=lambda item: not item.asker_lives_with and not item.asked_by_school,
    ),
    Condition(
        key="by_school",
        label=Text("De school zelf draait een wijziging terug", "The school itself takes a change back"),
        when=Text("de school zelf een wijziging terugdraait", "the school itself takes a change back"),
        unless=Text("een verzorger vraagt dit", "a guardian asks this"),
        holds=lambda item: item.asked_by_school,
    ),
    Condition(
        key="first",
        against="small",
        label=Text("Er was nog niets bekend", "Nothing was known yet"),
        when=Text("er nog niets bekend was", "nothing was known yet"),
        unless=Text("er was al iets bekend", "something was known already"),
        holds=lambda item: _empty(item.base),
    ),
    Condition(
        key="small",
        against="first",
        label=Text("Een kleine verbetering: hoogstens twee tekens anders", "A small correction: two signs at most"),
        when=Text("er hoogstens twee tekens anders worden", "at most two signs change"),
        unless=Text("er worden meer dan twee tekens anders", "more than two signs change"),
        holds=_small,
    ),
    Condition(
        key="emptied",
        label=Text("Het gegeven wordt leeggemaakt", "The field is emptied"),
        when=Text("het gegeven wordt leeggemaakt", "the field is emptied"),
        unless=Text("er wordt iets ingevuld", "something is filled in"),
        holds=lambda item: _empty(item.wanted),
    ),
    Condition(
        key="dutch",
        fields=PHONES,
        label=Text("Het nieuwe nummer is een Nederlands nummer", "The new number is a Dutch one"),
        when=Text("het nieuwe nummer een Nederlands nummer is", "the new number is a Dutch one"),
        unless=Text("het nieuwe nummer is geen Nederlands nummer", "the new number is no Dutch one"),
        holds=lambda item: str(item.wanted).startswith(("+31", "0")) and not str(item.wanted).startswith("00"),
    ),
    Condition(
        key="near",
        fields=POSTCODES,
        label=Text("De vier cijfers van de postcode blijven gelijk", "The four digits of the postcode stay the same"),
        when=Text("de vier cijfers van de postcode gelijk blijven", "the four digits of the postcode stay the same"),
        unless=Text("de vier cijfers van de postcode veranderen", "the four digits of the postcode change"),
        holds=_near,
    ),
)
CONDITIONS: Mapping[str, Condition] = {each.key: each for each in _ALL}
"""Every condition that a school can choose, by its key, in order."""

ONESELF = Condition(
    key="self",
    label=Text("Over zichzelf gevraagd", "Asked about oneself"),
    when=Text("een verzorger dit over zichzelf vraagt", "guardians ask this about themselves"),
    unless=Text("dit heeft iemand anders gevraagd", "this was asked by somebody else"),
    holds=lambda item: item.asked_by_self,
)
FILLED_IN = Condition(
    key="filled_in",
    label=Text("Er is iets ingevuld", "Something is filled in"),
    when=Text("er iets is ingevuld", "something is filled in"),
    unless=Text("leegmaken gaat nooit vanzelf", "emptying it never does"),
    holds=lambda item: not _empty(item.wanted),
)
ALWAYS_FREE = (ONESELF, FILLED_IN)
"""What must hold, whatever a school chooses, before anything goes through by itself."""
