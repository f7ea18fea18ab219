/*
 * What linking the shared object costs a process that starts and ends at once.
 *
 * The arguments are two programs that do nothing: one linked to libc alone, one to oxsock too.
 */
#include "measure.h"

#include <spawn.h>
#include <sys/wait.h>

static char *program[2];

static void start_and_end(int side, long times)
{
    char *arguments[] = {program[side], NULL}, *environment[] = {NULL};
    for (long i = 0; i < times; i++) {
        pid_t child;
        int status;
        MUST(-posix_spawn(&child, program[side], NULL, NULL, arguments, environment));
        MUST(waitpid(child, &status, 0));
        MUST(-status);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    program[LIBC] = argv[1];
    program[OURS] = argv[2];
    pin(0);
    compare(&(struct work){"start and end of a process that links it", 0, NULL, start_and_end, 1, 500});
    return 0;
}
