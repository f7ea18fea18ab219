#!/usr/bin/env bash
# The C programs, and the table of handles, under tools that see more than the tests do, and take
# longer: tests/sanitize.sh TOOL [SECONDS]
#
#   valgrind   memory, of the library as it is built everywhere (the short way and the patient one)
#   address    memory, the library and the programs instrumented by their compilers
#   thread     data races, likewise; the stress program runs for SECONDS
#   loom       the table of handles, three threads at once, as far as one gets in SECONDS a model
#   stress     the stress programs for SECONDS, on the short way and on every patient one
#   storm      the C programs, all of whose threads are interrupted by signals again and again
#
# SECONDS are 60 by default. Ends with an error if anything was found. Needs gcc on x86-64, and
# valgrind for itself; the sanitizers switch unstable options of the Rust compiler on.
set -euo pipefail
cd "$(dirname "$0")/.."

tool=${1:-}
seconds=${2:-60}
target=$(cargo metadata --format-version 1 --no-deps |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')

# Programs that hand the kernel what they should not, on purpose: lengths that are too large,
# addresses where nothing is, too short values. The kernel says EFAULT or EINVAL, as they check. Or
# they poll so many that oxsock asks the kernel, with none at hand, whether that is too many.
wrong_on_purpose=(
    batch_partial batch_waitall_fills_each error_huge_lengths error_null_pointers error_read_only
    error_wild_ fcntl_unknown flag_waitall_refused option_interruptible option_short_length poll_bad_arguments poll_many
    poll_one_handle_many_times scatter_limits signal_handler_on_small_stack
    signal_handler_polls_many
    stream_accept_returns_address stream_bad_addresses stream_names stream_trunc_discard
    unix_path_too_long whole_bad_arguments
)

# Programs that are about signals, sleep, or say how threads sleep, or whose own calls of the system
# end when a signal comes; that set O_NONBLOCK during a wait, for which a call looks again after a
# signal; that take too long under so many, or end with EINTR, such as those another thread of which
# decides about system calls; or wait for a timeout of the system's, which can end before its time
# when a signal comes.
interrupted=(
    accept_amid_first_fork accept_forks_amid_delay accept_interrupted_late accept_killed_anywhere
    accept_turns_when_lent_meanwhile
    accept_leaves_listener_blocking accept_on_two_shared_listeners adopt_above_handles
    batch_patience_of_each_message dgram_shutdown_after_nonblock option_sndtimeo_each_piece
    unix_loss_after_some unix_sender_learns_at_its_deadline
    accept_shared_returns_at_its_deadline accept_shared_waits_for_signals close_after_fork_exec
    close_amid_control
    close_amid_question close_raises_no_timer_of_the_program close_shared_ close_slow_leaver
    close_spares_connection_of_child close_wakes_few_others close_wakes_without_standard_output
    connect_again_after_timeout connect_ended_by_another_thread deadline_waits_few_times
    dial_cancelled_thread dial_reset_at_once dial_two_hosts_ dial_unspecified_is_this_machine
    exec_inherited_
    fault_environment_setuid fault_everywhere_extras first_call_interrupted flag_fastopen_refused
    fork_amid_accept
    fork_child_keeps_connection fork_children_are_forgotten fork_meanwhile_opened
    fork_two_at_once fork_without_handlers handle_no_descriptor_so_high interrupt_
    connect_delay_lets_signals_come connect_left_by_jump inherit_left_by_jump jump_out_of_call
    listen_on_unix_at_once
    listen_on_unix_bind_race
    listen_on_unix_mode_of_no_other_file names_path_mtu_two_hosts
    names_times option_rcvtimeo option_sndtimeo_send_survives_signals poll_error_queue_unread
    poll_one_handle_many_times signal_dispositions_untouched
    signal_handler_closes_without_epoll signal_handler_on_small_stack
    signal_handler_takes_from_no_other_thread stream_reset_amid_transfer
    stream_reset_kept_for_any_call wait_in_own_system_call
    wait_send_without_news wait_without_descriptors
    whole_interrupted
)

# skipping NAME...: the arguments that leave these programs out.
skipping() {
    printf -- '--skip ::%s\n' "$@"
}

# programs LINK [ARGUMENT...]: run the C programs that are linked so.
programs() {
    echo "== ${tool:-}: $*"
    cargo test --quiet --test c_programs -- "$@"
}

# instrumented SANITIZER: build the library with it, and have the programs linked to that.
instrumented() {
    export CFLAGS="-g -fsanitize=$1"
    # For a named target, so that what runs during the build is as always.
    OXSOCK_TEST_LIBRARIES=$(RUSTC_BOOTSTRAP=1 CARGO_BUILD_TARGET=x86_64-unknown-linux-gnu \
        RUSTFLAGS="-Zsanitizer=$1 -Cunsafe-allow-abi-mismatch=sanitizer" \
        lib/build.sh "$target/sanitize-$1")
    export OXSOCK_TEST_LIBRARIES
}

under_valgrind() {
    local beyond=(
        # It counts descriptors in its own way, so that the limit is never met, or is not its own.
        accept_at_descriptor_limit address_zone_without_descriptors dial_out_of_descriptors
        error_too_many_files extras_descriptors_at_limit handle_exhausted
        listen_on_out_of_descriptors resolve_out_of_descriptors wait_without_descriptors
        # It takes too long for so many bytes.
        length_above_int_max
        # It takes what a jump out of a signal handler leads back to for what was never written.
        connect_left_by_jump inherit_left_by_jump jump_out_of_call
        # Allocations are its own, and do not fail.
        endpoint_explanation_without_memory
        # It holds handlers back until a system call is over that they are to end.
        interrupt_as_the_system_does interrupt_between_waits
        # It does not know seccomp, and a thread that says so ends the program beside others.
        stream_reset_amid_transfer wait_send_without_news
        # It does not know the system's calls by which they look at a child.
        accept_amid_first_fork accept_shared_returns_at_its_deadline first_call_interrupted
    )
    local suppressions=$target/valgrind.suppressions
    mkdir -p "$target"
    # What the C library keeps for a thread is lost in a child that is forked meanwhile, and so is
    # the look-up that a thread makes. And the kernel is asked whether memory can be read, whatever
    # is there.
    cat >"$suppressions" <<'END'
{
    resolver
    Memcheck:Leak
    match-leak-kinds: definite
    ...
    fun:__resolv_context_get
}
{
    look-up
    Memcheck:Leak
    match-leak-kinds: definite
    fun:malloc
    obj:*/liboxsock.so*
    ...
    fun:ox_dial
}
{
    asking
    Memcheck:Param
    rt_sigprocmask(set)
    obj:*/liboxsock.so*
}
{
    asking whether it can be written
    Memcheck:Param
    futex(futex2)
    obj:*/liboxsock.so*
}
END
    # shellcheck disable=SC2046 # the words are meant to be split
    set -- $(skipping "${wrong_on_purpose[@]}" "${beyond[@]}")
    export CFLAGS=-g
    export OXSOCK_TEST_WRAPPER="valgrind --quiet --error-exitcode=9 --fair-sched=try \
        --leak-check=full --errors-for-leak-kinds=definite --suppressions=$suppressions"
    programs shared:: "$@"
    programs deadline:: "$@"
}

under_address() {
    local beyond=(
        # It looks at what the kernel alone should follow.
        error_read_only error_wild_
        # It needs descriptors at the end.
        address_zone_without_descriptors dial_out_of_descriptors handle_exhausted
        resolve_out_of_descriptors
        # They take the place of functions of the C library, as it does.
        fork_child_frees_nothing memory_
        # It looks for leaks through /proc, which is gone; and stops all threads meanwhile, one of
        # which decides about each of its calls.
        adopt_above_handles deadline_waits_few_times handle_no_descriptor_so_high
        listen_on_unix_without_proc
        # Its functions need more of the stack.
        fault_environment_on_small_stack signal_handler_on_small_stack thread_stack_is_small
    )
    local suppressions=$target/sanitize-address/suppressions
    instrumented address
    # What the C library keeps for a thread is lost in a child that is forked meanwhile.
    echo 'leak:__resolv_context_get' >"$suppressions"
    export LSAN_OPTIONS="suppressions=$suppressions"
    # Threads that are cancelled, or have a stack for signals of their own, have no use for its own.
    export ASAN_OPTIONS=use_sigaltstack=0
    # shellcheck disable=SC2046
    programs static:: $(skipping "${beyond[@]}")
}

under_thread() {
    local beyond=(
        # It looks at what the kernel alone should follow.
        error_read_only error_wild_
        # It holds a handler back until the system call is over that the handler is to end.
        accept_left_amid_taking close_from_signal_handler interrupt_as_the_system_does
        interrupt_between_waits signal_handler_closes_without_epoll
        signal_handler_makes_it_not_wait signal_handler_on_disarmed_stack
        signal_handler_sets_timeout
        # A thread does what the kernel would, in another's call.
        adopt_above_handles
        # A handler in it does what a handler may not, since it knows what it interrupts.
        first_call_interrupted
        # It has a thread of its own, so that no process has a single one.
        direct_wait_in_own_system_call dial_abandoned_thread_ends dial_cancelled_thread
        dial_hanging_resolver dial_name_within_deadline
        # They take the place of functions of the C library, as it does.
        dial_thread_where_uncertain fork_child_frees_nothing listen_on_unix_amid_first_call memory_
        # It has whoever starts a thread wait for it, where a signal ends nothing yet.
        interrupt_ends_dial
        # It takes a child's threads for those of its parent that had their addresses.
        fork_child_close_wakes_child
        # Its functions need more of the stack.
        fault_environment_on_small_stack signal_handler_on_small_stack thread_stack_is_small
    )
    local suppressions=$target/sanitize-thread/suppressions name
    instrumented thread
    # gcc's runtime knows these by their own names only.
    CFLAGS+=" -static-libtsan"
    for name in memcpy memmove memset; do
        CFLAGS+=" -Wl,--defsym=__tsan_$name=$name"
    done
    {
        # It does not see the library close descriptors, and takes their next owner for a rival.
        for name in socket socketpair accept accept4 epoll_create1 eventfd open dup dup2 dup3 \
            pipe pipe2 close; do
            printf 'race_top:^%s$\nrace_top:^__interceptor_%s$\n' "$name" "$name"
        done
        # A program starts a thread in a signal handler, which interrupts nothing but oxsock.
        echo 'signal:^start_closer$'
        # The C library loads what unwinds the stack of a thread that ends.
        echo 'signal:ld-linux-x86-64.so.2'
    } >"$suppressions"
    # Children of several threads may have several, too.
    export TSAN_OPTIONS="suppressions=$suppressions die_after_fork=0"
    export OXSOCK_STRESS_SECONDS=$seconds
    # shellcheck disable=SC2046
    programs static:: $(skipping "${beyond[@]}")
}

under_loom() {
    RUSTFLAGS="--cfg loom" LOOM_MAX_DURATION=$seconds CARGO_PROFILE_RELEASE_LTO=off \
        cargo test --release --package oxsock --lib \
        --target-dir "$target/loom" model -- --include-ignored
}

under_stress() {
    export OXSOCK_STRESS_SECONDS=$seconds
    programs stress_
}

under_storm() {
    # shellcheck disable=SC2046
    set -- $(skipping "${interrupted[@]}")
    export OXSOCK_TEST_STORM=1
    programs storm:: "$@"
    programs restarting:: "$@"
}

case $tool in
valgrind | address | thread | loom | stress | storm) "under_$tool" ;;
*)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
