#!/usr/bin/env bash
# Test all bindings, or those named: bindings/test.sh [LANGUAGE...] Each has its own test.sh, which
# installs what it needs on a fresh Debian with Rust.
set -euo pipefail
cd "$(dirname "$0")"

languages=("$@")
if ((${#languages[@]} == 0)); then
    for test in */test.sh; do
        languages+=("${test%/test.sh}")
    done
fi
TIMEFORMAT="== %R s"
for language in "${languages[@]}"; do
    echo "== bindings/$language"
    time "$language/test.sh"
done
