"""`hub plugin`: what can be turned on, and what a school turned on."""

from argparse import Namespace
from functools import partial
from typing import Any

from hub.app import App, opened
from hub.cli.arguments import Parser, add_json, add_school, who
from hub.cli.plugin_settings import set_plugin
from hub.cli.terminal import Terminal
from hub.records import Text
from hub.registry import SwitchPlan


def declare(_name: str, parser: Parser) -> None:
    acts = parser.acts()
    listing = acts("list", Text("alle plugins tonen", "list all plugins"))
    add_school(listing, required=False)
    add_json(listing)
    listing.set_defaults(act=list_plugins)
    for word, help_text in (
        ("on", Text("een plugin aanzetten", "turn a plugin on")),
        ("off", Text("een plugin uitzetten; haar gegevens blijven", "turn a plugin off; its data stays")),
    ):
        act = acts(word, help_text)
        act.add_argument("key", metavar="KEY")
        add_school(act)
        act.add_argument(
            "--yes", action="store_true", help=parser.text("ook wat erbij hoort", "what goes along with it too")
        )
        add_json(act)
        act.set_defaults(act=partial(switch, word == "on"))
    setting = acts("set", Text("een plugin instellen voor een school", "set a plugin for a school"))
    setting.add_argument("key", metavar="KEY")
    setting.add_argument(
        "values",
        metavar="NAME=VALUE",
        nargs="+",
        help=parser.text("geheim: NAAM=@BESTAND of NAAM=- (invoer)", "secret: NAME=@FILE or NAME=- (stdin)"),
    )
    add_school(setting)
    add_json(setting)
    setting.set_defaults(act=set_plugin)


def list_plugins(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app:
        on = _on_now(app, asked) if asked.school else None
        shown = [
            {
                "key": key,
                "title": terminal.sentence(plugin.title),
                "description": terminal.sentence(plugin.description),
                "requires": sorted(plugin.requires),
                **({} if on is None else {"on": key in on}),
            }
            for key, plugin in app.registry.plugins.items()
        ]
        broken = app.registry.check()
    if terminal.as_json:
        terminal.show(shown)
    else:
        _tell_plugins(shown, terminal)
        for problem in broken:
            terminal.note(problem)
    return 0


def switch(on: bool, asked: Namespace, terminal: Terminal) -> int:
    with opened() as app:
        plan = app.registry.plan_switch(asked.key, on, _on_now(app, asked))
        keys = plan.turn_on if on else plan.turn_off
        if len(keys) > 1 and not asked.yes:
            _show(plan, terminal, done=False)
            if not terminal.as_json:
                terminal.complain(ADD_YES)
            return 2
        with app.store.open(asked.school, by=who()) as books:
            for key in keys:
                books.plugins.switch(key, on)
    _show(plan, terminal, done=True)
    return 0


def _on_now(app: App, asked: Namespace) -> set[str]:
    with app.store.open(asked.school, by=who()) as books:
        return {key for key, state in books.plugins.states().items() if state.on}


def _show(plan: SwitchPlan, terminal: Terminal, *, done: bool) -> None:
    if terminal.as_json:
        because = [terminal.sentence(each) for each in plan.because]
        terminal.show({"on": list(plan.turn_on), "off": list(plan.turn_off), "because": because, "done": done})
        return
    for each in plan.because:
        terminal.say(each)
    if not plan.turn_on and not plan.turn_off:
        terminal.say(Text("Dat was al zo. Er is niets veranderd.", "That was so already. Nothing has changed."))
    elif done:
        for key in plan.turn_on:
            terminal.say(Text(f"{key} staat aan.", f"{key} is on."))
        for key in plan.turn_off:
            terminal.say(Text(f"{key} staat uit.", f"{key} is off."))


def _tell_plugins(shown: list[dict[str, Any]], terminal: Terminal) -> None:
    marks = {True: terminal.sentence(Text("aan", "on")), False: terminal.sentence(Text("uit", "off")), None: ""}
    terminal.table(("plugin", "", ""), [(each["key"], marks[each.get("on")], each["title"]) for each in shown])


ADD_YES = Text(
    "Er is nog niets veranderd. Geef dezelfde opdracht met --yes om dit samen te doen.",
    "Nothing has changed yet. Give the same command with --yes to do this together.",
)
