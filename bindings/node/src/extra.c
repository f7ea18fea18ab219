/* Descriptors, credentials, arrivals, error reports, multicast groups, ICMP echo. Structures are
   copied into buffers of their size, which JavaScript reads. */
#include "native.h"

/* (s, bytes, descriptors, count) */
static napi_value send_descriptors(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), count = integer_at(&a, 3);
    Bytes from = bytes_at(&a, 1);
    int *fds = integers_at(&a, 2, (size_t)count);
    RESULT(ox_send_descriptors(s, from.data, from.length, fds, count));
}

/* (s, bytes, descriptors, count): count is an Int32Array with the room, and then with the number
   received. */
static napi_value recv_descriptors(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), *count = integers_at(&a, 3, 1);
    Bytes to = bytes_at(&a, 1);
    int *fds = integers_at(&a, 2, a.wrong == NULL ? (size_t)*count : 0);
    RESULT(ox_recv_descriptors(s, to.data, to.length, fds, count));
}

static napi_value send_handles(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), count = integer_at(&a, 3);
    Bytes from = bytes_at(&a, 1);
    int *handles = integers_at(&a, 2, (size_t)count);
    RESULT(ox_send_handles(s, from.data, from.length, handles, count));
}

static napi_value recv_handles(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), *count = integers_at(&a, 3, 1);
    Bytes to = bytes_at(&a, 1);
    int *handles = integers_at(&a, 2, a.wrong == NULL ? (size_t)*count : 0);
    RESULT(ox_recv_handles(s, to.data, to.length, handles, count));
}

/* (s, credentials): an Int32Array of three. */
static napi_value peer_credentials(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_credentials credentials = {0};
    int s = integer_at(&a, 0);
    char *room = room_at(&a, 1, sizeof credentials);
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_peer_credentials(s, &credentials);
    memcpy(room, &credentials, sizeof credentials);
    return number(env, result);
}

static napi_value arrivals(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), on = integer_at(&a, 1);
    RESULT(ox_arrivals(s, on));
}

/* (s, bytes, flags, arrival) */
static napi_value recv_arrival(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_arrival arrival = {0};
    int s = integer_at(&a, 0), flags = integer_at(&a, 2);
    Bytes to = bytes_at(&a, 1);
    char *room = room_at(&a, 3, sizeof arrival);
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_recv_arrival(s, to.data, to.length, flags | MSG_DONTWAIT, &arrival);
    if (result >= 0)
        memcpy(room, &arrival, sizeof arrival);
    return number(env, result);
}

/* (s, bytes, flags, arrival) */
static napi_value send_reply(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_arrival arrival = {0};
    int s = integer_at(&a, 0), flags = integer_at(&a, 2);
    Bytes from = bytes_at(&a, 1);
    char *given = room_at(&a, 3, sizeof arrival);
    if (a.wrong == NULL)
        memcpy(&arrival, given, sizeof arrival);
    RESULT(ox_send_reply(s, from.data, from.length, flags | MSG_DONTWAIT, &arrival));
}

static napi_value error_reports(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), on = integer_at(&a, 1);
    RESULT(ox_error_reports(s, on));
}

/* (s, bytes, report) */
static napi_value recv_error(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_error_report report = {0};
    int s = integer_at(&a, 0);
    Bytes to = bytes_at(&a, 1);
    char *room = room_at(&a, 2, sizeof report);
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_recv_error(s, to.data, to.length, &report);
    memcpy(room, &report, sizeof report);
    return number(env, result);
}

static napi_value group(napi_env env, napi_callback_info info,
                        int (*call)(int, const char *, const char *, const char *))
{
    ARGUMENTS;
    Text name, interface, source;
    int s = integer_at(&a, 0);
    text_at(&a, 1, &name);
    text_at(&a, 2, &interface);
    text_at(&a, 3, &source);
    RESULT(call(s, name.given, interface.given, source.given));
}

static int join(int s, const char *name, const char *interface, const char *source)
{
    return ox_group_join(s, name, interface, source);
}

static int leave(int s, const char *name, const char *interface, const char *source)
{
    return ox_group_leave(s, name, interface, source);
}

static napi_value group_join(napi_env env, napi_callback_info info)
{
    return group(env, info, join);
}

static napi_value group_leave(napi_env env, napi_callback_info info)
{
    return group(env, info, leave);
}

static napi_value echo_open(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int family = integer_at(&a, 0);
    RESULT(ox_echo_open(family));
}

/* (s, address, sequence, payload) */
static napi_value echo_send(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address to;
    int s = integer_at(&a, 0), sequence = integer_at(&a, 2);
    address_at(&a, 1, &to);
    Bytes payload = bytes_at(&a, 3);
    if (sequence < 0 || sequence > UINT16_MAX)
        a.wrong = "a sequence number from 0 to 65535 expected";
    RESULT(ox_echo_send(s, &to, (uint16_t)sequence, payload.data, payload.length));
}

/* (s, payload, sender, facts): facts are the sequence number and the TTL. */
static napi_value echo_recv(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address sender = {0};
    uint16_t sequence = 0;
    int ttl = -1, s = integer_at(&a, 0), *facts = integers_at(&a, 3, 2);
    Bytes payload = bytes_at(&a, 1);
    char *room = room_at(&a, 2, sizeof sender);
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_echo_recv(s, &sender, &sequence, payload.data, payload.length, &ttl);
    memcpy(room, &sender, sizeof sender);
    facts[0] = sequence;
    facts[1] = ttl;
    return number(env, result);
}

const Function extra_functions[] = {
    {"sendDescriptors", send_descriptors},
    {"recvDescriptors", recv_descriptors},
    {"sendHandles", send_handles},
    {"recvHandles", recv_handles},
    {"peerCredentials", peer_credentials},
    {"arrivals", arrivals},
    {"recvArrival", recv_arrival},
    {"sendReply", send_reply},
    {"errorReports", error_reports},
    {"recvError", recv_error},
    {"groupJoin", group_join},
    {"groupLeave", group_leave},
    {"echoOpen", echo_open},
    {"echoSend", echo_send},
    {"echoRecv", echo_recv},
    {NULL, NULL},
};
