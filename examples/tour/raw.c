/* Raw sockets: a protocol of our own over IPv4, and echo requests that the kernel answers. */
#include "tour.h"

#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>

/* A raw IPv4 socket receives the IP header with the payload; a raw IPv6 socket does not. */
enum { IP_HEADER = sizeof(struct iphdr) };

/*
 * A raw socket receives the packets of all programs that use its protocol, so each process uses its
 * own addresses: all of 127.0.0.0/8 is this machine.
 */
static uint32_t own_loopback(int n)
{
    uint32_t process = (uint32_t)getpid() << 2 & 0xffffff;
    return 0x7f000000 | process | (uint32_t)n;
}

void on_own_loopback(int s)
{
    settle(s, in4(own_loopback(1), 0));
}

void *serve_raw(void *server)
{
    char buffer[IP_HEADER + SIZE];
    int s = *(int *)server;
    for (int i = 0; i < ROUNDS; i++) {
        struct address from = {.length = sizeof from.un};
        int n = MUST(ox_recvfrom(s, buffer, sizeof buffer, 0, &from.any, &from.length));
        MUST(ox_sendto(s, buffer + IP_HEADER, (size_t)(n - IP_HEADER), 0, &from.any, from.length));
    }
    return NULL;
}

/* `with` is the header that the client writes itself (IP_HDRINCL), or null. */
static void exchange_raw(const struct stop *stop, const struct iphdr *with)
{
    int server = open_socket(stop->family, stop->kind, stop->protocol);
    int client = open_socket(stop->family, stop->kind, stop->protocol);
    stop->settle(server);
    settle(client, in4(own_loopback(2), 0));
    struct address to = name_of(server);
    MUST(ox_connect(client, &to.any, to.length));
    MUST(ox_setsockopt(client, IPPROTO_IP, IP_HDRINCL, &(int){with != NULL}, sizeof(int)));
    serve(serve_raw, server);

    char out[IP_HEADER + SIZE], in[IP_HEADER + SIZE];
    int lead = with ? IP_HEADER : 0;
    if (with)
        memcpy(out, with, sizeof *with);
    for (int i = 0; i < ROUNDS; i++) {
        write_message(out + lead, i);
        MUST(ox_send(client, out, (size_t)lead + SIZE, 0));
        compare(in + IP_HEADER, out + lead, MUST(ox_recv(client, in, sizeof in, 0)) - IP_HEADER);
    }
    close_both(client, server);
}

void raw(const struct stop *stop)
{
    exchange_raw(stop, NULL);
}

/* The kernel fills in the total length, the checksum and the identification. */
void raw_with_header(const struct stop *stop)
{
    struct iphdr header = {.version = 4, .ihl = IP_HEADER / 4, .ttl = 1, .protocol = EXPERIMENT,
                           .saddr = htonl(own_loopback(2)), .daddr = htonl(own_loopback(1))};
    exchange_raw(stop, &header);
}

struct echo {
    struct icmphdr icmp; /* the echo messages of ICMPv6 have the same fields */
    char payload[SIZE];
};

static uint16_t checksum(const void *data, size_t length)
{
    const unsigned char *byte = data;
    uint32_t sum = 0;
    for (size_t i = 0; i < length; i += 2)
        sum += (uint32_t)byte[i] << 8 | byte[i + 1];
    sum = (sum & 0xffff) + (sum >> 16);
    return htons((uint16_t)~(sum + (sum >> 16)));
}

static void ping(int s, uint8_t request, int lead)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct echo out = {.icmp = {.type = request}};
        out.icmp.un.echo.id = htons((uint16_t)getpid());
        out.icmp.un.echo.sequence = htons((uint16_t)i);
        write_message(out.payload, i);
        out.icmp.checksum = checksum(&out, sizeof out); /* for ICMPv6 the kernel puts its own */
        MUST(ox_send(s, &out, sizeof out, 0));

        char packet[IP_HEADER + sizeof out];
        struct echo in;
        int n;
        do { /* past the answers to other processes */
            n = MUST(ox_recv(s, packet, sizeof packet, 0)) - lead;
            memcpy(&in, packet + lead, sizeof in);
        } while (in.icmp.un.echo.id != out.icmp.un.echo.id);
        compare(in.payload, out.payload, n - (int)sizeof in.icmp);
    }
    MUST(ox_close(s));
}

void ping4(const struct stop *stop)
{
    int s = open_socket(stop->family, stop->kind, stop->protocol);
    struct address to = in4(INADDR_LOOPBACK, 0);
    struct icmp_filter all_but = {~(1u << ICMP_ECHOREPLY)};
    MUST(ox_setsockopt(s, SOL_RAW, ICMP_FILTER, &all_but, sizeof all_but));
    MUST(ox_connect(s, &to.any, to.length));
    ping(s, ICMP_ECHO, IP_HEADER);
}

void ping6(const struct stop *stop)
{
    int s = open_socket(stop->family, stop->kind, stop->protocol);
    struct icmp6_filter only;
    ICMP6_FILTER_SETBLOCKALL(&only);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &only);
    MUST(ox_setsockopt(s, IPPROTO_ICMPV6, ICMP6_FILTER, &only, sizeof only));
    struct address to = in6(in6addr_loopback, 0);
    settle(s, to);
    MUST(ox_connect(s, &to.any, to.length));
    ping(s, ICMP6_ECHO_REQUEST, 0);
}
