"""Letters: posted in the transaction of what they tell about, composed and sent by a job."""

from hub.mail.names import LETTERS
from hub.mail.posting import post
from hub.mail.sending import send_due

__all__ = ["LETTERS", "post", "send_due"]
