/*
 * A service's control socket, which obeys root and the user as whom the service runs:
 *
 *     control_socket PATH              serve, and print where
 *     control_socket PATH COMMAND      send it a command: status, log, stop
 *
 * The client's identity comes from the system, not from the client. The answer to "log" is a
 * descriptor of the service's log.
 */
#define _POSIX_C_SOURCE 200809L

#include <oxsock.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SECOND = 1000 * 1000 };

static int fail(const char *what, int error)
{
    fprintf(stderr, "%s: %s %s\n", what, ox_strerror(error), ox_explanation());
    return 1;
}

static void say(int s, const char *text)
{
    ox_send(s, text, strlen(text), 0); /* the client may be gone */
}

/* Serve one client. Returns whether to continue. */
static int serve(int s)
{
    struct ox_credentials peer;
    char command[16], text[80];
    int length, log = STDERR_FILENO;

    ox_deadline(s, OX_BOTH, ox_now() + 5 * SECOND); /* nobody may hold up the others */
    if (ox_peer_credentials(s, &peer) < 0)
        return 1;
    length = ox_recv(s, command, sizeof command - 1, 0);
    if (length < 0)
        return 1;
    command[length] = '\0';
    snprintf(text, sizeof text, "at work for process %d of user %u", (int)peer.pid,
             (unsigned)peer.uid);
    if (peer.uid != 0 && peer.uid != getuid()) {
        say(s, "not for you");
    } else if (strcmp(command, "status") == 0) {
        say(s, text);
    } else if (strcmp(command, "log") == 0) {
        ox_send_descriptors(s, "here", 4, &log, 1);
    } else if (strcmp(command, "stop") == 0) {
        say(s, "stopping");
        return 0;
    } else {
        say(s, "what is that?");
    }
    return 1;
}

static int serve_all(const char *endpoint)
{
    char where[OX_TEXT_MAX];
    int listener = ox_listen_on(endpoint, 8), goes_on = 1;
    int error = listener < 0 ? listener : ox_local(listener, where, sizeof where);

    if (error < 0)
        return fail(endpoint, error);
    printf("%s\n", where);
    fflush(stdout);
    while (goes_on) {
        int s = ox_accept(listener, NULL, NULL);

        if (s < 0) {
            fail(endpoint, s);
            ox_poll(NULL, 0, 100); /* No descriptors left: the clients wait in the queue. */
            continue;
        }
        goes_on = serve(s);
        ox_close(s);
    }
    return ox_close(listener) < 0; /* removes the file */
}

static int ask(const char *endpoint, const char *command)
{
    int s = ox_dial(endpoint, ox_now() + 5 * SECOND);
    int length, log, count = 1;
    char answer[80];

    if (s < 0)
        return fail(endpoint, s);
    ox_deadline(s, OX_BOTH, ox_now() + 5 * SECOND);
    length = ox_send(s, command, strlen(command), 0);
    if (length >= 0)
        length = ox_recv_descriptors(s, answer, sizeof answer, &log, &count);
    ox_close(s);
    if (length < 0)
        return fail(command, length);
    printf("%.*s\n", length, answer);
    if (count == 1 && log >= 0)
        return dprintf(log, "a client writes to the log\n") < 0;
    return 0;
}

int main(int argc, char **argv)
{
    char endpoint[OX_TEXT_MAX + 16];
    int length;

    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: control_socket PATH [COMMAND]\n");
        return 2;
    }
    length = ox_endpoint_path(argv[1], SOCK_SEQPACKET, endpoint, OX_TEXT_MAX);
    if (length < 0)
        return fail(argv[1], length);
    if (argc == 3)
        return ask(endpoint, argv[2]);
    strcat(endpoint, "?mode=0666"); /* anybody may connect; the credentials decide */
    return serve_all(endpoint);
}
