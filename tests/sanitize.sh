#!/usr/bin/env bash
# The C programs, and the table of handles, under tools that detect more than the tests do and take
# longer: tests/sanitize.sh TOOL [SECONDS]
#
#   valgrind   memory errors; the library as it is installed
#   address    memory errors; the library and the programs instrumented by their compilers
#   thread     data races, likewise; the stress program runs for SECONDS
#   loom       the table of handles with three threads, for SECONDS a model
#   stress     the stress programs for SECONDS in each way (c_programs.rs)
#   storm      the C programs, all of whose threads are interrupted by signals again and again
#
# SECONDS are 60 by default. Ends with an error if anything was found. valgrind has to be installed;
# the others need gcc on x86-64, and the sanitizers use unstable options of the Rust compiler.
set -euo pipefail
cd "$(dirname "$0")/.."

tool=${1:-}
seconds=${2:-60}
target=$(cargo metadata --format-version 1 --no-deps |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')

# Programs that pass the kernel invalid arguments on purpose: too large lengths, invalid addresses,
# too short values. They check that the kernel returns EFAULT or EINVAL. Or they poll so many
# entries that oxsock asks the kernel, without passing any, whether that is too many.
wrong_on_purpose=(
    batch_partial batch_waitall_fills_each error_huge_lengths error_null_pointers error_read_only
    error_wild_ fcntl_unknown flag_waitall_refused option_interruptible option_short_length poll_bad_arguments poll_many
    poll_one_handle_many_times scatter_limits signal_handler_on_small_stack
    signal_handler_polls_many
    stream_accept_returns_address stream_bad_addresses stream_names stream_trunc_discard
    unix_path_too_long whole_bad_arguments
)

# Programs that cannot be interrupted all the time: those that are about signals, sleep, examine how
# threads sleep, or make system calls of their own that end when a signal comes; that set O_NONBLOCK
# during a wait, which a call looks at again after a signal; that take too long, or have so many
# threads that their signals leave no time for anything else; that end with EINTR, such as those
# whose system calls another thread decides about; or that wait for a timeout of the system's, which
# can end early when a signal comes.
interrupted=(
    accept_amid_first_fork accept_forks_amid_delay accept_interrupted_late accept_killed_anywhere
    accept_turns_when_lent_meanwhile
    accept_leaves_listener_blocking accept_on_two_shared_listeners adopt_above_handles
    batch_patience_of_each_message dgram_shutdown_after_nonblock option_sndtimeo_each_piece
    unix_loss_after_some unix_sender_learns_at_its_deadline
    accept_shared_returns_at_its_deadline accept_shared_waits_for_signals close_after_fork_exec
    close_lingers_itself
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
    connect_delay_lets_signals_come connect_left_by_jump connect_nonblock_during_wait
    deadline_dgram_send_shut_down inherit_left_by_jump jump_out_of_call
    listen_on_unix_at_once
    listen_on_unix_bind_race
    listen_on_unix_mode_of_no_other_file names_path_mtu_two_hosts
    names_times option_rcvtimeo option_sndtimeo_send_survives_signals poll_error_queue_unread
    poll_one_handle_many_times signal_dispositions_untouched
    signal_handler_closes_without_epoll signal_handler_on_small_stack
    signal_handler_takes_from_no_other_thread stream_reset_amid_transfer
    stream_reset_kept_for_any_call wait_in_own_system_call
    wait_send_without_news wait_without_descriptors
    whole_interrupted accept_wakes_few receive_wakes_few receive_many_
    dgram_batch_shutdown_after_nonblock signal_handler_sets_timeout
)

# skipping NAME...: the arguments that leave out these programs.
skipping() {
    printf -- '--skip ::%s\n' "$@"
}

# programs LINK [ARGUMENT...]: run the C programs in this way.
programs() {
    echo "== ${tool:-}: $*"
    cargo test --quiet --test c_programs -- "$@"
}

# instrumented SANITIZER: build the library with it, and link the programs to that.
instrumented() {
    export CFLAGS="-g -fsanitize=$1"
    # A named target, so that build scripts and macros are not instrumented.
    OXSOCK_TEST_LIBRARIES=$(RUSTC_BOOTSTRAP=1 CARGO_BUILD_TARGET=x86_64-unknown-linux-gnu \
        RUSTFLAGS="-Zsanitizer=$1 -Cunsafe-allow-abi-mismatch=sanitizer" \
        lib/build.sh "$target/sanitize-$1")
    export OXSOCK_TEST_LIBRARIES
}

under_valgrind() {
    local beyond=(
        # valgrind counts descriptors in its own way, so their limit is never reached, or is
        # valgrind's.
        accept_at_descriptor_limit address_zone_without_descriptors dial_out_of_descriptors
        error_too_many_files extras_descriptors_at_limit handle_exhausted
        listen_on_out_of_descriptors resolve_out_of_descriptors wait_without_descriptors
        # They take too long for so many bytes.
        length_above_int_max
        # valgrind takes the stack to which a signal handler jumps back for uninitialised memory.
        connect_left_by_jump inherit_left_by_jump jump_out_of_call
        # valgrind replaces malloc, and its allocations do not fail.
        endpoint_explanation_without_memory
        # valgrind holds back a signal handler until the system call is over that the handler is to
        # end.
        interrupt_as_the_system_does interrupt_between_waits
        # valgrind does not know seccomp, and a thread that says so ends the program beside others.
        stream_reset_amid_transfer wait_send_without_news
        # valgrind does not know the system calls by which they examine a child.
        accept_amid_first_fork accept_shared_returns_at_its_deadline first_call_interrupted
    )
    local suppressions=$target/valgrind.suppressions
    mkdir -p "$target"
    # A child that is forked during a look-up loses what the C library allocates for each thread,
    # and what the look-up has allocated. And oxsock asks the kernel whether memory can be read,
    # valid or not.
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
        # The sanitizer reads memory that only the kernel should access.
        error_read_only error_wild_
        # The sanitizer needs descriptors when the program ends.
        address_zone_without_descriptors dial_out_of_descriptors handle_exhausted
        resolve_out_of_descriptors
        # They replace functions of the C library that the sanitizer replaces, too.
        fork_child_frees_nothing memory_
        # LeakSanitizer needs /proc, which these hide; and stops all threads, one of which decides
        # about each of its calls.
        adopt_above_handles deadline_waits_few_times handle_no_descriptor_so_high
        listen_on_unix_without_proc
        # Instrumented functions need more stack.
        fault_environment_on_small_stack signal_handler_on_small_stack thread_stack_is_small
        jump_out_of_call thread_one_too_many
    )
    local suppressions=$target/sanitize-address/suppressions
    instrumented address
    # A child that is forked during a look-up loses what the C library allocates for each thread.
    echo 'leak:__resolv_context_get' >"$suppressions"
    export LSAN_OPTIONS="suppressions=$suppressions"
    # Threads that are cancelled, or have their own alternate stack, cannot use the sanitizer's.
    export ASAN_OPTIONS=use_sigaltstack=0
    # shellcheck disable=SC2046
    programs static:: $(skipping "${beyond[@]}")
}

under_thread() {
    local beyond=(
        # The sanitizer reads memory that only the kernel should access.
        error_read_only error_wild_
        # The sanitizer holds a handler back until the system call is over that the handler is to
        # end.
        accept_left_amid_taking close_from_signal_handler interrupt_as_the_system_does
        interrupt_between_waits signal_handler_closes_without_epoll
        signal_handler_makes_it_not_wait signal_handler_on_disarmed_stack
        signal_handler_sets_timeout
        # A thread does the kernel's part in another thread's call.
        adopt_above_handles
        # Its handler does what handlers may not do in general, as it knows what it interrupts.
        first_call_interrupted
        # The sanitizer starts a thread, so no process has a single one.
        direct_wait_in_own_system_call dial_abandoned_thread_ends dial_cancelled_thread
        dial_hanging_resolver dial_name_within_deadline
        # They replace functions of the C library that the sanitizer replaces, too.
        dial_thread_where_uncertain fork_child_frees_nothing listen_on_unix_amid_first_call memory_
        # The sanitizer makes pthread_create wait for the new thread, where a signal cannot yet end
        # the wait.
        interrupt_ends_dial
        # The sanitizer mixes up a child's threads with those of its parent that had the same
        # addresses.
        fork_child_close_wakes_child receive_many_forks
        # Instrumented functions need more stack.
        fault_environment_on_small_stack signal_handler_on_small_stack thread_stack_is_small
        thread_one_too_many
    )
    local suppressions=$target/sanitize-thread/suppressions name
    instrumented thread
    # Rust's instrumentation calls __tsan_memcpy and the like, which gcc's runtime has only as memcpy.
    CFLAGS+=" -static-libtsan"
    for name in memcpy memmove memset; do
        CFLAGS+=" -Wl,--defsym=__tsan_$name=$name"
    done
    {
        # The sanitizer does not see how the library closes descriptors, and reports a race with the
        # next owner of the number.
        for name in socket socketpair accept accept4 epoll_create1 eventfd open dup dup2 dup3 \
            pipe pipe2 close; do
            printf 'race_top:^%s$\nrace_top:^__interceptor_%s$\n' "$name" "$name"
        done
        # The program starts a thread in a signal handler, which only ever interrupts oxsock.
        echo 'signal:^start_closer$'
        # The C library loads the unwinder when a thread is cancelled.
        echo 'signal:ld-linux-x86-64.so.2'
    } >"$suppressions"
    # Children of processes with several threads may start threads, too.
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
