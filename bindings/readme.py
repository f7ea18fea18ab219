#!/usr/bin/env python3
"""Extracts the examples of a README, and runs them.

readme.py example LANGUAGE README    print the first block in that language
readme.py prints README              print what that block prints, according to the text behind it
readme.py quickstart README CLIENT   run the commands below "From an empty directory", at most four,
                                     in an empty directory; the last is an echo server that prints
                                     its endpoint, and has to serve the program CLIENT, also after
                                     more clients have connected than it has descriptors for
"""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile


def block(text, language):
    found = re.search(rf"^```{language}\n(.*?)^```", text, re.M | re.S)
    return found[1] if found else sys.exit(f"no example in {language}")


def prints(text):
    found = re.search(r"^It prints `(.*?)`\.$", text, re.M)
    return found[1] if found else sys.exit("the text does not say what the example prints")


def quickstart(path, client):
    with open(path) as readme:
        section = re.split(r"^## From an empty directory.*\n", readme.read(), flags=re.M)[1]
    commands = block(section, "sh").replace("\\\n", "").strip().splitlines()
    assert 1 <= len(commands) <= 4, f"{len(commands)} commands"
    sources = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(path))))
    commands[-1] = "exec env " + commands[-1]  # so that it can be ended
    with tempfile.TemporaryDirectory() as empty:
        server = subprocess.Popen(
            ["bash", "-e", "-c", "\n".join(commands)],
            cwd=empty,
            env=dict(os.environ, OXSOCK=sources),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            where = next((line.strip() for line in server.stdout if line.startswith("tcp://")), None)
            assert where, "no server has said where it is"
            asked(where, client)
            crowded(server, where)
            asked(where, client, times=6)  # asyncio's servers rest for a second when they are full
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def asked(where, client, times=1):
    for _ in range(times):
        echo = subprocess.run([client, where, "hello"], capture_output=True, text=True)
        if echo.stdout == "hello\n":
            return
    sys.exit(f"no echo: {echo}")


def crowded(server, where):
    """Connect more clients than the server may have descriptors. Accepted ones are served."""
    descriptors = f"/proc/{server.pid}/fd"
    limit = max(map(int, os.listdir(descriptors))) + 3
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (limit, limit))
    host, port = where.removeprefix("tcp://").rsplit(":", 1)
    clients = [socket.create_connection((host, port)) for _ in range(2 * limit)]
    while server.poll() is None and len(os.listdir(descriptors)) < limit - 1:
        pass
    for _ in range(3):
        clients[0].settimeout(20)
        clients[0].sendall(b"first")
        assert clients[0].recv(5) == b"first"
    for each in clients:
        each.close()


def main(command, *arguments):
    if command == "quickstart":
        return quickstart(*arguments)
    with open(arguments[-1]) as readme:
        text = readme.read()
    print(block(text, arguments[0]) if command == "example" else prints(text))


main(*sys.argv[1:])
