"""What subjects are called. A subject that is not known here is called as the LAS calls it."""

from functools import lru_cache

from hub.records import Text
from hub_reports.words import capital

_NAMES = {
    "aardrijkskunde": "Geography",
    "begrijpend lezen": "Reading comprehension",
    "begrijpend luisteren": "Listening comprehension",
    "biologie": "Biology",
    "engels": "English",
    "geschiedenis": "History",
    "grammatica": "Grammar",
    "lezen": "Reading",
    "luisteren": "Listening",
    "muziek": "Music",
    "natuur": "Nature",
    "natuur en techniek": "Science and technology",
    "nederlands": "Dutch",
    "rekenen": "Maths",
    "rekenen en wiskunde": "Maths",
    "rekenen/wiskunde": "Maths",
    "rekenen-wiskunde": "Maths",
    "schrijven": "Writing",
    "sociaal-emotioneel": "Social and emotional development",
    "sociaal-emotionele ontwikkeling": "Social and emotional development",
    "spelling": "Spelling",
    "spelling werkwoorden": "Spelling of verbs",
    "studievaardigheden": "Study skills",
    "taal": "Language",
    "taalverzorging": "Grammar and spelling",
    "technisch lezen": "Technical reading",
    "verkeer": "Traffic",
    "wereldoriëntatie": "The world around us",
    "werkwoordspelling": "Spelling of verbs",
    "wiskunde": "Maths",
    "woordenschat": "Vocabulary",
}


@lru_cache(maxsize=1024)
def called(name: str) -> Text:
    """Return what a subject is called in both languages."""
    short = " ".join(name.split())
    return Text(capital(short), _NAMES.get(short.casefold(), capital(short)))
