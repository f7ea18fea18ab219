#include <oxsock.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int main(void)
{
    int waiting, s = ox_adopt(socket(AF_INET, SOCK_DGRAM, 0));

    if (s < 0 || ioctl(ox_fd(s), FIONREAD, &waiting) < 0)
        return 1;
    return ox_close(s) < 0;
}
