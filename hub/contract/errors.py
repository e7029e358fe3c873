"""The errors of a coupling. The class says what the hub does next; the sentence says what a person can do."""

from hub.records import Text
from hub.records.signs import shown

LONGEST = 4000


class HubError(Exception):
    """Every error that a plugin may raise. `text` is a sentence for a person, in Dutch and in English.

    Signs that cannot be shown are replaced in it, and it is cut off where it does not end.
    """

    def __init__(self, text: Text) -> None:
        said = Text(shown(text.nl[:LONGEST]), shown(text.en[:LONGEST]))
        super().__init__(said.nl)
        self.text = said


class ConfigurationError(HubError):
    """Something is set wrongly. The hub stops asking and shows the school what to set."""


class CredentialsRefusedError(ConfigurationError):
    """The LAS does not accept the key or certificate. The hub stops polling until the school renews it."""


class LasUnavailableError(HubError):
    """The LAS does not answer, or says that it is busy. The hub waits, longer each time, and tries again."""


class SourceRefusedError(HubError):
    """What came in is not what it should be, and nothing of it may be used: a broken file, another school's file.

    The hub changes nothing, keeps the run with this sentence in the history, and does not try again by itself.
    """


class ContractBrokenError(HubError):
    """The plugin or the LAS breaks the contract. The hub changes nothing, names the plugin, and asks it less often."""


class ChangeRefusedError(HubError):
    """The LAS refuses a change. The hub shows its reason to the school, and does not repeat it."""


class OnlyByHandError(ChangeRefusedError):
    """The LAS takes no such change from outside, and nothing was sent. The hub makes it a task: the office types it."""


class ConflictError(HubError):
    """The LAS holds another value than the change was decided on. The hub takes the change back to a person."""


class OutcomeUnknownError(HubError):
    """A change was sent and no answer came. The hub asks the LAS what came of it before it does anything else."""


class NotThereError(HubError):
    """What was asked for is not there, or not this visitor's to know of. The hub answers "not there" (404)."""

    def __init__(self, text: Text = Text("Dit is er niet (meer).", "This is not there (any more).")) -> None:  # noqa: B008 - a constant
        super().__init__(text)


class NotAllowedError(HubError):
    """The visitor has no right to this. The hub answers so (403)."""

    def __init__(self, text: Text = Text("Dit mag u hier niet.", "You may not do this here.")) -> None:  # noqa: B008 - a constant
        super().__init__(text)
