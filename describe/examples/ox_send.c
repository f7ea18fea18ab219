#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    char buf[64];
    int n, s[2];

    if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0)
        return 1;
    ox_send(s[0], "hello", 5, MSG_DONTWAIT);
    n = ox_recv(s[1], buf, sizeof buf, 0);
    if (n < 0) {
        fprintf(stderr, "recv: %s\n", ox_strerror(n));
        return 1;
    }
    printf("%.*s\n", n, buf);
    ox_close(s[0]);
    return ox_close(s[1]) < 0;
}
