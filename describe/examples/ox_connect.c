#include <netinet/in.h>
#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    struct sockaddr_in there = {.sin_family = AF_INET};
    int result, s = ox_socket(AF_INET, SOCK_STREAM, 0);

    there.sin_port = htons(9); /* discard */
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ox_deadline(s, OX_SENDING, ox_now() + 2000000); /* in 2 s */
    result = ox_connect(s, (struct sockaddr *)&there, sizeof there);
    printf("connected: %s\n", ox_strerror(result));
    return ox_close(s) < 0;
}
