"""The errors of the store."""

from hub.contract import HubError
from hub.records import Text


class StoreError(HubError):
    """The store cannot do its work. The sentence says what the person who runs the hub can do."""


class HomeUnusableError(StoreError):
    """The data folder cannot be made or written in. The hub does not start until it can."""

    def __init__(self, path: object, why: str | None) -> None:
        super().__init__(
            Text(
                f"De gegevensmap {path} is niet te gebruiken ({why}). Kijk of de schijf er is en niet vol is en of de "
                "hub daar mag schrijven, of kies met HUB_HOME een andere map.",
                f"The data folder {path} cannot be used ({why}). Check that the disk is there and not full and that "
                "the hub may write there, or choose another folder with HUB_HOME.",
            )
        )


class DatabaseUnreachableError(StoreError):
    """There is no database to talk to. The hub does not start; it starts once the database answers."""


class DatabaseUnfitError(StoreError):
    """The database or the role in it is not fit to serve. The hub does not start until it is set right."""


class SecretKeyError(StoreError):
    """The key that seals secrets is missing or wrong. What was sealed stays sealed until the right key is set."""


class UnknownSchoolError(StoreError):
    """There is no school with this code. Nothing was done."""

    def __init__(self, school: object) -> None:
        super().__init__(
            Text(
                f"School {school} staat niet in deze hub. Voeg haar toe met 'hub school add', of kijk de code na.",
                f"School {school} is not in this hub. Add it with 'hub school add', or check the code.",
            )
        )


class SchoolExistsError(StoreError):
    """There is a school with this code already. Nothing was done."""

    def __init__(self, school: object) -> None:
        super().__init__(
            Text(
                f"School {school} staat al in deze hub. Er is niets veranderd.",
                f"School {school} is in this hub already. Nothing has changed.",
            )
        )


class UnboundQueryError(RuntimeError):
    """A query for a school's rows without a school in hand: a fault in the hub's own code. Use `store.open(school)`."""


class PluginTablesRefusedError(StoreError):
    """A plugin's tables lack the wall between schools. They were not made; the plugin cannot be used until it mends."""
