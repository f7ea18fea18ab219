#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    struct pollfd fds[2] = {{.events = POLLIN}, {.events = POLLIN}};
    int i, ready, s[2];

    if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0)
        return 1;
    fds[0].fd = s[0];
    fds[1].fd = s[1];
    ox_write(s[0], "x", 1);
    ready = ox_poll(fds, 2, 1000); /* ms */
    for (i = 0; i < 2; i++)
        if (fds[i].revents & POLLIN)
            printf("number %d of %d can be read\n", i, ready);
    ox_close(s[0]);
    return ox_close(s[1]) < 0;
}
