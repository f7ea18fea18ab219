/*
 * What echo_client.c does, by the system's calls alone: echo_client_posix HOST PORT TEXT
 *
 * Two things are left out, which would take as much again: UNIX sockets, and holding the resolver
 * to the deadline.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 16, HEAD_START = 250 };

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The addresses of a host, with the families alternating. */
static int in_turns(const struct addrinfo *all, const struct addrinfo **turns)
{
    const struct addrinfo *mine = all, *other = all;
    int count = 0;

    while ((mine != NULL || other != NULL) && count + 2 <= MOST) {
        while (mine != NULL && mine->ai_family != all->ai_family)
            mine = mine->ai_next;
        if (mine != NULL) {
            turns[count++] = mine;
            mine = mine->ai_next;
        }
        while (other != NULL && other->ai_family == all->ai_family)
            other = other->ai_next;
        if (other != NULL) {
            turns[count++] = other;
            other = other->ai_next;
        }
    }
    return count;
}

/* Start to connect. Returns a socket, or -1. */
static int start(const struct addrinfo *to)
{
    int on = 1, fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, to->ai_addr, to->ai_addrlen) == 0 || errno == EINPROGRESS)
        return fd;
    close(fd);
    return -1;
}

/* Race the addresses (RFC 8305). Returns the first connected socket, or -1 with errno. */
static int race(const struct addrinfo **turns, int count, int64_t deadline)
{
    struct pollfd running[MOST];
    int started = 0, alive = 0, winner = -1, failure = ECONNREFUSED, i;
    int64_t next = 0;

    for (i = 0; i < MOST; i++)
        running[i].fd = -1; /* poll passes over it */
    while (winner < 0 && (alive > 0 || started < count) && now() < deadline) {
        int64_t until = started < count && next < deadline ? next : deadline;
        int64_t left = until - now();

        if (started < count && (alive == 0 || now() >= next)) {
            running[started].events = POLLOUT;
            running[started].fd = start(turns[started]);
            if (running[started++].fd < 0) {
                failure = errno;
                continue;
            }
            alive++;
            next = now() + HEAD_START;
            continue;
        }
        if (poll(running, (nfds_t)started, left > 0 ? (int)left : 0) <= 0)
            continue;
        for (i = 0; i < started && winner < 0; i++) {
            socklen_t length = sizeof failure;

            if (running[i].fd < 0 || running[i].revents == 0)
                continue;
            getsockopt(running[i].fd, SOL_SOCKET, SO_ERROR, &failure, &length);
            if (failure == 0) {
                winner = running[i].fd;
            } else {
                close(running[i].fd);
                alive--;
                next = 0;
            }
            running[i].fd = -1;
        }
    }
    for (i = 0; i < started; i++)
        if (running[i].fd >= 0)
            close(running[i].fd);
    errno = now() < deadline ? failure : ETIMEDOUT;
    return winner;
}

/* Move all bytes, in either direction. */
static int move(int fd, char *buf, size_t length, short events, int64_t deadline)
{
    while (length > 0) {
        struct pollfd entry = {fd, events, 0};
        int64_t left = deadline - now();
        ssize_t n;

        if (left <= 0) {
            errno = ETIMEDOUT;
            return -1;
        }
        if (poll(&entry, 1, (int)left) <= 0)
            continue; /* interrupted, or late */
        n = events == POLLOUT ? send(fd, buf, length, MSG_NOSIGNAL) : recv(fd, buf, length, 0);
        if (n == 0) {
            errno = ECONNRESET;
            return -1;
        }
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return -1;
        if (n > 0) {
            buf += n;
            length -= (size_t)n;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *all;
    const struct addrinfo *turns[MOST];
    int64_t deadline = now() + 5 * 1000;
    size_t length = argc == 4 ? strlen(argv[3]) : 0;
    char back[4096];
    int fd, unknown;

    if (argc != 4 || length > sizeof back) {
        fprintf(stderr, "usage: echo_client_posix HOST PORT TEXT\n");
        return 1;
    }
    if ((unknown = getaddrinfo(argv[1], argv[2], &hints, &all)) != 0) {
        fprintf(stderr, "%s\n", gai_strerror(unknown));
        return 1;
    }
    fd = race(turns, in_turns(all, turns), deadline);
    freeaddrinfo(all);
    if (fd < 0 || move(fd, argv[3], length, POLLOUT, deadline) < 0 ||
        move(fd, back, length, POLLIN, deadline) < 0) {
        perror("echo_client_posix");
        return 1;
    }
    close(fd);
    return printf("%.*s\n", (int)length, back) < 0;
}
