#!/usr/bin/env bash
# Test the binding for Java. Installs what it needs, on a fresh Debian with Rust.
. "$(dirname "$0")/../common.sh"
need openjdk-17-jdk-headless libjna-java junit4 >/dev/null
jars=/usr/share/java/jna.jar:/usr/share/java/junit4.jar:/usr/share/java/hamcrest-all.jar

mkdir "$scratch/generated" "$scratch/tests" "$scratch/example"
"$here/generate.py" "$scratch/generated"
for file in C Constants; do
    diff "$here/src/main/java/oxsock/$file.java" "$scratch/generated/$file.java" ||
        { echo "run bindings/java/generate.py" >&2 && exit 1; }
done

"$here/build.sh" "$scratch/oxsock.jar"
(cd "$scratch" && jar --extract --file oxsock.jar META-INF)
has_licences "$scratch/META-INF"
javac --release 11 -Xlint:all -Werror -cp "$scratch/oxsock.jar:$jars" -d "$scratch/tests" \
    "$here"/src/test/java/oxsock/*.java
with_library() { # WHAT...: java, with the library and the jars, and without the locale's help
    LC_ALL=C java -Djna.library.path="$library" -cp "$scratch/oxsock.jar:$scratch/tests:$jars" "$@"
}
with_library -Doxsock.description="$root/api/oxsock-api.json" \
    org.junit.runner.JUnitCore oxsock.CallsTest oxsock.WaitsTest
"$programs/tour" network java -Djna.library.path="$library" \
    -cp "$scratch/oxsock.jar:$scratch/tests:$jars" oxsock.Tour "$programs/tour" >"$scratch/stops"
echo "the tour: $(wc -l <"$scratch/stops") stops"

"$root/bindings/readme.py" example java "$here/README.md" >"$scratch/example/Example.java"
diff <(with_library "$scratch/example/Example.java") \
    <("$root/bindings/readme.py" prints "$here/README.md")
"$root/bindings/readme.py" quickstart "$here/README.md" "$programs/echo_client"
echo "the binding for Java passes"
