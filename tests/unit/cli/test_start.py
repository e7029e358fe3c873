import subprocess
import sys

SLOW = ("litestar", "uvicorn", "procrastinate", "apscheduler", "structlog", "rich", "alembic")


def test_a_command_that_needs_no_web_and_no_queue_loads_neither() -> None:
    program = f"import hub.cli, hub.cli.imports, sys; print([each for each in {SLOW} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
