"""Dialling in asyncio's event loop."""

import asyncio
import errno
import socket as system
import threading
from collections.abc import Callable
from typing import Any

from . import Address, Fault, dial_start, errname, now, resolve, socket, strerror

_STAGGER = 0.25  # seconds until the next address is tried, as in RFC 8305
_PATIENCE = 0.2  # seconds until each family is looked up separately
_RESOLUTION_DELAY = 0.05  # seconds that one family waits for the other, as in RFC 8305
_FULL_QUEUE = 0.01  # seconds until a UNIX listener with a full queue is tried again


async def dial(endpoint: str, deadline: float | None = None) -> socket:
    """Connect to an endpoint by a deadline: a non-blocking socket.

    The addresses of a name are tried as `oxsock.dial` does. If those of one family are known before
    those of the other, they are tried.
    """
    seconds = None if deadline is None else max(0.0, deadline - now())
    race = _Race()
    async with asyncio.timeout(seconds):
        looking = asyncio.create_task(_look_up(endpoint, deadline, race))
        try:
            return await race.winner
        except BaseException:
            race.discard()
            raise
        finally:
            looking.cancel()
            race.stop()


async def _look_up(endpoint: str, deadline: float | None, race: "_Race") -> None:
    early = asyncio.create_task(_look_up_apart(endpoint, deadline, race))
    try:
        race.add(await _addresses(endpoint, deadline))
        race.close(None)
    except Exception as error:
        race.close(error)
    finally:
        early.cancel()


async def _addresses(endpoint: str, deadline: float | None) -> list[str]:
    """The addresses of an endpoint. Resolving a name takes a thread."""
    try:
        return [str(Address(endpoint))]
    except OSError:
        found = await asyncio.to_thread(resolve, endpoint, deadline)
        return [str(address) for address in found]


async def _look_up_apart(endpoint: str, deadline: float | None, race: "_Race") -> None:
    """Look up each family separately when the library, which returns both together, takes long. The
    addresses of one family are used a moment after they are known (RFC 8305, section 3)."""
    await asyncio.sleep(_PATIENCE if deadline is None else min(_PATIENCE, (deadline - now()) / 4))
    if Fault.all():
        return  # rules about resolving apply to the library only
    waiting: set[asyncio.Future[list[str]]] = {
        _in_thread(_of_family, endpoint, family) for family in (system.AF_INET6, system.AF_INET)
    }
    early: list[str] = []
    while waiting:
        done, waiting = await asyncio.wait(
            waiting,
            timeout=_RESOLUTION_DELAY if early else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
        early += [address for part in done for address in part.result()]
        if early and not (done and waiting):
            race.add(early)
            early = []


def _of_family(endpoint: str, family: int) -> list[str]:
    """The addresses of one family. An error is ignored, as the library raises it as well."""
    scheme, _, place = endpoint.rpartition("://")
    host, _, service = place.rpartition(":")
    kind = system.SOCK_DGRAM if scheme == "udp" else system.SOCK_STREAM
    try:
        found = system.getaddrinfo(host, service, family, kind)
    except (OSError, UnicodeError):
        return []
    return [str(Address.from_tuple(family, kind, address)) for *_, address in found]


def _in_thread(call: Callable[..., list[str]], *arguments: Any) -> asyncio.Future[list[str]]:
    """Make a call in a thread that, unlike those of asyncio's executor, is not joined at exit."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[str]] = loop.create_future()

    def settle(result: list[str]) -> None:
        if not future.done():
            future.set_result(result)

    def run() -> None:
        result = call(*arguments)
        try:
            loop.call_soon_threadsafe(settle, result)
        except RuntimeError:
            pass  # the loop has ended

    threading.Thread(target=run, daemon=True).start()
    return future


class _Race:
    """Connects to addresses, which are added as they become known. Each attempt begins a while
    after the one before, or at once when one has failed; the first that succeeds wins."""

    def __init__(self) -> None:
        self.winner: asyncio.Future[socket] = asyncio.get_running_loop().create_future()
        self._addresses: list[str] = []
        self._started = 0
        self._attempts: set[asyncio.Task[socket]] = set()
        self._failures: list[Exception] = []
        self._timer: asyncio.TimerHandle | None = None
        self._open = True
        self._why: Exception | None = None

    def add(self, addresses: list[str]) -> None:
        new = [address for address in dict.fromkeys(addresses) if address not in self._addresses]
        self._addresses += new
        if new:
            self._start()

    def close(self, why: Exception | None) -> None:
        """No more addresses come, for this reason."""
        self._open = False
        self._why = why
        self._end_if_all_failed()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        for attempt in self._attempts:
            attempt.cancel()

    def discard(self) -> None:
        """Close the winner, if there is one, as dialling has failed."""
        if self.winner.done() and not self.winner.cancelled() and not self.winner.exception():
            self.winner.result().close()
        self.winner.cancel()

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self.winner.done() or self._started == len(self._addresses):
            return
        attempt = asyncio.create_task(_attempt(self._addresses[self._started]))
        self._started += 1
        self._attempts.add(attempt)
        attempt.add_done_callback(self._ended)
        self._timer = asyncio.get_running_loop().call_later(_STAGGER, self._start)

    def _ended(self, attempt: asyncio.Task[socket]) -> None:
        self._attempts.discard(attempt)
        if attempt.cancelled():
            return
        failure = attempt.exception()
        if isinstance(failure, Exception):
            self._failures.append(failure)
            self._start()
            self._end_if_all_failed()
        elif self.winner.done():
            attempt.result().close()
        else:
            self.winner.set_result(attempt.result())

    def _end_if_all_failed(self) -> None:
        if self.winner.done() or self._open or len(self._failures) < len(self._addresses):
            return
        nothing = system.gaierror(system.EAI_NODATA, "no address")
        self.winner.set_exception(_most_telling(self._failures or [self._why or nothing]))


_WEIGHTS = {
    6: (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS),
    5: (errno.ECONNREFUSED, errno.ECONNRESET),
    4: (errno.ETIMEDOUT,),
    2: (errno.EHOSTUNREACH, errno.EHOSTDOWN),
    1: (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL),
}


def _weight(failure: Exception) -> int:
    """Rank an error: first a lack of resources, then that a host answered, that none did, that this
    machine forbids it, that a router has no route, and last that this machine has none."""
    code = getattr(failure, "errno", None)
    return next((weight for weight, codes in _WEIGHTS.items() if code in codes), 3)


def _most_telling(failures: list[Exception]) -> Exception:
    told = max(failures, key=_weight)
    if len(failures) == 1 or not isinstance(told, OSError):
        return told
    return OSError(told.errno, "; ".join(getattr(it, "strerror", str(it)) for it in failures))


async def _attempt(address: str) -> socket:
    begun = await _begun(address)
    try:
        await _writable(begun)
        error = begun.get_option("socket.error")
        if not error and _is_to_itself(begun):
            begun.set_option("socket.linger", 0)  # or the port would stay taken for a minute
            error = errno.ECONNREFUSED
        if error:
            raise OSError(error, f"{address}: {strerror(error)} ({errname(error)})")
        return begun
    except BaseException:
        begun.close()
        raise


def _is_to_itself(begun: socket) -> bool:
    """Whether the system has connected a TCP socket to itself."""
    if begun.family == system.AF_UNIX or begun.type != system.SOCK_STREAM:
        return False
    return bool(begun.getsockname() == begun.getpeername())


async def _begun(address: str) -> socket:
    while True:
        try:
            return dial_start(address)
        except BlockingIOError:
            await asyncio.sleep(_FULL_QUEUE)


async def _writable(begun: socket) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    number = begun.fileno()
    loop.add_writer(number, _set, ready)
    try:
        await ready
    finally:
        loop.remove_writer(number)


def _set(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)
