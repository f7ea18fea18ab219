/* A program whose oxsock-run is killed. Once it can read a byte it continues, with more calls than
 * the journal has room for. */
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    int kind, s = socket(AF_UNIX, SOCK_STREAM, 0);
    char byte;
    socklen_t len;
    printf("%d\n", (int)getpid());
    fflush(stdout);
    if (read(0, &byte, 1) != 1)
        return 1;
    for (int i = 0; i < 40000; i++) {
        len = sizeof kind;
        if (getsockopt(s, SOL_SOCKET, SO_TYPE, &kind, &len) != 0)
            return 1;
    }
    puts("done");
    return 0;
}
