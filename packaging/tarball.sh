#!/bin/sh
# Make the release tarball, oxsock-VERSION.tar.xz, and print its path: the files that git has in the
# tree, as they are, and all crates that they need, so that it builds and is tested without network.
# Made twice from one commit it is the same. Needs git, cargo, tar and xz.
#
#   packaging/tarball.sh [DIRECTORY]    by default, target/release-tarball
set -eu
unset CDPATH # or cd would print

cd "$(dirname "$0")/.."
directory=${1:-target/release-tarball}
mkdir -p "$directory"
directory=$(cd "$directory" && pwd)
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
name=oxsock-$version
time=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

scratch=$(mktemp -d "$directory/new.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

mkdir "$scratch/$name"
git ls-files -z | tar -c --null -T - | tar -x -C "$scratch/$name"
(
    cd "$scratch/$name"
    "${CARGO:-cargo}" vendor --quiet --locked vendor >/dev/null
    cat >>.cargo/config.toml <<'EOF'
[source.crates-io]
replace-with = "vendored-sources"

[source.vendored-sources]
directory = "vendor"
EOF
)
tar -c --sort=name --format=gnu --mtime="@$time" --owner=0 --group=0 --numeric-owner \
    --mode=u=rwX,go=rX -C "$scratch" "$name" | xz -T1 >"$scratch/$name.tar.xz"
mv "$scratch/$name.tar.xz" "$directory/$name.tar.xz"
echo "$directory/$name.tar.xz"
