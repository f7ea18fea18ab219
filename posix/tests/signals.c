/* Signals during calls that wait: EINTR, or the call continues with SA_RESTART; SIGPIPE kills; a
 * handler may make calls itself. A thread sends the signal as soon as the main thread sleeps in the
 * kernel. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int pair[2], in_handler[2], rounds;
static pthread_t main_thread;
static pid_t main_id;

static void handle(int number)
{
    int before = errno;
    (void)number;
    rounds++;
    send(in_handler[0], "h", 1, 0);
    errno = before;
}

/* Whether the main thread sleeps in a system call. */
static int sleeps(void)
{
    char path[64], text[512], *state;
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", main_id);
    FILE *file = fopen(path, "r");
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;
    state = strrchr(text, ')');
    return state && state[2] == 'S';
}

static void *interrupt(void *then)
{
    while (!sleeps())
        sched_yield();
    pthread_kill(main_thread, SIGUSR1);
    if (then) { /* the call continues until `then` ends it */
        char byte;
        recv(in_handler[1], &byte, 1, 0);
        while (!sleeps())
            sched_yield();
        send(pair[0], then, 1, 0);
    }
    return NULL;
}

static void catch(int flags)
{
    struct sigaction action = {.sa_handler = handle, .sa_flags = flags};
    sigaction(SIGUSR1, &action, NULL);
}

static void say(const char *what, long value)
{
    printf("%s: %ld %s\n", what, value, value < 0 ? strerror(errno) : "");
}

#define INTERRUPTED(call, then)                              \
    do {                                                     \
        pthread_t other;                                     \
        pthread_create(&other, NULL, interrupt, then);       \
        long value = (call);                                 \
        int error = errno;                                   \
        pthread_join(other, NULL);                           \
        errno = error;                                       \
        say(#call, value);                                   \
    } while (0)

static void pipe_signal(int flags)
{
    int dead[2], status;
    fflush(stdout);
    if (fork() == 0) {
        socketpair(AF_UNIX, SOCK_STREAM, 0, dead);
        close(dead[1]);
        send(dead[0], "x", 1, flags);
        _exit(7);
    }
    wait(&status);
    printf("flags %d: signal %d, exit %d\n", flags, WTERMSIG(status), WEXITSTATUS(status));
}

static sigjmp_buf before_call;

static void leave(int number)
{
    siglongjmp(before_call, number);
}

/* A handler leaves the call by longjmp: the object keeps no state of it. */
#define LEFT(call)                                               \
    do {                                                         \
        pthread_t other;                                         \
        int state = -1;                                          \
        pthread_create(&other, NULL, interrupt, NULL);           \
        if (sigsetjmp(before_call, 1) == 0)                      \
            (void)(call);                                        \
        pthread_join(other, NULL);                               \
        pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);   \
        printf(#call " is left: cancellation is %s\n",           \
               state == PTHREAD_CANCEL_ENABLE ? "on" : "off");   \
    } while (0)

static void leaving(int listener, int epoll)
{
    char byte;
    struct epoll_event event;
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    struct pollfd entry = {pair[1], POLLIN, 0};
    struct sigaction action = {.sa_handler = leave};
    sigaction(SIGUSR1, &action, NULL);
    LEFT(recv(pair[1], &byte, 1, 0));
    LEFT(syscall(SYS_read, pair[1], &byte, 1));
    LEFT(syscall(SYS_readv, pair[1], &part, 1));
    LEFT(syscall(SYS_recvfrom, pair[1], &byte, 1, 0, NULL, NULL));
    LEFT(syscall(SYS_recvmsg, pair[1], &message, 0));
    LEFT(syscall(SYS_accept4, listener, NULL, NULL, 0));
#ifdef SYS_poll
    LEFT(syscall(SYS_poll, &entry, 1, -1));
    LEFT(syscall(SYS_epoll_wait, epoll, &event, 1, -1));
#endif
}

int main(void)
{
    char byte;
    struct epoll_event event;
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0), epoll = epoll_create1(0);
    struct pollfd entry;
    main_thread = pthread_self(), main_id = getpid();
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair), socketpair(AF_UNIX, SOCK_STREAM, 0, in_handler);
    bind(listener, (void *)&at, sizeof(sa_family_t)), listen(listener, 1);
    entry = (struct pollfd){pair[1], POLLIN, 0};

    catch(0);
    INTERRUPTED(recv(pair[1], &byte, 1, 0), NULL);
    INTERRUPTED(read(pair[1], &byte, 1), NULL);
    INTERRUPTED(accept(listener, NULL, NULL), NULL);
    INTERRUPTED(poll(&entry, 1, -1), NULL);
    INTERRUPTED(epoll_wait(epoll, &event, 1, -1), NULL);
    catch(SA_RESTART);
    while (recv(in_handler[1], &byte, 1, MSG_DONTWAIT) > 0)
        ;
    INTERRUPTED(recv(pair[1], &byte, 1, 0), "x");
    INTERRUPTED(poll(&entry, 1, -1), NULL); /* is never continued */
    printf("%d rounds\n", rounds);
    leaving(listener, epoll);
    pipe_signal(0);
    pipe_signal(MSG_NOSIGNAL);
    return 0;
}
