#include <oxsock.h>

int main(void)
{
    int s[2];

    if (ox_socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s) < 0)
        return 1;
    ox_close(s[0]);
    return ox_close(s[1]) < 0;
}
