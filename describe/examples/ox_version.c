#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    printf("built for %d.%d, running with %s\n", OX_VERSION_MAJOR, OX_VERSION_MINOR,
           ox_version());
    fputs(ox_api_json(), stdout);
    return 0;
}
