"""asyncio streams over endpoints: `oxsock.streams.open_connection`, `oxsock.streams.start_server`.

The event loop waits for the sockets' readiness; no call here blocks it. Only names that have to be
resolved, and listening, take threads.
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
    """The endpoint that a server listens at."""
    transport_socket = server.sockets[0]
    place = Address.from_tuple(
        transport_socket.family, transport_socket.type, transport_socket.getsockname()
    )
    return str(place)
