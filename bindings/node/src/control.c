/* Options, flags, names, deadlines, and polling without waiting. */
#include "native.h"

static napi_value fcntl_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), command = integer_at(&a, 1), argument = integer_at(&a, 2);
    RESULT(ox_fcntl(s, command, argument));
}

/* (s, level, name, value, length) */
static napi_value getsockopt_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), level = integer_at(&a, 1), name = integer_at(&a, 2);
    Bytes value = bytes_at(&a, 3);
    int *length = integers_at(&a, 4, 1);
    if (a.wrong == NULL)
        *length = (int)value.length;
    RESULT(ox_getsockopt(s, level, name, value.data, (socklen_t *)length));
}

static napi_value setsockopt_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), level = integer_at(&a, 1), name = integer_at(&a, 2);
    Bytes value = bytes_at(&a, 3);
    RESULT(ox_setsockopt(s, level, name, value.data, (socklen_t)value.length));
}

static napi_value getsockname_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), *length = integers_at(&a, 2, 1);
    Bytes name = bytes_at(&a, 1);
    if (a.wrong == NULL)
        *length = (int)name.length;
    RESULT(ox_getsockname(s, (struct sockaddr *)name.data, (socklen_t *)length));
}

static napi_value getpeername_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), *length = integers_at(&a, 2, 1);
    Bytes name = bytes_at(&a, 1);
    if (a.wrong == NULL)
        *length = (int)name.length;
    RESULT(ox_getpeername(s, (struct sockaddr *)name.data, (socklen_t *)length));
}

static napi_value sockatmark_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0);
    RESULT(ox_sockatmark(s));
}

static napi_value available(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0);
    RESULT(ox_available(s));
}

/* (entries): three integers for each: a handle or descriptor, events, and revents. */
static napi_value poll_(napi_env env, napi_callback_info info)
{
    enum { MOST = 1024, PARTS = 3 };
    ARGUMENTS;
    struct pollfd entries[MOST];
    size_t count = bytes_at(&a, 0).length / (PARTS * sizeof(int));
    int *parts = integers_at(&a, 0, 0);
    if (a.wrong == NULL && count > MOST)
        a.wrong = "at most 1024 entries expected";
    if (a.wrong != NULL)
        return refuse(&a);
    for (size_t i = 0; i < count; i++)
        entries[i] = (struct pollfd){parts[i * PARTS], (short)parts[i * PARTS + 1], 0};
    int result = ox_poll(entries, count, 0);
    for (size_t i = 0; i < count; i++)
        parts[i * PARTS + 2] = entries[i].revents;
    return number(env, result);
}

static napi_value deadline(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), which = integer_at(&a, 1);
    int64_t when = wide_at(&a, 2);
    RESULT(ox_deadline(s, which, when));
}

static napi_value option_set(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Text name;
    int s = integer_at(&a, 0);
    text_at(&a, 1, &name);
    int64_t value = wide_at(&a, 2);
    RESULT(ox_option_set(s, name.given, value));
}

/* (s, name, value): value is a BigInt64Array. */
static napi_value option_get(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Text name;
    int64_t value = 0;
    int s = integer_at(&a, 0);
    text_at(&a, 1, &name);
    char *room = room_at(&a, 2, sizeof value);
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_option_get(s, name.given, &value);
    memcpy(room, &value, sizeof value);
    return number(env, result);
}

static napi_value option_at(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int i = integer_at(&a, 0);
    return a.wrong != NULL ? refuse(&a) : string(env, ox_option_at(i));
}

const Function control_functions[] = {
    {"fcntl", fcntl_},
    {"getsockopt", getsockopt_},
    {"setsockopt", setsockopt_},
    {"getsockname", getsockname_},
    {"getpeername", getpeername_},
    {"sockatmark", sockatmark_},
    {"available", available},
    {"poll", poll_},
    {"deadline", deadline},
    {"optionSet", option_set},
    {"optionGet", option_get},
    {"optionAt", option_at},
    {NULL, NULL},
};
