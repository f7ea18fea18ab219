/*
 * Tells the time to whoever sends it a datagram, from the address that it was asked at:
 *
 *     time_server [ENDPOINT]        such as udp://[::]:3737
 *
 * On a machine with several addresses a plain sendto would answer from whichever the system
 * likes best, and a client that is connected to another would never hear it. The answer is one
 * line: when the question arrived, in seconds since 1970, and where.
 */
#include <inttypes.h>
#include <oxsock.h>
#include <stdio.h>

enum { BILLION = 1000 * 1000 * 1000 };

/* Answer one question; what goes wrong with it concerns nobody else. */
static void answer(int s, const struct ox_arrival *question)
{
    char line[OX_TEXT_MAX + 80], from[OX_TEXT_MAX], to[OX_TEXT_MAX];
    int length, error;

    if (question->flags & OX_ARRIVAL_TO_MANY)
        return; /* many would answer at once */
    ox_address_text(&question->sender, from, sizeof from);
    ox_address_text(&question->destination, to, sizeof to);
    length = snprintf(line, sizeof line, "%" PRId64 ".%09" PRId64 " at %s\n",
                      question->time / BILLION, question->time % BILLION, to);
    error = ox_send_reply(s, line, (size_t)length, MSG_DONTWAIT, question);
    if (error < 0)
        fprintf(stderr, "%s: %s\n", from, ox_strerror(error));
}

int main(int argc, char **argv)
{
    struct ox_arrival question;
    const char *endpoint = argc > 1 ? argv[1] : "udp://*:3737";
    char where[OX_TEXT_MAX], ignored[1];
    int s, error;

    if ((s = error = ox_listen_on(endpoint, 0)) >= 0 && (error = ox_arrivals(s, 1)) >= 0)
        error = ox_local(s, where, sizeof where);
    if (error < 0) {
        fprintf(stderr, "%s: %s %s\n", endpoint, ox_strerror(error), ox_explanation());
        return 1;
    }
    printf("%s\n", where);
    fflush(stdout);
    for (;;) {
        error = ox_recv_arrival(s, ignored, sizeof ignored, 0, &question);
        if (error >= 0)
            answer(s, &question);
        else
            fprintf(stderr, "%s\n", ox_strerror(error)); /* one that could not be delivered */
    }
}
