"""Rules by which calls fail on purpose."""

from typing import Self

from . import _native
from ._lists import all_of


class Fault:
    """A rule by which calls fail on purpose: Fault("recv error=ECONNRESET nth=3").

    It applies until `remove`, or until the end of a `with` block.
    """

    __module__ = "oxsock"

    def __init__(self, rule: str) -> None:
        self.number: int = _native.fault(rule)

    @classmethod
    def all(cls) -> list[Self]:
        """All rules, in the order in which they are tried."""
        rules = []
        for number in all_of(_native.fault_at):
            rule = cls.__new__(cls)
            rule.number = number
            rules.append(rule)
        return rules

    @property
    def count(self) -> int:
        """How often the rule has struck."""
        return _native.fault_count(self.number)

    def __str__(self) -> str:
        return _native.fault_text(self.number)

    def __repr__(self) -> str:
        return f"<oxsock.Fault {self.number}>"

    def remove(self) -> None:
        """Remove the rule."""
        _native.fault_remove(self.number)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


def remove_faults() -> None:
    """Remove all rules of the process."""
    _native.fault_remove(0)
