/* Sends back whatever its clients send: echo_server [ENDPOINT], such as unix:/tmp/echo.sock */
#include <oxsock.h>
#include <pthread.h>
#include <stdio.h>

enum { HALF_A_MINUTE = 30 * 1000 * 1000 };

static void *serve(void *client)
{
    int s = (int)(intptr_t)client, n;
    char buf[4096];

    do { /* Each time, half a minute to say something and to take the answer. */
        ox_deadline(s, OX_BOTH, ox_now() + HALF_A_MINUTE);
        n = ox_read(s, buf, sizeof buf);
    } while (n > 0 && ox_write(s, buf, (size_t)n) == n);
    ox_close(s);
    return NULL;
}

int main(int argc, char **argv)
{
    char where[OX_TEXT_MAX];
    int listener = ox_listen_on(argc > 1 ? argv[1] : "*:7777", 128);
    int error = listener < 0 ? listener : ox_local(listener, where, sizeof where);

    if (error < 0) {
        fprintf(stderr, "%s %s\n", ox_strerror(error), ox_explanation());
        return 1;
    }
    printf("%s\n", where);
    fflush(stdout);
    for (;;) {
        pthread_t thread;
        int s = ox_accept(listener, NULL, NULL);

        if (s < 0)
            ox_poll(NULL, 0, 100); /* No descriptors left: the clients wait in the queue. */
        else if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)s) != 0)
            ox_close(s);
        else
            pthread_detach(thread);
    }
}
