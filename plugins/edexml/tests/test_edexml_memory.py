"""A file of any size is read in bounded memory: only the keys are kept."""

import subprocess
import sys
from pathlib import Path

PEAKS = """
import resource, sys
from pathlib import Path
from hub.contract import Ask, School
from hub.records import Pupil, SchoolCode
from hub_edexml.connector import EdexmlConnector

ask = Ask(school=School(SchoolCode("99XX"), "De Proef"))
for path in sys.argv[1:]:
    pupils = sum(isinstance(each, Pupil) for each in EdexmlConnector().pull_file(Path(path), ask))
    print(pupils, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
LIMIT = 30 << 10
"""In KiB: less than half of the large file, and ten times what its keys take."""


def _file(path: Path, pupils: int) -> Path:
    with path.open("w") as file:
        file.write("<EDEX><school><schooljaar>2026-2027</schooljaar><brincode>99XX</brincode></school><leerlingen>")
        for number in range(pupils):
            file.write(
                f'<leerling key="{number:036}" eckid="https://ketenid.nl/{number:0128}">'
                f"<achternaam>Naam {number}</achternaam>"
                f"<toevoegingen><blok><x>{'vulling ' * 800}</x></blok></toevoegingen></leerling>\n"
            )
        file.write("</leerlingen></EDEX>")
    return path


def test_a_hundred_times_as_many_pupils_hardly_take_more_memory(tmp_path: Path) -> None:
    paths = [_file(tmp_path / "klein.xml", 100), _file(tmp_path / "groot.xml", 10_000)]
    assert paths[1].stat().st_size > 2 * LIMIT << 10
    run = subprocess.run([sys.executable, "-c", PEAKS, *map(str, paths)], check=True, capture_output=True, text=True)
    (few, small), (many, large) = (map(int, line.split()) for line in run.stdout.splitlines())
    assert (few, many) == (100, 10_000)
    assert large - small < LIMIT
