/* sendmmsg and recvmmsg: timeouts, ends of streams, errors after the first message, urgent data,
 * messages that do not fit. The output is the same with and without the object. */
#define _GNU_SOURCE
#include "say.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 6 };
static char bytes[MOST][300000];
static struct iovec parts[MOST];
static struct mmsghdr many[MOST];

static struct mmsghdr *fresh(size_t size)
{
    memset(many, 0, sizeof many);
    for (int i = 0; i < MOST; i++) {
        parts[i] = (struct iovec){bytes[i], size};
        many[i].msg_hdr.msg_iov = &parts[i], many[i].msg_hdr.msg_iovlen = 1;
        many[i].msg_len = 77;
    }
    return many;
}

static void lengths(void)
{
    for (int i = 0; i < MOST; i++)
        printf(" %u%s", many[i].msg_len, many[i].msg_hdr.msg_flags & MSG_TRUNC ? "+" : "");
    puts("");
}

static void times(void)
{
    int s[2];
    struct timespec left = {5, 123};
    socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
    SAY(sendmmsg(s[0], fresh(10), 5, 0));
    SAY(recvmmsg(s[1], fresh(4), 2, 0, &left));
    printf("%s is left\n", left.tv_sec < 5 ? "less" : "all");
    lengths();
    left = (struct timespec){0, 0};
    SAY(recvmmsg(s[1], fresh(64), MOST, 0, &left)); /* checks the time only after a message */
    SAY(recvmmsg(s[1], fresh(64), MOST, MSG_WAITFORONE, NULL));
    lengths();
    SAY(recvmmsg(s[1], fresh(64), MOST, MSG_DONTWAIT, &left));
    close(s[0]), close(s[1]);
}

static void streams(void)
{
    int s[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    SAY(sendmmsg(s[0], fresh(10), 3, 0));
    lengths();
    SAY(sendmmsg(s[0], fresh(300000), MOST, MSG_DONTWAIT));
    lengths();
    while (recv(s[1], bytes[0], sizeof bytes[0], MSG_DONTWAIT) > 0)
        ;
    send(s[0], "abc", 3, 0), shutdown(s[0], SHUT_WR);
    SAY(recvmmsg(s[1], fresh(2), MOST, MSG_DONTWAIT, NULL));
    lengths();
    close(s[0]), close(s[1]);
}

/* An error after the first message is returned by the next call. */
static void errors(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int here = socket(AF_INET, SOCK_DGRAM, 0), there = socket(AF_INET, SOCK_DGRAM, 0);
    bind(here, (void *)&at, len), getsockname(here, (void *)&at, &len);
    connect(there, (void *)&at, len);
    SAY(sendmmsg(there, fresh(1), 3, 0));
    poll(&(struct pollfd){here, POLLIN, 0}, 1, 5000);
    fresh(5), parts[1].iov_base = (void *)1;
    SAY(recvmmsg(here, many, 3, MSG_DONTWAIT, NULL));
    SAY(recvmmsg(here, fresh(5), 3, MSG_DONTWAIT, NULL));
    fresh(5), many[1].msg_hdr.msg_iov = (void *)1;
    SAY(sendmmsg(there, many, 3, 0));
    SAY(send(there, "x", 1, 0));
    close(here);
    SAY(send(there, "x", 1, 0));
    SAY(recvmmsg(there, fresh(5), 0, MSG_DONTWAIT, NULL)); /* also for no messages */
    SAY(recvmmsg(there, fresh(5), 1, MSG_DONTWAIT, NULL));
    close(there);
}

static void urgent(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
    bind(listener, (void *)&at, len), listen(listener, 1), getsockname(listener, (void *)&at, &len);
    connect(client, (void *)&at, len);
    int server = accept(listener, NULL, NULL);
    send(client, "abc", 3, 0), send(client, "D", 1, MSG_OOB), send(client, "ef", 2, 0);
    poll(&(struct pollfd){server, POLLPRI, 0}, 1, 5000);
    SAY(recvmmsg(server, fresh(64), 1, MSG_DONTWAIT, NULL));
    SAY(recvmmsg(server, fresh(64), 4, MSG_DONTWAIT | MSG_OOB, NULL)); /* ends after it */
    lengths();
}

int main(void)
{
    times();
    streams();
    errors();
    urgent();
    return 0;
}
