/*
 * The private memory that each open socket takes.
 *
 * A process opens 15,000 sockets through oxsock, another as many through libc. The growth of
 * Private_Dirty is the memory to which each has written.
 */
#include "measure.h"

#include <sys/resource.h>
#include <sys/wait.h>

enum { BEFORE = 1000, MORE = 15000, BAR = 64 };

static long private_dirty(void)
{
    FILE *f = fopen("/proc/self/smaps_rollup", "r");
    char line[256];
    long kilobytes = -1;
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "Private_Dirty: %ld kB", &kilobytes) == 1)
            break;
    MUST(kilobytes);
    fclose(f);
    return kilobytes * 1024;
}

static void open_sockets(int side, int count)
{
    for (int i = 0; i < count; i++)
        MUST(side == OURS ? ox_socket(AF_UNIX, SOCK_DGRAM, 0) : socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

/* The growth in bytes while a child opens MORE sockets. */
static long growth(int side)
{
    int result[2];
    long bytes;
    MUST(pipe(result));
    if (MUST(fork()) == 0) {
        open_sockets(side, BEFORE);
        private_dirty(); /* opening the file the first time allocates memory */
        bytes = private_dirty();
        open_sockets(side, MORE);
        bytes = private_dirty() - bytes;
        MUST(write(result[1], &bytes, sizeof bytes));
        _exit(0);
    }
    close(result[1]); /* so that the parent does not wait for a child that fails */
    if (read(result[0], &bytes, sizeof bytes) != sizeof bytes)
        exit(1);
    close(result[0]);
    wait(NULL);
    return bytes;
}

int main(void)
{
    struct rlimit files;
    MUST(getrlimit(RLIMIT_NOFILE, &files));
    files.rlim_cur = files.rlim_max;
    MUST(setrlimit(RLIMIT_NOFILE, &files));
    if (files.rlim_max < BEFORE + MORE + 20) {
        printf("| memory for each open socket | | | needs `ulimit -n` above %d | |\n", BEFORE + MORE);
        return 0;
    }
    double libc = (double)growth(LIBC) / MORE, ours = (double)growth(OURS) / MORE;
    printf("| memory for each open socket | %.1f bytes | %.1f bytes | + %.1f bytes | ≤ + %d bytes%s |\n",
           libc, ours, ours - libc, BAR, ours - libc > BAR ? " **missed**" : "");
    return ours - libc > BAR;
}
