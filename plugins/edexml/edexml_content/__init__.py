"""What EDEXML says of a school, in a file or in an answer of UWLR. No plugin; a library for plugins.

`Pull` turns a `Document` into records and faults; `Blocks` and `Parsing` help to make a document of XML.
"""

from edexml_content import refusals
from edexml_content.blocks import Blocks
from edexml_content.document import Document
from edexml_content.element import Element, localised
from edexml_content.faults import Steps
from edexml_content.parsing import Parsing
from edexml_content.pulling import Pull
from edexml_content.wording import Wording

__all__ = ["Blocks", "Document", "Element", "Parsing", "Pull", "Steps", "Wording", "localised", "refusals"]
