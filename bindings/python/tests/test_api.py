"""Every function and constant of the description is reached from Python.

Each function is called from the extension module's source, and reached in Python under the name
that REACHED gives it.
"""

import json
import pathlib
import re
import struct
import unittest

import oxsock
from oxsock import _addresses, _native, streams

BINDING = pathlib.Path(__file__).resolve().parent.parent
API = json.loads((BINDING.parent.parent / "api" / "oxsock-api.json").read_text())

# How each function is reached: by its name without ox_, in the module or in sockets, or as listed
# here.
REACHED = {
    "ox_address_parse": "Address",
    "ox_address_text": "Address.__str__",
    "ox_address_family": "Address.family",
    "ox_address_type": "Address.type",
    "ox_address_port": "Address.port",
    "ox_address_equal": "Address.__eq__",
    "ox_address_from_sockaddr": "Address.from_tuple",
    "ox_address_to_sockaddr": "Address.to_tuple",
    "ox_adopt": "socket",
    "ox_api_json": "api",
    "ox_error_at": "error_codes",
    "ox_fault": "Fault",
    "ox_fault_at": "Fault.all",
    "ox_fault_count": "Fault.count",
    "ox_fault_remove": "Fault.remove",
    "ox_fault_text": "Fault.__str__",
    "ox_fd": "socket.fileno",
    "ox_option_at": "option_names",
    "ox_option_get": "socket.get_option",
    "ox_option_set": "socket.set_option",
    "ox_recvmmsg": "socket.recv_messages",
    "ox_release": "socket.detach",
    "ox_sendmmsg": "socket.send_messages",
    "ox_sockatmark": "socket.at_mark",
}


def find(path):
    found = oxsock
    for name in path.split("."):
        found = getattr(found, name)
    return found


class Description(unittest.TestCase):
    def test_every_function_is_called(self):
        source = "".join(path.read_text() for path in (BINDING / "src").glob("*.c"))
        called = set(re.findall(r"\box_\w+(?=\(|\)|,)", source))
        missing = {each["name"] for each in API["functions"]} - called
        self.assertEqual(missing, set())

    def test_every_function_is_reached(self):
        for function in API["functions"]:
            name = function["name"]
            own = name.removeprefix("ox_")
            with self.subTest(name):
                if name in REACHED:
                    reached = find(REACHED[name])
                else:
                    reached = getattr(oxsock.socket, own, None) or getattr(oxsock, own)
                self.assertTrue(callable(reached) or isinstance(reached, property))

    def test_every_constant_is_there(self):
        for constant in API["constants"]:
            name = constant["name"]
            own = name if name.startswith("OX_EAI_") else name.removeprefix("OX_")
            self.assertEqual(getattr(oxsock, own), constant["value"], name)

    def test_structures_have_the_layout_of_the_description(self):
        for kind, name in ((oxsock.Arrival, "ox_arrival"), (oxsock.ErrorReport, "ox_error_report")):
            (described,) = (each for each in API["structures"] if each["name"] == name)
            self.assertEqual([each["name"] for each in described["fields"]], list(kind._names))
            self.assertEqual(described["size"], kind._layout.size)
            for i, field in enumerate(described["fields"]):
                before = struct.Struct("".join(re.findall(r"\d*\w", kind._layout.format)[:i]))
                self.assertEqual(before.size, field["offset"], field["name"])

    def test_the_library_is_that_of_the_description(self):
        self.assertEqual(oxsock.version(), API["version"])
        there = [each["name"] for each in oxsock.api()["functions"]]
        self.assertEqual(there, [each["name"] for each in API["functions"]])

    def test_the_extension_shows_only_its_entry(self):
        data = pathlib.Path(_native.__file__).read_bytes()
        self.assertTrue(b"\0PyInit__native\0" in data)
        self.assertFalse(b"\0ox_socketpair\0" in data)  # in no table of symbols


class Names(unittest.TestCase):
    def test_what_is_listed_is_there(self):
        for name in oxsock.__all__:
            getattr(oxsock, name)

    def test_what_the_stub_declares_is_there_and_nothing_else(self):
        stub = (BINDING / "oxsock" / "_native.pyi").read_text()
        of_type, of_module = stub.split("class socket:")[1].split("\ndef ", 1)
        declared = set(re.findall(r"^    def (\w+)", of_type, re.M)) - {"__init__"}
        there = {name for name in vars(_native.socket) if not name.startswith("__")}
        self.assertEqual(declared, there)
        declared = set(re.findall(r"^def (\w+)", "def " + of_module, re.M)) | {"socket"}
        declared |= set(re.findall(r"^(\w+): int", stub, re.M))
        self.assertEqual(declared, {name for name in vars(_native) if not name.startswith("__")})

    def test_everything_public_has_a_docstring(self):
        for kind in (oxsock.socket, oxsock.Address, oxsock.Fault, _addresses.Arrival, streams):
            for name in vars(kind):
                public = getattr(kind, name)
                is_own = getattr(public, "__module__", "oxsock").startswith("oxsock")
                if callable(public) and is_own and not name.startswith("_"):
                    self.assertTrue(public.__doc__, f"{kind}.{name}")
        for name in vars(oxsock.SocketType):
            public = getattr(oxsock.socket, name)
            if callable(public) and not name.startswith("_"):
                self.assertTrue(public.__doc__, name)


if __name__ == "__main__":
    unittest.main()
