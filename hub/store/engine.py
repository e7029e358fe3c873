"""The engine: connections of the serving role, whose errors show no values."""

import psycopg
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext


def make_engine(url: URL, pool_size: int) -> Engine:
    """Return an engine that keeps `pool_size` connections, and tries one before it hands it out."""
    engine = create_engine(url, pool_size=pool_size, max_overflow=5, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "handle_error", _leave_out_values)
    return engine


def _leave_out_values(context: ExceptionContext) -> None:
    """Keep what went wrong and leave out the row: PostgreSQL adds it as a detail, and errors end up in logs."""
    error, shown = context.original_exception, context.sqlalchemy_exception
    if isinstance(error, psycopg.Error) and error.diag.message_primary and shown is not None:
        error.args = (error.diag.message_primary,)
        shown.args = (f"({type(error).__module__}.{type(error).__name__}) {error.diag.message_primary}",)
