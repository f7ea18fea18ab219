#include <netinet/in.h>
#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    struct sockaddr_in here;
    socklen_t len = sizeof here;
    int s = ox_listen_on("tcp://127.0.0.1:0", 1);

    if (ox_getsockname(s, (struct sockaddr *)&here, &len) < 0)
        return 1;
    printf("port %d\n", ntohs(here.sin_port));
    return ox_close(s) < 0;
}
