#!/usr/bin/env bash
# Test the binding for Go. Installs what it needs, on a fresh Debian with Rust.
. "$(dirname "$0")/../common.sh"
need golang-go golang-golang-x-net-dev iproute2 >/dev/null
cd "$here"

with_library() {
    env CGO_CFLAGS="-O2 -I$root/include" CGO_LDFLAGS="-L$library" LD_LIBRARY_PATH="$library" "$@"
}
[[ -z $(gofmt -l . "$root/bench/go") ]] || { echo "run gofmt" >&2 && exit 1; }
has_licences "$here" # which is what the module is
with_library go vet ./...
with_library go test -race -timeout 120s -coverprofile="$scratch/profile" .
(cd nettest && with_library go vet . && with_library go test -race -timeout 120s .)
"$here/reached.py" "$root/api/oxsock-api.json" "$scratch/profile"

with_library go build -o "$scratch/tour_client" ./cmd/tour
with_library "$programs/tour" network "$scratch/tour_client" "$programs/tour" >"$scratch/stops"
echo "the tour: $(wc -l <"$scratch/stops") stops"
(cd "$root/bench/go" && with_library go vet .)

mkdir "$scratch/example"
"$root/bindings/readme.py" example go README.md >"$scratch/example/main.go"
(cd "$scratch/example" && go mod init example &&
    go mod edit -require oxsock@v0.0.0 -replace oxsock="$here") 2>/dev/null
diff <(cd "$scratch/example" && with_library go run .) \
    <("$root/bindings/readme.py" prints README.md)
"$root/bindings/readme.py" quickstart README.md "$programs/echo_client"
echo "the binding for Go passes"
