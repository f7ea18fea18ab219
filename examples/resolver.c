/*
 * Where an endpoint is: its addresses, in the order in which ox_dial would try them.
 *
 *     resolver ENDPOINT...        such as localhost:80, udp://[::1]:53, unix:/run/x.sock
 */
#include <oxsock.h>
#include <stdio.h>

enum { MOST = 64, SECONDS = 5 };

static int show(const char *endpoint)
{
    struct ox_address addresses[MOST];
    char text[OX_TEXT_MAX];
    int found = ox_resolve(endpoint, addresses, MOST, ox_now() + SECONDS * 1000000);
    int i;

    if (found < 0) {
        const char *more = ox_explanation();

        fprintf(stderr, "%s: %s\n", endpoint, *more != '\0' ? more : ox_strerror(found));
        return 1;
    }
    printf("%s\n", endpoint);
    for (i = 0; i < found && i < MOST; i++)
        if (ox_address_text(&addresses[i], text, sizeof text) >= 0)
            printf("    %s\n", text);
    return 0;
}

int main(int argc, char **argv)
{
    int i, failures = 0;

    for (i = 1; i < argc; i++)
        failures += show(argv[i]);
    return failures > 0;
}
