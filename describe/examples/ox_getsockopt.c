#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    int size = 0, yes = 1, s = ox_socket(AF_INET, SOCK_STREAM, 0);
    socklen_t len = sizeof size;

    if (ox_getsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, &len) == 0)
        printf("room for %d bytes\n", size);
    ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &yes, sizeof yes);
    return ox_close(s) < 0;
}
