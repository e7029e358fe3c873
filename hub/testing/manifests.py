"""A manifest for plugins of tests, which declare everything."""

from dataclasses import fields

from hub.contract import Direction, Ground, Processing
from hub.contract.manifest import TYPES
from hub.records import Kind, Text

EVERYTHING = tuple(
    Processing(
        of=kind,
        direction=direction,
        fields=frozenset(each.name for each in fields(type_)),
        purpose=Text("Voor een proef.", "For a test."),
        ground=Ground.PUBLIC_TASK,
        kept=Text("Niet.", "Not at all."),
    )
    for direction in Direction
    for kind, type_ in TYPES.items()
    if direction is not Direction.WRITES or isinstance(kind, Kind)
)
"""Every field of every kind, every way."""
