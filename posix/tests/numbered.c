/* System calls by number, and the variants of readv and writev that take flags. The output is the
 * same with and without the object, and all of them are recorded. */
#define _GNU_SOURCE
#include "say.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int s[2], datagrams[2];
static char in[8];
static void *volatile wild = (void *)1;
static volatile int negative = -1;
static struct iovec out[2] = {{"abc", 3}, {"de", 2}}, room[2] = {{in, 2}, {in + 2, 6}};

static void in_and_out(void)
{
    memset(in, 0, sizeof in);
    SAY(pwritev2(s[0], out, 2, -1, 0));
    SAY(preadv2(s[1], room, 2, -1, 0));
    printf("%s\n", in);
    SAY(preadv2(s[1], room, 2, -1, RWF_NOWAIT));
    SAY(fcntl(s[1], F_SETFL, O_NONBLOCK));
    SAY(preadv2(s[1], room, 2, -1, 0));
    SAY(fcntl(s[1], F_SETFL, 0));
    SAY(pwritev2(s[0], out, 2, -1, RWF_NOWAIT));
    SAY(preadv2(s[1], room, 2, -1, RWF_NOWAIT));
    SAY(pwritev2(s[0], out, 2, -1, RWF_DSYNC));
    SAY(preadv2(s[1], room, 2, -1, RWF_HIPRI));
    SAY(pwritev2(s[0], out, 2, -1, 1 << 30));
    SAY(preadv2(s[1], room, 2, -1, 1 << 30));
    SAY(pwritev2(s[0], out, 2, 0, 0));
    SAY(preadv2(s[1], room, 2, 0, 0));
    SAY(preadv2(s[1], room, 2, -2, 0));
    SAY(preadv2(s[1], room, negative, -1, 0));
    SAY(preadv2(s[1], wild, 1, -1, 0));
    SAY(pwritev2(s[0], wild, 2000, -1, 0));
    SAY(pwritev2(s[0], NULL, 0, -1, 0));
    SAY(preadv2(1000, room, 2, -1, 0));
    SAY(pwritev2(datagrams[0], out, 2, -1, 0));
    SAY(preadv2(datagrams[1], room, 2, -1, 0));
}

static void transfers(void)
{
    struct msghdr message = {.msg_iov = out, .msg_iovlen = 2}, back = {.msg_iov = room, .msg_iovlen = 2};
    struct mmsghdr many[2] = {{message, 0}, {message, 0}}, got[2] = {{back, 0}, {back, 0}};
    int plain[2];
    SAY(syscall(SYS_sendto, s[0], "abc", 3, 0, NULL, 0));
    SAY(syscall(SYS_recvfrom, s[1], in, 8, 0, NULL, NULL));
    SAY(syscall(SYS_write, s[0], "abc", 3));
    SAY(syscall(SYS_read, s[1], in, 8));
    SAY(syscall(SYS_writev, s[0], out, 2));
    SAY(syscall(SYS_readv, s[1], room, 2));
    SAY(syscall(SYS_pwritev2, s[0], out, 2, -1L, 0, 0));
    SAY(syscall(SYS_preadv2, s[1], room, 2, -1L, 0, 0));
    SAY(syscall(SYS_preadv2, s[1], room, 2, -1L, 0, RWF_NOWAIT));
    SAY(syscall(SYS_sendmsg, s[0], &message, 0));
    SAY(syscall(SYS_recvmsg, s[1], &back, 0));
    SAY(syscall(SYS_sendmmsg, datagrams[0], many, 2, 0));
    SAY(syscall(SYS_recvmmsg, datagrams[1], got, 2, MSG_DONTWAIT, NULL));
    printf("%u %u\n", got[0].msg_len, got[1].msg_len);
    SAY(syscall(SYS_pipe2, plain, 0));
    SAY(syscall(SYS_write, plain[1], "pipe", 4));
    SAY(syscall(SYS_splice, plain[0], NULL, s[0], NULL, 4L, 0));
    SAY(syscall(SYS_read, s[1], in, 8));
}

static void waits(int epoll)
{
    struct timespec no_time = {0, 0};
    struct timeval soon = {5, 0};
    struct epoll_event event;
    struct pollfd entry = {s[1], POLLIN, 0};
    sigset_t none;
    fd_set set;
    sigemptyset(&none);
    FD_ZERO(&set);
    syscall(SYS_write, s[0], "x", 1);
    SAY(syscall(SYS_ppoll, &entry, 1, &no_time, &none, 8));
    FD_SET(s[1], &set);
    SAY(syscall(SYS_pselect6, s[1] + 1, &set, NULL, NULL, &no_time, NULL));
    SAY(syscall(SYS_epoll_pwait, epoll, &event, 1, 0, NULL, 8));
    SAY(syscall(SYS_epoll_pwait2, epoll, &event, 1, &no_time, NULL, 8));
#ifdef SYS_poll
    SAY(syscall(SYS_poll, &entry, 1, 0));
    SAY(syscall(SYS_select, s[1] + 1, &set, NULL, NULL, &soon));
    SAY(syscall(SYS_epoll_wait, epoll, &event, 1, 0));
    SAY(syscall(SYS_poll, wild, 1, 0));
#endif
    printf("%d\n", soon.tv_sec < 6);
}

int main(void)
{
    int value = 0;
    socklen_t length = sizeof value;
    setvbuf(stdout, NULL, _IOLBF, 0);
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    SAY(syscall(SYS_socketpair, AF_UNIX, SOCK_DGRAM, 0, datagrams));
    in_and_out();
    transfers();
    int epoll = epoll_create1(0), listener = (int)syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
    struct epoll_event event = {.events = EPOLLIN};
    SAY(syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, s[1], &event));
    waits(epoll);
    sa_family_t at = AF_UNIX;
    SAY(syscall(SYS_bind, listener, &at, sizeof at));
    SAY(syscall(SYS_listen, listener, 1));
    SAY(syscall(SYS_fcntl, listener, F_SETFL, O_NONBLOCK));
    SAY(syscall(SYS_accept4, listener, NULL, NULL, 0));
    SAY(syscall(SYS_connect, s[0], &at, sizeof at));
    SAY(syscall(SYS_ioctl, s[1], FIONREAD, &value));
    SAY(syscall(SYS_getsockopt, s[0], SOL_SOCKET, SO_TYPE, &value, &length));
    SAY(syscall(SYS_setsockopt, s[0], SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
    SAY(syscall(SYS_getsockname, s[0], NULL, NULL));
    SAY(syscall(SYS_getpeername, s[0], NULL, NULL));
    SAY(syscall(SYS_shutdown, s[0], SHUT_WR));
    SAY(syscall(SYS_close, s[0]));
    SAY(syscall(SYS_close, s[0]));
    return 0;
}
