"""What a letter says of work that waits for the school: how much of each sort, and where to begin. Pure."""

from collections.abc import Iterator

from hub.mail.content import STAFF, Action, Content
from hub.records import Text

CHANGES_WAIT = Text("Er wachten wijzigingen op u", "Changes are waiting for you")
QUESTION_WAITS = Text("Een vraag van een ouder wacht op u", "A question of a parent is waiting for you")
TO_CHANGES = Text("Naar de wijzigingen", "Go to the changes")
TO_QUESTIONS = Text("Naar de vragen om informatie", "Go to the requests for information")


def reminder(school: str, waiting: int, tasks: int, path: str, *, information: int = 0) -> Content:
    """Tell staff how much waits for them: requests, tasks, and questions of guardians without authority."""
    changes = bool(waiting + tasks)
    return Content(
        subject=CHANGES_WAIT if changes else QUESTION_WAITS,
        before=[Text(f"In het ouderportaal van {school} wacht werk:", f"Work waits in the parent portal of {school}:")],
        points=list(_points(waiting, tasks, information)),
        action=Action(TO_CHANGES if changes else TO_QUESTIONS, path),
        why=STAFF,
    )


def _points(waiting: int, tasks: int, information: int) -> Iterator[Text]:
    if waiting:
        yield _counted(
            waiting,
            Text("1 aanvraag wacht op een besluit", "1 request waits for a decision"),
            Text(f"{waiting} aanvragen wachten op een besluit", f"{waiting} requests wait for a decision"),
        )
    if tasks:
        yield _counted(
            tasks,
            Text("1 wijziging moet nog in het LAS worden overgetypt", "1 change is still to be typed into the LAS"),
            Text(
                f"{tasks} wijzigingen moeten nog in het LAS worden overgetypt",
                f"{tasks} changes are still to be typed into the LAS",
            ),
        )
    if information:
        yield _counted(
            information,
            Text("1 vraag om informatie wacht op een besluit", "1 request for information waits for a decision"),
            Text(
                f"{information} vragen om informatie wachten op een besluit",
                f"{information} requests for information wait for a decision",
            ),
        )


def _counted(number: int, one: Text, more: Text) -> Text:
    return one if number == 1 else more
