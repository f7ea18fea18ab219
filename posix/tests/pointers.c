/* Calls with invalid pointers, times and counts, which the kernel rejects. The output is the same
 * with and without the object. */
#define _GNU_SOURCE
#include "say.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void *volatile wild = (void *)1;
static int stream[2], datagrams[2];

static void waiting(void)
{
    int set = epoll_create1(0);
    struct epoll_event event;
    SAY(poll(wild, 1, 0));
    SAY(poll(wild, 0, 0));
    SAY(poll(wild, 1000000000, 0));
    SAY(ppoll(wild, 1, NULL, NULL));
    SAY(syscall(SYS_ppoll, wild, 1, NULL, NULL, 8));
    SAY(select(5, wild, NULL, NULL, NULL));
    SAY(select(-1, NULL, NULL, NULL, NULL));
    SAY(epoll_wait(set, wild, 0, 0));
    SAY(epoll_wait(datagrams[0], &event, 1, 0));
    SAY(epoll_ctl(set, EPOLL_CTL_ADD, stream[0], wild));
}

static void messages(void)
{
    struct iovec part = {wild, 1};
    struct mmsghdr message = {.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}};
    struct timespec negative = {-1, 0}, many = {0, 1000000000};
    SAY(sendmsg(datagrams[0], wild, 0));
    SAY(recvmsg(datagrams[0], wild, MSG_DONTWAIT));
    SAY(sendmmsg(datagrams[0], wild, 1, 0));
    SAY(sendmmsg(datagrams[0], wild, 0, 0));
    SAY(sendmmsg(datagrams[0], &message, 1, 0));
    SAY(recvmmsg(datagrams[0], wild, 1, MSG_DONTWAIT, NULL));
    SAY(recvmmsg(datagrams[0], &message, 1, MSG_DONTWAIT, wild));
    SAY(recvmmsg(datagrams[0], NULL, 0, MSG_DONTWAIT, wild));
    SAY(recvmmsg(datagrams[0], &message, 0, MSG_DONTWAIT, &negative));
    SAY(recvmmsg(datagrams[0], &message, 1, MSG_DONTWAIT, &many));
    message.msg_hdr.msg_iovlen = 5000;
    SAY(sendmsg(datagrams[0], &message.msg_hdr, 0));
    SAY(sendmmsg(datagrams[0], &message, 1, 0));
    SAY(writev(stream[0], wild, 1));
    SAY(readv(stream[0], wild, 2000));
}

static void names(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0), type = 0;
    struct sockaddr_in at = {.sin_family = AF_INET};
    for (int len = -1; len < 6; len++) {
        socklen_t room = (socklen_t)len;
        SAY(getsockopt(s, SOL_SOCKET, SO_TYPE, &type, &room));
        printf("%d in %d of %d bytes\n", type, (int)room, len);
        SAY(setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &type, (socklen_t)len));
    }
    SAY(bind(s, wild, sizeof at));
    SAY(bind(s, (void *)&at, 3));
    SAY(connect(s, (void *)&at, 1000));
    SAY(connect(s, wild, sizeof at));
    SAY(sendto(s, "x", 1, 0, wild, sizeof at));
    SAY(getsockname(s, wild, (socklen_t *)wild));
    SAY(getsockopt(s, SOL_SOCKET, SO_TYPE, &type, wild));
    SAY(ioctl(s, FIONREAD, wild));
}

/* Messages in read-only memory: the system sends them, and returns EFAULT where it would write
 * their lengths. */
static struct mmsghdr *constant(char *bytes, size_t size)
{
    struct mmsghdr *many = mmap(NULL, 2 * sizeof *many, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    static struct iovec part;
    part = (struct iovec){bytes, size};
    for (int i = 0; i < 2; i++)
        many[i].msg_hdr.msg_iov = &part, many[i].msg_hdr.msg_iovlen = 1;
    mprotect(many, 2 * sizeof *many, PROT_READ);
    return many;
}

static void constants(int *s)
{
    char in[8];
    struct mmsghdr *out = constant("abcdef", 6), *into = constant(in, sizeof in);
    SAY(sendmsg(s[0], &out->msg_hdr, 0) > 0);
    SAY(recv(s[1], in, sizeof in, MSG_DONTWAIT) > 0);
    SAY(recvmsg(s[1], &into->msg_hdr, MSG_DONTWAIT));
    SAY(sendmsg(s[0], &out->msg_hdr, 0) > 0);
    SAY(recvmsg(s[1], &into->msg_hdr, MSG_DONTWAIT));
    while (recv(s[1], in, sizeof in, MSG_DONTWAIT) > 0)
        ;
    SAY(sendmmsg(s[0], out, 2, 0));
    SAY(recvmmsg(s[1], into, 2, MSG_DONTWAIT, NULL));
    SAY(recvmmsg(s[1], into, 2, MSG_DONTWAIT, NULL));
    SAY(syscall(SYS_sendmmsg, s[0], out, 2, 0));
    SAY(syscall(SYS_recvmmsg, s[1], into, 2, MSG_DONTWAIT, NULL));
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    socketpair(AF_UNIX, SOCK_STREAM, 0, stream), socketpair(AF_UNIX, SOCK_DGRAM, 0, datagrams);
    waiting();
    messages();
    names();
    constants(stream);
    constants(datagrams);
    return 0;
}
