/* A program that believes what epoll(7) says: on a stream that is watched by edges, a transfer that
 * is short, or EAGAIN, means that nothing is left until the next event; and behind an event with the
 * end in it (EPOLLRDHUP, EPOLLHUP), a short read is the last one.
 *
 * And what has been shown (MSG_PEEK) or counted (FIONREAD) is there.
 *
 *     edges WAY DOMAIN    WAY: read, vfork, dup, write, accept, end, hangup, polled, peeked, counted
 *                         DOMAIN: tcp, unix, udp
 *
 * It ends with 0 if everything arrived. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BYTES = 1000 };
static int here, there, set, listener = -1;
static char bytes[BYTES];

static int fail(const char *what)
{
    perror(what);
    return 1;
}

static int tcp_pair(int kind)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof at;
    int first = socket(AF_INET, kind, 0);
    if (bind(first, (void *)&at, len) != 0 || getsockname(first, (void *)&at, &len) != 0)
        return fail("bind");
    there = socket(AF_INET, kind, 0);
    if (kind == SOCK_STREAM && listen(listener = first, 1) != 0)
        return fail("listen");
    if (connect(there, (void *)&at, len) != 0)
        return fail("connect");
    here = first;
    return 0;
}

static int watch(int fd, unsigned events)
{
    struct epoll_event event = {.events = events};
    set = epoll_create1(0);
    return epoll_ctl(set, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : fail("epoll_ctl");
}

/* The next event, within a time limit. */
static unsigned next(void)
{
    struct epoll_event event = {0};
    int count = epoll_wait(set, &event, 1, 2000);
    if (count != 1)
        fprintf(stderr, "no event comes\n");
    return count == 1 ? event.events : 0;
}

static int read_by_edges(const char *way)
{
    int status = 0;
    if (watch(here, EPOLLIN | EPOLLET) != 0)
        return 1;
    if (strcmp(way, "vfork") == 0 && vfork() == 0) {
        close(here); /* only the child's descriptor, but in the parent's memory */
        _exit(0);
    }
    if (strcmp(way, "vfork") == 0 && wait(&status) < 0)
        return fail("wait");
    if (strcmp(way, "dup") == 0 && (here = dup(here)) < 0) /* the same socket */
        return fail("dup");
    ssize_t got = 0;
    for (;;) {
        if (next() == 0)
            return 1;
        for (;;) {
            ssize_t moved = recv(here, bytes, sizeof bytes, MSG_DONTWAIT);
            if (moved < 0 && errno != EAGAIN)
                return fail("recv");
            got += moved > 0 ? moved : 0;
            if (got == BYTES)
                return 0;
            if (moved < BYTES)
                break;
        }
    }
}

static int write_by_edges(void)
{
    ssize_t sent = 0;
    if (watch(there, EPOLLOUT | EPOLLET) != 0)
        return 1;
    while (sent < BYTES) {
        if (next() == 0)
            return 1;
        ssize_t moved = send(there, bytes, (size_t)(BYTES - sent), MSG_DONTWAIT);
        if (moved < 0 && errno != EAGAIN)
            return fail("send");
        sent += moved > 0 ? moved : 0;
    }
    return 0;
}

static int accept_by_edges(void)
{
    if (watch(listener, EPOLLIN | EPOLLET) != 0)
        return 1;
    do {
        if (next() == 0)
            return 1;
        here = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    } while (here < 0 && errno == EAGAIN);
    return here < 0 ? fail("accept") : 0;
}

/* Read with level-triggered events, until a short read after an event that reports the end. */
static int read_to_the_end(unsigned end)
{
    ssize_t got = 0, moved = -1;
    unsigned events = 0;
    if (watch(here, EPOLLIN | (end & EPOLLRDHUP)) != 0)
        return 1;
    while (moved != 0 && !(events & end && moved < BYTES)) {
        if ((events = next()) == 0)
            return 1;
        moved = recv(here, bytes, sizeof bytes, MSG_DONTWAIT);
        if (moved < 0)
            return fail("recv");
        got += moved;
    }
    printf("%zd bytes\n", got);
    return got != BYTES;
}

static int poll_to_the_end(void)
{
    ssize_t got = 0, moved = -1;
    struct pollfd entry = {here, POLLIN, 0};
    while (moved != 0 && !(entry.revents & POLLHUP && moved < BYTES)) {
        if (poll(&entry, 1, 2000) != 1)
            return fail("poll");
        moved = recv(here, bytes, sizeof bytes, MSG_DONTWAIT);
        if (moved < 0)
            return fail("recv");
        got += moved;
    }
    printf("%zd bytes\n", got);
    return got != BYTES;
}

/* Ask how many bytes are there, and receive them with one call. */
static int read_what_is_told(const char *way)
{
    int told = 0;
    if (poll(&(struct pollfd){here, POLLIN, 0}, 1, 2000) != 1)
        return fail("poll");
    if (strcmp(way, "peeked") == 0)
        told = (int)recv(here, bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);
    else if (ioctl(here, FIONREAD, &told) != 0)
        return fail("ioctl");
    ssize_t moved = recv(here, bytes, sizeof bytes, MSG_DONTWAIT);
    printf("%d bytes, %zd received\n", told, moved);
    return told < BYTES || moved != told;
}

int main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "read", *domain = argc > 2 ? argv[2] : "tcp";
    int pair[2];
    if (strcmp(domain, "unix") == 0) {
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
            return fail("socketpair");
        here = pair[0];
        there = pair[1];
    } else if (tcp_pair(strcmp(domain, "udp") == 0 ? SOCK_DGRAM : SOCK_STREAM) != 0) {
        return 1;
    }
    if (strcmp(way, "accept") == 0)
        return accept_by_edges();
    if (listener >= 0 && (here = accept(listener, NULL, NULL)) < 0)
        return fail("accept");
    if (strcmp(way, "write") == 0)
        return write_by_edges();
    if (write(there, bytes, sizeof bytes) != BYTES)
        return fail("write");
    if (strcmp(way, "peeked") == 0 || strcmp(way, "counted") == 0)
        return read_what_is_told(way);
    if (strcmp(way, "read") == 0 || strcmp(way, "vfork") == 0 || strcmp(way, "dup") == 0)
        return read_by_edges(way);
    if (strcmp(way, "hangup") == 0 || strcmp(way, "polled") == 0)
        shutdown(here, SHUT_WR); /* the peer is closed, so both directions have ended */
    close(there);
    if (strcmp(way, "polled") == 0)
        return poll_to_the_end();
    return read_to_the_end(strcmp(way, "end") == 0 ? EPOLLRDHUP : EPOLLHUP);
}
