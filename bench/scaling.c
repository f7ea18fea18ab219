/*
 * Two threads, each on a socket of its own: by how much does one slow the other down?
 *
 * The time of a send and recv while another thread does the same on its own pair, over the time
 * alone, is 1 on a perfect machine. Oxsock's table must not make it worse than the kernel does.
 */
#include "measure.h"

#include <pthread.h>
#include <stdatomic.h>

static int end[2][2][2]; /* for each thread, for each side: the two ends */

/* What the other thread is to do, and what it does: on a cache line that no one else uses. */
static struct {
    _Alignas(128) _Atomic int order;
    _Atomic int obeyed;
} command;

enum { REST = -1, QUIT = -2 };

static void send_recv(int thread, int side, long times)
{
    char message[64] = "";
    int *e = end[thread][side];
    for (long i = 0; i < times; i++) {
        if (side == OURS) {
            ox_send(e[0], message, sizeof message, 0);
            ox_recv(e[1], message, sizeof message, 0);
        } else {
            send(e[0], message, sizeof message, MSG_NOSIGNAL);
            recv(e[1], message, sizeof message, 0);
        }
    }
}

static void *other(void *unused)
{
    pin(1);
    for (int now; (now = command.order) != QUIT;) {
        if (command.obeyed != now)
            command.obeyed = now;
        if (now != REST)
            send_recv(1, now, 5);
    }
    return unused;
}

static double slice_beside(int beside, int side)
{
    enum { TIMES = 60 };
    command.order = beside;
    while (command.obeyed != beside)
        sched_yield();
    double start = now_ns();
    send_recv(0, side, TIMES);
    return (now_ns() - start) / TIMES;
}

static void open_pair(int thread)
{
    int fd = next_fd();
    MUST(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, end[thread][OURS]));
    end[thread][LIBC][0] = fd;
    end[thread][LIBC][1] = fd + 1;
}

int main(void)
{
    if (cores() < 2) {
        printf("| two threads, two sockets: slower by | | | needs two cores | |\n");
        return 0;
    }
    pin(0);
    open_pair(0);
    open_pair(1);
    command.order = command.obeyed = REST;
    pthread_t thread;
    pthread_create(&thread, NULL, other, NULL);

    int rounds = repetitions(4000);
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
    command.order = QUIT;
    pthread_join(thread, NULL);

    struct estimate ratio = estimate(ratios, rounds);
    printf("| two threads, two sockets: time beside each other over time alone | %.3f | %.3f | %.3f ± %.3f | ≤ 1.03%s |\n",
           estimate(slower[LIBC], rounds).median, estimate(slower[OURS], rounds).median,
           ratio.median, ratio.error, ratio.median > 1.03 ? " **missed**" : "");
    return ratio.median > 1.03;
}
