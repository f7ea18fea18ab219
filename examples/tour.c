/*
 * A tour of every domain and type of socket, with real traffic.
 *
 * Each stop runs in a process of its own, so that a failure does not affect the next. In it, a
 * thread is the server, which sends back what it receives, and the main thread is the client,
 * which sends messages and compares what comes back. The files in tour/ have the details.
 *
 * With arguments it is the other end for a program that takes the tour: see tour/peer.c.
 */
#define _GNU_SOURCE
#include "tour/tour.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

static const struct stop stops[] = {
    {"UNIX", "stream", "path", AF_UNIX, SOCK_STREAM, 0, connection, by_path, 0},
    {"UNIX", "stream", "abstract", AF_UNIX, SOCK_STREAM, 0, connection, by_abstract_name, 0},
    {"UNIX", "stream", "autobind", AF_UNIX, SOCK_STREAM, 0, connection, by_autobind, 0},
    {"UNIX", "stream", "socketpair", AF_UNIX, SOCK_STREAM, 0, pair, 0, 0},
    {"UNIX", "datagram", "path", AF_UNIX, SOCK_DGRAM, 0, datagrams, by_path, 0},
    {"UNIX", "datagram", "abstract", AF_UNIX, SOCK_DGRAM, 0, datagrams, by_abstract_name, 0},
    {"UNIX", "datagram", "autobind", AF_UNIX, SOCK_DGRAM, 0, datagrams, by_autobind, 0},
    {"UNIX", "datagram", "socketpair", AF_UNIX, SOCK_DGRAM, 0, pair, 0, 0},
    {"UNIX", "seqpacket", "path", AF_UNIX, SOCK_SEQPACKET, 0, connection, by_path, 0},
    {"UNIX", "seqpacket", "abstract", AF_UNIX, SOCK_SEQPACKET, 0, connection, by_abstract_name, 0},
    {"UNIX", "seqpacket", "autobind", AF_UNIX, SOCK_SEQPACKET, 0, connection, by_autobind, 0},
    {"UNIX", "seqpacket", "socketpair", AF_UNIX, SOCK_SEQPACKET, 0, pair, 0, 0},
    {"IPv4", "TCP", "", AF_INET, SOCK_STREAM, 0, connection, on_loopback4, 0},
    {"IPv4", "UDP", "", AF_INET, SOCK_DGRAM, 0, datagrams, on_loopback4, 0},
    {"IPv4", "raw", "ICMP", AF_INET, SOCK_RAW, IPPROTO_ICMP, ping4, 0, 0},
    {"IPv4", "raw", "protocol 253", AF_INET, SOCK_RAW, EXPERIMENT, raw, on_own_loopback, 0},
    {"IPv4", "raw", "IP_HDRINCL", AF_INET, SOCK_RAW, EXPERIMENT, raw_with_header, on_own_loopback, 0},
    {"IPv6", "TCP", "", AF_INET6, SOCK_STREAM, 0, connection, on_loopback6, 0},
    {"IPv6", "TCP", "V6ONLY on", AF_INET6, SOCK_STREAM, 0, connection, on_any6_alone, at_loopback6_only},
    {"IPv6", "TCP", "V6ONLY off, from IPv4", AF_INET6, SOCK_STREAM, 0, connection, on_any6_and_4, at_loopback4},
    {"IPv6", "TCP", "scope id", AF_INET6, SOCK_STREAM, 0, link_connection, on_link_local, 0},
    {"IPv6", "UDP", "", AF_INET6, SOCK_DGRAM, 0, datagrams, on_loopback6, 0},
    {"IPv6", "UDP", "V6ONLY on", AF_INET6, SOCK_DGRAM, 0, datagrams, on_any6_alone, at_loopback6_only},
    {"IPv6", "UDP", "V6ONLY off, from IPv4", AF_INET6, SOCK_DGRAM, 0, datagrams, on_any6_and_4, at_loopback4},
    {"IPv6", "UDP", "scope id", AF_INET6, SOCK_DGRAM, 0, link_datagrams, on_link_local, 0},
    {"IPv6", "raw", "ICMPv6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, ping6, 0, 0},
};
enum { COUNT = sizeof stops / sizeof stops[0] };

char home[] = "/tmp/oxsock-tour-XXXXXX";

void skip(const char *reason)
{
    printf("skipped: %s\n", reason);
    exit(SKIPPED);
}

void fail(const char *what, const char *why)
{
    printf("FAILED: %s: %s\n", what, why);
    exit(1);
}

int must(const char *call, int result)
{
    if (result < 0)
        fail(call, ox_strerror(result));
    return result;
}

static struct {
    long messages, bytes;
} sent, received;

void count(int bytes_sent, int bytes_received)
{
    sent.messages++;
    sent.bytes += bytes_sent;
    received.messages++;
    received.bytes += bytes_received;
}

static void visit(const struct stop *stop)
{
    alarm(2 * LIMIT / 1000000); /* in case a deadline does not hold */
    int64_t start = ox_now();
    stop->travel(stop);
    double ms = (double)(ox_now() - start) / 1000;
    printf("%3ld messages, %6ld bytes   %3ld messages, %6ld bytes  %8.2f ms\n", sent.messages,
           sent.bytes, received.messages, received.bytes, ms);
    exit(0);
}

/* The exit status of a stop; 1 if a signal ended it. */
static int status_of(const struct stop *stop)
{
    printf("%-6s %-10s %-23s", stop->domain, stop->type, stop->how);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        visit(stop);
    int status;
    if (child < 0 || waitpid(child, &status, 0) < 0) {
        perror("cannot start a process");
        return 1;
    }
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    printf("FAILED: %s\n", strsignal(WTERMSIG(status)));
    return 1;
}

static void remove_path(void)
{
    char path[sizeof home + sizeof "/server"];
    snprintf(path, sizeof path, "%s/server", home);
    unlink(path);
}

static void remove_home(void)
{
    remove_path();
    rmdir(home);
}

static int take_the_tour(void)
{
    int status[COUNT], skipped = 0, failed = 0;
    printf("%-6s %-10s %-23s%-29s%-28s%s\n", "domain", "type", "how", "sent", "received", "time");
    for (int i = 0; i < COUNT; i++) {
        status[i] = status_of(&stops[i]);
        skipped += status[i] == SKIPPED;
        failed += status[i] != 0 && status[i] != SKIPPED;
        remove_path();
    }
    printf("%d passed, %d skipped, %d failed\n", COUNT - skipped - failed, skipped, failed);
    fflush(stdout);
    for (int i = 0; i < COUNT; i++)
        if (status[i] != 0 && status[i] != SKIPPED)
            fprintf(stderr, "failed: %s %s %s\n", stops[i].domain, stops[i].type, stops[i].how);
    return failed > 0;
}

static int list(void)
{
    for (int i = 0; i < COUNT; i++)
        printf("%d\t%s\t%s\t%s\t%d\t%d\t%d\n", i, stops[i].domain, stops[i].type, stops[i].how,
               stops[i].family, stops[i].kind, stops[i].protocol);
    return 0;
}

static int serve_as_told(int number)
{
    if (number < 0 || number >= COUNT)
        fail("serve", "no such stop");
    alarm(2 * LIMIT / 1000000);
    atexit(remove_home); /* which fail does not */
    serve_stop(&stops[number]);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list();
    if (argc > 2 && strcmp(argv[1], "network") == 0)
        return run_in_own_network(argv + 2);
    if (mkdtemp(home) == NULL) {
        perror(home);
        return 1;
    }
    if (argc == 3 && strcmp(argv[1], "serve") == 0)
        return serve_as_told(atoi(argv[2]));
    int status = argc == 1 ? take_the_tour() : 2;
    rmdir(home);
    return status;
}
