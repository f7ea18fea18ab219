#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    int s = ox_inherit("http", 0); /* FileDescriptorName=http */

    if (s < 0)
        s = ox_listen_on("tcp://127.0.0.1:0", 128); /* started by hand */
    return ox_close(s) < 0;
}
