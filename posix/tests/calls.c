/* The results of each call that are the same every time. The output is the same with and without
 * the object. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

static void *volatile wild = (void *)1;
static volatile int negative = -1;

static void say(const char *what, long value)
{
    int error = errno;
    if (value < 0)
        printf("%s: %ld %s\n", what, value, strerror(error));
    else
        printf("%s: %ld\n", what, value);
    errno = 0;
}
#define SAY(call) say(#call, (long)(call))

static void opening(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int n = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    say("first descriptor", s);
    SAY(fcntl(s, F_GETFD));
    SAY(fcntl(c, F_GETFD));
    SAY(fcntl(n, F_GETFL) & O_NONBLOCK);
    SAY(socket(-1, 0, 0));
    SAY(dup(s) - s);
    SAY(dup2(s, 50));
    SAY(dup3(s, 51, O_CLOEXEC));
    SAY(fcntl(s, F_DUPFD, 60));
    SAY(fcntl(s, F_DUPFD_CLOEXEC, 60));
    SAY(fcntl(61, F_GETFD));
    SAY(close(50));
    SAY(send(50, "x", 1, 0));
    SAY(close(50));
    SAY(close_range(3, 100, 0));
    SAY(send(c, "x", 1, 0));
    SAY(socket(AF_INET, SOCK_STREAM, 0));
    closefrom(3);
}

static void connecting(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    SAY(bind(listener, (void *)&at, len));
    SAY(listen(listener, 4));
    SAY(getsockname(listener, (void *)&at, &len));
    SAY(getpeername(listener, (void *)&at, &len));
    SAY(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one));
    SAY(fcntl(listener, F_SETFL, O_NONBLOCK));
    SAY(accept(listener, NULL, NULL));
    SAY(connect(client, (void *)&at, len));
    SAY(connect(client, (void *)&at, len));
    int server = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    say("accepted", server);
    SAY(fcntl(server, F_GETFD));
    SAY(recv(server, &one, 1, 0));
    SAY(shutdown(client, SHUT_WR));
    SAY(poll(&(struct pollfd){server, POLLIN, 0}, 1, 5000));
    SAY(read(server, &one, 1));
    SAY(connect(client, wild, len));
    SAY(bind(0, (void *)&at, len));
    SAY(listen(99, 1));
    SAY(accept(99, NULL, NULL));
    close(client), close(server), close(listener);
}

static void transfers(int kind)
{
    int s[2], available = -1;
    char in[64] = "", volatile_size = 32;
    struct iovec two[2] = {{"ab", 2}, {"cde", 3}}, into[2] = {{in, 1}, {in + 1, 20}};
    SAY(socketpair(AF_UNIX, kind, 0, s));
    SAY(write(s[0], "hello", 5));
    SAY(ioctl(s[1], FIONREAD, &available));
    say("available", available);
    SAY(recv(s[1], in, 64, MSG_PEEK));
    SAY(read(s[1], in, (size_t)volatile_size));
    SAY(writev(s[0], two, 2));
    SAY(readv(s[1], into, 2));
    printf("%.5s\n", in);
    struct msghdr message = {.msg_iov = two, .msg_iovlen = 2}, back = {.msg_iov = into, .msg_iovlen = 2};
    SAY(sendmsg(s[0], &message, MSG_NOSIGNAL));
    SAY(recvmsg(s[1], &back, 0));
    SAY(sendto(s[0], "to", 2, MSG_DONTWAIT, NULL, 0));
    SAY(recvfrom(s[1], in, sizeof in, MSG_TRUNC, NULL, NULL));
    struct mmsghdr many[3] = {{message, 0}, {message, 0}, {message, 0}};
    SAY(sendmmsg(s[0], many, 3, 0));
    struct mmsghdr got[3] = {{back, 0}, {back, 0}, {back, 0}};
    SAY(recvmmsg(s[1], got, 3, MSG_DONTWAIT, NULL) >= 1);
    say("length", got[0].msg_len);
    SAY(syscall(SYS_sendto, s[0], "sys", 3, 0, NULL, 0));
    while (recv(s[1], in, sizeof in, MSG_DONTWAIT) > 0)
        ;
    SAY(recv(s[1], in, sizeof in, MSG_DONTWAIT));
    SAY(send(s[0], wild, 5, 0));
    SAY(sendmsg(s[0], wild, 0));
    SAY(recvmsg(s[0], wild, MSG_DONTWAIT));
    SAY(writev(s[0], wild, 1));
    SAY(writev(s[0], two, negative));
    SAY(write(s[0], NULL, 0));
    SAY(read(s[0], NULL, 0));
    close(s[0]);
    if (kind != SOCK_DGRAM) {
        while (kind == SOCK_SEQPACKET && recv(s[1], in, sizeof in, MSG_DONTWAIT) > 0)
            ;
        SAY(send(s[1], "x", 1, MSG_NOSIGNAL));
    }
    close(s[1]);
}

static void passing(void)
{
    int s[2], inner[2], passed = -1;
    char byte = 'p', control[CMSG_SPACE(sizeof(int))] = "";
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    socketpair(AF_UNIX, SOCK_STREAM, 0, s), socketpair(AF_UNIX, SOCK_STREAM, 0, inner);
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET, head->cmsg_type = SCM_RIGHTS, head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &inner[0], sizeof(int));
    SAY(sendmsg(s[0], &message, 0));
    SAY(recvmsg(s[1], &message, 0));
    memcpy(&passed, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
    say("passed", passed);
    SAY(fcntl(passed, F_GETFD));
    SAY(write(passed, "through", 7));
    SAY(read(inner[1], control, 8));
    closefrom(3);
}

static void waiting(void)
{
    int s[2], plain[2], epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET}, ready, *wild = (void *)1;
    fd_set set;
    char in[4];
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    SAY(epoll_ctl(epoll, EPOLL_CTL_ADD, s[1], &event));
    SAY(epoll_wait(epoll, &ready, 1, 0));
    send(s[0], "abcd", 4, 0);
    SAY(epoll_wait(epoll, &ready, 1, 5000));
    SAY(epoll_wait(epoll, &ready, 1, 0));
    event.events = EPOLLIN | EPOLLONESHOT;
    SAY(epoll_ctl(epoll, EPOLL_CTL_MOD, s[1], &event));
    SAY(epoll_pwait(epoll, &ready, 1, 5000, NULL));
    SAY(epoll_pwait(epoll, &ready, 1, 0, NULL));
    event.events = EPOLLIN;
    SAY(syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_MOD, s[1], &event));
    SAY(epoll_ctl(epoll, EPOLL_CTL_MOD, s[1], wild));
    SAY(epoll_ctl(epoll, EPOLL_CTL_ADD, 1000, &event));
    SAY(epoll_wait(epoll, &ready, 1, 5000));
    SAY(epoll_wait(epoll, &ready, 1, 5000));
    FD_ZERO(&set);
    FD_SET(s[1], &set);
    SAY(select(s[1] + 1, &set, NULL, NULL, NULL));
    SAY(pselect(s[1] + 1, &set, NULL, NULL, NULL, NULL));
    SAY(ppoll(&(struct pollfd){s[1], POLLIN, 0}, 1, NULL, NULL));
    SAY(recv(s[1], in, 4, MSG_WAITALL));
    SAY(poll(&(struct pollfd){s[1], POLLIN, 0}, 1, 0));
    SAY(pipe(plain));
    SAY(write(plain[1], "pipe", 4));
    SAY(splice(plain[0], NULL, s[0], NULL, 4, 0));
    SAY(read(s[1], in, 4));
    SAY(fcntl(plain[0], F_GETFL));
    closefrom(3);
}

static void files(void)
{
    int s[2], file = open("/proc/self/exe", O_RDONLY);
    char in[64], magic[4];
    off_t at = 1;
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    SAY(sendfile(s[0], file, &at, 3));
    SAY(read(s[1], magic, 3));
    printf("%.3s %ld\n", magic, (long)at);
    FILE *out = fdopen(dup(s[0]), "w"), *input = fdopen(s[1], "r");
    SAY(fprintf(out, "a line\nanother\n"));
    SAY(fclose(out));
    SAY(fgets(in, sizeof in, input) != NULL);
    SAY(fgets(in, sizeof in, input) != NULL);
    printf("%s", in);
    SAY(shutdown(s[0], SHUT_WR));
    SAY(fgets(in, sizeof in, input) != NULL);
    SAY(fclose(input));
    closefrom(3);
}

int main(void)
{
    closefrom(3);
    opening();
    connecting();
    transfers(SOCK_STREAM);
    transfers(SOCK_SEQPACKET);
    passing();
    waiting();
    files();
    return 0;
}
