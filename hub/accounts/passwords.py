"""A link to choose a password: asked by whoever forgot it, or sent to a new colleague."""

from hub import mail
from hub.store import Account, LinkPurpose, Store

PURPOSES = (LinkPurpose.WELCOME, LinkPurpose.PASSWORD)


def ask_new_password(store: Store, email: str) -> None:
    """Send a link to the account with this address, where there is one. Nobody is told whether there is."""
    with store.directory("guest") as directory:
        account = directory.account_by_email(email)
        if account is not None and not account.disabled:
            number = directory.links.add(account.id, LinkPurpose.PASSWORD)
            mail.post(directory, "password_reset", to_account=account.id, subject=number)


def owner_of(store: Store, token: str) -> Account | None:
    """Return whose password a link chooses, and change nothing; `None` where it opens nothing (any more)."""
    with store.directory() as directory:
        link = directory.links.find(token, *PURPOSES)
        return directory.account(link.account_id) if link else None


def choose_password(store: Store, token: str, password_hash: str) -> Account | None:
    """Keep the chosen password; every session of the account ends. `None`: the link opens nothing (any more)."""
    with store.directory("link") as directory:
        link = directory.links.find(token, *PURPOSES, lock=True)
        if link is None:
            return None
        directory.set_password_hash(link.account_id, password_hash)
        account = directory.account(link.account_id)
        if account is not None:
            directory.attempts.forget(account.email)
        return account
