/*
 * Sends a file to a file_receiver:
 *
 *     file_sender FILE ENDPOINT
 *
 * First it sends the file's length, in eight bytes, and then its content.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <oxsock.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECOND = 1000 * 1000, PATIENCE = 3600 /* seconds, for all of it */ };

static int send_file(int s, int fd, int64_t deadline)
{
    struct stat about;
    unsigned char length[8];
    uint64_t done = 0;
    int error, i;

    if (fstat(fd, &about) != 0)
        return -errno;
    for (i = 0; i < 8; i++)
        length[i] = (unsigned char)((uint64_t)about.st_size >> (56 - 8 * i));
    error = ox_send_all(s, length, sizeof length, deadline, NULL);
    if (error < 0)
        return error;
    error = ox_send_file(s, fd, NULL, (uint64_t)about.st_size, deadline, &done);
    printf("%" PRIu64 " of %jd bytes sent\n", done, (intmax_t)about.st_size);
    if (error < 0)
        return error;

    /* The system has taken the bytes. Only the receiver can say that they have arrived. */
    return ox_recv_all(s, length, 1, deadline, NULL);
}

int main(int argc, char **argv)
{
    int64_t deadline = ox_now() + PATIENCE * (int64_t)SECOND;
    int fd, s, error;

    if (argc != 3) {
        fprintf(stderr, "usage: file_sender FILE ENDPOINT\n");
        return 2;
    }
    fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        perror(argv[1]);
        return 1;
    }
    s = ox_dial(argv[2], deadline);
    error = s < 0 ? s : send_file(s, fd, deadline);
    if (s >= 0)
        ox_close(s);
    close(fd);
    if (error < 0) {
        fprintf(stderr, "%s: %s %s\n", argv[2], ox_strerror(error), ox_explanation());
        return 1;
    }
    return 0;
}
