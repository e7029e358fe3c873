"""Letters: posted in the transaction of what they tell about, composed and sent by a job."""

from hub.mail.declining import PATH, decline_path, read_mark
from hub.mail.hearing import write_letters
from hub.mail.information import remind_of_information
from hub.mail.names import LETTERS
from hub.mail.news import tell_news
from hub.mail.posting import post, post_many, send_again
from hub.mail.readers import name_of
from hub.mail.samples import sample
from hub.mail.sending import Post, is_mail_set, send_trial
from hub.mail.settings import Mailing
from hub.mail.wire import reach

__all__ = [
    "LETTERS",
    "PATH",
    "Mailing",
    "Post",
    "decline_path",
    "is_mail_set",
    "name_of",
    "post",
    "post_many",
    "reach",
    "read_mark",
    "remind_of_information",
    "sample",
    "send_again",
    "send_trial",
    "tell_news",
    "write_letters",
]
