#include <fcntl.h>
#include <oxsock.h>

int main(void)
{
    char byte;
    int result, s[2];

    if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0)
        return 1;
    ox_fcntl(s[0], F_SETFL, ox_fcntl(s[0], F_GETFL, 0) | O_NONBLOCK);
    result = ox_read(s[0], &byte, 1); /* -EAGAIN at once */
    ox_close(s[0]);
    ox_close(s[1]);
    return result >= 0;
}
