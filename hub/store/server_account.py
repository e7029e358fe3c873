"""The operating system's account under which the embedded PostgreSQL runs: never root, which PostgreSQL refuses."""

import os
import shutil
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.records import Text
from hub.store.errors import DatabaseUnreachableError

NAME = "pgserver"


@dataclass(frozen=True, slots=True)
class ServerAccount:
    """`name` is the account to become, or `None` where this process is fit as it is."""

    name: str | None

    @classmethod
    def of_this_process(cls) -> "ServerAccount":
        """Return this process's own account; for root an account of its own, made where it is not there yet."""
        if os.geteuid() != 0:
            return cls(None)
        try:
            _number_of(NAME)
        except KeyError:
            useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin") or "useradd"
            cls(None).run([useradd, "--system", "--no-create-home", "--user-group", NAME])
        return cls(NAME)

    def let_in(self, folder: Path, binaries: Path) -> None:
        """Give `folder` to the account, and let it reach that and the programs in `binaries`."""
        if self.name is None:
            return
        _own(folder, self.name)
        _open_way(folder)
        _open_way(binaries)
        if self._call([str(binaries / "postgres"), "--version"]).returncode != 0:
            _open_tree(binaries.parent)

    def own_private_folder(self, folder: Path) -> None:
        """Make `folder`, which nobody else can enter. Refuses one that somebody else laid there."""
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        allowed = {os.geteuid(), _number_of(self.name)}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
            raise _occupied(folder)
        folder.chmod(0o700)
        if self.name is not None:
            _own(folder, self.name)

    def run(self, command: Sequence[str]) -> None:
        """Run `command` as the account; raise with its last words where it fails."""
        done = self._call(command)
        if done.returncode != 0:
            raise _failed(command[0], done.stdout)

    def run_detached(self, command: Sequence[str], log: Path) -> int:
        """Run `command` as the account, on its own, and return its process number.

        It outlives this process and hears nothing of its terminal.
        """
        with log.open("ab") as output:
            started = subprocess.run(  # noqa: S603 # our own command, as separate words
                ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *command],
                user=self.name,
                group=self.name,
                extra_groups=[] if self.name else None,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=output,
                start_new_session=True,
                text=True,
                check=True,
            )
        return int(started.stdout)

    def _call(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 # our own command, as separate words
            command,
            user=self.name,
            group=self.name,
            extra_groups=[] if self.name else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


def _own(folder: Path, name: str) -> None:
    if folder.stat().st_uid != _number_of(name):
        shutil.chown(folder, name, name)


def _number_of(name: str | None) -> int:
    import pwd  # noqa: PLC0415 # not on every system

    return os.geteuid() if name is None else pwd.getpwnam(name).pw_uid


def _open_way(folder: Path) -> None:
    """Let every account pass through (not look into) the folders above `folder`."""
    for above in folder.resolve().parents:
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            above.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def _open_tree(folder: Path) -> None:
    """Let every account read and run what lies in `folder`; a package installed under a strict umask is closed."""
    for each in (folder, *folder.rglob("*")):
        if not each.is_symlink():
            mode = stat.S_IMODE(each.stat().st_mode)
            each.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def _occupied(folder: Path) -> DatabaseUnreachableError:
    return DatabaseUnreachableError(
        Text(
            f"De map {folder} is van een andere gebruiker. Verwijder haar, of kies een kortere HUB_HOME.",
            f"The folder {folder} belongs to another user. Remove it, or choose a shorter HUB_HOME.",
        )
    )


def _failed(command: str, output: str) -> DatabaseUnreachableError:
    faults = [line for line in output.splitlines() if "error:" in line or "FATAL:" in line]
    said = next(iter(faults or output.strip().splitlines()), "")
    name = Path(command).name
    return DatabaseUnreachableError(
        Text(
            f"De eigen database van de hub kan niet gemaakt worden: {name} zegt: {said}. "
            "Is er ruimte op de schijf, en mag de hub in zijn gegevensmap schrijven?",
            f"The hub's own database cannot be made: {name} says: {said}. "
            "Is there room on the disk, and may the hub write in its data folder?",
        )
    )
