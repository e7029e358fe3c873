"""Who works at the school and is a guardian there too makes no files of his own family."""

from hub.changes import family_around
from hub.contract import HubError
from hub.records import Kind, Text
from hub.store import Books, PersonEntry


class OwnFamilyError(HubError):
    """The person belongs to the family of who asks. Nothing was made."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Deze persoon hoort bij uw eigen gezin. Vraag een collega die beheerder is om dit te doen. Uw eigen "
                "gegevens vindt u onder Mijn kinderen.",
                "This person belongs to your own family. Ask a colleague who is an administrator to do this. Your own "
                "data you find under My children.",
            )
        )


def refuse_own_family(books: Books, person: PersonEntry, account: int) -> None:
    """Raise `OwnFamilyError` where the account is a guardian of this pupil, or of a pupil of this guardian."""
    for guardian in books.guardian_accounts.guardians_of(account):
        family = family_around(books, guardian)
        mine = family.pupils_of(guardian)
        theirs = frozenset({person.key}) if person.kind is Kind.PUPILS else family.pupils_of(person.key)
        if mine & theirs or person.key == guardian:
            raise OwnFamilyError
