"""Every address of every page that can be opened, filled with numbers and marks that mean something somewhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from litestar.routes import HTTPRoute

from tests.integration.portal.conftest import House

NAME = re.compile(r"\{(\w+)(?::\w+)?\}")


def addresses(house: House, values: Mapping[str, Sequence[Any]], method: str = "GET") -> Iterator[str]:
    """Yield the addresses of the hub's pages and of those of plugins. A value that is not in `values` is an x."""
    for route in house.portal.routes:
        if isinstance(route, HTTPRoute) and any(method in each.http_methods for each in route.route_handlers):
            yield from filled(route.path_format, values)
    for key, plugin in house.desk.plugins().items():
        for page in plugin.pages:
            if page.method == method:
                yield from filled(f"/s/{values['school'][0]}/p/{key}/{page.path}", values)


def filled(path: str, values: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """Yield an address for every choice of values for what stands in braces."""
    names = list(dict.fromkeys(NAME.findall(path)))
    for chosen in product(*(values.get(name, ["x"]) for name in names)):
        made = path
        for name, value in zip(names, chosen, strict=True):
            made = re.sub(rf"\{{{name}(:\w+)?\}}", str(value), made)
        yield made
