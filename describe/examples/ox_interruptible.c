#define _DEFAULT_SOURCE /* ualarm */
#include <errno.h>
#include <oxsock.h>
#include <signal.h>
#include <unistd.h>

static void stop(int signal)
{
    (void)signal;
}

int main(void)
{
    int result, pair[2];
    char byte;

    ox_interruptible(1);
    signal(SIGALRM, stop);
    if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
        return 1;
    ualarm(1000, 1000); /* again and again, so that none is missed */
    result = ox_recv(pair[0], &byte, 1, 0);
    return result != -EINTR;
}
