/* What the calls cost that are not transfers: opening, closing, accepting, polling. */
#include "measure.h"

#include <sys/un.h>

static int listener[2];
static struct sockaddr_un name = {.sun_family = AF_UNIX};
static socklen_t name_length = sizeof name;
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

static void connect_accept(int side, long times)
{
    const struct sockaddr *to = (struct sockaddr *)&name;
    for (long i = 0; i < times; i++) {
        if (side == OURS) {
            int s = ox_socket(AF_UNIX, SOCK_STREAM, 0);
            ox_connect(s, to, name_length);
            ox_close(ox_accept(listener[OURS], NULL, NULL));
            ox_close(s);
        } else {
            int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
            connect(s, to, name_length);
            close(accept4(listener[LIBC], NULL, NULL, SOCK_CLOEXEC));
            close(s);
        }
    }
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
    pin(0);
    compare(&(struct work){"`socket` + `close`", 0, NULL, socket_close, 100, 1000});

    listener[LIBC] = next_fd();
    listener[OURS] = MUST(ox_socket(AF_UNIX, SOCK_STREAM, 0));
    MUST(ox_bind(listener[OURS], (struct sockaddr *)&name, sizeof(sa_family_t)));
    MUST(ox_listen(listener[OURS], 1));
    MUST(ox_getsockname(listener[OURS], (struct sockaddr *)&name, &name_length));
    compare(&(struct work){"UNIX `socket` + `connect` + `accept` + 2 `close`", 0, NULL, connect_accept, 25, 1000});

    for (int i = 0; i < 64; i++) {
        watched[LIBC][i] = (struct pollfd){next_fd(), POLLIN, 0};
        watched[OURS][i] = (struct pollfd){MUST(ox_socket(AF_UNIX, SOCK_DGRAM, 0)), POLLIN, 0};
    }
    compare(&(struct work){"`poll` of 1, nothing ready, no wait", 0, NULL, poll_1, 300, 1000});
    compare(&(struct work){"`poll` of 64, nothing ready, no wait", 0, NULL, poll_64, 50, 1000});
    return 0;
}
