#!/usr/bin/env bash
# Test the binding for LuaJIT. Installs what it needs, on a fresh Debian with Rust.
. "$(dirname "$0")/../common.sh"
need luajit luarocks >/dev/null
export LUA_PATH="$here/?.lua" OXSOCK_LIBRARY=$library/liboxsock.so

"$here/generate.py" "$scratch"
for file in functions declarations; do
    diff "$here/oxsock/$file.lua" "$scratch/oxsock/$file.lua" ||
        { echo "run bindings/luajit/generate.py" >&2 && exit 1; }
done

# Test the files that are in the rock.
(cd "$here" && env -u LUA_PATH luarocks --lua-version 5.1 --tree "$scratch/rocks" make >/dev/null)
has_licences "$(echo "$scratch"/rocks/lib/luarocks/rocks-5.1/oxsock/*/doc)"

luajit "$here/tests/calls.lua" "$root/api/oxsock-api.json"
in_network luajit "$here/tests/tour.lua" "$programs/tour" >"$scratch/stops"
echo "the tour: $(wc -l <"$scratch/stops") stops"

"$root/bindings/readme.py" example lua "$here/README.md" >"$scratch/example.lua"
diff <(luajit "$scratch/example.lua") <("$root/bindings/readme.py" prints "$here/README.md")
env -u LUA_PATH -u OXSOCK_LIBRARY "$root/bindings/readme.py" quickstart "$here/README.md" "$programs/echo_client"
echo "the binding for LuaJIT passes"
