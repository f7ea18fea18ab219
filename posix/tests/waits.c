/* Calls on blocking sockets that would wait for ever, and what they return under a deadline. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static void say(const char *what, long value)
{
    printf("%s: %ld %s\n", what, value, value < 0 ? strerror(errno) : "");
}

int main(void)
{
    int s[2], listener = socket(AF_UNIX, SOCK_STREAM, 0), late = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    socklen_t len = sizeof at;
    static char full[1 << 20];
    char byte;
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    bind(listener, (void *)&at, sizeof(sa_family_t));
    listen(listener, 0);
    getsockname(listener, (void *)&at, &len);
    say("recv", recv(s[0], &byte, 1, 0));
    say("read", read(s[0], &byte, 1));
    struct timeval limit = {0, 50000}; /* the program's own timeout, of the same time */
    setsockopt(s[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    say("recv with a limit of its own", recv(s[1], &byte, 1, 0));
    say("recv that does not wait", recv(s[0], &byte, 1, MSG_DONTWAIT));
    int datagrams = socket(AF_INET, SOCK_DGRAM, 0), empty[2];
    say("an error that is not there", recv(datagrams, &byte, 1, MSG_ERRQUEUE));
    pipe2(empty, O_NONBLOCK);
    say("splice of nothing", splice(empty[0], NULL, s[0], NULL, 1, 0));
    say("accept", accept(listener, NULL, NULL));
    while (send(s[1], full, sizeof full, MSG_DONTWAIT) > 0)
        ;
    say("send", send(s[1], full, sizeof full, 0));
    connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&at, len);
    say("connect", connect(late, (void *)&at, len));
    return 0;
}
