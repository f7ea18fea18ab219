/* Whole transfers without waiting: all calls pass a deadline that has passed. The number of bytes
   that were moved is stored in a Float64Array. (Sending files, which reads them, is in job.c.) */
#include "native.h"

static napi_value moved(napi_env env, int result, char *room, size_t count)
{
    double value = (double)count;
    memcpy(room, &value, sizeof value);
    return number(env, result);
}

/* (s, bytes, done) */
static napi_value send_all(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    size_t done = 0;
    int s = integer_at(&a, 0);
    Bytes from = bytes_at(&a, 1);
    char *room = room_at(&a, 2, sizeof(double));
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_send_all(s, from.data, from.length, 0, &done);
    return moved(env, result, room, done);
}

/* (s, bytes, done) */
static napi_value recv_all(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    size_t done = 0;
    int s = integer_at(&a, 0);
    Bytes to = bytes_at(&a, 1);
    char *room = room_at(&a, 2, sizeof(double));
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_recv_all(s, to.data, to.length, 0, &done);
    return moved(env, result, room, done);
}

/* (s, bytes, done, delimiter) */
static napi_value recv_until(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    size_t done = 0;
    int s = integer_at(&a, 0), delimiter = integer_at(&a, 3);
    Bytes to = bytes_at(&a, 1);
    char *room = room_at(&a, 2, sizeof(double));
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_recv_until(s, to.data, to.length, delimiter, 0, &done);
    return moved(env, result, room, done);
}

const Function whole_functions[] = {
    {"sendAll", send_all},
    {"recvAll", recv_all},
    {"recvUntil", recv_until},
    {NULL, NULL},
};
