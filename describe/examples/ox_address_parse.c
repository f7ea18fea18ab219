#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    struct ox_address address;
    struct sockaddr_storage storage;
    socklen_t len = sizeof storage;
    char text[OX_TEXT_MAX];

    if (ox_address_parse(&address, "udp://[::1]:53") < 0) {
        fprintf(stderr, "%s\n", ox_explanation());
        return 1;
    }
    ox_address_to_sockaddr(&address, (struct sockaddr *)&storage, &len);
    ox_address_text(&address, text, sizeof text);
    printf("%s is at port %d\n", text, ox_address_port(&address));
    return 0;
}
