#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    char byte;
    int s[2];

    if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0)
        return 1;
    ox_shutdown(s[0], SHUT_WR);
    printf("read: %d, the end\n", ox_read(s[1], &byte, 1));
    ox_close(s[0]);
    printf("read: %s\n", ox_errname(ox_read(s[0], &byte, 1))); /* EBADF */
    return ox_close(s[1]) < 0;
}
