/*
 * The cost of linking the shared object for a process that starts and ends at once.
 *
 * The arguments are two programs that do nothing: one linked to an empty shared object beside
 * libc, one to oxsock.
 */
#include "measure.h"

#include <spawn.h>
#include <sys/wait.h>

#define BAR 30000 /* ns beyond the empty shared object */

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
    const struct work work = {.run = start_and_end, .times = 1};
    int rounds = repetitions(500);
    double *time[2] = {calloc((size_t)rounds, sizeof(double)), calloc((size_t)rounds, sizeof(double))};
    double *more = calloc((size_t)rounds, sizeof *more);
    for (int i = 0; i < rounds; i++) {
        int a = i % 2 ? OURS : LIBC, b = !a;
        time[a][i] = slice(&work, a), time[b][i] = slice(&work, b);
        more[i] = time[OURS][i] - time[LIBC][i];
    }
    struct estimate e = estimate(more, rounds);
    int met = e.median <= BAR;
    printf("| start and end of a process that links it (left: an empty shared object) | %.0f ns "
           "| %.0f ns | + %.0f ± %.0f ns | ≤ + %d ns%s |\n",
           estimate(time[LIBC], rounds).median, estimate(time[OURS], rounds).median, e.median,
           e.error, BAR, met ? "" : " **missed**");
    return !met;
}
