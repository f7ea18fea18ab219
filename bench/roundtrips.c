/*
 * Round trips of 64 bytes, between two threads that block, and between two processes with one
 * thread each. Both ends use the same way.
 */
#include "measure.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>

static int mine[2], theirs[2]; /* the two ends, by side */
static char message[64];
static int peer_core;

/* The ways to send and receive. A message's first byte tells the peer which way comes next. */
enum way { BLOCKING_LIBC, BLOCKING, BESIDE_LIBC, POLL_LIBC, DEADLINE, WHOLE, QUIT };

static enum way way_of[2]; /* by side */

enum { SECOND = 1000000 };

/* Receive with libc, after at most one wait in poll: with a timeout, or beside another descriptor.
 */
static int pass_libc(int fd, char *buffer, int sending, enum way way)
{
    static __thread int timer = -1;
    struct pollfd entries[2] = {{fd, POLLIN, 0}, {-1, POLLIN, 0}};
    if (sending)
        return (int)send(fd, buffer, 64, MSG_NOSIGNAL);
    if (timer < 0)
        timer = MUST(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
    entries[1].fd = timer;
    if (way == POLL_LIBC)
        MUST(poll(entries, 1, 1000) - 1);
    else if (way == BESIDE_LIBC)
        MUST(poll(entries, 2, -1) - 1);
    return (int)recv(fd, buffer, 64, 0);
}

static int pass_ours(int s, char *buffer, int sending, int has_deadline)
{
    if (has_deadline)
        MUST(ox_deadline(s, OX_RECEIVING, ox_now() + SECOND));
    return sending ? ox_send(s, buffer, 64, 0) : ox_recv(s, buffer, 64, 0);
}

static int pass_whole(int s, char *buffer, int sending)
{
    const int64_t deadline = ox_now() + SECOND;
    size_t done = 0;
    MUST(sending ? ox_send_all(s, buffer, 64, deadline, &done)
                 : ox_recv_all(s, buffer, 64, deadline, &done));
    return (int)done;
}

static void pass(enum way way, const int ends[2], char *buffer, int sending)
{
    int n;
    switch (way) {
    case BLOCKING:
    case DEADLINE:
        n = pass_ours(ends[OURS], buffer, sending, way == DEADLINE && !sending);
        break;
    case WHOLE:
        n = pass_whole(ends[OURS], buffer, sending);
        break;
    default:
        n = pass_libc(ends[LIBC], buffer, sending, way);
    }
    if (n != 64)
        must("a round trip", -1);
}

static void *peer(void *unused)
{
    char buffer[64] = {BLOCKING_LIBC};
    pin(peer_core);
    do {
        pass((enum way)buffer[0], theirs, buffer, 0);
        if (buffer[0] != QUIT)
            pass((enum way)buffer[0], theirs, buffer, 1);
    } while (buffer[0] != QUIT);
    return unused;
}

static void round_trips(int side, long times)
{
    message[0] = (char)way_of[side];
    for (long i = 0; i < times; i++) {
        pass(way_of[side], mine, message, 1);
        pass(way_of[side], mine, message, 0);
    }
}

static void switch_side(int side)
{
    round_trips(side, 1);
}

static int measure(const char *name, double bar, enum way libc, enum way ours)
{
    way_of[LIBC] = libc, way_of[OURS] = ours;
    return compare(&(struct work){name, bar, switch_side, round_trips, 25, 2000});
}

static void quit_peer(void)
{
    message[0] = QUIT;
    pass(BLOCKING_LIBC, mine, message, 1);
}

/* ---- Connections ------------------------------------------------------------------------ */

static struct sockaddr_storage address;
static socklen_t address_length;
static int listener, listener_fd;

static void listen_at(int domain)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_un local = {.sun_family = AF_UNIX}; /* the system chooses a name */
    int is_unix = domain == AF_UNIX;
    listener_fd = next_fd();
    listener = MUST(ox_socket(domain, SOCK_STREAM, 0));
    MUST(is_unix ? ox_bind(listener, (struct sockaddr *)&local, sizeof(sa_family_t))
                 : ox_bind(listener, (struct sockaddr *)&in, sizeof in));
    MUST(ox_listen(listener, 1));
    address_length = sizeof address;
    MUST(ox_getsockname(listener, (struct sockaddr *)&address, &address_length));
}

static void connect_to(int ends[2])
{
    ends[LIBC] = next_fd();
    ends[OURS] = MUST(ox_socket(address.ss_family, SOCK_STREAM, 0));
    MUST(ox_connect(ends[OURS], (struct sockaddr *)&address, address_length));
}

static void accept_as(int ends[2])
{
    ends[LIBC] = next_fd();
    ends[OURS] = MUST(ox_accept(listener, NULL, NULL));
}

static void close_both(int ends[2])
{
    MUST(ox_close(ends[OURS]));
    ends[OURS] = ends[LIBC] = -1;
}

/* ---- The rows ---------------------------------------------------------------------------- */

/* Round trips between two processes. Each opens its own end, and no other process holds it. */
static int between_processes(const char *name, int domain, int core)
{
    listen_at(domain);
    pid_t child = MUST(fork());
    if (child == 0) {
        peer_core = core;
        connect_to(theirs);
        peer(NULL);
        _exit(0);
    }
    accept_as(mine);
    int met = measure(name, 1.02, BLOCKING_LIBC, BLOCKING);
    quit_peer();
    MUST(waitpid(child, NULL, 0));
    close_both(mine);
    MUST(ox_close(listener));
    return met;
}

struct bars {
    const char *kind;
    double blocking, deadline; /* bars on one core, relative to libc's blocking calls */
};

static int between_threads(const struct bars *bars, int core)
{
    const char *where = core == 0 ? "one core" : "two cores";
    char name[160];
    pthread_t thread;
    int met, is_one = core == 0;
    peer_core = core;
    pthread_create(&thread, NULL, peer, NULL);
    snprintf(name, sizeof name, "%s, round trip, two threads, %s", bars->kind, where);
    met = measure(name, is_one ? bars->blocking : 0, BLOCKING_LIBC, BLOCKING);
    if (is_one) {
        measure("— the same, of libc's `recv` after a `poll` beside a timer, over its `recv` alone", 0, BLOCKING_LIBC, BESIDE_LIBC);
        met &= measure("— the same, a deadline for each message", bars->deadline, BLOCKING_LIBC, DEADLINE);
        met &= measure("— the same, over libc's `poll` with a timeout and `recv`", 1.00, POLL_LIBC, DEADLINE);
        met &= measure("— the same, `ox_send_all` and `ox_recv_all`", bars->deadline, BLOCKING_LIBC, WHOLE);
    }
    quit_peer();
    pthread_join(thread, NULL);
    return met;
}

static int between_threads_of(int domain, const struct bars *bars)
{
    listen_at(domain);
    /* Connect twice: the first time oxsock may open descriptors of its own, which next_fd does not
     * expect. */
    for (int i = 0; i < 2; i++) {
        if (i > 0)
            close_both(mine), close_both(theirs);
        connect_to(mine);
        accept_as(theirs);
    }
    int met = cores() < 2 || between_threads(bars, 1);
    met &= between_threads(bars, 0); /* last, as the deadlines that it sets remain */
    close_both(mine);
    close_both(theirs);
    MUST(ox_close(listener));
    return met;
}

int main(void)
{
    static const struct bars unix_bars = {"UNIX stream", 1.06, 1.18};
    static const struct bars tcp_bars = {"TCP", 1.14, 1.22};
    keep_cores_awake();
    pin(0);
    int met = between_processes("UNIX stream, round trip, two processes, one core", AF_UNIX, 0);
    met &= between_processes("TCP, round trip, two processes, one core", AF_INET, 0);
    if (cores() > 1) {
        met &= between_processes("UNIX stream, round trip, two processes, two cores", AF_UNIX, 1);
        met &= between_processes("TCP, round trip, two processes, two cores", AF_INET, 1);
    }
    met &= between_threads_of(AF_UNIX, &unix_bars);
    met &= between_threads_of(AF_INET, &tcp_bars);
    return !met;
}
