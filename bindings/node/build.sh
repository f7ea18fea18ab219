#!/usr/bin/env bash
# Build the addon: build.sh [DIRECTORY], by default build/ in this directory. It contains the
# library, and works with every Node.js from 16 on (Node-API 8). Needs a C compiler, oxsock's
# sources around this directory and what they need, and two headers: node_api.h, from Node.js,
# Debian's libnode-dev or the package node-api-headers, and uv.h, from Node.js or Debian's
# libuv1-dev.
#
# OXSOCK_LIBRARY: a directory with liboxsock.a, which is then not built. CC, CFLAGS and LDFLAGS are
# used.
set -euo pipefail
unset CDPATH # or cd would print
here=$(cd "$(dirname "$0")" && pwd)
root=${OXSOCK_ROOT:-$(cd "$here/../.." && pwd)}
out=${1:-$here/build}
node=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")

headers=()
for name in node_api.h uv.h; do
    for directory in ${NODE_HEADERS:-} "$node/include/node" /usr/include/node \
        /usr/include/nodejs/src /usr/include/nodejs/deps/uv/include \
        "$here/node_modules/node-api-headers/include" /usr/include; do
        if [[ -e $directory/$name ]]; then
            [[ $directory = /usr/include ]] || headers+=(-isystem "$directory")
            continue 2
        fi
    done
    echo "oxsock: $name is not here; see bindings/node/build.sh" >&2
    exit 1
done

built=${OXSOCK_LIBRARY:-$("$root/lib/build.sh")}
mkdir -p "$out"
name=$(node -p 'process.platform + "-" + process.arch').node
# shellcheck disable=SC2086 # CC and CFLAGS may be several words
${CC:-cc} -std=gnu11 -O2 -fPIC -fvisibility=hidden -Wall -Wextra ${CFLAGS:-} -I "$root/include" \
    "${headers[@]}" -shared -o "$out/$name.new" "$here"/src/*.c "$built/liboxsock.a" \
    -Wl,--exclude-libs,ALL -Wl,-z,relro,-z,now -Wl,-z,nodelete ${LDFLAGS--s} -lpthread -ldl
mv "$out/$name.new" "$out/$name"
