"""CPython's own test_socket, over the standard library's module and over oxsock.

Every test that passes over the standard module has to pass over oxsock, except those that
standard_suite_exceptions.txt names with a reason, at most three in a hundred. Needs CPython's
tests (Debian's libpython3.11-testsuite, for /usr/bin/python3).

    python3 standard_suite.py           both, compared
    python3 standard_suite.py over oxsock|standard PART PARTS    one, as JSON lines

Where the system allows it, the tests run in a network namespace with only a loopback device.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import types
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
EXCEPTIONS = os.path.join(HERE, "standard_suite_exceptions.txt")
MOST_EXCEPTIONS = 0.03
PARTS = 3
SKIPPED = 77

# These tests reach beyond this machine: a virtual machine's VSOCK sockets lead to its host.
BEYOND = ("VSOCK",)


def put_oxsock_in_place():
    """Make `import socket` import oxsock, and `import _socket` its base."""
    import _socket

    import oxsock

    base = types.ModuleType("_socket")
    base.__dict__.update(_socket.__dict__)
    base.socket = base.SocketType = oxsock.SocketType
    sys.modules["_socket"] = base
    sys.modules["socket"] = oxsock


class Recorder(unittest.TestResult):
    """Writes each test's outcome as a line of JSON."""

    def startTest(self, test):
        super().startTest(test)
        self.outcome = "ok"

    def note(self, outcome, error=None):
        self.outcome = outcome
        if error is not None:
            print(self._exc_info_to_string(error, self.test), file=sys.stderr)

    def addError(self, test, error):
        self.test = test
        self.note("error", error)

    def addFailure(self, test, error):
        self.test = test
        self.note("failure", error)

    def addSubTest(self, test, subtest, error):
        self.test = test
        if error is not None:
            self.note("failure", error)

    def addSkip(self, test, reason):
        self.note("skipped")

    def stopTest(self, test):
        print(json.dumps([test.id(), self.outcome]), flush=True)


def flatten(suite):
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from flatten(each)
        else:
            yield each


def run_part(module, part, parts):
    if module == "oxsock":
        put_oxsock_in_place()
    from test import test_socket

    tests = unittest.defaultTestLoader.loadTestsFromModule(test_socket)
    tests = [test for test in flatten(tests) if not any(each in test.id() for each in BEYOND)]
    with tempfile.TemporaryDirectory() as home:
        os.chdir(home)
        suite = unittest.TestSuite(tests[part::parts])
        suite.run(Recorder())
        os.chdir("/")


def private_network():
    """The prefix that runs a command in a network namespace."""
    prefix = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    try:
        tried = subprocess.run([*prefix, "true"], capture_output=True)
    except OSError:
        return []
    return prefix if tried.returncode == 0 else []


def start(module, part, prefix):
    command = [*prefix, sys.executable, "-W", "ignore", __file__]
    command += ["over", module, str(part), str(PARTS)]
    log = tempfile.TemporaryFile()
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log), log


def outcomes(runs):
    """The outcome of each test, and the messages about failures."""
    found, said = {}, ""
    for process, log in runs:
        output, _ = process.communicate()
        found.update(json.loads(line) for line in output.splitlines())
        log.seek(0)
        said += log.read().decode(errors="replace")
    return found, said


def exceptions():
    listed = {}
    with open(EXCEPTIONS) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, reason = line.split(": ", 1)
                listed[name] = reason.strip()
    return listed


def compare():
    prefix = private_network()
    runs = {
        module: [start(module, part, prefix) for part in range(PARTS)]
        for module in ("standard", "oxsock")
    }
    standard, _ = outcomes(runs["standard"])
    over, said = outcomes(runs["oxsock"])
    passed = {name for name, outcome in standard.items() if outcome == "ok"}
    missed = {name for name in passed if over.get(name) != "ok"}
    listed = exceptions()
    unexpected = sorted(missed - set(listed))
    needless = sorted(name for name in listed if name in passed and name not in missed)
    if unexpected or needless:
        print(said)
    for name in unexpected:
        print(f"passes over the standard module and not over oxsock: {name}: {over.get(name)}")
    for name in needless:
        print(f"named as an exception, and passes: {name}")
    share = len(listed) / max(len(passed), 1)
    print(
        f"{len(passed)} tests pass over the standard module, {len(passed) - len(missed)} of them "
        f"over oxsock; {len(listed)} exceptions ({share:.1%})"
    )
    return bool(unexpected or needless or share > MOST_EXCEPTIONS or len(passed) < 500)


def main(arguments):
    if importlib.util.find_spec("test.test_socket") is None:
        print("skipped: CPython's tests are not installed (libpython3.11-testsuite)")
        return SKIPPED
    if arguments[:1] == ["over"]:
        module, part, parts = arguments[1:]
        return run_part(module, int(part), int(parts))
    return compare()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
