#!/usr/bin/env python3
"""Which functions of the description the tests have not called through the binding.

reached.py DESCRIPTION PROFILE    PROFILE is what go test -coverprofile has written
"""

import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def covered_lines(profile):
    lines = set()
    for block in re.finditer(r"/?(\w+\.go):(\d+)\.\d+,(\d+)\.\d+ \d+ (\d+)", profile):
        if int(block[4]):
            lines.update((block[1], n) for n in range(int(block[2]), int(block[3]) + 1))
    return lines


def calls():
    for name in sorted(os.listdir(HERE)):
        if name.endswith(".go"):
            with open(os.path.join(HERE, name)) as source:
                for number, line in enumerate(source, 1):
                    for call in re.findall(r"\bC\.(ox_\w+)\(", line):
                        yield call, (name, number)


with open(sys.argv[1]) as file:
    functions = [f["name"] for f in json.load(file)["functions"]]
with open(sys.argv[2]) as file:
    covered = covered_lines(file.read())
reached = {call for call, line in calls() if line in covered}
missing = [f for f in functions if f not in reached]
if missing or not functions:
    sys.exit("not reached through the binding: " + ", ".join(missing))
