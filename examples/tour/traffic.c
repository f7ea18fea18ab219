/* Servers that send back what they receive, and their clients. */
#include "tour.h"

#include <pthread.h>

static int serving;
static pthread_t server_thread;

void serve(void *(*how)(void *), int s)
{
    serving = s;
    if (pthread_create(&server_thread, NULL, how, &serving) != 0)
        fail("pthread_create", "no thread");
}

/* The client closes first, so that the server reads the end of the connection. */
void close_both(int client, int server)
{
    MUST(ox_close(client));
    pthread_join(server_thread, NULL);
    MUST(ox_close(server));
}

void *serve_connection(void *listener)
{
    char buffer[SIZE];
    int n, c = MUST(ox_accept(*(int *)listener, NULL, NULL));
    MUST(ox_deadline(c, OX_BOTH, ox_now() + LIMIT));
    while ((n = MUST(ox_read(c, buffer, sizeof buffer))) > 0)
        MUST(ox_write(c, buffer, (size_t)n));
    MUST(ox_close(c));
    return NULL;
}

void *serve_datagrams(void *server)
{
    char buffer[SIZE];
    int s = *(int *)server;
    for (int i = 0; i < ROUNDS; i++) {
        struct address from = {.length = sizeof from.un};
        int n = MUST(ox_recvfrom(s, buffer, sizeof buffer, 0, &from.any, &from.length));
        MUST(ox_sendto(s, buffer, (size_t)n, 0, &from.any, from.length));
    }
    return NULL;
}

void *serve_peer(void *peer)
{
    char buffer[SIZE];
    int s = *(int *)peer;
    for (int i = 0; i < ROUNDS; i++) {
        int n = MUST(ox_recv(s, buffer, sizeof buffer, MSG_WAITALL));
        MUST(ox_send(s, buffer, (size_t)n, 0));
    }
    return NULL;
}

void write_message(char message[SIZE], int round)
{
    memset(message, 'a' + round % 26, SIZE);
    snprintf(message, SIZE, "message %d of process %d", round, getpid());
}

void compare(const char *came, const char *went, int n)
{
    if (n != SIZE || memcmp(came, went, SIZE) != 0)
        fail("exchange", "what came back is not what was sent");
    count(SIZE, n);
}

/* A stream may deliver a message in parts; MSG_WAITALL puts them together. */
static void exchange(int s)
{
    char out[SIZE], in[SIZE];
    for (int i = 0; i < ROUNDS; i++) {
        write_message(out, i);
        MUST(ox_send(s, out, SIZE, 0));
        compare(in, out, MUST(ox_recv(s, in, SIZE, MSG_WAITALL)));
    }
}

static int open_server(const struct stop *stop)
{
    int s = open_socket(stop->family, stop->kind, stop->protocol);
    stop->settle(s);
    return s;
}

static int open_client(const struct stop *stop, int server)
{
    struct address to = name_of(server);
    if (stop->aim)
        stop->aim(stop, &to);
    int s = open_socket(to.any.sa_family, stop->kind, stop->protocol);
    /* A UNIX datagram client has no address by default, and so could not be answered. */
    if (stop->family == AF_UNIX && stop->kind == SOCK_DGRAM)
        by_autobind(s);
    MUST(ox_connect(s, &to.any, to.length));
    return s;
}

void connection(const struct stop *stop)
{
    int listener = open_server(stop);
    MUST(ox_listen(listener, 1));
    int client = open_client(stop, listener);
    serve(serve_connection, listener);
    exchange(client);
    close_both(client, listener);
}

void datagrams(const struct stop *stop)
{
    int server = open_server(stop);
    int client = open_client(stop, server);
    serve(serve_datagrams, server);
    exchange(client);
    close_both(client, server);
}

void pair(const struct stop *stop)
{
    int s[2];
    MUST(ox_socketpair(stop->family, stop->kind, stop->protocol, s));
    serve(serve_peer, s[1]);
    exchange(s[0]);
    close_both(s[0], s[1]);
}

void link_connection(const struct stop *stop)
{
    own_network();
    connection(stop);
}

void link_datagrams(const struct stop *stop)
{
    own_network();
    datagrams(stop);
}
