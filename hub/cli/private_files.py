"""Files with persons' data that a command writes: for their owner only, and there only once they are whole."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hub.cli.arguments import CommandRefusedError
from hub.records import Text


@contextmanager
def private_file(path: Path, *, overwrite: bool = False) -> Iterator[BinaryIO]:
    """Give a file to write to; it gets its name when all went well, and leaves nothing behind when it did not.

    Raises `CommandRefusedError` where there is a file of that name already, or it cannot be written.
    """
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    if not overwrite and path.exists():
        raise CommandRefusedError(_there_already(path))
    try:
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:  # noqa: PTH123 # the mode counts from the start
            yield target
            target.flush()
            os.fsync(target.fileno())
        _name(half, path, overwrite=overwrite)
    except FileExistsError:
        raise CommandRefusedError(_there_already(path)) from None
    except OSError as error:
        raise CommandRefusedError(_cannot(path, error)) from None
    finally:
        half.unlink(missing_ok=True)


def _name(half: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        half.replace(path)
    else:
        # A link is refused where the name was taken meanwhile; a move would overwrite it.
        os.link(half, path)


def _there_already(path: Path) -> Text:
    return Text(
        f"{path} is er al, en wordt niet overschreven. Kies een andere naam, of haal het bestand eerst weg.",
        f"{path} is there already, and is not overwritten. Choose another name, or remove the file first.",
    )


def _cannot(path: Path, error: OSError) -> Text:
    return Text(
        f"{path} kan niet geschreven worden ({error.strerror}). Kies een andere map of naam.",
        f"{path} cannot be written ({error.strerror}). Choose another folder or name.",
    )
