/*
 * To run under callgrind: a number of 64-byte messages through a UNIX stream pair.
 *
 * The direction that is counted goes through oxsock or libc, the other always through libc, so that
 * two runs differ in the one call only.
 */
#include "measure.h"

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    int sending = strcmp(argv[1], "send") == 0;
    int ours = strcmp(argv[2], "oxsock") == 0;
    long times = atol(argv[3]);
    char message[64] = "";
    int s[2], fd = next_fd();
    MUST(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
    for (long i = 0; i < times; i++) {
        if (sending && ours)
            ox_send(s[0], message, sizeof message, 0);
        else
            send(fd, message, sizeof message, MSG_NOSIGNAL);
        if (!sending && ours)
            ox_recv(s[1], message, sizeof message, 0);
        else
            recv(fd + 1, message, sizeof message, 0);
    }
    return 0;
}
