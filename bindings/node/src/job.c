/* Calls that have to wait in C: resolving names, locking UNIX paths, reading files that are sent.
   They have threads of their own, so that a resolver that does not answer does not hold up file
   system calls. */
#include "native.h"
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

enum { MOST_THREADS = 20, MOST_LOOKUPS = 18, IDLE_SECONDS = 5, ADDRESSES = 16, WHY_ROOM = 512 };
typedef enum Kind { RESOLVE, LISTEN_ON, DIAL, RESOLVE_FAMILY, SEND_FILE } Kind; /* as in lib/job.js */

struct Job {
    Job *next, **before;      /* in the environment's list, used by the thread of JavaScript */
    Job *behind;              /* the next in a queue, or of those that are done */
    Environment *environment; /* NULL if the result is no longer wanted; under the lock */
    napi_ref callback;
    int id;
    Kind kind;
    Text text;
    int64_t argument; /* a deadline, a backlog, a family, or a number of bytes */
    int64_t offset;
    int handle, fd;

    int result;
    struct ox_address *addresses;
    uint64_t sent;
    char why[WHY_ROOM];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static int threads, idle, lookups; /* lookups: threads that may wait for a resolver */

typedef struct Queue {
    Job *first, **end;
} Queue;

static Queue files = {NULL, &files.first}, others = {NULL, &others.first};

static Queue *queue_of(const Job *job)
{
    return job->kind == SEND_FILE ? &files : &others;
}

/* The queue of the next job, or NULL. Sending files does not wait for threads that wait for a
   resolver. */
static Queue *next_queue(void)
{
    if (files.first != NULL)
        return &files;
    return others.first != NULL && lookups < MOST_LOOKUPS ? &others : NULL;
}

static int resolve(Job *job)
{
    for (size_t room = ADDRESSES;;) {
        free(job->addresses);
        job->addresses = malloc(room * sizeof *job->addresses);
        if (job->addresses == NULL)
            return -ENOMEM;
        int count = ox_resolve(job->text.given, job->addresses, room, OX_FOREVER);
        if (count < 0 || (size_t)count <= room)
            return count;
        room = (size_t)count;
    }
}

/* Resolve the addresses of one family, as ox_resolve returns them only together with those of the
   other. An error is ignored, because ox_resolve returns it as well. */
static int resolve_family(Job *job)
{
    char host[256];
    const char *text = job->text.given;
    const bool udp = strncmp(text, "udp://", 6) == 0;
    text += udp || strncmp(text, "tcp://", 6) == 0 ? 6 : 0;
    const char *colon = strrchr(text, ':');
    if (colon == NULL || (size_t)(colon - text) >= sizeof host)
        return 0;
    *(char *)mempcpy(host, text, (size_t)(colon - text)) = 0;

    struct addrinfo *found, hints = {.ai_family = (int)job->argument,
                                     .ai_socktype = udp ? SOCK_DGRAM : SOCK_STREAM};
    if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
        return 0;
    job->addresses = malloc(ADDRESSES * sizeof *job->addresses);
    int count = 0;
    for (struct addrinfo *a = found; a != NULL && job->addresses != NULL && count < ADDRESSES;
         a = a->ai_next)
        count += ox_address_from_sockaddr(&job->addresses[count], hints.ai_socktype, a->ai_addr,
                                          a->ai_addrlen) == 0;
    freeaddrinfo(found);
    return count;
}

static int send_file(Job *job)
{
    int64_t offset = job->offset;
    uint64_t length = job->argument < 0 ? UINT64_MAX : (uint64_t)job->argument;
    return ox_send_file(job->handle, job->fd, offset < 0 ? NULL : &offset, length, 0, &job->sent);
}

static void run(Job *job)
{
    if (job->kind == RESOLVE)
        job->result = resolve(job);
    else if (job->kind == LISTEN_ON)
        job->result = ox_listen_on(job->text.given, (int)job->argument);
    else if (job->kind == DIAL)
        job->result = ox_dial(job->text.given, job->argument);
    else if (job->kind == RESOLVE_FAMILY)
        job->result = resolve_family(job);
    else
        job->result = send_file(job);
    if (job->result < 0 && job->kind != SEND_FILE)
        strncat(job->why, ox_explanation(), WHY_ROOM - 1);
}

static void free_job(Job *job)
{
    if (job->fd >= 0)
        close(job->fd);
    free(job->addresses);
    free(job);
}

/* Close a socket that was opened for a job whose result is no longer wanted. */
static void discard(Job *job)
{
    if ((job->kind == LISTEN_ON || job->kind == DIAL) && job->result >= 0)
        ox_close(job->result);
    free_job(job);
}

static void finish(Job *job)
{
    Environment *environment = job->environment;
    if (environment == NULL) {
        pthread_mutex_unlock(&lock);
        discard(job);
        pthread_mutex_lock(&lock);
        return;
    }
    job->behind = environment->done;
    environment->done = job;
    uv_async_send(environment->wake);
}

static bool waited_for_more(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += IDLE_SECONDS;
    idle++;
    int error = 0;
    while (next_queue() == NULL && error == 0)
        error = pthread_cond_timedwait(&more, &lock, &until);
    idle--;
    return next_queue() != NULL;
}

static Job *take(Queue *queue)
{
    Job *job = queue->first;
    queue->first = job->behind;
    if (queue->first == NULL)
        queue->end = &queue->first;
    lookups += queue == &others;
    return job;
}

static void *work(void *nothing)
{
    pthread_mutex_lock(&lock);
    while (next_queue() != NULL || waited_for_more()) {
        Job *job = take(next_queue());
        pthread_mutex_unlock(&lock);
        run(job);
        pthread_mutex_lock(&lock);
        lookups -= queue_of(job) == &others;
        finish(job);
    }
    threads--;
    pthread_mutex_unlock(&lock);
    return nothing;
}

/* Start a thread with all signals blocked: they are for the thread of JavaScript. */
static int start_thread(void)
{
    sigset_t all, before;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&thread, NULL, work, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error == 0)
        pthread_detach(thread);
    return -error;
}

/* Queue a job. Fails only if there is no thread at all. */
static int hand_out(Job *job)
{
    int error = 0;
    pthread_mutex_lock(&lock);
    if (idle == 0 && threads < MOST_THREADS) {
        error = start_thread();
        threads += error == 0;
    }
    if (threads > 0) {
        error = 0;
        Queue *queue = queue_of(job);
        *queue->end = job;
        queue->end = &job->behind;
        pthread_cond_signal(&more);
    }
    pthread_mutex_unlock(&lock);
    return error;
}

static void unlink_job(Environment *environment, Job *job)
{
    *job->before = job->next;
    if (job->next != NULL)
        job->next->before = job->before;
    if (environment->jobs == NULL)
        uv_unref((uv_handle_t *)environment->wake);
}

static void link_job(Environment *environment, Job *job)
{
    job->environment = environment;
    job->id = environment->last_job = environment->last_job % INT32_MAX + 1;
    job->before = &environment->jobs;
    job->next = environment->jobs;
    if (job->next != NULL)
        job->next->before = &job->next;
    environment->jobs = job;
    uv_ref((uv_handle_t *)environment->wake);
}

static napi_value data_of(napi_env env, Job *job)
{
    napi_value data = NULL;
    if (job->kind == SEND_FILE)
        return number(env, (double)job->sent);
    if (job->addresses == NULL || job->result < 0)
        return string(env, NULL);
    napi_create_buffer_copy(env, (size_t)job->result * sizeof *job->addresses, job->addresses, NULL,
                            &data);
    return data;
}

/* callback(result, data, why) */
static void tell(napi_env env, Job *job)
{
    napi_handle_scope scope;
    napi_value callback, global;
    if (napi_open_handle_scope(env, &scope) != napi_ok)
        return;
    napi_get_reference_value(env, job->callback, &callback);
    napi_delete_reference(env, job->callback);
    napi_get_global(env, &global);
    napi_value values[] = {number(env, job->result), data_of(env, job), string(env, job->why)};
    call_javascript(env, NULL, global, callback, 3, values);
    napi_close_handle_scope(env, scope);
}

static Job *take_done(Environment *environment)
{
    pthread_mutex_lock(&lock);
    Job *job = environment->done;
    if (job != NULL)
        environment->done = job->behind;
    pthread_mutex_unlock(&lock);
    return job;
}

static void jobs_done(uv_async_t *wake)
{
    Environment *environment = wake->data;
    for (Job *job; environment->env != NULL && (job = take_done(environment)) != NULL;) {
        unlink_job(environment, job);
        tell(environment->env, job);
        free_job(job);
    }
}

static void wake_closed(uv_handle_t *wake)
{
    handle_closed(wake->data);
    free(wake);
}

bool start_jobs(Environment *environment)
{
    environment->wake = malloc(sizeof *environment->wake);
    if (environment->wake == NULL ||
        uv_async_init(environment->loop, environment->wake, jobs_done) < 0)
        return false;
    environment->wake->data = environment;
    environment->handles++;
    uv_unref((uv_handle_t *)environment->wake);
    return true;
}

void end_jobs(Environment *environment)
{
    Job *done;
    pthread_mutex_lock(&lock);
    for (Job *job = environment->jobs; job != NULL; job = job->next)
        job->environment = NULL;
    done = environment->done;
    environment->done = environment->jobs = NULL;
    pthread_mutex_unlock(&lock);
    while (done != NULL) {
        Job *job = done;
        done = job->behind;
        discard(job);
    }
    uv_close((uv_handle_t *)environment->wake, wake_closed);
}

static napi_value start(Arguments *a, Job *job, int callback)
{
    napi_env env = a->env;
    Environment *environment = environment_of(env);
    if (a->wrong == NULL &&
        napi_create_reference(env, a->values[callback], 1, &job->callback) != napi_ok)
        a->wrong = "a function expected";
    if (a->wrong != NULL) {
        free_job(job);
        return refuse(a);
    }
    link_job(environment, job);
    int id = job->id, error = hand_out(job); /* may have completed it already */
    if (error < 0) {
        unlink_job(environment, job);
        napi_delete_reference(env, job->callback);
        free_job(job);
    }
    return number(env, error < 0 ? error : id);
}

static Job *new_job(Kind kind)
{
    Job *job = calloc(1, sizeof *job);
    if (job != NULL) {
        job->kind = kind;
        job->fd = -1;
    }
    return job;
}

/* startJob(kind, endpoint, argument, callback): a number for forgetJob. */
static napi_value start_job(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int kind = integer_at(&a, 0);
    int64_t argument = wide_at(&a, 2);
    Job *job = new_job((Kind)kind);
    if (job == NULL)
        return number(env, -ENOMEM);
    job->argument = argument;
    text_at(&a, 1, &job->text);
    if (kind < RESOLVE || kind >= SEND_FILE)
        a.wrong = "a kind of job expected";
    return start(&a, job, 3);
}

/* startFile(s, fd, offset, length, callback): offset and length may be -1. */
static napi_value start_file(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Job *job = new_job(SEND_FILE);
    if (job == NULL)
        return number(env, -ENOMEM);
    job->handle = integer_at(&a, 0);
    int fd = integer_at(&a, 1);
    job->offset = wide_at(&a, 2);
    job->argument = wide_at(&a, 3);
    job->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0); /* so that the file stays the same */
    if (a.wrong == NULL && job->fd < 0) {
        free_job(job);
        return number(env, -errno);
    }
    return start(&a, job, 4);
}

/* forgetJob(number): the result is no longer wanted, and the job does not keep the loop alive any
   more. */
static napi_value forget_job(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Environment *environment = environment_of(env);
    int id = integer_at(&a, 0);
    Job *job = environment->jobs;
    while (job != NULL && job->id != id)
        job = job->next;
    if (a.wrong != NULL)
        return refuse(&a);
    if (job == NULL)
        return number(env, -ENOENT);
    unlink_job(environment, job);
    napi_delete_reference(env, job->callback);
    pthread_mutex_lock(&lock);
    Job **done = &environment->done;
    while (*done != NULL && *done != job)
        done = &(*done)->behind;
    bool is_done = *done == job;
    if (is_done)
        *done = job->behind;
    job->environment = NULL;
    pthread_mutex_unlock(&lock);
    if (is_done)
        discard(job);
    return number(env, 0);
}

const Function job_functions[] = {
    {"startJob", start_job},
    {"startFile", start_file},
    {"forgetJob", forget_job},
    {NULL, NULL},
};
