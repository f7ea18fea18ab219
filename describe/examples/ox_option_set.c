#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    const char *name;
    int64_t value;
    int i, s = ox_socket(AF_INET, SOCK_STREAM, 0);

    ox_option_set(s, "tcp.nodelay", 1);
    for (i = 0; (name = ox_option_at(i)) != NULL; i++)
        if (ox_option_get(s, name, &value) == 0)
            printf("%s = %lld\n", name, (long long)value);
    return ox_close(s) < 0;
}
