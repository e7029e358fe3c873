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

TABLES: Mapping[Kind, str] = {Kind.PUPILS: "hub.pupil", Kind.GUARDIANS: "hub.guardian"}
"""Who can be erased, and where he stands."""
OWN_ROWS: Mapping[Kind, Mapping[str, str]] = {
    Kind.PUPILS: {
        "hub.access_grant": "pupil = :key",
        "hub.information_request": "pupil = :key",
        "hub.look": "pupil_id IN (SELECT id FROM hub.pupil WHERE school_id = :school AND key = :key)",
    },
    Kind.GUARDIANS: {
        "hub.access_grant": "guardian = :key",
        "hub.information_request": "guardian = :key",
        "hub.look": "seen_as = 'guardian' AND account_id IN "
        "(SELECT account_id FROM hub.guardian_account WHERE school_id = :school AND guardian = :key)",
    },
}
"""Which rows are of one person, in tables from which the serving role may remove them itself."""


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

    def preview(self, kind: Kind, key: str) -> dict[str, int]:
        """Return how many rows of each table would go, changing nothing. Raises `CannotEraseError`.

        It erases for real and takes that back, so that what is foretold is what happens.
        """
        self._must_be_gone(kind, key)
        documents = {"document": self._documents_of(key)} if kind is Kind.PUPILS else {}
        with self.session.begin_nested() as point:
            gone = self._erase(kind, key)
            point.rollback()
        return {**gone, **documents}

    def erase(self, kind: Kind, key: str) -> dict[str, int]:
        """Erase a person and return how many rows of each table went. Raises `CannotEraseError`.

        The files of documents go after the transaction was kept.
        """
        self._must_be_gone(kind, key)
        documents = {"document": self.documents.forget_of(key)} if kind is Kind.PUPILS else {}
        gone = {**self._erase(kind, key), **documents}
        self.audit.write("person.erased", f"{kind.value} {key}", {"gone": gone})
        return gone

    def _must_be_gone(self, kind: Kind, key: str) -> None:
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
        gone: dict[str, int] = self.session.scalar(text("SELECT hub.erase_traces(:kind, :key)"), values) or {}
        for table, chosen in OWN_ROWS[kind].items():
            removed = text(f"DELETE FROM {table} WHERE school_id = :school AND {chosen} RETURNING 1")
            gone[table.removeprefix("hub.")] = len(self.session.execute(removed, self._mine(key)).all())
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
        self.accounts.unlink(link)
        if not self.accounts.guardians_of(link.account_id):
            self.directory.revoke(link.account_id, Role.PARENT, self.school_id)
        if self.directory.memberships(link.account_id):
            return 0
        self.session.execute(text("DELETE FROM hub.account WHERE id = :account"), {"account": link.account_id})
        return 1

    def _documents_of(self, pupil: str) -> int:
        return int(self.session.scalar(text(DOCUMENTS), {"school": self.school_id, "pupil": pupil}) or 0)


DOCUMENTS = """
SELECT count(*) FROM hub.document d JOIN hub.pupil p ON p.id = d.pupil_id
WHERE d.school_id = :school AND p.school_id = :school AND p.key = :pupil
"""
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
