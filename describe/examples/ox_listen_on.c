#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    int s = ox_listen_on("tcp://*:0", 128);

    if (s < 0) {
        fprintf(stderr, "%s %s\n", ox_strerror(s), ox_explanation());
        return 1;
    }
    /* connection = ox_accept(s, NULL, NULL); ... */
    return ox_close(s) < 0;
}
