"""The steps of the tables: one after another, each with a number of its own."""

import re

from hub.store.migrate import HEAD, STEPS


def test_every_step_follows_the_one_before_and_the_last_is_the_head() -> None:
    steps = sorted(STEPS.glob("*.py"))
    numbers = [f"{number:04}" for number in range(1, len(steps) + 1)]
    assert [each.name[:4] for each in steps] == numbers
    assert numbers[-1] == HEAD
    for each, before in zip(steps, [None, *numbers], strict=False):
        said = dict(re.findall(r'^(revision|down_revision) = "?(\w+)"?$', each.read_text(), re.MULTILINE))
        assert said == {"revision": each.name[:4], "down_revision": str(before)}
