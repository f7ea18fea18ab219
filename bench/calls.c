/* The cost of calls that are not transfers: opening, closing, accepting, polling. */
#include "measure.h"

#include <netinet/in.h>
#include <sys/un.h>

static int listener[2];
static struct sockaddr_storage name;
static socklen_t name_length;
static struct pollfd watched[2][64];

static void socket_close(int side, long times)
{
    for (long i = 0; i < times; i++) {
        if (side == OURS)
            ox_close(ox_socket(AF_UNIX, SOCK_STREAM, 0));
        else
            close(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    }
}

/* Connections are closed with a reset by the connecting end, so that their ports do not stay in
 * TIME_WAIT. */
static const struct linger at_once = {1, 0};

static void connect_accept(int side, long times)
{
    const struct sockaddr *to = (struct sockaddr *)&name;
    for (long i = 0; i < times; i++) {
        if (side == OURS) {
            int s = ox_socket(name.ss_family, SOCK_STREAM, 0);
            MUST(ox_connect(s, to, name_length));
            int accepted = MUST(ox_accept(listener[OURS], NULL, NULL));
            ox_setsockopt(s, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            ox_close(s);
            ox_close(accepted);
        } else {
            int s = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
            MUST(connect(s, to, name_length));
            int accepted = MUST(accept4(listener[LIBC], NULL, NULL, SOCK_CLOEXEC));
            setsockopt(s, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            close(s);
            close(accepted);
        }
    }
}

static void listen_at(const void *address, socklen_t length)
{
    listener[LIBC] = next_fd();
    listener[OURS] = MUST(ox_socket(((const struct sockaddr *)address)->sa_family, SOCK_STREAM, 0));
    MUST(ox_bind(listener[OURS], address, length));
    MUST(ox_listen(listener[OURS], 8));
    name_length = sizeof name;
    MUST(ox_getsockname(listener[OURS], (struct sockaddr *)&name, &name_length));
}

static void poll_some(int side, nfds_t count, long times)
{
    for (long i = 0; i < times; i++) {
        if (side == OURS)
            ox_poll(watched[OURS], count, 0);
        else
            poll(watched[LIBC], count, 0);
    }
}

static void poll_1(int side, long times)
{
    poll_some(side, 1, times);
}

static void poll_64(int side, long times)
{
    poll_some(side, 64, times);
}

int main(void)
{
    const struct sockaddr_un local = {.sun_family = AF_UNIX};
    const struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    pin(0);
    int met = compare(&(struct work){"`socket` + `close`", 1.05, NULL, socket_close, 100, 1000});

    listen_at(&in, sizeof in);
    met &= compare(&(struct work){"TCP `socket` + `connect` + `accept` + 2 `close`", 1.08, NULL, connect_accept, 25, 1000});
    MUST(ox_close(listener[OURS]));
    listen_at(&local, sizeof(sa_family_t));
    met &= compare(&(struct work){"UNIX `socket` + `connect` + `accept` + 2 `close`", 1.08, NULL, connect_accept, 25, 1000});

    for (int i = 0; i < 64; i++) {
        watched[LIBC][i] = (struct pollfd){next_fd(), POLLIN, 0};
        watched[OURS][i] = (struct pollfd){MUST(ox_socket(AF_UNIX, SOCK_DGRAM, 0)), POLLIN, 0};
    }
    met &= compare(&(struct work){"`poll` of 1, nothing ready, no wait", 1.20, NULL, poll_1, 300, 1000});
    met &= compare(&(struct work){"`poll` of 64, nothing ready, no wait", 1.15, NULL, poll_64, 50, 1000});
    return !met;
}
