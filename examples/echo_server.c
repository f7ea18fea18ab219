/* Sends back whatever its clients send: echo_server [ENDPOINT], such as unix:/tmp/echo.sock */
#include <oxsock.h>
#include <pthread.h>
#include <stdio.h>
static void *serve(void *client)
{
    int s = (int)(intptr_t)client, n;
    char buf[4096];
    do { /* Half a minute for a client to say something, and to take the answer. */
        ox_deadline(s, OX_BOTH, ox_now() + 30 * 1000000);
        n = ox_read(s, buf, sizeof buf);
    } while (n > 0 && ox_write(s, buf, (size_t)n) == n);
    ox_close(s);
    return NULL;
}
int main(int argc, char **argv)
{
    int listener = ox_listen_on(argc > 1 ? argv[1] : "*:7777", 128), s;
    char where[OX_TEXT_MAX];
    pthread_t thread;
    if (listener < 0 || ox_local(listener, where, sizeof where) < 0)
        return fprintf(stderr, "%s %s\n", ox_strerror(listener), ox_explanation()), 1;
    for (printf("%s\n", where), fflush(stdout);;)
        if ((s = ox_accept(listener, NULL, NULL)) < 0)
            ox_poll(NULL, 0, 100); /* No descriptors left: the clients wait in the queue. */
        else if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)s) != 0)
            ox_close(s);
        else
            pthread_detach(thread);
}
