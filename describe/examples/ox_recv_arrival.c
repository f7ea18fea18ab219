#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    struct ox_arrival arrival;
    char buf[1500], text[OX_TEXT_MAX];
    int client, n, server = ox_listen_on("udp://127.0.0.1:0", 0);

    ox_arrivals(server, 1);
    ox_local(server, text, sizeof text);
    client = ox_dial(text, OX_FOREVER);
    ox_send(client, "question", 8, 0);

    n = ox_recv_arrival(server, buf, sizeof buf, 0, &arrival);
    ox_address_text(&arrival.sender, text, sizeof text);
    printf("%d bytes from %s, TTL %d\n", n, text, (int)arrival.ttl);
    ox_send_reply(server, "answer", 6, 0, &arrival);

    n = ox_recv(client, buf, sizeof buf, 0);
    ox_close(client);
    ox_close(server);
    return n != 6;
}
