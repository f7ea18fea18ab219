#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    char byte;
    int result, s[2];
    int rule = ox_fault("recv error=ECONNRESET nth=1");

    if (rule < 0 || ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0)
        return 1;
    result = ox_read(s[0], &byte, 1);
    printf("%s, struck %d times\n", ox_errname(result), ox_fault_count(rule));
    ox_fault_remove(rule);
    ox_close(s[0]);
    return ox_close(s[1]) < 0;
}
