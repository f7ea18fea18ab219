#!/bin/sh
# Make the jar: build.sh [JAR]. Needs a JDK of version 11 or later, and JNA's jar at Debian's path
# or in JNA_JAR.
set -eu
jar=${1:-oxsock.jar}
sources=$(dirname "$0")/src/main/java
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac --release 11 -Xlint:all -Werror -cp "${JNA_JAR:-/usr/share/java/jna.jar}" -d "$classes" \
    "$sources"/oxsock/*.java
mkdir "$classes/META-INF"
cp "$(dirname "$0")"/../../LICENSE-* "$classes/META-INF"
printf 'Automatic-Module-Name: oxsock\n' >"$classes/manifest"
jar --create --file "$jar" --manifest "$classes/manifest" -C "$classes" oxsock \
    -C "$classes" META-INF
