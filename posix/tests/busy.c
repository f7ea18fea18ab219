/* Eight processes that make calls without pause and never end. */
#include <sys/prctl.h>
#include <sys/socket.h>
#include <signal.h>
#include <unistd.h>

int main(void)
{
    int kind, s = socket(AF_UNIX, SOCK_STREAM, 0);
    socklen_t len = sizeof kind;
    pid_t first = getpid();
    for (int i = 0; i < 7 && getpid() == first; i++)
        if (fork() == 0)
            prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getpid() != first && getppid() != first)
        return 0;
    for (;;)
        getsockopt(s, SOL_SOCKET, SO_TYPE, &kind, &len);
}
