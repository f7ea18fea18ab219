#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    int s = ox_listen_on("udp://*:0", 0);
    int result = ox_group_join(s, "239.1.2.3", "lo", NULL);

    if (result < 0)
        fprintf(stderr, "%s %s\n", ox_strerror(result), ox_explanation());
    else
        ox_group_leave(s, "239.1.2.3", "lo", NULL);
    return ox_close(s) < 0;
}
