"""Run every measurement, or those that are named: `uv run python -m bench [registry] [intake] …`."""

import sys
from importlib import import_module

ALL = ("registry", "intake", "portal", "esis", "dashboard", "writing", "charts", "child", "paper")


def main() -> None:
    """Run them in turn."""
    for name in sys.argv[1:] or ALL:
        print(f"\n== {name}")
        import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
