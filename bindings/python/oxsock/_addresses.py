"""Values: addresses, credentials, and reports about datagrams."""

import struct
from typing import Any, NamedTuple, Self

from . import _native


class Address:
    """An endpoint in which no name has to be resolved: Address("udp://[::1]:53")."""

    __slots__ = ["packed"]

    def __init__(self, text: str) -> None:
        self.packed = _native.address_parse(text)

    @classmethod
    def from_packed(cls, packed: bytes) -> Self | None:
        """Make an address from a struct ox_address; None for an empty one."""
        if not any(packed):
            return None
        address = cls.__new__(cls)
        address.packed = packed
        return address

    @classmethod
    def from_tuple(cls, family: int, type: int, address: Any) -> Self | None:
        """Make an address from the standard library's form."""
        return cls.from_packed(_native.address_from_tuple(family, type, address))

    def to_tuple(self) -> Any:
        """The address in the standard library's form."""
        return _native.address_to_tuple(self.packed)

    @property
    def family(self) -> int:
        """AF_INET, AF_INET6 or AF_UNIX."""
        return _native.address_family(self.packed)

    @property
    def type(self) -> int:
        """SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET."""
        return _native.address_type(self.packed)

    @property
    def port(self) -> int:
        """The port. A UNIX address raises OSError."""
        return _native.address_port(self.packed)

    def __str__(self) -> str:
        return _native.address_text(self.packed)

    def __repr__(self) -> str:
        return f"Address({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Address):
            return NotImplemented
        return _native.address_equal(self.packed, other.packed)

    def __hash__(self) -> int:
        return hash(self.packed)


class Credentials(NamedTuple):
    """The ids of a process, its user and its group."""

    pid: int
    uid: int
    gid: int


class EchoReply(NamedTuple):
    """A reply to an ICMP echo request."""

    payload: bytes
    sender: Address | None
    sequence: int
    ttl: int


class _Packed:
    """A structure of the library, whose fields are attributes."""

    _layout = struct.Struct("")
    _names: tuple[str, ...] = ()
    _addresses = 2  # so many of the first fields are addresses

    def __init__(self, packed: bytes) -> None:
        self.packed = packed
        values = self._layout.unpack(packed)
        for index, (name, value) in enumerate(zip(self._names, values)):
            is_address = index < self._addresses
            setattr(self, name, Address.from_packed(value) if is_address else value)

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)}" for name in self._names)
        return f"{type(self).__name__}({fields})"


class Arrival(_Packed):
    """How a datagram arrived. An unknown address is None."""

    _layout = struct.Struct("144s144sqIiii")
    _names = ("sender", "destination", "time", "ifindex", "ttl", "ecn", "flags")
    sender: Address | None
    destination: Address | None
    time: int
    ifindex: int
    ttl: int
    ecn: int
    flags: int


class ErrorReport(_Packed):
    """An error that a datagram has caused."""

    _layout = struct.Struct("144s144siiiiIi")
    _names = ("reporter", "destination", "code", "origin", "icmp_type", "icmp_code", "info", "ttl")
    reporter: Address | None
    destination: Address | None
    code: int
    origin: int
    icmp_type: int
    icmp_code: int
    info: int
    ttl: int
