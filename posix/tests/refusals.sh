# Programs into which the object cannot be preloaded are refused with the reason, and not run. Part
# of run.sh.

refused() { # WHY PROGRAM
    local said
    said=$(says "$run" -- "${@:2}")
    [[ $said == "oxsock-run: "*"cannot be served: $1"*"status 126" ]] || fail "$2: $said"
}
printf 'int main(void) { return 0; }\n' >"$scratch/nothing.c"
${CC:-cc} -static -o "$scratch/static" "$scratch/nothing.c"
${CC:-cc} -static-pie -o "$scratch/static-pie" "$scratch/nothing.c"
${CC:-cc} -Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1 -o "$scratch/musl" "$scratch/nothing.c"
refused "it is statically linked" "$scratch/static"
refused "it is statically linked" "$scratch/static-pie"
refused "it has another C library" "$scratch/musl"
printf '#!%s -x\n' "$scratch/static" >"$scratch/script"
chmod +x "$scratch/script"
refused "it is statically linked" "$scratch/script"
# Programs of another C library that the program starts run unchanged.
if command -v musl-gcc >/dev/null; then
    musl-gcc -o "$scratch/musl" exchange.c
    "$run" --json "$scratch/json" -- sh -c '"$0"; "$1"; :' "$scratch/musl" "$scratch/exchange"
    same "programs in the log" '"program":"exchange"' "$(grep -o '"program":"[^"]*"' "$scratch/json" | sort -u)"
fi
# The section by which a Go program is recognised. Real ones are in programs.sh.
printf 'int main(void) { return 0; }\n__asm__(".section .go.buildinfo,\\"a\\"; .byte 1; .text");\n' \
    >"$scratch/go.c"
${CC:-cc} -o "$scratch/go" "$scratch/go.c"
refused "it is a Go program" "$scratch/go"
if ((EUID == 0)); then
    cp "$scratch/nothing.c" "$scratch/owned.c"
    ${CC:-cc} -o "$scratch/owned" "$scratch/owned.c"
    chown 65534 "$scratch/owned"
    chmod u+s "$scratch/owned"
    refused "it is set-uid" "$scratch/owned"
fi
same "no program" "oxsock-run: /nonexistent/program: not found
status 127" "$(says "$run" -- /nonexistent/program)"
[[ $(says "$run" --faults 'recv shrot=1' true) == *"shrot=1 at 5: not known"*"status 125" ]] ||
    fail "a rule that is none"
for words in --bogus "--bogus x true" --bogus=x; do
    # shellcheck disable=SC2086 # words
    [[ $(says "$run" $words) == "oxsock-run: --bogus: not an option;"*"status 125" ]] || fail "$words"
done
[[ $(says "$run" --log) == "oxsock-run: --log: a value has to follow"*"status 125" ]] || fail "no value"
# A set-uid program ignores the journal: the object checks AT_SECURE, and the dynamic linker does
# not preload it.
