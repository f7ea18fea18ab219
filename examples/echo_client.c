/* Has an echo server send a text back: echo_client ENDPOINT TEXT */
#include <oxsock.h>
#include <stdio.h>
#include <string.h>
int main(int argc, char **argv)
{
    int64_t deadline = ox_now() + 5 * 1000000; /* for all of it, finding the server included */
    char back[4096];
    int n, length = argc == 3 ? (int)strlen(argv[2]) : 0;
    int s = n = ox_dial(argc == 3 ? argv[1] : "", deadline);
    if (s >= 0) {
        ox_deadline(s, OX_BOTH, deadline);
        if ((n = ox_write(s, argv[2], (size_t)length)) == length && length <= (int)sizeof back)
            n = ox_recv(s, back, (size_t)length, MSG_WAITALL);
        ox_close(s);
    }
    if (s >= 0 && n == length)
        return printf("%.*s\n", n, back) < 0;
    fprintf(stderr, "%s %s\n", n < 0 ? ox_strerror(n) : "the answer is short", ox_explanation());
    return 1;
}
