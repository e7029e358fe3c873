"""Writing one field back into a LAS, and asking afterwards what came of it.

The hub writes only what a change names: one field of one record. It says before every write what it will do, so that a
process that dies in between leaves a write of which the outcome is unknown, and never one that nobody knows of.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from hub.records import Kind, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One field of one record that is to change in the LAS.

    `idempotency_key` names this write for ever: sent twice, it must have one effect. `key` is the record's LAS key,
    `base` what the hub knew when the change was decided on (`None`: nothing), `wanted` what it is to be (`None`:
    empty). Both are JSON values, as `hub.records.to_json` gives them.
    """

    idempotency_key: str
    kind: Kind
    key: str
    field: str
    base: Any
    wanted: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The LAS took the write in. `correlation` is the LAS's own name for it, by which it can be asked about."""

    correlation: str


class WriteState(StrEnum):
    """What came of a write, as the LAS tells it."""

    DONE = "done"
    """The LAS carried it out. The hub waits for a pull to show it."""
    REFUSED = "refused"
    """The LAS did not carry it out, and never will; `reason` says why."""
    CONFLICT = "conflict"
    """The LAS held another value than `base`, and carried nothing out. The hub takes the change back to a person."""
    GOING = "going"
    """The LAS has it and is not ready yet. The hub asks again, later each time."""
    NOT_RECEIVED = "not_received"
    """The LAS is sure that it never took in a write with this idempotency key. The hub may send it."""
    UNKNOWN = "unknown"
    """Nobody can tell. The hub shows that to a person and sends nothing by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a write. `reason` is the LAS's own reason where it refused, for the school to read."""

    state: WriteState
    reason: Text | None = None


@runtime_checkable
class WritesBack(Protocol):
    """A connector that can write an approved change into the LAS."""

    def write(self, write: Write) -> Receipt:
        """Send a write. The same `idempotency_key` sent again gives the same receipt and no second effect.

        Raises `LasUnavailableError` only where nothing was sent (the hub waits and tries again), `ChangeRefusedError`
        with the LAS's reason, `OnlyByHandError` where the LAS has no way in for such a change and nothing was sent (it
        becomes a task of the office), `ConflictError` where the LAS holds another value than `base`,
        `ConfigurationError` where the coupling is not set right, and `OutcomeUnknownError` where it was sent and no
        answer came. Any other error counts as `OutcomeUnknownError`.
        """
        ...

    def read_back(self, write: Write, receipt: Receipt | None) -> Outcome:
        """Ask what came of a write. `receipt` is `None` where the answer to `write` never came.

        Changes nothing in the LAS. Raises `LasUnavailableError` where the LAS cannot be asked now.
        """
        ...
