/* Readiness: libuv polls the descriptors of sockets for which JavaScript waits.

   When a socket waits for nothing any more, libuv continues to poll it until an event comes, so that
   a socket which waits again and again needs no system call each time. Meanwhile polling keeps
   neither the loop nor the object alive. */
#include "native.h"

enum { RECEIVE = 1, SEND = 2, ERROR = 4, EVERYTHING = 7 }; /* as in lib/socket.js */
enum { READS_AT_ONCE = 16 };

typedef struct Poll {
    uv_poll_t poll;
    Environment *environment;
    Watch *watch; /* NULL once polling is being closed */
} Poll;

/* The native part of a JavaScript Socket. */
struct Watch {
    Environment *environment; /* NULL once the environment has ended */
    Watch *next, **before;
    napi_ref object; /* weak, unless JavaScript waits for the socket */
    napi_async_context context;
    Poll *poll; /* NULL until JavaScript first waits */
    int handle; /* -1 once closed or released */
    int wanted, polled;
    bool reading; /* received bytes are for a stream */
    bool keeps_loop;
};

static void poll_closed(uv_handle_t *handle)
{
    Poll *poll = (Poll *)handle;
    handle_closed(poll->environment);
    free(poll);
}

/* When this returns, libuv does not use the descriptor any more. */
static void stop_looking(Watch *w)
{
    if (w->poll != NULL) {
        w->poll->watch = NULL;
        uv_close((uv_handle_t *)w->poll, poll_closed);
    }
    w->poll = NULL;
    w->wanted = w->polled = 0;
    w->reading = false;
}

static int close_handle(Watch *w)
{
    int handle = w->handle;
    stop_looking(w);
    w->handle = -1;
    return handle < 0 ? 0 : ox_close(handle);
}

static void unlink_watch(Watch *w)
{
    if (w->environment == NULL)
        return;
    *w->before = w->next;
    if (w->next != NULL)
        w->next->before = w->before;
    w->environment = NULL;
}

/* The object has been collected. Close a socket that is still open. */
static void finalize(napi_env env, void *data, void *hint)
{
    Watch *w = data;
    (void)hint;
    close_handle(w);
    if (w->context != NULL)
        napi_async_destroy(env, w->context);
    unlink_watch(w);
    napi_delete_reference(env, w->object);
    free(w);
}

void end_watches(Environment *environment)
{
    while (environment->watches != NULL) {
        Watch *w = environment->watches;
        close_handle(w);
        unlink_watch(w);
    }
}

static int events_of(int wanted)
{
    return (wanted & RECEIVE ? UV_READABLE : 0) | (wanted & SEND ? UV_WRITABLE : 0) |
           (wanted & ERROR ? UV_DISCONNECT : 0);
}

/* Call dispatch(n, events, status) with the socket as this: n is how much was received for a
   stream. */
static void tell(Watch *w, int n, int events, int status)
{
    napi_env env = w->environment->env;
    napi_value socket, dispatch;
    if (napi_get_reference_value(env, w->object, &socket) != napi_ok || socket == NULL ||
        napi_get_reference_value(env, w->environment->dispatch, &dispatch) != napi_ok)
        return;
    napi_value values[] = {number(env, n), number(env, events), number(env, status)};
    call_javascript(env, w->context, socket, dispatch, 3, values);
}

/* The free part of the slab. It is looked up each time, as JavaScript uses the slab, too. */
static Bytes free_slab(Environment *environment)
{
    napi_value slab;
    Bytes bytes = {NULL, 0};
    void *data = NULL;
    if (napi_get_reference_value(environment->env, environment->slab, &slab) != napi_ok ||
        napi_get_buffer_info(environment->env, slab, &data, &bytes.length) != napi_ok ||
        bytes.length <= environment->slab_used)
        return (Bytes){NULL, 0};
    bytes.data = (char *)data + environment->slab_used;
    bytes.length -= environment->slab_used;
    return bytes;
}

/* Receive into the slab, as long as there is more and the stream wants it. Returns false if there
   was nothing to receive. */
static bool receive_for_stream(Watch *w)
{
    int n = 0;
    for (int i = 0; i < READS_AT_ONCE && w->reading; i++) {
        Environment *environment = w->environment;
        Bytes room = free_slab(environment);
        n = room.length == 0 ? -ENOBUFS : ox_recv(w->handle, room.data, room.length, MSG_DONTWAIT);
        if (n == -EAGAIN)
            return i > 0;
        if (n > 0)
            environment->slab_used += (size_t)n;
        tell(w, n, 0, 0); /* JavaScript makes a new slab when this one is full */
        if (n != -ENOBUFS && (size_t)n < room.length)
            break;
    }
    return true;
}

static void ready(uv_poll_t *handle, int status, int events);

static int look_for(Watch *w, int wanted)
{
    int error = wanted == 0 ? uv_poll_stop(&w->poll->poll)
                            : uv_poll_start(&w->poll->poll, events_of(wanted), ready);
    w->polled = error < 0 ? 0 : wanted;
    return error;
}

/* libuv's callback. After an error, which status is then, libuv stops polling; all calls are to be
   tried. */
static void ready(uv_poll_t *handle, int status, int events)
{
    Watch *w = ((Poll *)handle)->watch;
    napi_handle_scope scope;
    if (w == NULL)
        return;
    if (status < 0)
        w->polled = 0;
    int is = status < 0 ? w->wanted
                        : w->wanted & ((events & UV_READABLE ? RECEIVE : 0) |
                                       (events & UV_WRITABLE ? SEND : 0) |
                                       (events & UV_DISCONNECT ? ERROR : 0));
    if (is == 0) {
        if (status == 0)
            look_for(w, w->wanted);
        return;
    }
    napi_env env = w->environment->env;
    if (napi_open_handle_scope(env, &scope) != napi_ok)
        return;
    napi_value object; /* keeps the object from being collected here */
    napi_get_reference_value(env, w->object, &object);
    bool came = (is & RECEIVE) && w->reading && receive_for_stream(w);
    if (came && status == 0)
        is &= ~RECEIVE;
    if (is != 0 && w->environment != NULL && w->poll != NULL)
        tell(w, 0, is, status);
    napi_close_handle_scope(env, scope);
}

static Watch *watch_at(Arguments *a, int i)
{
    void *data = NULL;
    if (napi_unwrap(a->env, a->values[i], &data) != napi_ok)
        a->wrong = "a Socket expected";
    return data;
}

/* own(socket, handle): the object owns the handle from then on, which is made non-blocking. */
static napi_value own(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int handle = integer_at(&a, 1);
    if (a.wrong != NULL)
        return refuse(&a);
    int flags = ox_fcntl(handle, F_GETFL, 0);
    if (flags >= 0 && (flags & O_NONBLOCK) == 0)
        flags = ox_fcntl(handle, F_SETFL, flags | O_NONBLOCK);
    if (flags < 0)
        return number(env, flags);
    Environment *environment = environment_of(env);
    Watch *w = calloc(1, sizeof *w);
    if (w == NULL)
        return number(env, -ENOMEM);
    w->keeps_loop = true;
    w->handle = handle;
    if (napi_wrap(env, a.values[0], w, finalize, NULL, &w->object) != napi_ok) {
        free(w);
        a.wrong = "a new object expected";
        return refuse(&a);
    }
    w->environment = environment;
    w->before = &environment->watches;
    w->next = environment->watches;
    if (w->next != NULL)
        w->next->before = &w->next;
    environment->watches = w;
    return number(env, 0);
}

static int begin_looking(Watch *w, napi_value object)
{
    Environment *environment = w->environment;
    Poll *poll = malloc(sizeof *poll);
    int fd = ox_fd(w->handle);
    if (poll == NULL || fd < 0) {
        free(poll);
        return fd < 0 ? fd : -ENOMEM;
    }
    int error = uv_poll_init(environment->loop, &poll->poll, fd);
    if (error < 0) {
        free(poll);
        return error;
    }
    if (w->context == NULL)
        napi_async_init(environment->env, object, string(environment->env, "OXSOCK"), &w->context);
    *poll = (Poll){poll->poll, environment, w};
    environment->handles++;
    uv_unref((uv_handle_t *)poll);
    w->poll = poll;
    return 0;
}

static void keep_loop(Watch *w)
{
    if (w->poll != NULL && w->keeps_loop && w->wanted != 0)
        uv_ref((uv_handle_t *)w->poll);
    else if (w->poll != NULL)
        uv_unref((uv_handle_t *)w->poll);
}

/* want(socket, what, reading): wait for these events from now on. */
static napi_value want(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Watch *w = watch_at(&a, 0);
    int wanted = integer_at(&a, 1) & EVERYTHING;
    bool reading = false;
    if (napi_get_value_bool(env, a.values[2], &reading) != napi_ok)
        a.wrong = "a boolean expected";
    if (a.wrong != NULL)
        return refuse(&a);
    if (w->environment == NULL || w->handle < 0)
        return number(env, -EBADF);
    if (w->poll == NULL) {
        int error = wanted == 0 ? 0 : begin_looking(w, a.values[0]);
        if (error < 0)
            return number(env, error);
    }
    if (wanted != 0 && w->wanted == 0)
        napi_reference_ref(env, w->object, NULL);
    else if (wanted == 0 && w->wanted != 0)
        napi_reference_unref(env, w->object, NULL);
    w->wanted = wanted;
    w->reading = reading;
    keep_loop(w);
    return number(env, (wanted & ~w->polled) != 0 ? look_for(w, wanted) : 0);
}

static void let_go(napi_env env, Watch *w)
{
    if (w->wanted != 0)
        napi_reference_unref(env, w->object, NULL);
    stop_looking(w);
}

static napi_value close_socket(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Watch *w = watch_at(&a, 0);
    if (a.wrong != NULL)
        return refuse(&a);
    let_go(env, w);
    return number(env, close_handle(w));
}

static napi_value release_socket(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Watch *w = watch_at(&a, 0);
    if (a.wrong != NULL)
        return refuse(&a);
    let_go(env, w);
    int fd = w->handle < 0 ? -EBADF : ox_release(w->handle);
    if (fd >= 0)
        w->handle = -1;
    return number(env, fd);
}

/* keep(socket, on): whether waiting keeps the loop alive. */
static napi_value keep(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Watch *w = watch_at(&a, 0);
    bool on = true;
    if (napi_get_value_bool(env, a.values[1], &on) != napi_ok)
        a.wrong = "a boolean expected";
    if (a.wrong != NULL)
        return refuse(&a);
    w->keeps_loop = on;
    keep_loop(w);
    return number(env, 0);
}

/* setSlab(buffer): the buffer into which streams receive from now on. */
static napi_value set_slab(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Environment *environment = environment_of(env);
    bytes_at(&a, 0);
    if (a.wrong != NULL)
        return refuse(&a);
    if (environment->slab != NULL)
        napi_delete_reference(env, environment->slab);
    napi_create_reference(env, a.values[0], 1, &environment->slab);
    environment->slab_used = 0;
    return number(env, 0);
}

/* setDispatch(function): the function to call when a socket is ready. */
static napi_value set_dispatch(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Environment *environment = environment_of(env);
    if (napi_create_reference(env, a.values[0], 1, &environment->dispatch) != napi_ok) {
        a.wrong = "a function expected";
        return refuse(&a);
    }
    return number(env, 0);
}

const Function watch_functions[] = {
    {"own", own},
    {"want", want},
    {"closeSocket", close_socket},
    {"releaseSocket", release_socket},
    {"keep", keep},
    {"setSlab", set_slab},
    {"setDispatch", set_dispatch},
    {NULL, NULL},
};
