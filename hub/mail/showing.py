"""What letters say of what the school shows: something new, what is asked, and that there is an answer. Pure."""

from hub.mail.content import Action, Content
from hub.records import Text


def news(school: str, path: str) -> Content:
    """Tell a guardian that there is something new to see. Never what it is, and never of which child."""
    return Content(
        subject=Text("Er is iets nieuws te zien van uw kind", "There is something new to see of your child"),
        before=[
            Text(
                f"In het ouderportaal van {school} staat een nieuw rapport of een nieuwe toets van uw kind.",
                f"In the parent portal of {school} there is a new report card or a new test of your child.",
            ),
            Text(
                "Om de privacy van uw kind staat in deze brief niet wat het is. U ziet het als u inlogt.",
                "For the privacy of your child this letter does not say what it is. You see it when you log in.",
            ),
        ],
        action=Action(Text("Bekijk wat er nieuw is", "See what is new"), path),
        why=Text(
            f"U krijgt deze brief omdat u bij {school} een account hebt voor het ouderportaal.",
            f"You get this letter because you have an account for the parent portal of {school}.",
        ),
    )


def information_asked(school: str, waiting: int, path: str) -> Content:
    """Tell staff that a guardian asks for information. Never who, and never on which pupil."""
    return Content(
        subject=Text("Een ouder vraagt om informatie", "A parent asks for information"),
        before=[
            Text(
                f"Een ouder of verzorger zonder gezag vraagt {school} om informatie over een kind.",
                f"A parent or guardian without authority asks {school} for information on a child.",
            )
            if waiting == 1
            else Text(
                f"{waiting} vragen om informatie over een kind wachten op een besluit van {school}.",
                f"{waiting} requests for information on a child wait for a decision of {school}.",
            ),
            Text(
                "De school beslist of deze ouder iets te zien krijgt, en wat. Tot die tijd ziet hij niets.",
                "The school decides whether this parent gets to see anything, and what. Until then he sees nothing.",
            ),
        ],
        action=Action(Text("Naar de vragen om informatie", "Go to the requests for information"), path),
        why=Text(
            "U krijgt deze brief omdat u bij deze school over vragen van ouders beslist.",
            "You get this letter because you decide on what parents ask at this school.",
        ),
    )


def information_decided(school: str, path: str) -> Content:
    """Tell a guardian that the school answered his request for information. The answer stands in the portal."""
    return Content(
        subject=Text("De school heeft uw vraag beantwoord", "The school has answered your question"),
        before=[
            Text(
                f"U vroeg {school} om informatie. De school heeft een besluit genomen.",
                f"You asked {school} for information. The school has decided.",
            ),
            Text(
                "Om de privacy van het kind staat het antwoord niet in deze brief. U leest het als u inlogt.",
                "For the privacy of the child the answer is not in this letter. You read it when you log in.",
            ),
        ],
        after=[
            Text(
                "Bent u het niet eens met het besluit? Neem dan contact op met de school.",
                "Do you disagree with the decision? Then contact the school.",
            )
        ],
        action=Action(Text("Lees het antwoord", "Read the answer"), path),
        why=Text(
            "U krijgt deze brief omdat u de school om informatie vroeg.",
            "You get this letter because you asked the school for information.",
        ),
    )
