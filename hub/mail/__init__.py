"""Letters: posted in the transaction of what they tell about, composed and sent by a job."""

from hub.mail.hearing import write_letters
from hub.mail.names import LETTERS
from hub.mail.posting import post, send_again
from hub.mail.sending import Post, send_trial
from hub.mail.settings import Mailing
from hub.mail.wire import reach

__all__ = ["LETTERS", "Mailing", "Post", "post", "reach", "send_again", "send_trial", "write_letters"]
