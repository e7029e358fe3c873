"""The chain that binds every entry of an audit trail to the one before it. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

START = b""
"""What the first entry of a chain has before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One act: who did what to what, and when. `plan_hash` names the plan that was applied, where the act was that."""

    seq: int
    at: datetime
    who: str
    act: str
    subject: str
    details: Mapping[str, Any]
    plan_hash: str | None
    previous_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class ChainResult:
    """Whether a chain is whole; where it is not, the number of the first entry that is changed, or missing."""

    whole: bool
    entries: int
    first_broken: int | None = None


def entry_hash(chain: str, entry: AuditEntry) -> bytes:
    """Return the hash that binds `entry`, in the chain of that name, to the one before it."""
    moment = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [entry.seq, moment, entry.who, entry.act, entry.subject, entry.details, entry.plan_hash]
    canonical = json.dumps([chain, entry.previous_hash.hex(), *said], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()


def walk(chain: str, entries: Iterable[AuditEntry], last: int, last_hash: bytes) -> ChainResult:
    """Follow the chain from its first entry to its last, which the head says is number `last` with `last_hash`."""
    previous, seen = START, 0
    for entry in entries:
        seen += 1
        bound = entry.seq == seen and entry.previous_hash == previous and entry.hash == entry_hash(chain, entry)
        if not bound:
            return ChainResult(whole=False, entries=seen, first_broken=seen)
        previous = entry.hash
    if seen != last or previous != last_hash:
        return ChainResult(whole=False, entries=seen, first_broken=min(seen + 1, last))
    return ChainResult(whole=True, entries=seen)


def plain(value: Any) -> Any:
    """Return `value` as it comes back from the database unchanged: JSON without fractions, which databases rewrite."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(plain(name)): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [plain(each) for each in value]
        return sorted(items, key=str) if isinstance(value, set | frozenset) else items
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\0", "�")
