"""Papers of a class: reports of years of results, set and bound, beside Typst that sets as many plain pages of text.

Every pupil's history is his own, so nothing that was set before is used again. Prints pages for each second of
processor time, on whichever cores, as a ratio to the floor, and the peak memory of a process for up to 200 pupils.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import typst
from hub_reports import report_providers

from hub.contract import PupilHistory
from hub.records import Result
from hub.reports import Made
from hub.reports.paper import Binding, Letterhead, Paper, Press, Sheet
from hub.reports.paper.binding import MOST_TAGGED
from hub.reports.paper.press import fonts
from hub.testing.report_histories import years

TODAY = date(2027, 2, 15)
HEAD = Letterhead(school="De Regenboog", accent="#7a1fa2")
PUPILS, ROUNDS = 40, 3
SIZES = (MOST_TAGGED, 50, 100, 200)
BOUND = 9.0
GROWS = 0.75
"""MB a pupil more at the most: what is bound is kept in memory until the file is sealed."""
PLAIN = b"""
#set document(title: "Bladzijden")
#set page(paper: "a4", margin: 20mm)
#set text(font: "Noto Sans", size: 10pt, lang: "nl")
#for number in range(int(sys.inputs.pages)) [
  #for line in range(9) [Regel #line van #sys.inputs.pupil. #lorem(48) \\ ]
  #pagebreak(weak: true)
]
"""


def main() -> None:
    """Measure and print. Memory first: what this process took at its peak counts in those that it starts."""
    _memory()
    best: dict[str, float] = {}
    pages = sum(paper.pages for paper in _papers(range(PUPILS)))
    for number in range(ROUNDS):
        first = (number + 1) * 1000
        for name, took in _round(first, pages // PUPILS).items():
            best[name] = min(best.get(name, 1e9), took)
    floor = best.pop("floor: plain pages")
    print(f"{PUPILS} pupils with {pages / PUPILS:.1f} pages each; plain pages {pages / floor:.0f}/s")
    for name, took in best.items():
        print(f"  {name:<14} {pages / took:6.0f} pages/s   {1e3 * took / PUPILS:5.1f} ms each   {took / floor:4.1f}x")
    ratio = best["set and bound"] / floor
    print(f"  set and bound against the floor: {ratio:.2f}x ({'within' if ratio <= BOUND else 'OVER'} {BOUND:g})")


def _round(first: int, pages: int) -> dict[str, float]:
    pupils = range(first, first + PUPILS)
    began = time.process_time()
    _plain(pupils, pages)
    plain = time.process_time()
    for _ in _papers(pupils):
        pass
    set_ = time.process_time()
    _bound(range(first + 500, first + 500 + PUPILS))
    return {"floor: plain pages": plain - began, "set": set_ - plain, "set and bound": time.process_time() - set_}


def _plain(pupils: range, pages: int) -> None:
    compiler = typst.Compiler(PLAIN, font_paths=fonts(), ignore_system_fonts=True)
    for each in pupils:
        compiler.compile(
            PLAIN, format="pdf", sys_inputs={"pages": str(pages), "pupil": str(each)}, pdf_standards="ua-1"
        )


def _papers(pupils: range) -> Iterator[Paper]:
    with Press(HEAD, "nl") as press:
        for each in pupils:
            yield press.paper(_sheet(each))


def _bound(pupils: range) -> bytes:
    binding = Binding("Groep 5a", "nl", tagged=len(pupils) <= MOST_TAGGED)
    with Press(HEAD, "nl") as press:
        for each in pupils:
            binding.add(press.paper(_sheet(each)), f"Kind {each}")
    return binding.bound()


def _sheet(pupil: int) -> Sheet:
    history = _history(pupil)
    said = ((each, each.report(history)) for each in report_providers(None))
    made = [Made(plugin="reports", provider=each, report=report) for each, report in said if report is not None]
    return Sheet(name=f"Kind {pupil} van 't Hof", group="Groep 8a", today=TODAY, made=made)


def _history(pupil: int) -> PupilHistory:
    def own(result: Result) -> Result:
        score = result.skill_score
        return result if score is None else replace(result, skill_score=score + Decimal(pupil % 997) / 100)

    return replace(years(), first_name=f"Kind{pupil}", results=tuple(own(each) for each in years().results))


def _memory() -> None:
    peaks = {size: int(_in_a_process(size)) / 1024 for size in SIZES}
    for size, peak in peaks.items():
        words = " with tags, as a class has" if size <= MOST_TAGGED else ""
        print(f"{size:>4} pupils{words}: peak memory of the process {peak:.0f} MB")
    grows = (peaks[SIZES[-1]] - peaks[SIZES[1]]) / (SIZES[-1] - SIZES[1])
    print(f"  {grows:.2f} MB a pupil more ({'within' if grows <= GROWS else 'OVER'} {GROWS:g})")


def _in_a_process(size: int) -> str:
    command = [sys.executable, "-m", "bench.paper", "one", str(size)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]


def one(size: int) -> None:
    """Make and bind the papers of so many pupils, and print the peak memory of this process in KiB."""
    _bound(range(size))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    one(int(sys.argv[2])) if sys.argv[1:2] == ["one"] else main()
