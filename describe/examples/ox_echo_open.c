#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    struct ox_address host;
    char payload[64] = "ping";
    int n, ttl, s = ox_echo_open(AF_INET);

    if (s < 0) {
        printf("%s\n", ox_strerror(s)); /* EACCES without the privilege */
        return 0;
    }
    ox_address_parse(&host, "udp://127.0.0.1:0");
    ox_deadline(s, OX_RECEIVING, ox_now() + 1000000);
    ox_echo_send(s, &host, 1, payload, sizeof payload);
    n = ox_echo_recv(s, NULL, NULL, payload, sizeof payload, &ttl);
    if (n > 0)
        printf("%d bytes, TTL %d\n", n, ttl);
    return ox_close(s) < 0;
}
