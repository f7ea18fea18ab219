/*
 * Many threads that wait on one socket: how long a datagram, or a connection, takes from the one
 * who sends to one of them.
 */
#include "measure.h"

#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>

enum { THREADS = 64 };

static int ours[2], libc_fd[2]; /* the socket that receives, and the listener */
static struct sockaddr_in address[2][2];
static int sender[2];
static sem_t taken;

static void *receive(void *side)
{
    char bytes[64];
    pin(0);
    while ((side == NULL ? (int)recv(libc_fd[0], bytes, 64, 0) : ox_recv(ours[0], bytes, 64, 0)) > 0)
        sem_post(&taken);
    return NULL;
}

static void *take(void *side)
{
    int s;
    pin(0);
    while ((s = side == NULL ? accept4(libc_fd[1], NULL, NULL, SOCK_CLOEXEC)
                             : ox_accept(ours[1], NULL, NULL)) >= 0) {
        side == NULL ? close(s) : ox_close(s);
        sem_post(&taken);
    }
    return NULL;
}

static void send_some(int side, long times)
{
    for (long i = 0; i < times; i++) {
        MUST(send(sender[side], "x", 1, 0));
        sem_wait(&taken);
    }
}

/* The end that connects closes with a reset, so that no TCP port stays in use for a while. */
static void connect_some(int side, long times)
{
    static const struct linger at_once = {1, 0};
    for (long i = 0; i < times; i++) {
        int s = MUST(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        MUST(connect(s, (struct sockaddr *)&address[1][side], sizeof address[1][side]));
        sem_wait(&taken);
        setsockopt(s, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(s);
    }
}

static void bind_both(int kind)
{
    const int type = kind == 0 ? SOCK_DGRAM : SOCK_STREAM;
    const struct sockaddr_in any = {.sin_family = AF_INET,
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof any;
    address[kind][LIBC] = address[kind][OURS] = any;
    libc_fd[kind] = MUST(socket(AF_INET, type | SOCK_CLOEXEC, 0));
    MUST(bind(libc_fd[kind], (struct sockaddr *)&any, length));
    MUST(getsockname(libc_fd[kind], (struct sockaddr *)&address[kind][LIBC], &length));
    ours[kind] = MUST(ox_socket(AF_INET, type, 0));
    MUST(ox_bind(ours[kind], (struct sockaddr *)&any, length));
    MUST(ox_getsockname(ours[kind], (struct sockaddr *)&address[kind][OURS], &length));
}

static void start(void *(*run)(void *))
{
    pthread_t thread;
    for (intptr_t i = 0; i < 2 * THREADS; i++)
        if (pthread_create(&thread, NULL, run, (void *)(i % 2)) != 0)
            must("pthread_create", -1);
    for (int i = 0; i < 4 * THREADS; i++)
        sched_yield(); /* until they wait */
}

int main(void)
{
    keep_cores_awake();
    pin(0);
    sem_init(&taken, 0, 0);
    bind_both(0), bind_both(1);
    MUST(listen(libc_fd[1], 8));
    MUST(ox_listen(ours[1], 8));
    for (int side = 0; side < 2; side++) {
        sender[side] = MUST(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        MUST(connect(sender[side], (struct sockaddr *)&address[0][side], sizeof address[0][side]));
    }
    start(receive);
    int met = compare(&(struct work){"UDP, 64 threads receive on one socket, one core", 0, NULL, send_some, 25, 1000});
    start(take);
    met &= compare(&(struct work){"TCP, 64 threads accept on one listener, one core", 0, NULL, connect_some, 10, 500});
    return !met;
}
