"""An echo server at an endpoint: python3 echo.py [tcp://127.0.0.1:0]. It prints where it is."""

import asyncio
import sys

from oxsock import streams


async def echo(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def main(endpoint):
    server = await streams.start_server(echo, endpoint)
    print(streams.local(server), flush=True)
    await server.serve_forever()


asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:0"))
