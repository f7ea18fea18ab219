#!/usr/bin/env bash
# Test the binding for Ruby. Installs what it needs, on a fresh Debian with Rust.
. "$(dirname "$0")/../common.sh"
need ruby ruby-ffi ruby-minitest >/dev/null

# Test the files that are in the gem.
(cd "$here" && gem build --quiet -o "$scratch/oxsock.gem" oxsock.gemspec) >"$scratch/said" 2>&1 ||
    { cat "$scratch/said" && exit 1; }
gem unpack --quiet --target "$scratch" "$scratch/oxsock.gem" >/dev/null
has_licences "$scratch/oxsock"

with_library() { # a command, not a function
    env OXSOCK_LIBRARY="$library/liboxsock.so" OXSOCK_DESCRIPTION="$root/api/oxsock-api.json" "$@"
}
with_library ruby -w -I "$here/lib" "$here/test/calls_test.rb"
with_library "$programs/tour" network ruby -I "$here/lib" "$here/test/tour.rb" "$programs/tour" >"$scratch/stops"
echo "the tour: $(wc -l <"$scratch/stops") stops"

"$root/bindings/readme.py" example ruby "$here/README.md" >"$scratch/example.rb"
diff <(with_library ruby -I "$here/lib" "$scratch/example.rb") \
    <("$root/bindings/readme.py" prints "$here/README.md")
"$root/bindings/readme.py" quickstart "$here/README.md" "$programs/echo_client"
echo "the binding for Ruby passes"
