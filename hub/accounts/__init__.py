"""How people come in: invited by a school, at the address that its LAS has, or with a link to a new password."""

from hub.accounts.entering import OpenInvitation, join_account, look, make_account
from hub.accounts.errors import CannotInviteError, InvitationGoneError, SomebodyElseError
from hub.accounts.inviting import invite, invite_colleague
from hub.accounts.passwords import ask_new_password, choose_password, owner_of
from hub.accounts.second_step import (
    begin_step,
    new_step_codes,
    passes_step,
    remove_step,
    start_step,
    step_address,
)

__all__ = [
    "CannotInviteError",
    "InvitationGoneError",
    "OpenInvitation",
    "SomebodyElseError",
    "ask_new_password",
    "begin_step",
    "choose_password",
    "invite",
    "invite_colleague",
    "join_account",
    "look",
    "make_account",
    "new_step_codes",
    "owner_of",
    "passes_step",
    "remove_step",
    "start_step",
    "step_address",
]
