/* Sockets of each kind, and their addresses. */
#define _GNU_SOURCE
#include "tour.h"

#include <net/if.h>
#include <linux/ipv6.h>
#include <sched.h>
#include <sys/ioctl.h>

static const struct in6_addr fe80_1 = {.s6_addr = {0xfe, 0x80, [15] = 1}};

int open_socket(int family, int kind, int protocol)
{
    int s = ox_socket(family, kind, protocol);
    if (s == -EPERM && kind == SOCK_RAW)
        skip("needs CAP_NET_RAW");
    if (s == -EAFNOSUPPORT && family == AF_INET6)
        skip("this machine has no IPv6");
    must("ox_socket", s);
    MUST(ox_deadline(s, OX_BOTH, ox_now() + LIMIT));
    return s;
}

void settle(int s, struct address a)
{
    int bound = ox_bind(s, &a.any, a.length);
    if (bound == -EADDRNOTAVAIL && a.any.sa_family == AF_INET6)
        skip("this machine has no IPv6");
    must("ox_bind", bound);
}

struct address name_of(int s)
{
    struct address a = {.length = sizeof a.un};
    MUST(ox_getsockname(s, &a.any, &a.length));
    return a;
}

struct address in4(uint32_t host, in_port_t port)
{
    return (struct address){
        .in4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(host), .sin_port = port},
        .length = sizeof(struct sockaddr_in)};
}

struct address in6(struct in6_addr host, in_port_t port)
{
    return (struct address){
        .in6 = {.sin6_family = AF_INET6, .sin6_addr = host, .sin6_port = port},
        .length = sizeof(struct sockaddr_in6)};
}

void by_path(int s)
{
    struct address a = {.un.sun_family = AF_UNIX, .length = sizeof a.un};
    snprintf(a.un.sun_path, sizeof a.un.sun_path, "%s/server", home);
    settle(s, a);
}

/* An abstract name begins with a zero byte, and its length says where it ends. */
void by_abstract_name(int s)
{
    struct address a = {.un.sun_family = AF_UNIX};
    int n = snprintf(a.un.sun_path + 1, sizeof a.un.sun_path - 1, "oxsock-tour-%d", getpid());
    a.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);
    settle(s, a);
}

/* bind() with only the family makes the kernel choose an abstract name. */
void by_autobind(int s)
{
    settle(s, (struct address){.un.sun_family = AF_UNIX, .length = sizeof(sa_family_t)});
}

void on_loopback4(int s)
{
    settle(s, in4(INADDR_LOOPBACK, 0));
}

void on_loopback6(int s)
{
    settle(s, in6(in6addr_loopback, 0));
}

static void on_any6(int s, int v6only)
{
    MUST(ox_setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, sizeof v6only));
    settle(s, in6(in6addr_any, 0));
}

void on_any6_alone(int s)
{
    on_any6(s, 1);
}

void on_any6_and_4(int s)
{
    on_any6(s, 0);
}

/* fe80::1 is an address only together with an interface, here loopback, number 1. */
static struct address link_local(void)
{
    struct address a = in6(fe80_1, 0);
    a.in6.sin6_scope_id = 1;
    return a;
}

void on_link_local(int s)
{
    settle(s, link_local());
}

void at_loopback4(const struct stop *stop, struct address *server)
{
    (void)stop;
    *server = in4(INADDR_LOOPBACK, server->in6.sin6_port);
}

/* A server for IPv6 only is not reached by a client over IPv4. */
void at_loopback6_only(const struct stop *stop, struct address *server)
{
    struct address by4 = in4(INADDR_LOOPBACK, server->in6.sin6_port);
    int client = open_socket(AF_INET, stop->kind, 0);
    int n = ox_connect(client, &by4.any, by4.length);
    if (n == 0) /* a datagram socket learns it after its first message */
        n = ox_send(client, "?", 1, 0);
    if (n > 0)
        n = ox_recv(client, &(char){0}, 1, 0);
    if (n != -ECONNREFUSED)
        fail("an IPv4 client is not refused", ox_strerror(n));
    MUST(ox_close(client));
    *server = in6(in6addr_loopback, server->in6.sin6_port);
}

/* The kernel accepts bind() to a new address a moment later, and delivers packets to it later
 * still. */
static void wait_for_link_local(int datagram)
{
    struct address a = link_local();
    int64_t limit = ox_now() + LIMIT;
    while (ox_bind(datagram, &a.any, a.length) == -EADDRNOTAVAIL && ox_now() < limit)
        sched_yield();
    a = name_of(datagram);
    while (ox_recv(datagram, &(char){0}, 1, MSG_DONTWAIT) == -EAGAIN && ox_now() < limit)
        ox_sendto(datagram, "?", 1, 0, &a.any, a.length);
}

/* A network namespace of this process, with fe80::1 in it. */
void own_network(void)
{
    if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        skip("needs a network namespace");
    int s = open_socket(AF_INET6, SOCK_DGRAM, 0);
    struct ifreq up = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    struct in6_ifreq add = {.ifr6_addr = fe80_1, .ifr6_prefixlen = 64, .ifr6_ifindex = 1};
    int fd = MUST(ox_fd(s)); /* ioctl is the kernel's and knows descriptors, not handles */
    if (ioctl(fd, SIOCSIFFLAGS, &up) < 0 || ioctl(fd, SIOCSIFADDR, &add) < 0)
        skip("needs a network namespace");
    wait_for_link_local(s);
    MUST(ox_close(s));
}
