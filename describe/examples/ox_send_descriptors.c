#include <oxsock.h>
#include <unistd.h>

int main(void)
{
    char byte;
    int out = 1, fds[4], count = 4, s[2];

    if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0)
        return 1;
    ox_send_descriptors(s[0], "x", 1, &out, 1);
    if (ox_recv_descriptors(s[1], &byte, 1, fds, &count) != 1 || count != 1 || fds[0] < 0)
        return 1;
    close(fds[0]);
    ox_close(s[0]);
    return ox_close(s[1]) < 0;
}
