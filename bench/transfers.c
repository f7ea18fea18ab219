/* 64 bytes sent and received in one thread, which is first the only one of its process. */
#include "measure.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/uio.h>

static int end[2][2]; /* the sending and the receiving end, by side */
static char message[64];

static void send_recv(int side, long times)
{
    int *e = end[side];
    for (long i = 0; i < times; i++) {
        if (side == OURS) {
            ox_send(e[0], message, sizeof message, 0);
            ox_recv(e[1], message, sizeof message, 0);
        } else {
            send(e[0], message, sizeof message, MSG_NOSIGNAL);
            recv(e[1], message, sizeof message, 0);
        }
    }
}

static void write_read(int side, long times)
{
    int *e = end[side];
    for (long i = 0; i < times; i++) {
        if (side == OURS) {
            ox_write(e[0], message, sizeof message);
            ox_read(e[1], message, sizeof message);
        } else {
            write(e[0], message, sizeof message);
            read(e[1], message, sizeof message);
        }
    }
}

static void sendmsg_recvmsg(int side, long times)
{
    int *e = end[side];
    struct iovec part = {message, sizeof message};
    struct msghdr msg = {.msg_iov = &part, .msg_iovlen = 1};
    for (long i = 0; i < times; i++) {
        if (side == OURS) {
            ox_sendmsg(e[0], &msg, 0);
            ox_recvmsg(e[1], &msg, 0);
        } else {
            sendmsg(e[0], &msg, MSG_NOSIGNAL);
            recvmsg(e[1], &msg, MSG_CMSG_CLOEXEC);
        }
    }
}

static void unix_pair(int type)
{
    int fd = next_fd();
    MUST(ox_socketpair(AF_UNIX, type, 0, end[OURS]));
    end[LIBC][0] = fd;
    end[LIBC][1] = fd + 1;
}

static void udp_pair(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof a;
    int fd = next_fd();
    end[OURS][1] = MUST(ox_socket(AF_INET, SOCK_DGRAM, 0));
    end[OURS][0] = MUST(ox_socket(AF_INET, SOCK_DGRAM, 0));
    MUST(ox_bind(end[OURS][1], (struct sockaddr *)&a, sizeof a));
    MUST(ox_getsockname(end[OURS][1], (struct sockaddr *)&a, &length));
    MUST(ox_connect(end[OURS][0], (struct sockaddr *)&a, sizeof a));
    end[LIBC][1] = fd;
    end[LIBC][0] = fd + 1;
}

static void done(void)
{
    MUST(ox_close(end[OURS][0]));
    MUST(ox_close(end[OURS][1]));
}

static int all_kinds(const char *threads, double bar)
{
    char name[128];
    unix_pair(SOCK_STREAM);
    snprintf(name, sizeof name, "UNIX stream, 64 bytes, `send` + `recv`, %s", threads);
    int met = compare(&(struct work){name, bar, NULL, send_recv, 100, 4000});
    compare(&(struct work){"— the same, `write` + `read`", 0, NULL, write_read, 100, 1000});
    compare(&(struct work){"— the same, `sendmsg` + `recvmsg`", 0, NULL, sendmsg_recvmsg, 100, 1000});
    done();
    unix_pair(SOCK_DGRAM);
    snprintf(name, sizeof name, "UNIX datagram, 64 bytes, `send` + `recv`, %s", threads);
    met &= compare(&(struct work){name, bar, NULL, send_recv, 100, 2000});
    done();
    udp_pair();
    snprintf(name, sizeof name, "UDP, 64 bytes, `send` + `recv`, %s", threads);
    met &= compare(&(struct work){name, bar, NULL, send_recv, 100, 2000});
    done();
    return met;
}

static void *live(void *unused)
{
    pause();
    return unused;
}

/* With several threads each call executes two locked instructions, which are slower on Intel's
 * processors. */
static int is_intel(void)
{
    char line[256];
    int found = 0;
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && !found && fgets(line, sizeof line, f))
        found = strstr(line, "GenuineIntel") != NULL;
    if (f)
        fclose(f);
    return found;
}

int main(void)
{
    pthread_t other;
    pin(0);
    int met = all_kinds("one thread", 1.01);
    pthread_create(&other, NULL, live, NULL);
    met &= all_kinds("a second thread alive", is_intel() ? 1.06 : 1.01);
    return !met;
}
