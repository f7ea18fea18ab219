/*
 * Receives a file from a file_sender, and prints where it waits for one:
 *
 *     file_receiver ENDPOINT FILE
 *
 * A file that did not arrive whole is removed.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <oxsock.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SECOND = 1000 * 1000, PATIENCE = 30 /* seconds, for the next piece */ };

static int64_t soon(void)
{
    return ox_now() + PATIENCE * (int64_t)SECOND;
}

/* Write all of it; on a file that is rarely more than one call. */
static int write_all(int fd, const char *buf, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, buf, len);

        if (written < 0)
            return -errno;
        buf += written;
        len -= (size_t)written;
    }
    return 0;
}

static int receive_file(int s, int fd)
{
    static char piece[64 * 1024];
    unsigned char bytes[8];
    uint64_t left = 0;
    int error, i;

    error = ox_recv_all(s, bytes, sizeof bytes, soon(), NULL);
    if (error < 0)
        return error;
    for (i = 0; i < 8; i++)
        left = left << 8 | bytes[i];
    while (left > 0) {
        size_t len = left < sizeof piece ? (size_t)left : sizeof piece;

        error = ox_recv_all(s, piece, len, soon(), NULL);
        if (error == 0)
            error = write_all(fd, piece, len);
        if (error < 0)
            return error;
        left -= len;
    }
    if (fsync(fd) != 0)
        return -errno;
    return ox_send_all(s, "+", 1, soon(), NULL); /* it is here */
}

/* Wait for one connection. Returns its handle, or an error. */
static int accept_one(const char *endpoint)
{
    char where[OX_TEXT_MAX];
    int listener = ox_listen_on(endpoint, 1), s;

    if (listener < 0)
        return listener;
    s = ox_local(listener, where, sizeof where);
    if (s >= 0) {
        printf("%s\n", where);
        fflush(stdout);
        s = ox_accept(listener, NULL, NULL);
    }
    ox_close(listener);
    return s;
}

int main(int argc, char **argv)
{
    int s, fd, error;

    if (argc != 3) {
        fprintf(stderr, "usage: file_receiver ENDPOINT FILE\n");
        return 2;
    }
    s = accept_one(argv[1]);
    if (s < 0) {
        fprintf(stderr, "%s: %s %s\n", argv[1], ox_strerror(s), ox_explanation());
        return 1;
    }
    fd = open(argv[2], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) {
        perror(argv[2]);
        return 1;
    }
    error = receive_file(s, fd);
    if (error < 0) {
        fprintf(stderr, "%s: %s\n", argv[2], ox_strerror(error));
        unlink(argv[2]);
    }
    ox_close(s);
    return error < 0;
}
