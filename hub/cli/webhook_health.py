"""Whether the messages to schools' own portals get through: for `hub doctor`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from hub.app import App
from hub.cli.findings import Finding
from hub.records import SchoolCode, Text
from hub.store import Webhook, WebhookState

LONG = timedelta(hours=1)
"""A message that waits longer is not only late: its address, or every worker, is away."""
SUBJECT = Text("Berichten naar portalen", "Messages to portals")


def webhooks_of(app: App) -> Iterator[Finding]:
    """Tell of every address that is paused, or to which messages wait for long; in one line where all is well."""
    with app.store.directory() as directory:
        schools = [each.code for each in directory.schools()]
    number, now = 0, datetime.now(UTC)
    troubles: list[Text] = []
    for school in schools:
        with app.store.open(school) as books:
            found, waiting = books.webhooks.all(), books.webhooks.waiting_since()
        number += len(found)
        troubles += [why for each in found if (why := _trouble(school, each, waiting.get(each.id), now)) is not None]
    for each in troubles:
        yield Finding(SUBJECT, is_right=False, text=each)
    if not troubles:
        text = Text(f"{number} adressen, niets wacht te lang", f"{number} addresses, nothing waits too long")
        yield Finding(SUBJECT, is_right=True, text=text)


def _trouble(school: SchoolCode, webhook: Webhook, since: datetime | None, now: datetime) -> Text | None:
    """Say what is wrong with an address, by its number and host: the rest of it may hold what is the portal's own."""
    host = urlsplit(webhook.address).hostname
    name = Text(f"adres {webhook.id} van {school} ({host})", f"address {webhook.id} of {school} ({host})")
    if webhook.state is WebhookState.PAUSED:
        again = f"hub webhook on {webhook.id} --school {school}"
        return Text(
            f"{name.nl} staat stil: het nam niets meer aan. Doet het portaal het weer, zet het dan aan met: {again}",
            f"{name.en} is paused: it took nothing any more. Once the portal works again, turn it on with: {again}",
        )
    if webhook.state is WebhookState.ON and since is not None and now - since > LONG:
        hours = int((now - since) / timedelta(hours=1))
        return Text(
            f"naar {name.nl} wacht een bericht al {hours} uur. Draait er een worker, en is het portaal bereikbaar?",
            f"a message to {name.en} waits for {hours} hours. Does a worker run, and can the portal be reached?",
        )
    return None
