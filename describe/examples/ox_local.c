#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    char text[OX_TEXT_MAX];
    int s = ox_listen_on("tcp://127.0.0.1:0", 16);

    if (ox_local(s, text, sizeof text) < 0)
        return 1;
    printf("listening at %s\n", text); /* tcp://127.0.0.1:49152 */
    return ox_close(s) < 0;
}
