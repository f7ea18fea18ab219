#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    int s = ox_dial("tcp://127.0.0.1:99999", OX_FOREVER);

    if (s < 0)
        printf("%s: %s\n", ox_errname(s), ox_explanation());
    return s >= 0;
}
