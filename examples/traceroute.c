/*
 * Shows the way that datagrams take to a host, router by router:
 *
 *     traceroute HOST [MOST]   such as localhost, 127.0.0.1, [::1]
 *
 * The hop limit of each probe is one more than that of the one before. The router at which it
 * expires reports that; the host itself reports that the port is closed. Needs no privilege.
 */
#include <errno.h>
#include <inttypes.h>
#include <oxsock.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND = 1000 * 1000, FIRST_PORT = 33434, TRIES = 3 };

static int complain(const char *what, int error)
{
    fprintf(stderr, "%s: %s %s\n", what, ox_strerror(error), ox_explanation());
    return 1;
}

/* "udp://HOST:PORT" without the port; the reporter is empty where this machine found the error. */
static void text_of_host(const struct ox_address *address, char text[OX_TEXT_MAX])
{
    if (ox_address_text(address, text, OX_TEXT_MAX) < 0)
        strcpy(text, "udp://localhost");
    else
        *strrchr(text, ':') = '\0';
}

/* Each distance has its own port, so that late reports can be told apart. */
static int port_at(int distance)
{
    return FIRST_PORT + distance;
}

/* Wait for the report about the probe that went to this port. */
static int await_report(int s, int port, int64_t deadline, struct ox_error_report *report)
{
    struct pollfd entry = {s, 0, 0}; /* POLLERR is always told */
    int64_t left;
    int error;

    while ((left = deadline - ox_now()) > 0) {
        error = ox_poll(&entry, 1, (int)(left / 1000) + 1);
        if (error >= 0)
            error = ox_recv_error(s, NULL, 0, report);
        if (error >= 0 && ox_address_port(&report->destination) == port)
            return 0;
        if (error < 0 && error != -EAGAIN)
            return error;
    }
    return -ETIMEDOUT;
}

/* One probe: 0 if somebody has reported. */
static int probe(int s, const char *host, int distance, struct ox_error_report *report)
{
    struct ox_address to;
    char endpoint[OX_TEXT_MAX + 8];
    int error;

    snprintf(endpoint, sizeof endpoint, "%s:%d", host, port_at(distance));
    error = ox_address_parse(&to, endpoint);
    if (error >= 0)
        error = ox_option_set(s, "ip.ttl", distance);
    if (error < 0)
        return error;
    do { /* A report that came too late is also the error of the next call that sends. */
        error = ox_sendto_address(s, "probe", 5, 0, &to);
    } while (error < 0 && ox_recv_error(s, NULL, 0, report) >= 0);
    if (error < 0)
        return error;
    return await_report(s, port_at(distance), ox_now() + SECOND, report);
}

/* Whether a router has reported that the hop limit of a probe expired. */
static int is_too_far(const struct ox_error_report *report)
{
    return (report->origin == OX_ERROR_ICMP && report->icmp_type == 11) ||
           (report->origin == OX_ERROR_ICMPV6 && report->icmp_type == 3);
}

/* Find out who is at a distance, and print it: 1 if that was the last, 0 if not. */
static int show(int s, const char *host, int distance)
{
    struct ox_error_report report;
    char reporter[OX_TEXT_MAX];
    int64_t start = 0;
    int error = -ETIMEDOUT, tries;

    for (tries = 0; tries < TRIES && error == -ETIMEDOUT; tries++) {
        start = ox_now();
        error = probe(s, host, distance, &report);
    }
    if (error == -ETIMEDOUT) {
        printf("%2d  no report\n", distance);
        return 0;
    }
    if (error < 0)
        return error;
    text_of_host(&report.reporter, reporter);
    printf("%2d  %s  %" PRId64 " us", distance, reporter + 6, ox_now() - start);
    if (report.code == ECONNREFUSED) {
        printf("  is there\n");
        return 1;
    }
    printf("\n");
    return is_too_far(&report) ? 0 : -report.code;
}

int main(int argc, char **argv)
{
    struct ox_address address;
    char endpoint[300], host[OX_TEXT_MAX];
    int most = argc > 2 ? atoi(argv[2]) : 30, distance, s, result;

    if (argc < 2) {
        fprintf(stderr, "usage: traceroute HOST [MOST]\n");
        return 2;
    }
    snprintf(endpoint, sizeof endpoint, "udp://%s:0", argv[1]);
    result = ox_resolve(endpoint, &address, 1, ox_now() + 5 * SECOND);
    if (result < 0)
        return complain(argv[1], result);
    text_of_host(&address, host);
    s = ox_socket(ox_address_family(&address), SOCK_DGRAM, 0);
    if (s < 0)
        return complain("traceroute", s);
    result = ox_error_reports(s, 1);
    for (distance = 1; result == 0 && distance <= most; distance++)
        result = show(s, host, distance);
    ox_close(s);
    if (result < 0)
        return complain(argv[1], result);
    return result == 0; /* it is further away */
}
