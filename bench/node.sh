#!/bin/sh
# Measure echoes from Node.js, over streams of oxsock and of module net, and print the table. Needs
# what bindings/node needs. OXSOCK_BENCH_FACTOR=0.1 takes a tenth of the rounds.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
"$root/bindings/node/build.sh" "$build"
core=$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')
OXSOCK_NODE_BUILD=$build taskset -c "$core" node "$root/bench/node.js" "$root/bindings/node/lib"
