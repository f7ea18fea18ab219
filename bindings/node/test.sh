#!/usr/bin/env bash
# Test the binding for Node.js. Installs what it needs, on a fresh Debian with Rust.
. "$(dirname "$0")/../common.sh"
command -v node >/dev/null || need nodejs >/dev/null
command -v npm >/dev/null || need npm >/dev/null
headers=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")/include/node
[[ -e $headers/node_api.h && -e $headers/uv.h ]] || need libnode-dev libuv1-dev >/dev/null
need iproute2 >/dev/null
export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false
version=$(node -p 'process.version')

# A package is made and installed without a network. The sources are copied, so that nothing is
# built inside them.
mkdir "$scratch/binding" "$scratch/app"
tar -C "$here" --exclude build --exclude node_modules -c . | tar -C "$scratch/binding" -x
export OXSOCK_ROOT=$root OXSOCK_LIBRARY=$library
(cd "$scratch" && npm pack --silent "$scratch/binding" >/dev/null)
(cd "$scratch/app" && npm init -y >/dev/null && npm install --silent --offline "$scratch"/oxsock-*.tgz)
cd "$scratch/app" # where what is installed is found
has_licences node_modules/oxsock
cp "$here"/test/* .

# Run the tests, with a build that records which lines have run.
cover=$scratch/cover
CC="${CC:-cc} --coverage" CFLAGS=-O0 LDFLAGS='' "$here/build.sh" "$cover"
OXSOCK_NODE_BUILD=$cover node --test ./*.test.js >"$scratch/said" 2>&1 ||
    { cat "$scratch/said" && exit 1; }
echo "Node.js $version: $(grep -E '^(# |ℹ )(pass|fail|skipped)' "$scratch/said" | tr -d '#ℹ' | tr '\n' ' ')"
(cd "$cover" && gcov --stdout ./*.gcda) >"$scratch/lines"
"$here/reached.py" "$root/api/oxsock-api.json" "$scratch/lines"

in_network node "$scratch/app/tour.js" "$programs/tour" >"$scratch/stops" ||
    { cat "$scratch/stops" && exit 1; }
echo "the tour: $(grep -c ': ok$' "$scratch/stops") of $(wc -l <"$scratch/stops") stops"

# Check the type declarations, if TypeScript can be installed.
if npm install --silent --no-save typescript @types/node >"$scratch/said" 2>&1; then
    npx tsc --noEmit --strict --target es2022 --module node16 --types node types.ts
else
    echo "skipped: typescript is not to be had here"
fi

"$root/bindings/readme.py" example js "$here/README.md" >example.mjs
diff <(node example.mjs) <("$root/bindings/readme.py" prints "$here/README.md")
env -u OXSOCK_ROOT "$root/bindings/readme.py" quickstart "$here/README.md" "$programs/echo_client"
echo "the binding for Node.js passes"
