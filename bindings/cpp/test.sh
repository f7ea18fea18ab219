#!/usr/bin/env bash
# Test the binding for C++. Installs what it needs, on a fresh Debian with Rust.
. "$(dirname "$0")/../common.sh"
need cmake make pkg-config >/dev/null
cxx=${CXX:-c++}

compile() { # STANDARD OUTPUT SOURCE [FLAG...]
    $cxx -std="$1" -O0 -g -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast \
        -Werror -pthread "${@:4}" -I "$here/include" -I "$root/include" -o "$2" "$3" \
        "$library/liboxsock.a" -ldl
}

for standard in c++17 c++20 c++2b; do
    compile $standard "$scratch/calls" "$here/tests/calls.cpp"
    "$scratch/calls"
done
sanitizers=(-fsanitize=address,undefined -fno-sanitize-recover=all)
compile c++17 "$scratch/edges" "$here/tests/edges.cpp" "${sanitizers[@]}"
"$scratch/edges"
compile c++20 "$scratch/coroutines" "$here/tests/coroutines.cpp" "${sanitizers[@]}"
"$scratch/coroutines"
in_network "$scratch/coroutines" alone
compile c++20 "$scratch/echo" "$here/examples/echo_coroutines.cpp"
exec 3< <(exec "$scratch/echo" tcp://127.0.0.1:0)
server=$!
read -r where <&3
[[ $("$programs/echo_client" "$where" hello) == hello ]]
kill "$server"

# Without exceptions; and with another compiler, if there is one.
$cxx -std=c++17 -Wall -Wextra -Werror -fno-exceptions -fno-rtti -fsyntax-only -I "$here/include" \
    -I "$root/include" -x c++ - <<<'#include <oxsock.hpp>'
if command -v clang++ >/dev/null; then
    for test in calls edges tour; do
        (cxx=clang++ && compile c++20 "$scratch/clang" "$here/tests/$test.cpp")
    done
fi

# Inline functions that are not called are not compiled. So the C functions that calls.cpp needs are
# those that it has reached through the binding, provided that it calls none of them itself.
if grep -nE '\box_[a-z_]+\(' "$here/tests/calls.cpp" | grep -v ox_strerror; then
    echo "calls.cpp makes calls of C's itself" >&2
    exit 1
fi
$cxx -std=c++17 -O0 -c -I "$here/include" -I "$root/include" -o "$scratch/calls.o" \
    "$here/tests/calls.cpp"
nm -u "$scratch/calls.o" | grep -o 'ox_[a-z_]*' | sort >"$scratch/reached"
python3 -c 'import json, sys
for f in json.load(open(sys.argv[1]))["functions"]: print(f["name"])' \
    "$root/api/oxsock-api.json" | sort >"$scratch/described"
if ! diff "$scratch/described" "$scratch/reached" >"$scratch/missing"; then
    echo "not reached through the binding:" >&2
    cat "$scratch/missing" >&2
    exit 1
fi

compile c++17 "$scratch/tour_client" "$here/tests/tour.cpp"
in_network "$scratch/tour_client" "$programs/tour" >"$scratch/stops"
echo "the tour: $(wc -l <"$scratch/stops") stops"
"$here/tests/cost.sh" -I"$here/include" -I"$root/include" "$scratch"

"$root/bindings/readme.py" example cpp "$here/README.md" >"$scratch/example.cpp"
compile c++17 "$scratch/example" "$scratch/example.cpp"
diff <("$scratch/example") <("$root/bindings/readme.py" prints "$here/README.md")
"$root/bindings/readme.py" quickstart "$here/README.md" "$programs/echo_client"

# With CMake's target.
DESTDIR=$scratch/installed PREFIX=/usr/local "$root/install.sh" >/dev/null
mkdir "$scratch/project"
cp "$here/examples/echo.cpp" "$scratch/project"
cat >"$scratch/project/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.13)
project(echo CXX)
find_package(oxsock REQUIRED)
find_package(Threads REQUIRED)
add_executable(echo echo.cpp)
target_link_libraries(echo oxsock::cpp Threads::Threads)
CMAKE
cmake -S "$scratch/project" -B "$scratch/project/build" \
    -DCMAKE_PREFIX_PATH="$scratch/installed/usr/local" >/dev/null
cmake --build "$scratch/project/build" >/dev/null
test -x "$scratch/project/build/echo"
echo "the binding for C++ passes"
