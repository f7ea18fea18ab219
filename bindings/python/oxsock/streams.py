"""asyncio streams over endpoints: `oxsock.streams.open_connection`, `oxsock.streams.start_server`.

The event loop waits for the sockets' readiness; no call here blocks it. Only names that have to be
resolved take a thread, of asyncio's own executor.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from . import Address, dial_start, errname, listen_on, now, resolve, socket, strerror

_STAGGER = 0.25  # seconds until the next address is tried, as RFC 8305 has it
_FULL_QUEUE = 0.01  # how long to wait for room in a UNIX listener's queue, which no poll tells of

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None] | None]


async def dial(endpoint: str, deadline: float | None = None) -> socket:
    """Connect to an endpoint by a deadline: a non-blocking socket."""
    seconds = None if deadline is None else max(0.0, deadline - now())
    async with asyncio.timeout(seconds):
        return await _race(await _addresses(endpoint, deadline))


async def open_connection(
    endpoint: str, deadline: float | None = None, **options: Any
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """As asyncio.open_connection, to an endpoint; options are those of asyncio's."""
    connected = await dial(endpoint, deadline)
    try:
        return await asyncio.open_connection(sock=connected, **options)
    except BaseException:
        connected.close()
        raise


async def start_server(
    handler: Handler, endpoint: str, backlog: int = 128, **options: Any
) -> asyncio.Server:
    """As asyncio.start_server, at an endpoint; `local(server)` tells where it is."""
    listener = listen_on(endpoint, backlog)
    listener.setblocking(False)
    try:
        return await asyncio.start_server(
            handler, sock=listener, backlog=backlog, **options
        )
    except BaseException:
        listener.close()
        raise


def local(server: asyncio.Server) -> str:
    """The endpoint that a server listens at."""
    transport_socket = server.sockets[0]
    place = Address.from_tuple(
        transport_socket.family, transport_socket.type, transport_socket.getsockname()
    )
    return str(place)


async def _addresses(endpoint: str, deadline: float | None) -> list[str]:
    """What to connect to. Only names take a thread."""
    try:
        return [str(Address(endpoint))]
    except OSError:
        pass
    found = await asyncio.to_thread(resolve, endpoint, deadline)
    return [str(address) for address in found]


async def _race(addresses: list[str]) -> socket:
    """The first of the attempts that succeeds; each begins a while after the one before, or at
    once when that has failed."""
    pending: set[asyncio.Task[socket]] = set()
    failures: list[BaseException] = []
    winner: socket | None = None
    try:
        while winner is None and (addresses or pending):
            if addresses:
                pending.add(asyncio.create_task(_attempt(addresses.pop(0))))
            done, pending = await asyncio.wait(
                pending,
                timeout=_STAGGER if addresses else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in done:
                failure = task.exception()
                if failure is not None:
                    failures.append(failure)
                elif winner is None:
                    winner = task.result()
                else:
                    task.result().close()
    finally:
        for task in pending:
            task.add_done_callback(_close_late)
            task.cancel()
    if winner is None:
        raise failures[0]
    return winner


def _close_late(task: asyncio.Task[socket]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().close()


async def _attempt(address: str) -> socket:
    begun = await _begun(address)
    try:
        await _writable(begun)
        error = begun.get_option("socket.error")
        if error:
            raise OSError(error, f"{address}: {strerror(error)} ({errname(error)})")
        return begun
    except BaseException:
        begun.close()
        raise


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
