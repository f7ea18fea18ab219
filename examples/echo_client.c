/* Sends a text to an echo server, and prints what comes back: echo_client ENDPOINT TEXT */
#include <oxsock.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    int64_t deadline = ox_now() + 5 * 1000 * 1000; /* for all of it, finding the server included */
    char back[4096];
    size_t length = argc == 3 ? strlen(argv[2]) : 0;

    if (argc != 3 || length > sizeof back) {
        fprintf(stderr, "usage: echo_client ENDPOINT TEXT\n");
        return 2;
    }
    int s = ox_dial(argv[1], deadline);
    int error = s < 0 ? s : ox_send_all(s, argv[2], length, deadline, NULL);
    if (error == 0)
        error = ox_recv_all(s, back, length, deadline, NULL);
    if (error < 0) {
        fprintf(stderr, "%s: %s %s\n", argv[1], ox_strerror(error), ox_explanation());
        return 1;
    }
    ox_close(s);
    printf("%.*s\n", (int)length, back);
    return 0;
}
