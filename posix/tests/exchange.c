/* A single-threaded program that exchanges bytes and messages whatever the network does: it ends
 * with 0 if nothing was lost, duplicated or changed. `exchange blocking` waits in the calls,
 * `exchange polling` in poll; `exchange messages` prints how many messages arrive. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BYTES = 3000 };
static int pair[2];

static int goes_on(int fd, short events)
{
    if (errno == EINTR)
        return 1;
    if (errno != EAGAIN)
        return 0;
    while (poll(&(struct pollfd){fd, events, 0}, 1, -1) < 0)
        if (errno != EINTR)
            return 0;
    return 1;
}

static int streams(void)
{
    unsigned char out[BYTES], in[BYTES];
    size_t sent = 0, got = 0;
    for (int i = 0; i < BYTES; i++)
        out[i] = (unsigned char)(i * 7 + i / 256);
    while (got < BYTES) {
        size_t most = BYTES - sent < 100 ? BYTES - sent : 100;
        ssize_t moved = sent < BYTES ? send(pair[0], out + sent, most, 0) : 0;
        if (moved < 0 && !goes_on(pair[0], POLLOUT))
            return perror("send"), 1;
        sent += moved > 0 ? (size_t)moved : 0;
        if (got == sent)
            continue;
        moved = read(pair[1], in + got, BYTES - got);
        if (moved == 0 || (moved < 0 && !goes_on(pair[1], POLLIN)))
            return perror("read"), 1;
        got += moved > 0 ? (size_t)moved : 0;
    }
    return memcmp(in, out, BYTES) != 0;
}

static int messages(void)
{
    char in[16];
    int got = 0;
    for (int i = 0; i < 100; i++) {
        if (send(pair[0], &i, sizeof i, 0) != sizeof i)
            return perror("send"), 1;
        while (recv(pair[1], in, sizeof in, MSG_DONTWAIT) > 0)
            got++;
    }
    printf("%d messages\n", got);
    return 0;
}

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "blocking";
    int kind = strcmp(how, "messages") == 0 ? SOCK_DGRAM : SOCK_STREAM;
    int flags = strcmp(how, "polling") == 0 ? SOCK_NONBLOCK : 0;
    if (socketpair(AF_UNIX, kind | flags, 0, pair) < 0)
        return perror("socketpair"), 1;
    int failed = kind == SOCK_DGRAM ? messages() : streams();
    close(pair[0]);
    close(pair[1]);
    return failed;
}
