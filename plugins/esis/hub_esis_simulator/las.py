"""The LAS as a whole: its schools, who may ask, and every effect that anyone had on it."""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any
from uuid import uuid4

from hub_esis_simulator.mutations import Mutation, carry_out
from hub_esis_simulator.records_of import put
from hub_esis_simulator.roll import School
from hub_esis_simulator.wire import Question, SoapFault, invalid

KEPT = 200_000
"""How many mutations and effects are kept: this process is not for ever."""
VERSIONS = ("2.2", "2.3")


@dataclass(frozen=True, slots=True)
class Effect:
    """One value that changed: who did it, what it was and what it became."""

    seq: int
    at: datetime
    by: str
    school: str
    act: str
    entity: str
    key: str
    pupil: str | None = None
    field: str | None = None
    old: str | None = None
    new: str | None = None
    mutation: str | None = None
    correlation: str | None = None


@dataclass(kw_only=True)
class Las:
    """The simulated LAS. `lock` is held by whoever reads or changes it.

    `version` is the version of UWLR: since 2.3 a pupil goes by the ECK iD, where there is one. A mutation is handled
    `processing` after it was handed in.
    """

    schools: dict[str, School]
    keys: dict[str, str]
    customer_code: str
    customer_name: str
    version: str = "2.2"
    processing: timedelta = timedelta(seconds=0.5)
    lock: RLock = field(default_factory=RLock)
    effects: deque[Effect] = field(default_factory=lambda: deque(maxlen=KEPT))
    effect_count: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    mutations: dict[tuple[str, str], Mutation] = field(default_factory=dict)
    by_correlation: dict[str, Mutation] = field(default_factory=dict)
    waiting: deque[Mutation] = field(default_factory=deque)

    def school_of(self, question: Question) -> School | None:
        """Return the school that is asked about, `None` where there is none. Raises `SoapFault` on who may not ask."""
        if (question.customer_code, question.customer_name) != (self.customer_code, self.customer_name):
            raise SoapFault("Client.OngeldigeKlantIdentificatie", "Deze klantcode en klantnaam zijn niet bekend.")
        school = self.schools.get(_code(question))
        if question.key not in self.keys.values() or (school and self.keys[str(school.code)] != question.key):
            raise SoapFault("Client.AutorisatieOngeldig", "De autorisatiesleutel geldt niet voor deze school.")
        year = question.text("schooljaar")
        # ESIS gives the current school year only.
        return None if school and year and year != str(school.year) else school

    def wire_key(self, school: School, pupil: str) -> str:
        """Return the key by which a pupil is delivered."""
        eck_id = school.pupils[pupil].eck_id if self.version != VERSIONS[0] else None
        return eck_id or pupil

    def pupil_key(self, school: School, wire_key: str) -> str:
        """Return the LAS key of a pupil by the key by which it is delivered; where it is unknown, that key itself."""
        return school.by_eck.get(wire_key, wire_key) if self.version != VERSIONS[0] else wire_key

    def hand_in(self, school: School, question: Question, *, fails: bool = False, never: bool = False) -> Mutation:
        """Take in a mutation; the same one again is the same one."""
        pupil = question.text("leerling")
        key = question.text("sleutel")
        if question.text("entiteit") == "leerling":
            key = self.pupil_key(school, key)
        wanted = Mutation(
            id=question.text("mutatieid"),
            correlation=str(uuid4()),
            school=school,
            entity=question.text("entiteit"),
            key=key,
            pupil=self.pupil_key(school, pupil) if pupil else None,
            field=question.text("veld"),
            old=question.text("oudewaarde"),
            new=question.text("nieuwewaarde"),
            due=None if never else datetime.now(UTC) + self.processing,
            fails=fails,
        )
        known = self.mutations.get((str(school.code), wanted.id))
        if known is None:
            self._keep(wanted)
        elif known.wish != wanted.wish:
            raise invalid("Dit mutatieid is al van een andere mutatie.")
        return known or wanted

    def _keep(self, mutation: Mutation) -> None:
        if len(self.mutations) >= KEPT:
            raise SoapFault("Server.TijdelijkNietBeschikbaar", "De simulator is vol. Start hem opnieuw.")
        self.mutations[str(mutation.school.code), mutation.id] = mutation
        self.by_correlation[mutation.correlation] = mutation
        if mutation.due is not None:
            self.waiting.append(mutation)

    def settle(self) -> None:
        """Handle the mutations that are due. Whoever looks does this first, so that nobody sees the difference."""
        while self.waiting and self.waiting[0].is_due():
            carry_out(self, self.waiting.popleft())

    def change(self, school: School, target: Any, name: str, value: str, moment: datetime, **told: Any) -> None:
        """Change one value of one record and record the effect. Nothing happens where it has that value already."""
        old = put(school, target, name, value, moment)
        if old != value:
            self.note(school, moment=moment, act="change", field=name, old=old, new=value, **told)

    def note(self, school: School, *, moment: datetime, **told: Any) -> None:
        """Record an effect."""
        self.effect_count += 1
        self.effects.append(Effect(seq=self.effect_count, at=moment, school=str(school.code), **told))


def _code(question: Question) -> str:
    if question.text("schoolkey"):
        return question.text("schoolkey").removeprefix("ESIS-")
    location = question.text("dependancecode")
    return question.text("brincode") + ("" if location == "00" else location)
