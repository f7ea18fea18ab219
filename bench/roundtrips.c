/* 64 bytes there and back between two blocking threads. */
#include "measure.h"

#include <netinet/in.h>
#include <pthread.h>

static int mine[2], theirs[2]; /* each end, for each side */
static char message[64];
static int peer_core;

enum { QUIT = 2 };

static void pass(int side, int ends[2], char *buffer, int sending)
{
    int n;
    if (side == OURS)
        n = sending ? ox_send(ends[OURS], buffer, 64, 0) : ox_recv(ends[OURS], buffer, 64, 0);
    else
        n = (int)(sending ? send(ends[LIBC], buffer, 64, MSG_NOSIGNAL) : recv(ends[LIBC], buffer, 64, 0));
    if (n != 64)
        must("a round trip", -1);
}

/* The first byte of a message says by which side the peer goes on. */
static void *peer(void *unused)
{
    char buffer[64] = {LIBC};
    pin(peer_core);
    do {
        pass(buffer[0], theirs, buffer, 0);
        if (buffer[0] != QUIT)
            pass(buffer[0], theirs, buffer, 1);
    } while (buffer[0] != QUIT);
    return unused;
}

/*
 * Runs whenever its core has nothing else to do, so that the core does not go to sleep: waking a
 * sleeping core of a virtual machine takes longer, and varies by more, than a round trip.
 */
static void *keep_awake(void *core)
{
    pin(*(int *)core);
    sched_setscheduler(0, SCHED_IDLE, &(struct sched_param){0});
    for (;;)
        __asm__ volatile("" ::: "memory");
    return NULL;
}

static void round_trips(int side, long times)
{
    message[0] = (char)side;
    for (long i = 0; i < times; i++) {
        pass(side, mine, message, 1);
        pass(side, mine, message, 0);
    }
}

static void switch_side(int side)
{
    round_trips(side, 1);
}

static int measure(const char *name, int core)
{
    pthread_t thread;
    peer_core = core;
    pthread_create(&thread, NULL, peer, NULL);
    int met = compare(&(struct work){name, 1.02, switch_side, round_trips, 25, 4000});
    message[0] = QUIT;
    pass(LIBC, mine, message, 1);
    pthread_join(thread, NULL);
    return met;
}

static int measure_both(const char *on_one, const char *on_two)
{
    int met = measure(on_one, 0);
    return (cores() < 2 || measure(on_two, 1)) && met;
}

static void unix_pair(void)
{
    int s[2], fd = next_fd();
    MUST(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
    mine[OURS] = s[0], theirs[OURS] = s[1];
    mine[LIBC] = fd, theirs[LIBC] = fd + 1;
}

static void tcp_pair(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof a;
    int listener = MUST(ox_socket(AF_INET, SOCK_STREAM, 0));
    MUST(ox_bind(listener, (struct sockaddr *)&a, sizeof a));
    MUST(ox_listen(listener, 1));
    MUST(ox_getsockname(listener, (struct sockaddr *)&a, &length));
    mine[LIBC] = next_fd();
    mine[OURS] = MUST(ox_socket(AF_INET, SOCK_STREAM, 0));
    MUST(ox_connect(mine[OURS], (struct sockaddr *)&a, sizeof a));
    theirs[LIBC] = next_fd();
    theirs[OURS] = MUST(ox_accept(listener, NULL, NULL));
    MUST(ox_close(listener));
}

int main(void)
{
    static int core[] = {0, 1};
    pthread_t awake;
    for (int i = 0; i < 2 && i < cores(); i++)
        pthread_create(&awake, NULL, keep_awake, &core[i]);
    pin(0);
    unix_pair();
    int met = measure_both("UNIX stream, round trip, two threads on one core",
                           "UNIX stream, round trip, two threads on two cores");
    tcp_pair();
    met &= measure_both("TCP, round trip, two threads on one core",
                        "TCP, round trip, two threads on two cores");
    return !met;
}
