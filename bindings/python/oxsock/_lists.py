"""The lists that the library has of itself: its options, its errors, its functions."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from . import _native


def option_names() -> list[str]:
    """The names of all options, for `get_option` and `set_option`."""
    return list(all_of(_native.option_at))


def error_codes() -> list[int]:
    """All error codes that `errname` knows, as numbers below 0."""
    return list(all_of(_native.error_at))


def api() -> Any:
    """The description of the C API, from the library itself."""
    return json.loads(_native.api_json())


def all_of(function: Callable[[int], Any]) -> Iterator[Any]:
    """The results of a function for 0, 1 and so on, up to the first that is empty."""
    index = 0
    while item := function(index):
        yield item
        index += 1
