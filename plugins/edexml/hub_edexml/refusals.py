"""Why a file is refused before anything of its content is looked at."""

from edexml_content import Wording

from hub.contract import SourceRefusedError
from hub.records import Text

FILE = Wording(
    noun=Text("bestand", "file"),
    failed=Text("een mislukte export", "a failed export"),
    again=Text("Exporteer het bestand opnieuw uit het LAS.", "Export the file again from the LAS."),
)
NOT_XML = Text("Dit is geen XML-bestand, en dus geen EDEXML", "This is not an XML file, and so not EDEXML")
OTHER_XML = Text(
    "Dit is een XML-bestand, maar geen EDEXML: het hoort te beginnen met <EDEX>",
    "This is an XML file, but not EDEXML: it should begin with <EDEX>",
)


def packed(name: str) -> SourceRefusedError:
    """Return the error that refuses a packed file."""
    return SourceRefusedError(
        Text(
            f"Dit is een ingepakt bestand ({name}). Pak het eerst uit en kies dan het EDEXML-bestand dat erin zit.",
            f"This is a packed file ({name}). Unpack it first, and then choose the EDEXML file that is inside.",
        )
    )
