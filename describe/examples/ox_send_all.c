#include <oxsock.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    char *data = calloc(1, 10000000);
    size_t done;
    int result, s[2];

    if (data == NULL || ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0)
        return 1;
    result = ox_send_all(s[0], data, 10000000, ox_now() + 10000, &done);
    printf("%s after %zu bytes\n", ox_errname(result), done); /* nobody reads */
    ox_close(s[0]);
    ox_close(s[1]);
    free(data);
    return 0;
}
