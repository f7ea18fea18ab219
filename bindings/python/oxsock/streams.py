"""asyncio streams over endpoints: `oxsock.streams.open_connection`, `oxsock.streams.start_server`.

The event loop waits for readiness, and no call here blocks it. Only resolving a name, and
listening, take a thread.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from . import Address, listen_on
from ._dialling import dial as dial

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None] | None]


async def open_connection(
    endpoint: str, deadline: float | None = None, **options: Any
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """asyncio.open_connection to an endpoint; options are passed to asyncio."""
    connected = await dial(endpoint, deadline)
    try:
        return await asyncio.open_connection(sock=connected, **options)
    except BaseException:
        connected.close()
        raise


async def start_server(
    handler: Handler, endpoint: str, backlog: int = 128, **options: Any
) -> asyncio.Server:
    """asyncio.start_server at an endpoint, which `local(server)` returns."""
    listener = await asyncio.to_thread(listen_on, endpoint, backlog)
    listener.setblocking(False)
    try:
        return await asyncio.start_server(
            handler, sock=listener, backlog=backlog, **options
        )
    except BaseException:
        listener.close()
        raise


def local(server: asyncio.Server) -> str:
    """The endpoint at which a server listens."""
    transport_socket = server.sockets[0]
    place = Address.from_tuple(
        transport_socket.family, transport_socket.type, transport_socket.getsockname()
    )
    return str(place)
