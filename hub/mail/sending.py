"""Sending what is due."""

from hub.store import Store


def send_due(store: Store, school: int | None) -> None:
    """Send what is due of one school, or (`None`) of the hub as a whole. Without a mail server letters wait."""
