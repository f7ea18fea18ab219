/* Shared by the files of the tour. */
#ifndef TOUR_H
#define TOUR_H

#include <oxsock.h>

#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    ROUNDS = 100,           /* messages there and back at each stop */
    SIZE = 1000,            /* bytes in each */
    LIMIT = 5 * 1000 * 1000, /* no call waits longer, in microseconds */
    SKIPPED = 77            /* exit status of a stop that this machine cannot make */
};

struct address {
    union {
        struct sockaddr any;
        struct sockaddr_un un;
        struct sockaddr_in in4;
        struct sockaddr_in6 in6;
    };
    socklen_t length;
};

struct stop {
    const char *domain, *type, *how;
    int family, kind, protocol;
    void (*travel)(const struct stop *);
    void (*settle)(int server);                               /* binds the server */
    void (*aim)(const struct stop *, struct address *server); /* where the client finds it */
};

/* tour.c: failing and skipping end the process of the stop. */
void fail(const char *what, const char *why);
void skip(const char *reason);
int must(const char *call, int result);
#define MUST(call) must(#call, call)
extern char home[]; /* a directory for the names of UNIX sockets */
void count(int bytes_sent, int bytes_received);

/* address.c: sockets of each kind, and their addresses. */
int open_socket(int family, int kind, int protocol);
void settle(int s, struct address a);
struct address name_of(int s);
struct address in4(uint32_t host, in_port_t port);
struct address in6(struct in6_addr host, in_port_t port);
void by_path(int s);
void by_abstract_name(int s);
void by_autobind(int s);
void on_loopback4(int s);
void on_loopback6(int s);
void on_any6_alone(int s);
void on_any6_and_4(int s);
void on_link_local(int s);
void at_loopback4(const struct stop *stop, struct address *server);
void at_loopback6_only(const struct stop *stop, struct address *server);
void own_network(void);

/* traffic.c: a thread is the server, which sends back what it receives. */
void connection(const struct stop *stop);
void datagrams(const struct stop *stop);
void pair(const struct stop *stop);
void link_connection(const struct stop *stop);
void link_datagrams(const struct stop *stop);
void write_message(char message[SIZE], int round);
void compare(const char *came, const char *went, int n);
void serve(void *(*how)(void *), int s);
void close_both(int client, int server);
void *serve_connection(void *listener);
void *serve_datagrams(void *server);
void *serve_peer(void *peer);

/* raw.c */
enum { EXPERIMENT = 253 }; /* the IP protocol number kept free for experiments, RFC 3692 */
void on_own_loopback(int s);
void raw(const struct stop *stop);
void raw_with_header(const struct stop *stop);
void ping4(const struct stop *stop);
void ping6(const struct stop *stop);
void *serve_raw(void *server);

/* peer.c: the other end of a tour by another program. */
void serve_stop(const struct stop *stop);
int run_in_own_network(char **command);

#endif
