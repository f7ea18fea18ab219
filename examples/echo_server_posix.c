/*
 * What echo_server.c does, by the system's calls alone: echo_server_posix [PORT]
 *
 * It is as correct as a program of this length can be; only UNIX sockets are left out.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Wait until the socket is ready, or the deadline (milliseconds) has come. */
static int wait_for(int fd, short events, int64_t deadline)
{
    for (;;) {
        struct pollfd entry = {fd, events, 0};
        int64_t left = deadline - now();
        int ready = poll(&entry, 1, left > 0 ? (int)left : 0);

        if (ready > 0)
            return 0;
        if (ready == 0 || errno != EINTR)
            return -1;
    }
}

static int send_all(int fd, const char *buf, size_t length, int64_t deadline)
{
    while (length > 0) {
        ssize_t n = send(fd, buf, length, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n >= 0) {
            buf += n;
            length -= (size_t)n;
        } else if (errno == EAGAIN) {
            if (wait_for(fd, POLLOUT, deadline) < 0)
                return -1;
        } else if (errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

static void *serve(void *client)
{
    int fd = (int)(intptr_t)client;
    char buf[4096];

    for (;;) { /* Half a minute for a client to say something, and to take the answer. */
        int64_t deadline = now() + 30 * 1000;
        ssize_t n = recv(fd, buf, sizeof buf, MSG_DONTWAIT);

        if (n < 0 && errno == EAGAIN && wait_for(fd, POLLIN, deadline) == 0)
            continue;
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || send_all(fd, buf, (size_t)n, deadline) < 0)
            break;
    }
    close(fd);
    return NULL;
}

/* A listener for IPv6 and IPv4, or for IPv4 alone where there is no IPv6. */
static int listen_at(uint16_t port)
{
    struct sockaddr_in6 any6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct sockaddr_in any4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    int off = 0, on = 1, is6 = 1, bound;
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 && errno == EAFNOSUPPORT) {
        is6 = 0;
        fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    }
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (is6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    bound = is6 ? bind(fd, (struct sockaddr *)&any6, sizeof any6)
                : bind(fd, (struct sockaddr *)&any4, sizeof any4);
    if (bound < 0 || listen(fd, 128) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int main(int argc, char **argv)
{
    struct sockaddr_in6 address = {0}; /* the port is at the same place in both families */
    socklen_t length = sizeof address;
    int listener = listen_at(argc > 1 ? (uint16_t)atoi(argv[1]) : 7777);

    if (listener < 0 || getsockname(listener, (struct sockaddr *)&address, &length) < 0) {
        perror("echo_server_posix");
        return 1;
    }
    printf("%d\n", ntohs(address.sin6_port));
    fflush(stdout);
    for (;;) {
        pthread_t thread;
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

        if (fd < 0) {
            if (errno != EINTR && errno != ECONNABORTED)
                poll(NULL, 0, 100); /* No descriptors left: the clients wait in the queue. */
        } else if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd) != 0) {
            close(fd);
        } else {
            pthread_detach(thread);
        }
    }
}
