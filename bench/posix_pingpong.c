/* Round trips of 64 bytes over TCP on this machine: `posix_pingpong PORT` answers, `posix_pingpong
 * PORT COUNT` asks, and prints how many there were in a second. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <netinet/tcp.h>
#include <unistd.h>

static void answer(int listener)
{
    char bytes[64];
    ssize_t length;
    int one = 1, s = accept(listener, NULL, NULL);
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    while ((length = recv(s, bytes, sizeof bytes, 0)) > 0)
        send(s, bytes, (size_t)length, 0);
    close(s);
}

static int ask(int s, int count)
{
    char bytes[64] = "";
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < count; i++)
        if (send(s, bytes, sizeof bytes, 0) != sizeof bytes ||
            recv(s, bytes, sizeof bytes, MSG_WAITALL) != sizeof bytes)
            return 1;
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    return printf("%.0f\n", count / seconds) < 0;
}

int main(int argc, char **argv)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, s = socket(AF_INET, SOCK_STREAM, 0);
    if (argc < 2)
        return 2;
    at.sin_port = htons((unsigned short)atoi(argv[1]));
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (argc > 2) {
        setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        return connect(s, (void *)&at, sizeof at) < 0 || ask(s, atoi(argv[2]));
    }
    if (bind(s, (void *)&at, sizeof at) < 0 || listen(s, 8) < 0)
        return perror("listen"), 1;
    for (;;)
        answer(s);
}
