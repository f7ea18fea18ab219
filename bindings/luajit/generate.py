#!/usr/bin/env python3
"""Make oxsock/functions.lua and oxsock/declarations.lua from the description of the API.

generate.py [DIRECTORY]    by default the one with this file; a test compares
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.dirname(os.path.dirname(HERE))
DEFAULTS = {"flags": " or 0", "backlog": " or C.SOMAXCONN", "i": " or 0", "protocol": " or 0"}

KEYWORDS = {"local": "local_"}

# Written by hand in oxsock.lua: functions that take arrays of structures, or only a number.
BY_HAND = {
    "ox_readv", "ox_writev", "ox_sendmmsg", "ox_recvmmsg", "ox_poll", "ox_resolve", "ox_send_file",
    "ox_fcntl", "ox_close", "ox_release", "ox_now", "ox_error_at", "ox_strerror", "ox_errname",
}  # fmt: skip


class Function:
    """A function of the description, and the lines of Lua that call it."""

    def __init__(self, description):
        self.name = description["name"]
        self.returns = description["returns"]
        self.parameters = description["parameters"]
        self.by_name = {p["name"]: p for p in self.parameters}
        self.takes, self.before, self.passes, self.gives = [], [], [], []
        self.partial = None  # what a failed call has moved nevertheless
        self.explained = any(p["kind"] == "text" and p["direction"] == "in" for p in self.parameters)
        for parameter in self.parameters:
            self.add(parameter)

    def add(self, p):
        name, kind, direction = p["name"], p["kind"], p.get("direction")
        if kind == "length":
            return self.add_length(p)
        if direction is None:
            return self.add_value(name, kind)
        {
            "bytes": self.add_bytes,
            "text": self.add_text,
            "structure": self.add_structure,
            "number": self.add_number_out,
            "handles": self.add_integers,
            "descriptors": self.add_integers,
        }[kind](p, name, direction)

    def add_length(self, p):
        if "*" in p["type"]:
            self.passes.append(f"{p['name']}")
        elif self.by_name[p["of"]]["kind"] == "text":
            self.passes.append("C.OX_TEXT_MAX")
        elif self.by_name[p["of"]]["direction"] == "in":
            self.passes.append(f"#{p['of']}")
        else:
            self.passes.append(p["name"])

    def add_value(self, name, kind):
        if kind == "handle":
            self.passes.append("self.handle")
            return
        self.takes.append(name)
        wrap = {"deadline": "deadline_at({})", "boolean": "flag({})"}.get(kind, "{}")
        self.passes.append(wrap.format(name) + DEFAULTS.get(name, ""))

    def length_of(self, p):
        return self.by_name[p["length"]] if "length" in p else None

    def add_bytes(self, p, name, direction):
        if direction == "in":
            self.takes.append(name)
            self.passes.append(name)
            return
        length = self.length_of(p)
        self.takes.append("size")
        self.before.append(f'local {name} = new("char[?]", size)')
        if "*" in length["type"]:
            self.before.append(f'local {length["name"]} = new("unsigned int[1]", size)')
            self.gives.append(f"string({name}, {length['name']}[0])")
        else:
            self.before.append(f'local {length["name"]} = size')
            if "done" in self.by_name:
                self.partial = f"string({name}, tonumber(done[0]))"
                self.gives.append(self.partial)
            else:
                self.gives.append(f"string({name}, min(result, size))")
        self.passes.append(name)

    def add_text(self, p, name, direction):
        if direction == "in":
            self.takes.append(name)
            self.passes.append(f"c_text({name})")
        else:
            self.before.append(f'local {name} = new("char[?]", C.OX_TEXT_MAX)')
            self.gives.append(f"string({name}, result)")
            self.passes.append(name)

    def add_structure(self, p, name, direction):
        struct = p["type"].replace("const ", "").replace(" *", "")
        if struct != "struct sockaddr":
            if direction == "out":
                self.before.append(f'local {name} = new("{struct}")')
                self.gives.append(name)
            elif self.method_of() == "address" and p is self.parameters[0]:
                self.passes.append("self")
                return
            else:
                self.takes.append(name)
            self.passes.append(name)
        elif direction == "in":
            self.takes.append(name)
            self.passes.append(f'cast("const struct sockaddr *", {name})')
        else:
            length = p["length"]
            self.before.append(f'local {name} = new("struct sockaddr_storage")')
            self.before.append(f'local {length} = new("unsigned int[1]", sizeof({name}))')
            self.passes.append(f'cast("struct sockaddr *", {name})')
            self.gives.append(f"string({name}, min({length}[0], sizeof({name})))")

    def add_number_out(self, p, name, _):
        self.before.append(f'local {name} = new("{p["type"].replace(" *", "")}[1]")')
        self.passes.append(name)
        if name == "done":
            if not self.gives:
                self.partial = "tonumber(done[0])"
                self.gives.append(self.partial)
        else:
            self.gives.append(f"tonumber({name}[0])")

    def add_integers(self, p, name, direction):
        wrap = "sockets" if p["kind"] == "handles" else "integers"
        if direction == "in":
            self.takes.append(name)
            self.before.append(f"local c_{name} = {wrap}_to_c({name})")
            self.passes.append(f"c_{name}")
        elif "count" in p or "length" not in p:
            self.before.append(f'local {name} = new("int[2]")')
            self.passes.append(name)
            self.gives += [f"Socket({name}[0])", f"Socket({name}[1])"]
        else:
            self.takes.append("room")
            self.before.append(f'local {name} = new("int[?]", room)')
            self.before.append(f'local {p["length"]} = new("int[1]", room)')
            self.passes.append(name)
            self.gives.append(f"{wrap}_from_c({name}, {p['length']}[0], room)")
            self.gives.append(f"{p['length']}[0]")

    def method_of(self):
        first = self.parameters[0] if self.parameters else None
        if first and first["kind"] == "handle":
            return "socket"
        if first and first["type"].endswith("struct ox_address *") and first["direction"] == "in":
            return "address"
        return "module"

    def result(self):
        kind = self.returns["kind"]
        if self.returns["type"] == "const char *":
            return ["text(result)"]
        if kind == "handle":
            return ["Socket(result)"] + self.gives
        if kind == "boolean":
            return ["result ~= 0"]
        if kind == "zero":
            return self.gives or ["true"]
        if any("result" in given for given in self.gives):
            return self.gives + (["result"] if "size" in self.takes else [])
        return ["result"] + self.gives

    def lua(self):
        of = self.method_of()
        short = self.name[len("ox_"):]
        short = KEYWORDS.get(short, short)
        if of == "address":
            short = short[len("address_"):]
        takes = (["self"] if of != "module" else []) + self.takes
        lines = [f"function {of}.{short}({', '.join(takes)})"]
        lines += [f"\t{line}" for line in self.before]
        lines.append(f"\tlocal result = C.{self.name}({', '.join(self.passes)})")
        if self.returns["type"] == "int":
            more = ["result"]
            if self.explained or self.partial:
                more.append("C.ox_explanation()" if self.explained else "nil")
            if self.partial:
                more.append(self.partial)
            lines.append(f"\tif result < 0 then\n\t\treturn failure({', '.join(more)})\n\tend")
        lines.append(f"\treturn {', '.join(self.result())}\nend\n")
        return "\n".join(lines)


HEAD = """\
-- The functions of oxsock that the description of the API says all about. Generated.
-- They are put into three tables: methods of sockets, methods of addresses, and the module.

local ffi = require("ffi")
local cast, new, sizeof, string = ffi.cast, ffi.new, ffi.sizeof, ffi.string
local min = math.min

return function(C, socket, address, module, help)
local Socket, failure, deadline_at = help.Socket, help.failure, help.deadline_at
local text, c_text, flag = help.text, help.c_text, help.flag
local integers_to_c, sockets_to_c = help.integers_to_c, help.sockets_to_c
local integers_from_c, sockets_from_c = help.integers_from_c, help.sockets_from_c

"""


def main(directory=HERE):
    with open(os.path.join(SOURCES, "api", "oxsock-api.json")) as file:
        functions = json.load(file)["functions"]
    with open(os.path.join(SOURCES, "include", "oxsock-ffi.h")) as file:
        header = file.read()
    made = [Function(f).lua() for f in functions if f["name"] not in BY_HAND]
    place = os.path.join(directory, "oxsock")
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, "functions.lua"), "w") as file:
        file.write(HEAD + "\n".join(made) + "end\n")
    with open(os.path.join(place, "declarations.lua"), "w") as file:
        file.write(f"-- include/oxsock-ffi.h. Generated.\nreturn [[\n{header}]]\n")


main(*sys.argv[1:])
