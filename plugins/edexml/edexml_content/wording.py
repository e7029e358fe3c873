"""What a source is called in sentences: a file that somebody exported, or an answer of the LAS."""

from dataclasses import dataclass

from edexml_content import refusals
from hub.contract import HubError, SourceRefusedError
from hub.records import Text


@dataclass(frozen=True, slots=True)
class Wording:
    """The words for one sort of source. Sentences name it as `{noun}`, of the neuter gender in Dutch.

    `failed` is what it is called where it came out wrong, `again` is the advice that brings a better one, and `lines`
    says whether people can look a line up. `cut_off` is the error for a source without its end: one that may come whole
    by itself the next time, or one that may not.
    """

    noun: Text
    failed: Text
    again: Text
    lines: bool = True
    cut_off: type[HubError] = SourceRefusedError

    def of(self, text: Text) -> Text:
        """Return the sentence with the words for this source."""
        return Text(
            text.nl.format(noun=self.noun.nl, failed=self.failed.nl),
            text.en.format(noun=self.noun.en, failed=self.failed.en),
        )

    def refused(self, text: Text, line: int | None = None) -> SourceRefusedError:
        """Return the error that refuses the source, with the line where people can look it up, and the advice."""
        return SourceRefusedError(self._advised(text, line))

    def ended_early(self, line: int | None = None) -> HubError:
        """Return the error for a source of which the end is missing."""
        return self.cut_off(self._advised(refusals.CUT_OFF, line))

    def _advised(self, text: Text, line: int | None) -> Text:
        said = self.of(text)
        shown = line if self.lines else None
        return Text(
            f"{_sentence(said.nl, 'regel', shown)} {self.again.nl}",
            f"{_sentence(said.en, 'line', shown)} {self.again.en}",
        )


def _sentence(text: str, word: str, line: int | None) -> str:
    return f"{text} ({word} {line})." if line else f"{text}."
