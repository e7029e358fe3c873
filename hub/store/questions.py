"""Questions that every page asks. SQLAlchemy reads a `text()` anew each time, for longer than PostgreSQL answers."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session

NAMED = re.compile(r"(?<!:):([a-z_]+)")


def asked(session: Session, statement: str, values: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
    """Return what a statement of ours, with values as `:name`, answers within the session's transaction.

    As with `text()`, only row-level security stands between schools: name the school in it.
    """
    return session.connection().exec_driver_sql(_for_the_driver(statement), values)


@cache
def _for_the_driver(statement: str) -> str:
    return NAMED.sub(r"%(\1)s", statement.replace("%", "%%"))
