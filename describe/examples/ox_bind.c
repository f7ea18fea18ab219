#include <errno.h>
#include <netinet/in.h>
#include <oxsock.h>

int main(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET};
    int one = 1, result;
    int listener = ox_socket(AF_INET, SOCK_STREAM, 0);

    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ox_setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    result = ox_bind(listener, (struct sockaddr *)&here, sizeof here);
    if (result == 0)
        result = ox_listen(listener, 16);
    if (result == 0) {
        ox_deadline(listener, OX_RECEIVING, ox_now() + 1000); /* in 1 ms */
        result = ox_accept(listener, NULL, NULL);
    }
    ox_close(listener);
    return result != -ETIMEDOUT; /* nobody has connected */
}
