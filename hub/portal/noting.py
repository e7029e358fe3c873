"""Noting a fault of our own in the log, under a number that people can pass on."""

import secrets
import traceback
from typing import Any

import structlog
from litestar import Request

log = structlog.get_logger("hub.portal")


def noted(request: Request[Any, Any, Any], error: Exception) -> str:
    """Log a fault by number, class and place, and return the number. Its message may hold somebody's data."""
    number = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    log.error(
        "page failed",
        number=number,
        error=type(error).__name__,
        page=request.scope.get("path_template"),
        where=[f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames],
    )
    return number
