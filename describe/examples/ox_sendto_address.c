#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    struct ox_address local, peer;
    char endpoint[OX_TEXT_MAX], text[16];
    int client = ox_socket(AF_INET, SOCK_DGRAM, 0), server = ox_socket(AF_INET, SOCK_DGRAM, 0);

    ox_address_parse(&local, "udp://127.0.0.1:0");
    if (ox_bind_address(server, &local) < 0 || ox_local(server, endpoint, sizeof endpoint) < 0)
        return 1;
    ox_address_parse(&local, endpoint); /* now with the port that the system chose */
    ox_sendto_address(client, "question", 9, 0, &local);

    ox_recvfrom_address(server, text, sizeof text, 0, &peer);
    printf("%s\n", text);
    ox_connect_address(server, &peer);
    ox_send(server, "answer", 7, 0);
    ox_read(client, text, sizeof text);
    printf("%s\n", text);
    ox_close(client);
    return ox_close(server) < 0;
}
