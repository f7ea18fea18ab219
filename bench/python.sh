#!/bin/sh
# Measure echoes from Python, over oxsock and over the standard library's module, and print the
# table. Needs what bindings/python needs. OXSOCK_BENCH_FACTOR=0.1 takes a tenth of the rounds.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
/usr/bin/python3 -m pip install --quiet --no-build-isolation --no-index --target "$site" \
    "$root/bindings/python"
PYTHONPATH=$site /usr/bin/python3 "$root/bench/python.py"
