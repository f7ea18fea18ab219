#!/usr/bin/env bash
# Test the binding for Python. Installs what it needs, on a fresh Debian with Rust.
. "$(dirname "$0")/../common.sh"
need python3-dev python3-pip python3-setuptools python3-wheel python3-venv iproute2 \
    libpython3.11-testsuite >/dev/null
python=/usr/bin/python3 # for which Debian has CPython's tests
export OXSOCK_LIBRARY=$library PYTHONDONTWRITEBYTECODE=1 PIP_ROOT_USER_ACTION=ignore

# A wheel is made and installed without a network. The sources are copied, so that nothing is built
# inside them.
cp -r "$here" "$scratch/binding"
rm -rf "$scratch"/binding/{build,*.egg-info,oxsock/*.so}
sed -i "s|^ROOT = .*|ROOT = pathlib.Path('$root')|" "$scratch/binding/setup.py"
"$python" -m pip wheel --quiet --no-build-isolation --no-index --no-deps \
    --wheel-dir "$scratch/wheels" "$scratch/binding"
ls "$scratch"/wheels/oxsock-*-cp311-abi3-*.whl >/dev/null
"$python" -m pip install --quiet --no-index --target "$scratch/site" "$scratch"/wheels/*.whl
has_licences "$(find "$scratch/site" -name LICENSE-MIT -printf %h)"
export PYTHONPATH=$scratch/site
cd "$scratch" # where no sources are in the way of what is installed

for test in "$here"/tests/test_*.py; do
    echo "$(basename "$test")"
    "$python" -X dev "$test" 2>"$scratch/said" || { cat "$scratch/said" && exit 1; }
done
"$python" "$here/tests/standard_suite.py"
in_network "$python" "$here/tests/tour.py" "$programs/tour" >"$scratch/stops" ||
    { cat "$scratch/stops" && exit 1; }
echo "the tour: $(grep -c ': ok$' "$scratch/stops") of $(wc -l <"$scratch/stops") stops"

# Check the type hints, if mypy can be installed.
"$python" -m venv "$scratch/checker"
if "$scratch/checker/bin/pip" install --quiet mypy 2>"$scratch/said"; then
    (cd "$here" && "$scratch/checker/bin/mypy" --strict --cache-dir "$scratch/cache" oxsock)
else
    echo "skipped: mypy is not to be had here"
fi

"$root/bindings/readme.py" example python "$here/README.md" >"$scratch/example.py"
diff <("$python" "$scratch/example.py") <("$root/bindings/readme.py" prints "$here/README.md")
mkdir "$scratch/bin" && ln -s "$python" "$scratch/bin/python3"
PATH=$scratch/bin:$PATH env -u PYTHONPATH -u OXSOCK_LIBRARY "$root/bindings/readme.py" quickstart "$here/README.md" \
    "$programs/echo_client"
echo "the binding for Python passes"
