"""What the hub tells plugins after it happened. An event names things by key and number, without personal data."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at a school, after its transaction was committed. `at` carries a time zone."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeFinished(Event):
    """A run of the intake ended: its number and its outcome (`applied`, `unchanged`, `planned`, `held`, `refused`)."""

    run: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsChanged(Event):
    """A run brought, changed or withdrew results of pupils."""

    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCardAdded(Event):
    """The document of a report card came in and is whole. `card` is the hub's number of the report card."""

    card: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginSwitched(Event):
    """A plugin was turned on or off for the school."""

    plugin: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginSet(Event):
    """The settings of a plugin were filled in or changed, or it was chosen as the school's LAS."""

    plugin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMoved(Event):
    """One item of a change request came into a state (`requested`, `approved`, `sent`, `confirmed`, …)."""

    item: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDue(Event):
    """An item waits too long for a person of the school who decides, and the reminder of it is due.

    `accounts` are those of the people who decide.
    """

    item: int
    accounts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDue(Event):
    """The office has not typed an approved change into the LAS yet, and its reminder is due.

    `accounts` are those of the people who decide.
    """

    item: int
    accounts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationAsked(Event):
    """A guardian without authority asked the school for information on a pupil: the number of the request."""

    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationDecided(Event):
    """Such a request came to an end (`granted`, `refused`, `withdrawn`)."""

    request: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouplingBroke(Event):
    """The hub cannot pull from the school's LAS (`plugin`) since `since`, and a person should know. Told once."""

    plugin: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CouplingWorks(Event):
    """A coupling of which it was told that it broke works again. `since` is when the trouble began."""

    plugin: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookPaused(Event):
    """An address of the school's portal took nothing for days, or wants no more: nothing is sent there any more."""

    webhook: int
