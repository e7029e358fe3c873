"""Putting work in the queue. The store does it, so that whatever causes work can, in the transaction that causes it."""

from hub.store.deferring import QUEUE, defer, defer_due

__all__ = ["QUEUE", "defer", "defer_due"]
