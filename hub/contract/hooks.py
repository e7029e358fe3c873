"""The hooks of the hub: everything that a plugin can be asked, in one file.

The hub asks one plugin at a time, each within a time limit, only plugins that the school turned on. `settings` is the
plugin's own settings object for that school, or `None` where it declares none.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pluggy

from hub.contract.colleagues import Colleague
from hub.contract.connector import Connector, ReadsFiles, WritesFiles
from hub.contract.events import Event
from hub.contract.reports import ReportProvider
from hub.contract.school import School
from hub.contract.verdicts import ChangeItem, Verdict

PROJECT = "hub"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Put above a function of a plugin's package that answers a hook of the same name."""


@hookspec
def las_connector(school: School, settings: Any) -> Connector | ReadsFiles | WritesFiles:  # type: ignore[empty-body]
    """How do you reach this school's LAS? The school chooses one plugin as its LAS; files are read by whichever can."""


@hookspec
def report_providers(school: School, settings: Any) -> Iterable[ReportProvider]:  # type: ignore[empty-body]
    """Which reports can you make for parents? All answers together, by place and title; the school turns on each."""


@hookspec
def approval_policy(item: ChangeItem, school: School, settings: Any) -> Verdict | None:
    """May this go through without a person? The strictest verdict wins and its reason is shown; `None` is silence."""


@hookspec
def approvers(colleagues: tuple[Colleague, ...], today: date, school: School, settings: Any) -> Iterable[int] | None:
    """Who of the staff decides today on what people ask, and is reminded of it? Their accounts; `None` is silence.

    Who is named by every plugin that speaks decides. Where nobody is left, the administrators of the school do.
    """


@hookspec
def days_off(first: date, last: date, school: School, settings: Any) -> Iterable[date]:  # type: ignore[empty-body]
    """On which days from `first` up to and including `last` is the school closed? All answers together.

    Weekends need not be named: they are no working days anywhere. Reminders and waiting times count working days.
    """


@hookspec
def heard(event: Event, school: School, settings: Any) -> None:
    """This happened. Told after the commit; a failure here is named, and stops nothing."""
