/*
 * The other end of a tour that a program in another language takes.
 *
 *     tour network COMMAND...   run a command in a network of its own, which all of the tour needs
 *     tour list                 the stops: number, domain, type, how, and the three numbers that
 *                               ox_socket takes, with tabs between them
 *     tour serve NUMBER         be the server of a stop, for one client
 *
 * A server first prints the address that the client has to connect to, the bytes of a struct
 * sockaddr in hexadecimal. Where the stop is a socketpair, the client makes the pair, connects to
 * that address, and sends one of the two there by ox_send_handles. Where the kernel is the other
 * end, the address is all.
 */
#include "tour.h"

#include <stdlib.h>

static void print_address(struct address a)
{
    const unsigned char *byte = (const unsigned char *)&a.any;
    for (socklen_t i = 0; i < a.length; i++)
        printf("%02x", byte[i]);
    puts("");
    fflush(stdout);
}

static int server_of(const struct stop *stop)
{
    int s = open_socket(stop->family, stop->kind, stop->protocol);
    stop->settle(s);
    struct address to = name_of(s);
    if (stop->aim)
        stop->aim(stop, &to);
    if (stop->travel == connection || stop->travel == link_connection)
        MUST(ox_listen(s, 1));
    print_address(to);
    return s;
}

static int received_half_of_a_pair(void)
{
    char byte;
    int half, n = 1, s = open_socket(AF_UNIX, SOCK_STREAM, 0);
    by_autobind(s);
    MUST(ox_listen(s, 1));
    print_address(name_of(s));
    int client = MUST(ox_accept(s, NULL, NULL));
    MUST(ox_recv_handles(client, &byte, 1, &half, &n));
    if (n != 1)
        fail("ox_recv_handles", "not one handle");
    MUST(half);
    MUST(ox_deadline(half, OX_BOTH, ox_now() + LIMIT));
    MUST(ox_close(client));
    MUST(ox_close(s));
    return half;
}

static void serve_here(void *(*how)(void *), int s)
{
    how(&s);
    MUST(ox_close(s));
}

void serve_stop(const struct stop *stop)
{
    if (stop->travel == ping4)
        print_address(in4(INADDR_LOOPBACK, 0));
    else if (stop->travel == ping6)
        print_address(in6(in6addr_loopback, 0));
    else if (stop->travel == pair)
        serve_here(serve_peer, received_half_of_a_pair());
    else if (stop->travel == raw || stop->travel == raw_with_header)
        serve_here(serve_raw, server_of(stop));
    else if (stop->travel == datagrams || stop->travel == link_datagrams)
        serve_here(serve_datagrams, server_of(stop));
    else
        serve_here(serve_connection, server_of(stop));
}

int run_in_own_network(char **command)
{
    own_network();
    execvp(command[0], command);
    perror(command[0]);
    return 1;
}
