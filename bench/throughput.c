/* Large sends from one thread to another: the time for each byte. */
#include "measure.h"

#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>

enum { LARGEST = 1 << 20 };

static int sender[2], receiver[2]; /* by side */
static size_t chunk, total;
static int side_now, receiver_core;
static sem_t go, done;

static void *receive_all(void *unused)
{
    static char bytes[LARGEST];
    pin(receiver_core);
    for (;;) {
        sem_wait(&go);
        if (total == 0)
            return unused;
        for (size_t got = 0; got < total;) {
            ssize_t n = side_now == OURS ? ox_recv(receiver[OURS], bytes, chunk, 0)
                                         : recv(receiver[LIBC], bytes, chunk, 0);
            got += (size_t)MUST(n);
        }
        sem_post(&done);
    }
}

static void send_all(int side, long times)
{
    static char bytes[LARGEST];
    side_now = side, total = chunk * (size_t)times;
    sem_post(&go);
    for (size_t sent = 0; sent < total;) {
        const size_t left = chunk - sent % chunk;
        ssize_t n = side == OURS ? ox_send(sender[OURS], bytes, left, 0)
                                 : send(sender[LIBC], bytes, left, MSG_NOSIGNAL);
        sent += (size_t)MUST(n);
    }
    sem_wait(&done);
}

static int measure(const char *kind, int core)
{
    char name[128];
    pthread_t thread;
    int met = 1;
    receiver_core = core;
    pthread_create(&thread, NULL, receive_all, NULL);
    for (chunk = 64 << 10; chunk <= LARGEST; chunk *= 16) {
        snprintf(name, sizeof name, "%s, two threads, %s, sends of %zu KiB", kind,
                 core == 0 ? "one core" : "two cores", chunk >> 10);
        /* The bars are throughputs of 0.94 and 0.98. */
        met &= compare(&(struct work){name, core == 0 ? 1 / 0.94 : 1 / 0.98, NULL, send_all,
                                      (long)((4 << 20) / chunk), 300});
    }
    total = 0;
    sem_post(&go);
    pthread_join(thread, NULL);
    return met;
}

static void unix_pair(void)
{
    int s[2], fd = next_fd();
    MUST(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
    sender[OURS] = s[0], receiver[OURS] = s[1];
    sender[LIBC] = fd, receiver[LIBC] = fd + 1;
}

static void tcp_pair(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof a;
    int listener = MUST(ox_socket(AF_INET, SOCK_STREAM, 0));
    MUST(ox_bind(listener, (struct sockaddr *)&a, sizeof a));
    MUST(ox_listen(listener, 1));
    MUST(ox_getsockname(listener, (struct sockaddr *)&a, &length));
    sender[LIBC] = next_fd();
    sender[OURS] = MUST(ox_socket(AF_INET, SOCK_STREAM, 0));
    MUST(ox_connect(sender[OURS], (struct sockaddr *)&a, sizeof a));
    receiver[LIBC] = next_fd();
    receiver[OURS] = MUST(ox_accept(listener, NULL, NULL));
}

int main(void)
{
    keep_cores_awake();
    pin(0);
    sem_init(&go, 0, 0);
    sem_init(&done, 0, 0);
    unix_pair();
    int met = measure("UNIX stream", 0);
    met &= cores() < 2 || measure("UNIX stream", 1);
    tcp_pair();
    met &= measure("TCP", 0);
    met &= cores() < 2 || measure("TCP", 1);
    return !met;
}
