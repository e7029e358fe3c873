"""`hub sync`: pull from the school's LAS, in this process."""

from argparse import Namespace

from hub.app import opened
from hub.cli.arguments import Parser, add_json, add_school, who
from hub.cli.reports import show_report
from hub.cli.terminal import Terminal
from hub.intake import Fetched, fetch_documents, pull_in, report
from hub.intake.report import PEOPLE_AROUND
from hub.records import Text


def declare(_name: str, parser: Parser) -> None:
    add_school(parser)
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=parser.text("alleen tonen wat er zou veranderen", "only show what would change"),
    )
    parser.add_argument(
        "--changes",
        action="store_true",
        help=parser.text(
            "alleen wat er veranderd is; niemand gaat van school", "only what changed; nobody leaves the school"
        ),
    )
    add_json(parser)
    parser.set_defaults(act=sync)


def sync(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app:
        with terminal.progress(Text("Ophalen", "Sync")) as moved:
            run = pull_in(
                app.store,
                app.registry,
                asked.school,
                by=who(),
                changes=asked.changes,
                dry_run=asked.dry_run,
                progress=moved,
            )
        fetched = Fetched() if asked.dry_run else fetch_documents(app.store, app.registry, asked.school, by=who())
        with app.store.open(asked.school, by=who()) as books:
            run = books.runs.get(run.id) or run
            outcome = report(books, run, terminal.language, also=PEOPLE_AROUND, histories=True)
    outcome["documents"] = {"kept": fetched.kept, "refused": fetched.refused, "waiting": fetched.waiting}
    if fetched.stopped is not None:
        outcome["sentences"] += [terminal.sentence(fetched.stopped)]
    return show_report(outcome, terminal)
