"""A sentence or label in the two languages of the hub."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence, in Dutch (B1, what schools and parents read first) and in English."""

    nl: str
    en: str

    @classmethod
    def same(cls, word: str) -> "Text":
        """Return what is the same in every language: a name, a level, a number."""
        return cls(word, word)

    def to(self, language: str) -> str:
        """Return the sentence in `language` (`nl` or `en`); anything else reads Dutch."""
        return self.en if language == "en" else self.nl

    def __str__(self) -> str:
        return self.nl
