"""What runs later: the queue, the worker, the clock and the drop folder. The worker is imported apart: it is slow."""

from hub.jobs.deferring import defer
from hub.jobs.limits import Limits

__all__ = ["Limits", "defer"]
