"""The note in the data folder that tells a demo from a real hub: a demo may be wiped, and nothing else may."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from hub.contract import ConfigurationError
from hub.records import Text
from hub.store import Home, Store


@dataclass(frozen=True, slots=True)
class Marker:
    """The note in the data folder that says: this is a demo, and whether it is filled."""

    path: Path

    @classmethod
    def of(cls, home: Home) -> "Marker":
        return cls(home.path / "demo.json")

    def is_there(self) -> bool:
        return self.path.exists()

    def is_filled(self) -> bool:
        return self.is_there() and bool(json.loads(self.path.read_text()).get("filled"))

    def write(self, *, filled: bool) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({"filled": filled}))


def reset(home: Home) -> None:
    """Wipe the demo in this data folder. Raises `ConfigurationError` where there is something that is no demo."""
    if home.database_url:
        raise ConfigurationError(NO_RESET_OF_A_SERVER)
    if not home.path.exists() or not any(home.path.iterdir()):
        return
    if not Marker.of(home).is_there():
        raise ConfigurationError(_no_demo(home))
    Store.stop_embedded(home)
    shutil.rmtree(home.path)


def prepare(home: Home) -> None:
    """Make sure that the data folder is a demo, and a whole one: wipe what an interrupted demo left."""
    marker = Marker.of(home)
    if not marker.is_there():
        if home.path.exists() and any(home.path.iterdir()):
            raise ConfigurationError(_no_demo(home))
        marker.write(filled=False)
    elif not marker.is_filled() and not home.database_url:
        reset(home)
        marker.write(filled=False)


NO_RESET_OF_A_SERVER = Text(
    "HUB_DATABASE_URL wijst naar een server; die wist de demo niet. Geef de demo een eigen, lege database, of haal "
    "HUB_DATABASE_URL weg.",
    "HUB_DATABASE_URL names a server; the demo does not wipe that. Give the demo an empty database of its own, or "
    "unset HUB_DATABASE_URL.",
)


def _no_demo(home: Home) -> Text:
    return Text(
        f"In {home.path} staat al een hub die geen demo is. Kies een andere map: HUB_HOME=./demo uv run hub demo",
        f"In {home.path} is a hub that is no demo. Choose another folder: HUB_HOME=./demo uv run hub demo",
    )
