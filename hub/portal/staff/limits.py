"""How much goes on a page, and how far an address may count."""

PER_PAGE = 50
MOST_OFFSET = 10_000_000
MOST_NUMBER = 2**62


def bounded(value: int, most: int = MOST_NUMBER) -> int:
    """Return a number from an address within what the database can hold."""
    return max(0, min(value, most))
