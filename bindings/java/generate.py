#!/usr/bin/env python3
"""Make C.java and Constants.java from the description of the API.

generate.py [DIRECTORY]    by default src/main/java/oxsock here; a test compares
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.dirname(os.path.dirname(HERE))
PACKAGE = os.path.join(HERE, "src", "main", "java", "oxsock")

VALUES = {
    "int": "int", "unsigned int": "int", "socklen_t": "int", "size_t": "long", "nfds_t": "long",
    "int64_t": "long", "uint64_t": "long", "uint16_t": "short",
}  # fmt: skip
WITH_POINTERS = {"struct iovec", "struct msghdr", "struct mmsghdr"}


def java_type(parameter, waits):
    """Calls that wait get C's memory: JNA would copy a whole array back, and undo what other
    threads have written to it."""
    if waits and parameter["kind"] == "bytes":
        return "Pointer"
    base = parameter["type"].replace("const ", "").replace(" *", "")
    if "*" not in parameter["type"]:
        return VALUES[base]
    if base == "char":
        return "byte[]"  # of UTF-8; JNA encodes strings as the locale has it
    if base in WITH_POINTERS:
        return "Pointer"
    if base == "struct timespec":
        return "long[]"
    return VALUES.get(base, "byte") + "[]"


def function(f):
    returns = "String" if f["returns"]["type"] == "const char *" else VALUES[f["returns"]["type"]]
    parameters = ", ".join(f"{java_type(p, f['waits'])} {p['name']}" for p in f["parameters"])
    return f"    {returns} {f['name']}({parameters});\n"


def constants(api):
    values = {c["name"]: c["value"] for c in api["constants"]}
    values.update(api["system"]["constants"])
    values.update(api["system"]["errors"])
    for structure in api["system"]["structures"] + api["structures"]:
        name = structure["name"].upper()
        values[f"{name}_SIZE"] = structure["size"]
        values.update((f"{name}_AT_{f['name'].upper()}", f["offset"]) for f in structure["fields"])
    for name, value in values.items():
        kind, end = ("int", "") if -(2**31) <= value < 2**31 else ("long", "L")
        yield f"    {kind} {name} = {value}{end};\n"


def write(directory, name, text):
    with open(os.path.join(directory, name), "w") as file:
        file.write(text)


def main(directory=PACKAGE):
    with open(os.path.join(SOURCES, "api", "oxsock-api.json")) as file:
        api = json.load(file)
    write(
        directory,
        "C.java",
        "package oxsock;\n\nimport com.sun.jna.Library;\nimport com.sun.jna.Pointer;\n\n"
        "/** The functions of oxsock.h as they are. Generated. */\n"
        "interface C extends Library {\n" + "\n".join(map(function, api["functions"])) + "}\n",
    )
    write(
        directory,
        "Constants.java",
        "package oxsock;\n\n"
        "/** The constants of oxsock and of the system, and where the fields of structures are.\n"
        " * Generated. */\n"
        "public interface Constants {\n" + "".join(constants(api)) + "}\n",
    )


main(*sys.argv[1:])
