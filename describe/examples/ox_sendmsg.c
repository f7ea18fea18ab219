#include <oxsock.h>
#include <stdio.h>
#include <sys/uio.h>

int main(void)
{
    char head[4], body[64];
    struct iovec out[] = {{"HEAD", 4}, {"and body", 8}};
    struct iovec in[] = {{head, sizeof head}, {body, sizeof body}};
    struct msghdr sent = {.msg_iov = out, .msg_iovlen = 2};
    struct msghdr received = {.msg_iov = in, .msg_iovlen = 2};
    int n, s[2];

    if (ox_socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s) < 0)
        return 1;
    ox_sendmsg(s[0], &sent, 0);
    n = ox_recvmsg(s[1], &received, 0);
    printf("%.4s, %.*s\n", head, n - 4, body);
    ox_close(s[0]);
    return ox_close(s[1]) < 0 || n != 12;
}
