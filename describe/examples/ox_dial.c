#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    int s = ox_dial("tcp://localhost:9", ox_now() + 5000000); /* 5 s for all of it */

    if (s < 0)
        printf("%s\n", ox_strerror(s));
    else
        ox_close(s);
    return 0;
}
