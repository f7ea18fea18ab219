/* Opening, connecting and closing sockets, and their descriptors. */
#include "native.h"

static napi_value open_socket(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int domain = integer_at(&a, 0), type = integer_at(&a, 1), protocol = integer_at(&a, 2);
    RESULT(ox_socket(domain, type | SOCK_NONBLOCK, protocol));
}

static napi_value socketpair_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int domain = integer_at(&a, 0), type = integer_at(&a, 1), protocol = integer_at(&a, 2);
    int *pair = integers_at(&a, 3, 2);
    RESULT(ox_socketpair(domain, type | SOCK_NONBLOCK, protocol, pair));
}

static napi_value bind_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0);
    Bytes to = bytes_at(&a, 1);
    RESULT(ox_bind(s, (struct sockaddr *)to.data, (socklen_t)to.length));
}

static napi_value listen_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), backlog = integer_at(&a, 1);
    RESULT(ox_listen(s, backlog));
}

/* The further arguments, if given, are buffers for the peer's address and its length. */
static napi_value accept_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0);
    Bytes peer = bytes_if_any_at(&a, 1);
    socklen_t *length = peer.data == NULL ? NULL : (socklen_t *)integers_at(&a, 2, 1);
    if (length != NULL)
        *length = (socklen_t)peer.length;
    RESULT(ox_accept(s, (struct sockaddr *)peer.data, length));
}

static napi_value connect_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0);
    Bytes to = bytes_at(&a, 1);
    RESULT(ox_connect(s, (struct sockaddr *)to.data, (socklen_t)to.length));
}

static napi_value shutdown_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), how = integer_at(&a, 1);
    RESULT(ox_shutdown(s, how));
}

static napi_value close_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0);
    RESULT(ox_close(s));
}

static napi_value fd_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0);
    RESULT(ox_fd(s));
}

static napi_value adopt(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int fd = integer_at(&a, 0);
    RESULT(ox_adopt(fd));
}

static napi_value release(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0);
    RESULT(ox_release(s));
}

static napi_value inherit(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Text name;
    text_at(&a, 0, &name);
    int i = integer_at(&a, 1);
    RESULT(ox_inherit(name.given, i));
}

static napi_value dial_start(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Text endpoint;
    text_at(&a, 0, &endpoint);
    RESULT(ox_dial_start(endpoint.given));
}

/* Only for endpoints without names; job.c does the others. */
static napi_value listen_on(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Text endpoint;
    text_at(&a, 0, &endpoint);
    int backlog = integer_at(&a, 1);
    RESULT(ox_listen_on(endpoint.given, backlog));
}

const Function lifecycle_functions[] = {
    {"socket", open_socket},
    {"socketpair", socketpair_},
    {"bind", bind_},
    {"listen", listen_},
    {"accept", accept_},
    {"connect", connect_},
    {"shutdown", shutdown_},
    {"close", close_},
    {"fd", fd_},
    {"adopt", adopt},
    {"release", release},
    {"inherit", inherit},
    {"dialStart", dial_start},
    {"listenOn", listen_on},
    {NULL, NULL},
};
