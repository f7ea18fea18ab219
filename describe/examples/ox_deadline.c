#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    char line[80];
    int n, s[2];

    if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0)
        return 1;
    ox_deadline(s[0], OX_RECEIVING, ox_now() + 10000); /* in 10 ms */
    n = ox_read(s[0], line, sizeof line);
    printf("%s\n", ox_errname(n)); /* ETIMEDOUT */
    ox_deadline(s[0], OX_BOTH, OX_FOREVER);
    ox_close(s[0]);
    return ox_close(s[1]) < 0;
}
