"""The socket object: the standard library's methods, and those that oxsock adds."""

import io
import os
import socket as _standard
from collections.abc import Iterable
from socket import AddressFamily, SocketKind
from typing import Any, Self

from ._addresses import Address, Arrival, Credentials, EchoReply, ErrorReport
from ._native import now, strerror
from ._native import socket as SocketType

_library: Any = _standard  # with its names that type checkers do not know
SocketIO: Any = _library.SocketIO
Buffer = bytes | bytearray | memoryview
_GiveupOnSendfile = _library._GiveupOnSendfile

_F_DUPFD_CLOEXEC = 1030
_F_GETFD, _F_SETFD, _FD_CLOEXEC = 1, 2, 1


def _enumerated(number: int, kind: Any) -> Any:
    """The member of an enumeration, or the number where it has none."""
    try:
        return kind(number)
    except ValueError:
        return number


class socket(SocketType):
    """A socket, as the standard library's `socket.socket`.

    `fileno` is a descriptor, which this socket owns from then on, or a handle of oxsock's.
    """

    __module__ = "oxsock"
    __slots__ = ["__weakref__", "_io_refs", "_closed"]

    def __init__(
        self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None
    ) -> None:
        self._io_refs = 0
        self._closed = False
        SocketType.__init__(self, family, type, proto, fileno)

    @property
    def family(self) -> Any:
        """The address family, such as AF_INET."""
        return _enumerated(super().family, AddressFamily)

    @property
    def type(self) -> Any:
        """The type, such as SOCK_STREAM."""
        return _enumerated(super().type, SocketKind)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if not self._closed:
            self.close()

    def __repr__(self) -> str:
        kind = type(self)
        closed = " [closed]" if self._closed else ""
        parts = f"{kind.__module__}.{kind.__qualname__}{closed} fd={self.fileno()}"
        parts += f", family={self.family}, type={self.type}, proto={self.proto}"
        for name, call in (("laddr", self.getsockname), ("raddr", self.getpeername)):
            try:
                address = None if self._closed else call()
            except OSError:
                address = None
            if address:
                parts += f", {name}={address}"
        return f"<{parts}>"

    def __getstate__(self) -> object:
        raise TypeError(f"cannot pickle {type(self).__name__!r} object")

    # Lifecycle.

    def dup(self) -> Self:
        """Another object with a handle of its own on the same socket."""
        return self._like(self.fcntl(_F_DUPFD_CLOEXEC), self.gettimeout())

    def accept(self) -> tuple["socket", Any]:
        """Wait for a connection. Return a new socket and the peer's address."""
        handle, address = self._accept()
        connection = socket(super().family, super().type, self.proto, handle)
        return connection, address

    def _like(self, handle: int, timeout: float | None) -> Self:
        other = self.__class__(super().family, super().type, self.proto, handle)
        other.settimeout(timeout)
        return other

    def close(self) -> None:
        """Close the socket when the files made by `makefile` are closed, too."""
        self._closed = True
        if self._io_refs <= 0:
            self._real_close()

    def _real_close(self) -> None:
        SocketType.close(self)

    def _decref_socketios(self) -> None:
        """SocketIO calls this when a file of this socket is closed."""
        if self._io_refs > 0:
            self._io_refs -= 1
        if self._closed:
            self.close()

    def detach(self) -> int:
        """Close the socket object without closing the descriptor, which is returned."""
        self._closed = True
        return super().detach()

    def get_inheritable(self) -> bool:
        """Whether child programs inherit the descriptor."""
        return not self.fcntl(_F_GETFD) & _FD_CLOEXEC

    def set_inheritable(self, inheritable: bool) -> None:
        """Set whether child programs inherit the descriptor."""
        flags = self.fcntl(_F_GETFD) & ~_FD_CLOEXEC
        self.fcntl(_F_SETFD, flags if inheritable else flags | _FD_CLOEXEC)

    # Files.

    def makefile(
        self,
        mode: str = "r",
        buffering: int | None = None,
        *,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> Any:
        """A file object over the socket, like those of the built-in `open`."""
        if not set(mode) <= set("rwb"):
            raise ValueError(f"invalid mode {mode!r} (only r, w, b allowed)")
        writing = "w" in mode
        reading = "r" in mode or not writing
        raw = SocketIO(self, "r" * reading + "w" * writing)
        self._io_refs += 1
        if buffering is None or buffering < 0:
            buffering = io.DEFAULT_BUFFER_SIZE
        if buffering == 0:
            if "b" not in mode:
                raise ValueError("unbuffered streams must be binary")
            return raw
        buffered: Any
        if reading and writing:
            buffered = io.BufferedRWPair(raw, raw, buffering)
        else:
            buffered = (io.BufferedReader if reading else io.BufferedWriter)(raw, buffering)
        if "b" in mode:
            return buffered
        text: Any = io.TextIOWrapper(buffered, encoding, errors, newline)
        text.mode = mode
        return text

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a file's bytes from an offset on; return how many were sent."""
        try:
            return self._sendfile_use_sendfile(file, offset, count)
        except _GiveupOnSendfile:
            sent: int = self._sendfile_use_send(file, offset, count)
            return sent

    def _sendfile_use_sendfile(
        self, file: Any, offset: int = 0, count: int | None = None
    ) -> int:
        """Have the library read a regular file; others raise _GiveupOnSendfile."""
        self._check_sendfile_params(file, offset, count)
        try:
            number = file.fileno()
        except (AttributeError, io.UnsupportedOperation) as error:
            raise _GiveupOnSendfile(error)
        try:
            size = os.fstat(number).st_size
        except OSError as error:
            raise _GiveupOnSendfile(error)
        if not size:
            return 0
        timeout = self.gettimeout()
        if timeout == 0:
            raise ValueError("non-blocking sockets are not supported")
        deadline = None if timeout is None else now() + timeout
        length = max(0, size - offset)
        length = length if count is None else min(length, count)
        sent = 0
        try:
            sent = self.send_file(number, offset, length, deadline)
        except OSError as error:
            sent = getattr(error, "moved", 0)
            if isinstance(error, TimeoutError):
                raise TimeoutError("timed out") from None
            raise
        finally:
            if sent and hasattr(file, "seek"):
                file.seek(offset + sent)
        return sent

    # For any other object with read(), the standard library's own methods.
    _sendfile_use_send = _library.socket._sendfile_use_send
    _check_sendfile_params = _library.socket._check_sendfile_params

    # Addresses as values.

    def bind_address(self, address: Address) -> None:  # type: ignore[override]
        """Bind to an Address."""
        super().bind_address(address.packed)

    def connect_address(self, address: Address) -> None:  # type: ignore[override]
        """Connect to an Address."""
        super().connect_address(address.packed)

    def sendto_address(  # type: ignore[override]
        self, data: Buffer, address: Address, flags: int = 0
    ) -> int:
        """Send data to an Address; return how much was taken."""
        return super().sendto_address(data, address.packed, flags)

    def recvfrom_address(  # type: ignore[override]
        self, size: int, flags: int = 0
    ) -> tuple[bytes, Address | None]:
        """Receive data, and the sender's Address."""
        data, packed = super().recvfrom_address(size, flags)
        return data, Address.from_packed(packed)

    # Functions that otherwise need control messages.

    def send_handles(self, data: Buffer, sockets: Iterable[SocketType]) -> int:
        """Send bytes over a UNIX socket, and these sockets with the first of them."""
        return self._send_handles(data, [each.handle for each in sockets])

    def recv_handles(
        self, size: int, room: int = 253
    ) -> tuple[bytes, list["socket | OSError"]]:
        """Receive bytes, and the sockets that come with them.

        A socket that could not be received is an OSError in the list.
        """
        data, handles = self._recv_handles(size, room)
        return data, [
            socket(fileno=handle) if handle >= 0 else OSError(-handle, strerror(handle))
            for handle in handles
        ]

    def peer_credentials(self) -> Credentials:
        """The credentials of a UNIX connection's peer, as they were when it connected."""
        return Credentials(*self._peer_credentials())

    def recv_arrival(self, size: int, flags: int = 0) -> tuple[bytes, Arrival]:
        """Receive a datagram, and how it arrived."""
        data, packed = self._recv_arrival(size, flags)
        return data, Arrival(packed)

    def send_reply(self, data: Buffer, arrival: Arrival, flags: int = 0) -> int:
        """Answer a datagram from the address that it was sent to."""
        return self._send_reply(data, arrival.packed, flags)

    def recv_error(self) -> tuple[bytes, ErrorReport]:
        """Take the first error out of the queue, and the part of the datagram that came back."""
        data, packed = self._recv_error()
        return data, ErrorReport(packed)

    def echo_send(self, address: Address, sequence: int, payload: Buffer = b"") -> None:
        """Send an ICMP echo request to an Address."""
        self._echo_send(address.packed, sequence, payload)

    def echo_recv(self, size: int = 65536) -> EchoReply:
        """The next reply to a request of this socket.

        If a host on the way reports an error, the exception's `reporter` is its address, and
        `sequence` says for which request.
        """
        try:
            payload, packed, sequence, ttl = self._echo_recv(size)
        except OSError as error:
            packed, sequence = getattr(error, "report")
            setattr(error, "reporter", Address.from_packed(packed))
            setattr(error, "sequence", sequence)
            raise
        return EchoReply(payload, Address.from_packed(packed), sequence, ttl)
