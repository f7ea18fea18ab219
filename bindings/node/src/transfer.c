/* Sending and receiving bytes. Calls with flags get MSG_DONTWAIT, in case that the socket is
   blocking. */
#include "native.h"

static napi_value read_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0);
    Bytes to = bytes_at(&a, 1);
    RESULT(ox_read(s, to.data, to.length));
}

static napi_value write_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0);
    Bytes from = bytes_at(&a, 1);
    RESULT(ox_write(s, from.data, from.length));
}

static napi_value readv_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct iovec pieces[MOST_PIECES];
    int s = integer_at(&a, 0), count = pieces_at(&a, 1, pieces);
    RESULT(ox_readv(s, pieces, count));
}

static napi_value writev_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct iovec pieces[MOST_PIECES];
    int s = integer_at(&a, 0), count = pieces_at(&a, 1, pieces);
    RESULT(ox_writev(s, pieces, count));
}

static napi_value send_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), flags = integer_at(&a, 2);
    Bytes from = bytes_at(&a, 1);
    RESULT(ox_send(s, from.data, from.length, flags | MSG_DONTWAIT));
}

static napi_value recv_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), flags = integer_at(&a, 2);
    Bytes to = bytes_at(&a, 1);
    RESULT(ox_recv(s, to.data, to.length, flags | MSG_DONTWAIT));
}

static napi_value sendto_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), flags = integer_at(&a, 2);
    Bytes from = bytes_at(&a, 1), to = bytes_if_any_at(&a, 3);
    RESULT(ox_sendto(s, from.data, from.length, flags | MSG_DONTWAIT,
                     (struct sockaddr *)to.data, (socklen_t)to.length));
}

static napi_value recvfrom_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    int s = integer_at(&a, 0), flags = integer_at(&a, 2), *length = integers_at(&a, 4, 1);
    Bytes to = bytes_at(&a, 1), sender = bytes_at(&a, 3);
    if (a.wrong == NULL)
        *length = (int)sender.length;
    RESULT(ox_recvfrom(s, to.data, to.length, flags | MSG_DONTWAIT,
                       (struct sockaddr *)sender.data, (socklen_t *)length));
}

static napi_value sendto_address(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address to;
    int s = integer_at(&a, 0), flags = integer_at(&a, 2);
    Bytes from = bytes_at(&a, 1);
    address_at(&a, 3, &to);
    RESULT(ox_sendto_address(s, from.data, from.length, flags | MSG_DONTWAIT, &to));
}

static napi_value recvfrom_address(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address sender = {0};
    int s = integer_at(&a, 0), flags = integer_at(&a, 2);
    Bytes to = bytes_at(&a, 1);
    char *room = room_at(&a, 3, sizeof sender);
    if (a.wrong != NULL)
        return refuse(&a);
    int count = ox_recvfrom_address(s, to.data, to.length, flags | MSG_DONTWAIT, &sender);
    if (count >= 0)
        memcpy(room, &sender, sizeof sender);
    return number(env, count);
}

const Function transfer_functions[] = {
    {"read", read_},
    {"write", write_},
    {"readv", readv_},
    {"writev", writev_},
    {"send", send_},
    {"recv", recv_},
    {"sendto", sendto_},
    {"recvfrom", recvfrom_},
    {"sendtoAddress", sendto_address},
    {"recvfromAddress", recvfrom_address},
    {NULL, NULL},
};
