#!/usr/bin/env python3
"""Which functions of the description the tests have not called through the binding.

reached.py DESCRIPTION LINES    LINES is what gcov --stdout has written
"""

import json
import re
import sys

with open(sys.argv[1]) as file:
    functions = [f["name"] for f in json.load(file)["functions"]]
reached = set()
with open(sys.argv[2]) as file:
    for line in file:
        run = re.match(r"\s*\d+\*?:\s*\d+:(.*)", line)
        if run:
            reached.update(re.findall(r"\b(ox_\w+)\(", run[1]))
missing = [f for f in functions if f not in reached]
if missing or not functions:
    sys.exit("not reached through the binding: " + ", ".join(missing))
