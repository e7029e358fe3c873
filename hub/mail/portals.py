"""What a letter says of the school's own portal, which the hub cannot tell anything any more. Pure."""

from hub.mail.content import ADMINS, Action, Content
from hub.records import Text


def webhook_paused(school: str, path: str) -> Content:
    """Tell a school's administrators that its own portal hears nothing any more."""
    return Content(
        subject=Text("Uw portaal krijgt geen berichten meer", "Your portal gets no messages any more"),
        before=[
            Text(
                f"Een portaal van {school} nam drie dagen lang geen berichten van de hub aan, of wil er geen meer. De "
                "hub stuurt er nu niets meer heen.",
                f"A portal of {school} took no messages of the hub for three days, or wants no more. The hub sends "
                "nothing there now.",
            ),
            Text(
                "Vraag de leverancier van het portaal wat er mis is. Zet het adres daarna weer aan: wat er intussen "
                "gebeurde, wacht dertig dagen.",
                "Ask the portal's vendor what is wrong. Then turn the address on again: what happened meanwhile waits "
                "for thirty days.",
            ),
        ],
        action=Action(Text("Naar het adres", "Go to the address"), path),
        why=ADMINS,
    )
