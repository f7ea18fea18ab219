#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    int s[2];

    if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0)
        return 1;
    ox_write(s[0], "12345", 5);
    printf("%d bytes can be read\n", ox_available(s[1]));
    ox_close(s[0]);
    return ox_close(s[1]) < 0;
}
