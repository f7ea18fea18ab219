/*
 * Two threads, each on its own core: how much one slows the other down.
 *
 * On separate sockets, the figure is the time of a send and recv, or of round trips with a third
 * and fourth thread, divided by the time of one thread alone, which is 1 on a perfect machine; it
 * is compared with libc's. On shared handles, the times themselves are compared.
 */
#include "measure.h"

#include <pthread.h>
#include <stdatomic.h>

static int end[2][2][2]; /* the two ends, by thread and side */

/* What the other thread is to do, and what it is doing, on a cache line of its own. */
static struct {
    _Alignas(128) _Atomic int order;
    _Atomic int obeyed;
} command;

enum { REST = -1, QUIT = -2 };

static void send_64(int side, const int *e, char *message)
{
    if (side == OURS)
        ox_send(e[0], message, 64, 0);
    else
        send(e[0], message, 64, MSG_NOSIGNAL);
}

static void recv_64(int side, const int *e, char *message)
{
    if (side == OURS)
        ox_recv(e[1], message, 64, 0);
    else
        recv(e[1], message, 64, 0);
}

static void send_recv(int thread, int side, long times)
{
    char message[64] = "";
    for (long i = 0; i < times; i++) {
        send_64(side, end[thread][side], message);
        recv_64(side, end[thread][side], message);
    }
}

/* ---- Round trips with a peer on the same core -------------------------------------------- */

static void *echo(void *thread)
{
    const int i = (int)(intptr_t)thread;
    char message[64] = "";
    pin(i);
    for (int side = LIBC; side != QUIT; side = (signed char)message[0]) {
        const int there[2] = {end[i][side][1], end[i][side][1]};
        recv_64(side, there, message);
        if ((signed char)message[0] == side)
            send_64(side, there, message);
    }
    return NULL;
}

static _Atomic int last_side[2]; /* the side on which each echo waits */

static void change_side(int thread, int side)
{
    char message[64] = {(char)side};
    if (last_side[thread] != side)
        send_64(last_side[thread], end[thread][last_side[thread]], message);
    last_side[thread] = side;
}

static void round_trips(int thread, int side, long times)
{
    char message[64] = {(char)side};
    const int here[2] = {end[thread][side][0], end[thread][side][0]};
    change_side(thread, side);
    for (long i = 0; i < times; i++) {
        send_64(side, here, message);
        recv_64(side, here, message);
    }
}

/* ---- Measuring --------------------------------------------------------------------------- */

static void (*act)(int thread, int side, long times);
static long times_of_slice;

static void *other(void *unused)
{
    pin(1);
    for (int now; (now = command.order) != QUIT;) {
        if (command.obeyed != now)
            command.obeyed = now;
        if (now != REST)
            act(1, now, 5);
        else
            sched_yield();
    }
    return unused;
}

/* Have the other thread begin something, and wait until it has begun. */
static void order(int what)
{
    command.order = what;
    while (command.obeyed != what)
        sched_yield();
}

static double slice_beside(int beside, int side)
{
    order(beside);
    double start = now_ns();
    act(0, side, times_of_slice);
    return (now_ns() - start) / (double)times_of_slice;
}

static void open_pair(int thread)
{
    int fd = next_fd();
    MUST(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, end[thread][OURS]));
    end[thread][LIBC][0] = fd;
    end[thread][LIBC][1] = fd + 1;
}

/* By how much libc and oxsock slow down, and the ratio of the two. */
static int measure_slowdown(const char *name, double bar, int rounds)
{
    double *ratios = calloc((size_t)rounds, 3 * sizeof *ratios);
    double *slower[2] = {ratios + rounds, ratios + 2 * rounds};
    for (int i = 0; i < rounds; i++) {
        int a = i % 2 ? OURS : LIBC, b = !a;
        double alone[2], both[2];
        alone[a] = slice_beside(REST, a), alone[b] = slice_beside(REST, b);
        both[a] = slice_beside(a, a), both[b] = slice_beside(b, b);
        both[b] += slice_beside(b, b), both[a] += slice_beside(a, a);
        alone[b] += slice_beside(REST, b), alone[a] += slice_beside(REST, a);
        slower[LIBC][i] = both[LIBC] / alone[LIBC];
        slower[OURS][i] = both[OURS] / alone[OURS];
        ratios[i] = slower[OURS][i] / slower[LIBC][i];
    }
    struct estimate ratio = estimate(ratios, rounds);
    int met = ratio.median <= bar;
    printf("| %s: time beside each other over time alone | %.3f | %.3f | %.3f ± %.3f | ≤ %.2f%s |\n",
           name, estimate(slower[LIBC], rounds).median, estimate(slower[OURS], rounds).median,
           ratio.median, ratio.error, bar, met ? "" : " **missed**");
    fflush(stdout);
    free(ratios);
    return met;
}

static void beside_same(int side, long times)
{
    (void)times;
    act(0, side, times_of_slice);
}

/* The time while the other thread uses the same handles in the other direction. */
static int measure_shared(void)
{
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < 2; i++)
            end[1][side][i] = end[0][side][!i];
    times_of_slice = 60;
    int met = compare(&(struct work){"two threads, each sending on what the other receives on", 1.05,
                                     order, beside_same, times_of_slice, 4000});
    order(REST);
    return met;
}

int main(void)
{
    if (cores() < 2) {
        printf("| two threads beside each other | | | needs two cores | |\n");
        return 0;
    }
    keep_cores_awake();
    pin(0);
    open_pair(0);
    open_pair(1);
    command.order = command.obeyed = REST;
    act = send_recv, times_of_slice = 60;
    pthread_t thread, echoes[2];
    pthread_create(&thread, NULL, other, NULL);
    int met = measure_slowdown("two threads, two sockets", 1.03, repetitions(4000));

    act = round_trips, times_of_slice = 40;
    for (int i = 0; i < 2; i++)
        pthread_create(&echoes[i], NULL, echo, (void *)(intptr_t)i);
    met &= measure_slowdown("two pairs of threads in round trips, each on a core", 1.05, repetitions(1000));
    order(REST);
    for (int i = 0; i < 2; i++) {
        change_side(i, QUIT);
        pthread_join(echoes[i], NULL);
    }

    act = send_recv;
    met &= measure_shared();
    command.order = QUIT;
    pthread_join(thread, NULL);
    return !met;
}
