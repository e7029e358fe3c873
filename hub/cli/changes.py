"""`hub changes` and `hub change`: what people ask to change, and what the school decides."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from hub import changes
from hub.app import App, opened
from hub.changes import STATE_WORDS, Approver, Wish
from hub.cli.arguments import CommandRefusedError, Parser, add_json, add_school, who
from hub.cli.terminal import Terminal
from hub.records import RECORD_TYPES, UNSAID, Kind, SchoolCode, Text, facts, to_json
from hub.store import Books, Item, ItemState, label_of

KINDS = {"pupils": Kind.PUPILS, "guardians": Kind.GUARDIANS}
Act = Callable[[App, SchoolCode, Namespace], Item]


def declare(name: str, parser: Parser) -> None:
    if name == "changes":
        add_school(parser)
        parser.add_argument("--state", choices=[each.value for each in ItemState], default=None)
        add_json(parser)
        parser.set_defaults(act=list_changes)
        return
    acts = parser.acts()
    _declare_request(acts("request", Text("om een wijziging vragen", "ask for a change")))
    for word, (act, help_text) in ACTS.items():
        declared = acts(word, help_text)
        _declare_item(declared)
        declared.add_argument("--by", metavar="WHO", help=parser.text("wie dit doet", "who does this"))
        if word == "refuse":
            declared.add_argument(
                "--reason",
                required=True,
                metavar="TEXT",
                help=parser.text("wat de verzorger als reden leest", "the reason that the guardian reads"),
            )
        if word == "approve":
            declared.add_argument(
                "--value", metavar="V", help=parser.text("een eigen waarde van de school", "the school's own value")
            )
        add_json(declared)
        declared.set_defaults(act=partial(decide, act))
    show = acts("show", Text("alles van één aanvraag tonen", "show everything of one request"))
    _declare_item(show)
    add_json(show)
    show.set_defaults(act=show_change)


def _declare_item(parser: Parser) -> None:
    parser.add_argument(
        "id", type=int, metavar="ID", help=parser.text("nummer uit 'hub changes'", "number from 'hub changes'")
    )
    add_school(parser, required=False)


def _declare_request(parser: Parser) -> None:
    add_school(parser)
    for name, metavar, help_text in (
        ("--as", "KEY", Text("sleutel van de verzorger die het vraagt", "key of the guardian who asks")),
        ("--subject", "KEY", Text("sleutel van wie er verandert", "key of whoever changes")),
        ("--field", "NAME", Text("welk gegeven, zoals mobile of street", "which field, such as mobile or street")),
        ("--value", "V", Text("de nieuwe waarde; leeg: geen", "the new value; empty: none")),
    ):
        dest = "guardian" if name == "--as" else None
        said = parser.text(help_text.nl, help_text.en)
        parser.add_argument(name, dest=dest, metavar=metavar, required=True, help=said)
    parser.add_argument(
        "--kind",
        choices=sorted(KINDS),
        default=None,
        help=parser.text(
            "van wie de sleutel is, waar twee dezelfde hebben", "whose key it is, where two have the same"
        ),
    )
    add_json(parser)
    parser.set_defaults(act=request)


def list_changes(asked: Namespace, terminal: Terminal) -> int:
    states = [ItemState(asked.state)] if asked.state else []
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        shown = [
            _summary(each, las, label, terminal) for each, las, label in _known(books, books.changes.items(states))
        ]
    if terminal.as_json:
        terminal.stream(shown)
    else:
        terminal.table(
            ("id", "stand", "wie", "veld", "was", "wordt", "las"),
            [
                (each["id"], each["stand"], each["label"], *map(each.get, ("field", "base", "wanted", "las")))
                for each in shown
            ],
        )
    return 0


def request(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app:
        with app.store.open(asked.school, by=who()) as books:
            kind = KINDS[asked.kind] if asked.kind else _kind(books, asked)
        if asked.field not in facts(RECORD_TYPES[kind]):
            raise CommandRefusedError(_no_field(kind, asked.field))
        wish = Wish(kind=kind, key=asked.subject, field=asked.field, value=asked.value)
        (item,) = changes.ask(app.store, app.registry, asked.school, [wish], guardian=asked.guardian)
        return _tell(app, asked.school, item, terminal)


def decide(act: Act, asked: Namespace, terminal: Terminal) -> int:
    with _found(asked) as (app, school):
        return _tell(app, school, act(app, school, asked), terminal)


def show_change(asked: Namespace, terminal: Terminal) -> int:
    with _found(asked) as (app, school), app.store.open(school, by=who()) as books:
        ((item, las, label),) = _known(books, [books.changes.item(asked.id)])
        shown = _summary(item, las, label, terminal)
        shown["waits_for"] = terminal.sentence(item.waits_for) if item.waits_for else None
        shown["steps"] = [
            {
                "state": each.new.value,
                "by": each.by,
                "at": to_json(each.at),
                "reason": terminal.sentence(each.reason) if each.reason else None,
                "known": each.known,
                "run": each.run,
            }
            for each in books.changes.steps(asked.id)
        ]
        shown["calls"] = [
            {
                "act": each.act,
                "at": to_json(each.began_at),
                "outcome": each.outcome,
                "correlation": each.correlation,
                "reason": terminal.sentence(each.reason) if each.reason else None,
            }
            for each in books.changes.attempts(asked.id)
        ]
    if terminal.as_json:
        terminal.show(shown)
        return 0
    terminal.line(f"{shown['id']}  {shown['label']}  {shown['field']}: {shown['base']} → {shown['wanted']}")
    if shown["waits_for"]:
        terminal.line(f"  {shown['waits_for']}")
    for step in shown["steps"]:
        terminal.line(f"  {step['at']}  {step['state']}  {step['by']}  {step['reason'] or ''}".rstrip())
    return 0


def _approve(app: App, school: SchoolCode, asked: Namespace) -> Item:
    approver = Approver(asked.by or who())
    value = UNSAID if asked.value is None else asked.value
    return changes.approve(app.store, app.registry, school, asked.id, approver=approver, value=value)


def _refuse(app: App, school: SchoolCode, asked: Namespace) -> Item:
    return changes.refuse(app.store, school, asked.id, approver=Approver(asked.by or who()), reason=asked.reason)


def _withdraw(app: App, school: SchoolCode, asked: Namespace) -> Item:
    """Withdraw in the asker's name: whoever runs the hub may do that."""
    with app.store.open(school, by=who()) as books:
        by = asked.by or books.changes.item(asked.id).asked_by
    return changes.withdraw(app.store, school, asked.id, approver=Approver(by))


def _undo(app: App, school: SchoolCode, asked: Namespace) -> Item:
    return changes.undo(app.store, app.registry, school, asked.id, approver=Approver(asked.by or who()))


ACTS: dict[str, tuple[Act, Text]] = {
    "approve": (_approve, Text("goedkeuren; het gaat naar het LAS", "approve it; it goes to the LAS")),
    "refuse": (_refuse, Text("weigeren, met een reden", "refuse it, with a reason")),
    "withdraw": (_withdraw, Text("intrekken, namens wie het vroeg", "withdraw it, in the asker's name")),
    "undo": (_undo, Text("om de oude waarde vragen", "ask for the old value")),
}


@contextmanager
def _found(asked: Namespace) -> Iterator[tuple[App, SchoolCode]]:
    """Open the hub and find whose item this is: an item's number is the only one of its kind in the hub."""
    number = asked.id
    with opened() as app:
        with app.store.directory() as directory:
            schools = [asked.school] if asked.school else [each.code for each in directory.schools()]
        for school in schools:
            with app.store.open(school, by=who()) as books:
                is_here = books.changes.find(number) is not None
            if is_here:
                yield app, school
                return
        raise CommandRefusedError(
            Text(
                f"Er is geen wijziging {number}. Kijk het nummer na met 'hub changes --school BRIN'.",
                f"There is no change {number}. Check its number with 'hub changes --school BRIN'.",
            )
        )


def _kind(books: Books, asked: Namespace) -> Kind:
    """Return of which kind the subject is: the asker, or else a pupil, or else another guardian."""
    if asked.subject == asked.guardian or books.changes.record(Kind.PUPILS, asked.subject) is None:
        return Kind.GUARDIANS
    return Kind.PUPILS


def _no_field(kind: Kind, field: str) -> Text:
    names = ", ".join(facts(RECORD_TYPES[kind]))
    return Text(f"Er is geen veld {field}. Kies uit: {names}.", f"There is no field {field}. Choose from: {names}.")


def _known(books: Books, items: list[Item]) -> Iterator[tuple[Item, Any, str]]:
    """Yield each item with what the LAS last said of its field, and whom it is about."""
    records = {
        kind: books.changes.records(kind, sorted({each.key for each in items if each.kind is kind}))
        for kind in {each.kind for each in items}
    }
    for item in items:
        record = records[item.kind].get(item.key)
        known = getattr(record, item.field, None)
        yield (
            item,
            None if known is None or known is UNSAID else to_json(known),
            label_of(record) if record else item.key,
        )


def _summary(item: Item, las: Any, label: str, terminal: Terminal) -> dict[str, Any]:
    return {
        "id": item.id,
        "state": item.state.value,
        "stand": terminal.sentence(_stand(item, las)),
        "subject": item.key,
        "kind": item.kind.value,
        "label": label,
        "field": item.field,
        "base": item.base,
        "wanted": item.value,
        "las": las,
        "asked_by": item.asked_by,
        "asked_at": to_json(item.asked_at),
        "effective_on": to_json(item.effective_on) if item.effective_on else None,
        "policy": terminal.sentence(item.verdict.reason),
    }


def _stand(item: Item, las: Any) -> Text:
    """Return where an item stands. A request that the LAS overtook says so before anybody decides on it."""
    word = STATE_WORDS[item.state]
    if item.effective_on is not None and changes.waits(item, changes.dutch_today()):
        said = changes.from_words(item.effective_on)
        return Text(f"{word.nl}, {said.nl}", f"{word.en}, {said.en}")
    if item.state is not ItemState.REQUESTED or not changes.is_overtaken(item, las):
        return word
    return Text(f"{word.nl}; het LAS heeft iets anders", f"{word.en}; the LAS has something else")


def _tell(app: App, school: SchoolCode, item: Item, terminal: Terminal) -> int:
    with app.store.open(school, by=who()) as books:
        ((item, las, label),) = _known(books, [books.changes.item(item.id)])
        steps = books.changes.steps(item.id)
    shown = _summary(item, las, label, terminal)
    reason = steps[-1].reason if steps else None
    if terminal.as_json:
        terminal.show({**shown, "reason": terminal.sentence(reason) if reason else None})
    else:
        terminal.line(f"{item.id}: {shown['stand']}. {terminal.sentence(reason) if reason else ''}".rstrip())
    return 0
