"""Why somebody cannot be invited or cannot come in. Nothing was changed; the sentence says what to do."""

from hub.contract import HubError
from hub.records import Text
from hub.store import AccountState


class CannotInviteError(HubError):
    """This guardian cannot be invited, or not now."""


class InvitationGoneError(HubError):
    """This invitation opens nothing any more, or never did; the hub does not say which."""

    def __init__(self) -> None:
        super().__init__(GONE)


class SomebodyElseError(HubError):
    """The account that would be linked is another person's."""

    def __init__(self) -> None:
        super().__init__(SOMEBODY_ELSE)


WHY_NOT = {
    AccountState.NO_EMAIL: Text(
        "Het LAS heeft geen e-mailadres van deze verzorger. Zet het adres in het LAS en nodig daarna uit.",
        "The LAS has no e-mail address of this guardian. Enter the address in the LAS, and invite after that.",
    ),
    AccountState.SHARED_EMAIL: Text(
        "Dit e-mailadres staat in het LAS ook bij iemand anders. De hub kan dan niet weten wie de uitnodiging opent. "
        "Vraag om een eigen adres, zet het in het LAS en nodig daarna uit.",
        "In the LAS this e-mail address also stands at somebody else, so the hub cannot know who opens the invitation. "
        "Ask for an address of one's own, enter it in the LAS, and invite after that.",
    ),
    AccountState.ACTIVE: Text(
        "Deze verzorger heeft al een account. Verbreek eerst de koppeling als iemand opnieuw moet beginnen.",
        "This guardian has an account already. Take the link apart first where somebody has to begin again.",
    ),
    AccountState.OTHER_NAME: Text(
        "Het LAS heeft nu een andere naam bij deze verzorger. Kijk wie het is en verbreek dan de koppeling.",
        "The LAS has another name at this guardian now. See who it is, and then take the link apart.",
    ),
    AccountState.BLOCKED: Text(
        "Dit account is geblokkeerd. Hef eerst de blokkade op.",
        "This account is blocked. Unblock it first.",
    ),
}
NO_GUARDIAN = Text(
    "Deze verzorger heeft geen kind (meer) op de school. Kijk het na in het LAS.",
    "This guardian has no child at the school (any more). Check it in the LAS.",
)
GONE = Text(
    "Deze uitnodiging werkt niet meer: zij is te oud, al gebruikt of ingetrokken. Hebt u al een account? Log dan in. "
    "Anders kan de school u een nieuwe uitnodiging sturen.",
    "This invitation does not work any more: it is too old, used already or withdrawn. Do you have an account? Then "
    "log in. Otherwise the school can send you a new invitation.",
)
SOMEBODY_ELSE = Text(
    "Dit account is van iemand met een andere naam. Log uit en open de uitnodiging opnieuw. Gebruikt u samen één "
    "e-mailadres? Vraag de school dan om uw eigen e-mailadres te noteren.",
    "This account belongs to somebody with another name. Log out and open the invitation again. Do you share one "
    "e-mail address? Then ask the school to note an address of your own.",
)
