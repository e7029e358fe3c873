"""A plugin that works only beside the toy LAS."""

from hub.contract import Plugin
from hub.records import Text
from hub.testing.manifests import EVERYTHING

plugin = Plugin(
    key="toy_extra",
    title=Text("Meer speelgoed", "More toys"),
    description=Text("Hoort bij het speelgoed.", "Goes with the toys."),
    package=__name__,
    processes=EVERYTHING,
    requires=frozenset({"toy"}),
)
