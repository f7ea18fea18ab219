#include <oxsock.h>
#include <string.h>

int main(void)
{
    struct ox_address here, sender;
    struct sockaddr_storage storage;
    socklen_t len = sizeof storage;
    char buf[10];
    int n, client, server = ox_socket(AF_INET, SOCK_DGRAM, 0);

    ox_address_parse(&here, "udp://127.0.0.1:0");
    if (ox_bind_address(server, &here) < 0)
        return 1;
    ox_getsockname(server, (struct sockaddr *)&storage, &len);
    ox_address_from_sockaddr(&here, SOCK_DGRAM, (struct sockaddr *)&storage, len);

    client = ox_socket(AF_INET, SOCK_DGRAM, 0);
    ox_sendto_address(client, "question", 8, 0, &here);
    n = ox_recvfrom_address(server, buf, sizeof buf, 0, &sender);
    ox_sendto_address(server, "answer", 6, 0, &sender);
    ox_close(client);
    ox_close(server);
    return n != 8 || memcmp(buf, "question", 8) != 0;
}
