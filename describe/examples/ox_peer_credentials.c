#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    struct ox_credentials peer;
    int s[2];

    if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0 || ox_peer_credentials(s[0], &peer) < 0)
        return 1;
    printf("process %d of user %u\n", (int)peer.pid, (unsigned)peer.uid);
    ox_close(s[0]);
    return ox_close(s[1]) < 0;
}
