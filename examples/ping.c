/*
 * Asks a host whether it is there, once a second:
 *
 *     ping HOST [COUNT]        such as localhost, 127.0.0.1, [::1], [fe80::1%eth0]
 *
 * It needs no privilege where net.ipv4.ping_group_range allows that, and CAP_NET_RAW elsewhere.
 */
#include <inttypes.h>
#include <oxsock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND = 1000 * 1000 };

static int complain(const char *what, int error)
{
    fprintf(stderr, "%s: %s %s\n", what, ox_strerror(error), ox_explanation());
    return 1;
}

/* Wait for the answer with this number until the deadline; earlier ones came too late. */
static int await_answer(int s, uint16_t wanted, int64_t deadline)
{
    struct ox_address from;
    char text[OX_TEXT_MAX];
    uint16_t sequence;
    int64_t sent_at = 0;
    int length, ttl;

    ox_deadline(s, OX_RECEIVING, deadline);
    do {
        length = ox_echo_recv(s, &from, &sequence, &sent_at, sizeof sent_at, &ttl);
    } while (length >= 0 && (sequence != wanted || length != sizeof sent_at));
    if (length < 0)
        return length;
    ox_address_text(&from, text, sizeof text); /* udp://HOST:0 */
    *strrchr(text, ':') = '\0';
    printf("%s answers %u after %" PRId64 " us, ttl %d\n", text + 6, sequence,
           ox_now() - sent_at, ttl);
    return 0;
}

int main(int argc, char **argv)
{
    struct ox_address host;
    char endpoint[300];
    long count = argc > 2 ? strtol(argv[2], NULL, 10) : 4, answers = 0, i;
    int s, error;

    if (argc < 2) {
        fprintf(stderr, "usage: ping HOST [COUNT]\n");
        return 2;
    }
    snprintf(endpoint, sizeof endpoint, "udp://%s:0", argv[1]); /* ping knows no ports */
    error = ox_resolve(endpoint, &host, 1, ox_now() + 5 * SECOND);
    if (error < 0)
        return complain(argv[1], error);
    s = ox_echo_open(ox_address_family(&host));
    if (s < 0)
        return complain("ping", s);

    for (i = 1; i <= count; i++) {
        int64_t now = ox_now(), next = now + SECOND;
        uint16_t number = (uint16_t)i;

        error = ox_echo_send(s, &host, number, &now, sizeof now);
        if (error == 0)
            error = await_answer(s, number, next);
        if (error == 0)
            answers++;
        else
            complain(argv[1], error);
        now = ox_now();
        if (i < count && now < next)
            ox_poll(NULL, 0, (int)((next - now) / 1000));
    }
    printf("%ld of %ld answered\n", answers, count);
    ox_close(s);
    return answers == 0;
}
