/*
 * Comparing oxsock with libc on a machine that does other things too.
 *
 * Both do the same work on the very same kernel sockets, in slices of less than a millisecond
 * that alternate A B B A and B A A B. Each such round gives one ratio, in which a drift of the
 * machine's speed cancels out; the median of many rounds ignores those that were disturbed.
 */
#ifndef MEASURE_H
#define MEASURE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <oxsock.h>

#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { LIBC, OURS };

#define UNUSED __attribute__((unused)) static

/* Without all of its calls a benchmark has no result. */
#define MUST(call) must(#call, (int)(call))
UNUSED int must(const char *call, int result)
{
    if (result < 0) {
        fprintf(stderr, "%s: ", call);
        perror(NULL);
        exit(1);
    }
    return result;
}

UNUSED double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

UNUSED int cores(void)
{
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

/* Bind the calling thread to one core, and raise its priority where that is allowed. */
UNUSED void pin(int core)
{
    setpriority(PRIO_PROCESS, 0, -15);
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    sched_setaffinity(0, sizeof set, &set);
}

/*
 * Run an idle-priority process on each of the first two cores, so that they do not go to sleep:
 * waking a sleeping core of a virtual machine takes longer than a round trip, and varies more.
 * These are processes and not threads, so that the caller's process has a single thread.
 */
UNUSED void keep_cores_awake(void)
{
    const pid_t parent = getpid();
    for (int core = 0; core < 2 && core < cores(); core++) {
        if (MUST(fork()) != 0)
            continue;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        pin(core);
        sched_setscheduler(0, SCHED_IDLE, &(struct sched_param){0});
        while (getppid() == parent)
            for (volatile long i = 0; i < 10000000; i++)
                ;
        _exit(0);
    }
}

/* The number of the next descriptor, by which libc's side finds the descriptor of a handle. (ox_fd
 * would return it, but closing a handle costs more once its descriptor is lent.) */
UNUSED int next_fd(void)
{
    int fd = MUST(dup(0));
    close(fd);
    return fd;
}

UNUSED int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct estimate {
    double median, error; /* error: half of the median's 95 percent confidence interval */
};

/* The median and its confidence interval. Sorts the values. */
UNUSED struct estimate estimate(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    double quartiles = values[count * 3 / 4] - values[count / 4];
    return (struct estimate){values[count / 2], 1.57 * quartiles / sqrt(count)};
}

struct work {
    const char *name;
    double bar;                        /* the largest ratio allowed; 0: no bar */
    void (*prepare)(int side);         /* before each slice, not timed; may be NULL */
    void (*run)(int side, long times); /* the slice */
    long times;                        /* repetitions in a slice */
    int rounds;
};

UNUSED double slice(const struct work *w, int side)
{
    if (w->prepare)
        w->prepare(side);
    double start = now_ns();
    w->run(side, w->times);
    return (now_ns() - start) / (double)w->times;
}

UNUSED int repetitions(int rounds)
{
    const char *factor = getenv("OXSOCK_BENCH_FACTOR");
    double all = rounds * (factor ? atof(factor) : 1);
    return all < 20 ? 20 : (int)all;
}

/* Print a row of the table. Returns whether the bar was met. */
UNUSED int row(const char *name, double libc, double ours, struct estimate ratio, double bar)
{
    char limit[32] = "";
    if (bar > 0)
        snprintf(limit, sizeof limit, "≤ %.2f%s", bar, ratio.median > bar ? " **missed**" : "");
    printf("| %s | %.0f ns | %.0f ns | %.3f ± %.3f | %s |\n", name, libc, ours, ratio.median,
           ratio.error, limit);
    fflush(stdout);
    return bar <= 0 || ratio.median <= bar;
}

/* Measure, and print the row. Returns whether the bar was met. */
UNUSED int compare(const struct work *w)
{
    int rounds = repetitions(w->rounds);
    double *ratios = calloc((size_t)rounds, 3 * sizeof *ratios);
    double *libc = ratios + rounds, *ours = libc + rounds;
    slice(w, OURS), slice(w, LIBC); /* warm up */
    for (int i = 0; i < rounds; i++) {
        int a = i % 2 ? OURS : LIBC, b = !a;
        double time[2];
        time[a] = slice(w, a), time[b] = slice(w, b);
        time[b] += slice(w, b), time[a] += slice(w, a);
        libc[i] = time[LIBC] / 2, ours[i] = time[OURS] / 2;
        ratios[i] = ours[i] / libc[i];
    }
    int met = row(w->name, estimate(libc, rounds).median, estimate(ours, rounds).median,
                  estimate(ratios, rounds), w->bar);
    free(ratios);
    return met;
}

#endif
