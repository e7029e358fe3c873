"""Erasing a person (GDPR art. 17): all that the hub has of a pupil or guardian at this school, in one transaction.

What stays is the audit trail, which proves what was done and cannot be changed: the person's key in the LAS, and for
who did something himself the address of the account with which he did it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.contract import HubError
from hub.records import Kind, Text
from hub.store.accounts import Role
from hub.store.audit import Audit
from hub.store.directory import Directory
from hub.store.documents import Documents
from hub.store.guardian_accounts import GuardianAccounts
from hub.store.history import History
from hub.store.papers import Papers
from hub.store.takeouts import Takeouts
from hub.store.traces import TABLES, Traces


class CannotEraseError(HubError):
    """This person cannot be erased. Nothing was erased; the sentence says what to do."""


@dataclass(frozen=True)
class Erasure:
    """Erasing at one school."""

    session: Session
    school_id: int
    audit: Audit
    documents: Documents
    history: History
    accounts: GuardianAccounts
    directory: Directory
    traces: Traces
    takeouts: Takeouts
    papers: Papers

    def preview(self, kind: Kind, key: str) -> dict[str, int]:
        """Return how many rows of each table would go, changing nothing. Raises `CannotEraseError`.

        It erases for real and takes that back, so that what is foretold is what happens.
        """
        self.must_be_gone(kind, key)
        counted = self.traces.counts(kind, key)
        files: dict[str, int] = {sort: counted[sort] for sort in FILES if sort in counted}
        with self.session.begin_nested() as point:
            gone = self._erase(kind, key)
            point.rollback()
        return {**gone, **files}

    def erase(self, kind: Kind, key: str) -> dict[str, int]:
        """Erase a person and return how many rows of each table went. Raises `CannotEraseError`.

        The files of documents go after the transaction was kept.
        """
        return self.erase_proven(kind, key, {})[0]

    def erase_proven(self, kind: Kind, key: str, elsewhere: Mapping[str, int]) -> tuple[dict[str, int], int]:
        """As `erase`; return the number of the entry in the audit trail too. `elsewhere`: what plugins erased."""
        self.must_be_gone(kind, key)
        files: dict[str, int] = {"takeout": self.takeouts.forget_of(kind, key)}
        if kind is Kind.PUPILS:
            files["document"] = self.documents.forget_of(key)
            files["paper_run"] = self.papers.forget_of_pupil(key)
        else:
            files["paper_run"] = self.papers.forget_of_guardian(key)
        gone = self._erase(kind, key) | {sort: many for sort, many in (files | dict(elsewhere)).items() if many}
        entry = self.audit.write("person.erased", f"{kind.value} {key}", {"gone": gone})
        return gone, entry.seq

    def must_be_gone(self, kind: Kind, key: str) -> None:
        """Hold the person for this transaction. Raises `CannotEraseError` where he is in the LAS, or unknown."""
        if kind not in TABLES:
            raise CannotEraseError(NOT_A_PERSON)
        wanted = f"SELECT departed_at FROM {TABLES[kind]} WHERE school_id = :school AND key = :key FOR UPDATE"
        row = self.session.execute(text(wanted), {"school": self.school_id, "key": key}).one_or_none()
        if row is None:
            raise CannotEraseError(_unknown(key))
        if row.departed_at is None:
            raise CannotEraseError(STILL_THERE)

    def _erase(self, kind: Kind, key: str) -> dict[str, int]:
        values = {"kind": kind.value, "key": key}
        gone = self.traces.remove(kind, key)
        gone |= self.session.scalar(text("SELECT hub.erase_traces(:kind, :key)"), values) or {}
        gone["history"] = self.history.erase(key) if kind is Kind.PUPILS else 0
        gone["account"] = self._unlink(key) if kind is Kind.GUARDIANS else 0
        removed = text(f"DELETE FROM {TABLES[kind]} WHERE school_id = :school AND key = :key RETURNING id")
        gone[kind.value] = len(self.session.execute(removed, self._mine(key)).all())
        return {table: number for table, number in gone.items() if number}

    def _mine(self, key: str) -> dict[str, int | str]:
        return {"school": self.school_id, "key": key}

    def _unlink(self, guardian: str) -> int:
        """Take the guardian's link away; an account that is nobody else goes too, wherever it could log in."""
        link = self.accounts.of(guardian)
        if link is None:
            return 0
        account = {"account": link.account_id}
        self.accounts.unlink(link)
        if not self.accounts.guardians_of(link.account_id):
            self.directory.revoke(link.account_id, Role.PARENT, self.school_id)
        left = self.directory.memberships(link.account_id)
        if self.school_id not in {each.school_id for each in left}:
            self.session.execute(text("SELECT hub.erase_letters_to(:account)"), account)
        if left:
            return 0
        self.session.execute(text("DELETE FROM hub.hub_letter WHERE to_account = :account"), account)
        self.session.execute(text("DELETE FROM hub.account WHERE id = :account"), account)
        return 1


FILES = ("document", "takeout", "paper_run")
"""Tables whose rows name files: these are removed by their own rooms, with the files."""
STILL_THERE = Text(
    "Deze persoon staat nog in het LAS. Wie in het LAS staat, wordt niet gewist: de hub zou hem de volgende keer weer "
    "ophalen. Schrijf hem eerst uit in het LAS en wacht tot de hub dat heeft overgenomen.",
    "This person is still in the LAS. Who is in the LAS is not erased: the hub would fetch him again the next time. "
    "Take him off the roll in the LAS first, and wait until the hub has taken that over.",
)
NOT_A_PERSON = Text(
    "Alleen leerlingen en verzorgers kunnen worden gewist. Kies een van beide.",
    "Only pupils and guardians can be erased. Choose one of the two.",
)


def _unknown(key: str) -> Text:
    return Text(
        f"De hub kent op deze school niemand met sleutel {key}. Controleer de sleutel in het LAS.",
        f"The hub knows nobody with key {key} at this school. Check the key in the LAS.",
    )
