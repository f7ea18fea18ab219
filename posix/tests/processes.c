/* Sockets in children of fork, vfork, exec and posix_spawn, and in threads that are cancelled. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static int kept[2], left[2];

/* Print what the child has sent, and its status. */
static void expect(const char *what)
{
    char in[32] = "";
    int status = -1;
    long length = recv(kept[0], in, sizeof in - 1, 0);
    wait(&status);
    printf("%s: %ld %s, status %d\n", what, length, in, status);
    fflush(stdout);
}

static void in_child(int argc, char **argv)
{
    int one = atoi(argv[1]), other = atoi(argv[2]);
    char text[64];
    (void)argc;
    int length = snprintf(text, sizeof text, "%d %d", fcntl(one, F_GETFD), fcntl(other, F_GETFD));
    _exit(send(one, text, (size_t)length, 0) == length ? 0 : 9);
}

static void clean(void *place)
{
    *(int *)place = 1;
}

static void *block(void *cleaned)
{
    char byte;
    pthread_cleanup_push(clean, cleaned);
    recv(left[0], &byte, 1, 0);
    pthread_cleanup_pop(0);
    return NULL;
}

/* A system call by number is not a cancellation point. */
static void *block_by_number(void *cleaned)
{
    char byte;
    pthread_cleanup_push(clean, cleaned);
    syscall(SYS_recvfrom, left[0], &byte, 1, 0, NULL, NULL);
    pthread_cleanup_pop(0);
    return NULL;
}

static void cancel(void *(*blocks)(void *))
{
    int cleaned = 0;
    void *result;
    pthread_t thread;
    pthread_create(&thread, NULL, blocks, &cleaned);
    pthread_cancel(thread);
    if (blocks == block_by_number)
        send(left[1], "x", 1, 0);
    pthread_join(thread, &result);
    printf("cancelled: %d, cleaned: %d\n", result == PTHREAD_CANCELED, cleaned);
}

static void *exchange(void *number)
{
    int s[2], wrong = 0;
    unsigned char out = (unsigned char)(long)number, in;
    for (int i = 0; i < 300; i++) {
        in = (unsigned char)~out;
        wrong += socketpair(AF_UNIX, SOCK_STREAM, 0, s) != 0;
        wrong += send(s[0], &out, 1, 0) != 1 || recv(s[1], &in, 1, 0) != 1 || in != out;
        wrong += close(s[0]) != 0 || close(s[1]) != 0;
    }
    return (void *)(long)wrong;
}

int main(int argc, char **argv)
{
    if (argc > 2)
        in_child(argc, argv);
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, kept);
    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, left);
    char one[12], other[12], *arguments[] = {argv[0], one, other, NULL};
    snprintf(one, sizeof one, "%d", kept[1]), snprintf(other, sizeof other, "%d", left[0]);
    if (fork() == 0) {
        send(kept[1], "fork", 4, 0);
        _exit(0);
    }
    expect("fork");
    if (fork() == 0)
        execv("/proc/self/exe", arguments);
    expect("fork and exec");
    if (vfork() == 0) {
        close(left[0]); /* the child's own descriptor */
        execv("/proc/self/exe", arguments);
    }
    expect("vfork and exec");
    posix_spawn(&(pid_t){0}, "/proc/self/exe", NULL, NULL, arguments, environ);
    expect("posix_spawn");
    printf("still open: %d\n", fcntl(left[0], F_GETFD));
    cancel(block);
    cancel(block_by_number);
    pthread_t threads[4];
    long wrong = 0;
    void *result;
    for (long i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, exchange, (void *)(i + 1));
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], &result), wrong += (long)result;
    printf("threads: %ld wrong\n", wrong);
    return 0;
}
