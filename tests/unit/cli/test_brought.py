"""Commands that a plugin's package brings."""

import subprocess
import sys

HUB = (sys.executable, "-m", "hub")


def test_a_command_of_a_plugin_stands_among_the_hubs_own() -> None:
    said = subprocess.run([*HUB, "--help"], capture_output=True, text=True, check=True).stdout
    assert "esis-simulator" in said


def test_a_command_of_a_plugin_gets_its_own_arguments_and_gives_its_own_exit_code() -> None:
    asked = subprocess.run([*HUB, "esis-simulator", "--pupils", "niets"], capture_output=True, text=True, check=False)
    assert asked.returncode == 2
    assert "'niets' is geen aantal." in asked.stderr
