/* The addon: each function of oxsock's for JavaScript, which makes promises and streams of them in
   lib/. None of them waits: sockets are non-blocking, libuv tells when they are ready (watch.c), and
   what has to wait all the same has a thread (job.c). */
#ifndef OXSOCK_NODE_NATIVE_H
#define OXSOCK_NODE_NATIVE_H

#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <node_api.h>
#include <oxsock.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <uv.h>

/* Arguments. An invalid one is noted, and the call is then not made. */

enum { MOST_ARGUMENTS = 7, TEXT_ROOM = 4100, MOST_PIECES = 1024 };

typedef struct Arguments {
    napi_env env;
    const char *wrong;
    napi_value values[MOST_ARGUMENTS];
} Arguments;

typedef struct Bytes {
    char *data;
    size_t length;
} Bytes;

/* A text for C. oxsock rejects those that are longer than the room. */
typedef struct Text {
    const char *given; /* NULL if there is none */
    char room[TEXT_ROOM];
} Text;

Arguments arguments_of(napi_env env, napi_callback_info info);
int32_t integer_at(Arguments *a, int i);
int64_t wide_at(Arguments *a, int i);
Bytes bytes_at(Arguments *a, int i);
Bytes bytes_if_any_at(Arguments *a, int i);     /* empty for null and undefined */
char *room_at(Arguments *a, int i, size_t size); /* a buffer of at least this size */
int *integers_at(Arguments *a, int i, size_t count);
void text_at(Arguments *a, int i, Text *text);  /* NULL for null and undefined */
void address_at(Arguments *a, int i, struct ox_address *address);
int pieces_at(Arguments *a, int i, struct iovec *pieces); /* MOST_PIECES + 1 if there are more */
int names_at(Arguments *a, int i, struct iovec *names);   /* likewise; each may be missing */

napi_value number(napi_env env, double value);
napi_value string(napi_env env, const char *text); /* null for a null pointer */
napi_value refuse(Arguments *a);

#define ARGUMENTS Arguments a = arguments_of(env, info)
#define RESULT(call) return a.wrong != NULL ? refuse(&a) : number(env, (call))

/* State of each thread that runs JavaScript. */

typedef struct Watch Watch;
typedef struct Job Job;

typedef struct Environment {
    napi_env env; /* NULL once the environment has ended */
    uv_loop_t *loop;
    napi_async_cleanup_hook_handle hook;
    unsigned handles, users; /* libuv handles; users of this memory */
    Watch *watches;
    napi_ref dispatch, slab;
    size_t slab_used;
    uv_async_t *wake;
    Job *jobs, *done;
    int last_job;
} Environment;

Environment *environment_of(napi_env env);
void handle_closed(Environment *environment);
bool start_jobs(Environment *environment);
void end_watches(Environment *environment);
void end_jobs(Environment *environment);
void call_javascript(napi_env env, napi_async_context context, napi_value receiver,
                     napi_value function, size_t count, const napi_value *values);

/* The functions, by file. Each list ends with an entry without a name. */

typedef struct Function {
    const char *name;
    napi_callback call;
} Function;

extern const Function lifecycle_functions[], transfer_functions[], message_functions[],
    control_functions[], address_functions[], whole_functions[], extra_functions[],
    misc_functions[], watch_functions[], job_functions[];

#endif
