#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    int code, i, result = ox_close(3);

    printf("%s: %s\n", ox_errname(result), ox_strerror(result));
    for (i = 0; (code = ox_error_at(i)) != 0; i++)
        ; /* each code there is */
    return i == 0;
}
