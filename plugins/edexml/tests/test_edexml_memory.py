"""A file of any size is read in bounded memory: only the keys are kept."""

import subprocess
import sys
from pathlib import Path

PEAK = """
import resource, sys
from pathlib import Path
from hub.contract import Ask, School
from hub.records import Pupil, SchoolCode
from hub_edexml.connector import EdexmlConnector

ask = Ask(school=School(SchoolCode("99XX"), "De Proef"))
pupils = sum(isinstance(each, Pupil) for each in EdexmlConnector().pull_file(Path(sys.argv[1]), ask))
print(pupils, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
LIMIT = 100 << 10


def _peak(path: Path) -> tuple[int, int]:
    """Return the pupils that a process of its own read, and its peak memory in KiB."""
    run = subprocess.run([sys.executable, "-c", PEAK, str(path)], check=True, capture_output=True, text=True)
    pupils, peak = run.stdout.split()
    return int(pupils), int(peak)


def _file(path: Path, pupils: int) -> Path:
    with path.open("w") as file:
        file.write("<EDEX><school><schooljaar>2026-2027</schooljaar><brincode>99XX</brincode></school><leerlingen>")
        for number in range(pupils):
            file.write(
                f'<leerling key="{number:036}" eckid="https://ketenid.nl/{number:0128}">'
                f"<achternaam>Naam {number}</achternaam>"
                f"<toevoegingen><blok><x>{'vulling ' * 100}</x></blok></toevoegingen></leerling>\n"
            )
        file.write("</leerlingen></EDEX>")
    return path


def test_a_hundred_times_as_many_pupils_take_less_than_100_mb_more(tmp_path: Path) -> None:
    small = _peak(_file(tmp_path / "klein.xml", 500))
    path = _file(tmp_path / "groot.xml", 50_000)
    assert path.stat().st_size > 50_000_000
    large = _peak(path)
    assert (small[0], large[0]) == (500, 50_000)
    assert large[1] - small[1] < LIMIT
