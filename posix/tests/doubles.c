/* Sends two messages on each of three sockets that have the same descriptor number one after the
 * other. On the second only one is received. */
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    for (int i = 0; i < 3; i++) {
        int pair[2], most = i == 1 ? 1 : 10, got = 0;
        char byte;
        if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0)
            return 1;
        send(pair[0], "a", 1, 0), send(pair[0], "b", 1, 0);
        for (; got < most && recv(pair[1], &byte, 1, MSG_DONTWAIT) == 1; got++)
            printf("%s%c", got > 0 ? " " : "", byte);
        puts("");
        close(pair[0]), close(pair[1]);
    }
    return 0;
}
