#!/bin/sh
# Measure the Go binding against package net, and print the table in Markdown. Needs Rust, a C
# compiler and Go. Ends with an error if a bar is missed. OXSOCK_BENCH_FACTOR=0.1 takes a tenth of
# the time.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
built=$("$root/lib/build.sh")
ln -sf liboxsock.so "$built/liboxsock.so.0"
export CGO_CFLAGS="-O2 -I$root/include" CGO_LDFLAGS="-L$built" LD_LIBRARY_PATH="$built"
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort | uniq -c
go version
go run .
