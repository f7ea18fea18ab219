/* Programs whose connect is interrupted: one calls it again, one waits for the connection, which is
 * still being made (POSIX). Each ends with success once a byte has arrived. Usage: connects DOMAIN,
 * which is tcp or unix. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_storage at;
static socklen_t len = sizeof at;

static int listen_at(int domain)
{
    int listener = socket(domain, SOCK_STREAM, 0);
    struct sockaddr_in *tcp = (void *)&at;
    at.ss_family = (sa_family_t)domain;
    if (domain == AF_INET)
        tcp->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listener, (void *)&at, domain == AF_INET ? sizeof *tcp : sizeof at.ss_family);
    listen(listener, 5);
    getsockname(listener, (void *)&at, &len);
    return listener;
}

static int is_begun(void)
{
    return errno == EINTR || errno == EINPROGRESS || errno == EALREADY;
}

static int wait_for(int s)
{
    int error = -1;
    socklen_t size = sizeof error;
    poll(&(struct pollfd){s, POLLOUT, 0}, 1, 5000);
    getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

static int try(int listener, int kind, int again)
{
    char byte = 0;
    int s = socket(at.ss_family, SOCK_STREAM | kind, 0), result = connect(s, (void *)&at, len);
    int interrupted = result != 0 && errno == EINTR;
    if (interrupted && again)
        result = connect(s, (void *)&at, len);
    if (result != 0 && is_begun())
        result = wait_for(s);
    if (result != 0)
        printf("not connected: %d %s\n", result, strerror(errno));
    long sent = send(s, "x", 1, MSG_NOSIGNAL);
    int server = sent == 1 ? accept(listener, NULL, NULL) : -1;
    long received = recv(server, &byte, 1, 0);
    printf("%s, %s: interrupted %d, %ld sent, %ld received\n",
           kind ? "does not wait" : "waits", again ? "again" : "poll", interrupted, sent, received);
    fflush(stdout);
    close(s), close(server);
    return received != 1;
}

int main(int argc, char **argv)
{
    int is_unix = argc > 1 && strcmp(argv[1], "unix") == 0, wrong = 0;
    int listener = listen_at(is_unix ? AF_UNIX : AF_INET);
    for (int again = 1; again >= is_unix; again--) /* on UNIX sockets no connection is being made */
        wrong |= try(listener, 0, again) | try(listener, SOCK_NONBLOCK, again);
    return wrong;
}
