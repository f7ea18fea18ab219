/* Addresses: endpoints as text and as values. A text is returned as a string, an error as a number.
 */
#include "native.h"

static napi_value text_or_code(napi_env env, int code, const char *text)
{
    return code < 0 ? number(env, code) : string(env, text);
}

static napi_value address_parse(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Text text;
    struct ox_address address = {0};
    char *room = room_at(&a, 0, sizeof address);
    text_at(&a, 1, &text);
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_address_parse(&address, text.given);
    if (result >= 0)
        memcpy(room, &address, sizeof address);
    return number(env, result);
}

static napi_value address_text(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address address;
    char text[OX_TEXT_MAX];
    address_at(&a, 0, &address);
    if (a.wrong != NULL)
        return refuse(&a);
    return text_or_code(env, ox_address_text(&address, text, sizeof text), text);
}

static napi_value address_family(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address address;
    address_at(&a, 0, &address);
    RESULT(ox_address_family(&address));
}

static napi_value address_type(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address address;
    address_at(&a, 0, &address);
    RESULT(ox_address_type(&address));
}

static napi_value address_port(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address address;
    address_at(&a, 0, &address);
    RESULT(ox_address_port(&address));
}

static napi_value address_equal(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address one, other;
    address_at(&a, 0, &one);
    address_at(&a, 1, &other);
    RESULT(ox_address_equal(&one, &other));
}

/* (address, type, sockaddr) */
static napi_value address_from_sockaddr(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address address = {0};
    char *room = room_at(&a, 0, sizeof address);
    int type = integer_at(&a, 1);
    Bytes from = bytes_at(&a, 2);
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_address_from_sockaddr(&address, type, (struct sockaddr *)from.data,
                                          (socklen_t)from.length);
    if (result >= 0)
        memcpy(room, &address, sizeof address);
    return number(env, result);
}

/* (address, sockaddr, length) */
static napi_value address_to_sockaddr(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address address;
    address_at(&a, 0, &address);
    Bytes room = bytes_at(&a, 1);
    int *length = integers_at(&a, 2, 1);
    if (a.wrong == NULL)
        *length = (int)room.length;
    RESULT(ox_address_to_sockaddr(&address, (struct sockaddr *)room.data, (socklen_t *)length));
}

static napi_value endpoint_path(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    Text path;
    char text[OX_TEXT_MAX];
    text_at(&a, 0, &path);
    int type = integer_at(&a, 1);
    if (a.wrong != NULL)
        return refuse(&a);
    return text_or_code(env, ox_endpoint_path(path.given, type, text, sizeof text), text);
}

static napi_value local(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    char text[OX_TEXT_MAX];
    int s = integer_at(&a, 0);
    if (a.wrong != NULL)
        return refuse(&a);
    return text_or_code(env, ox_local(s, text, sizeof text), text);
}

static napi_value peer(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    char text[OX_TEXT_MAX];
    int s = integer_at(&a, 0);
    if (a.wrong != NULL)
        return refuse(&a);
    return text_or_code(env, ox_peer(s, text, sizeof text), text);
}

static napi_value bind_address(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address address;
    int s = integer_at(&a, 0);
    address_at(&a, 1, &address);
    RESULT(ox_bind_address(s, &address));
}

static napi_value connect_address(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct ox_address address;
    int s = integer_at(&a, 0);
    address_at(&a, 1, &address);
    RESULT(ox_connect_address(s, &address));
}

static napi_value fault_text(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    char text[OX_TEXT_MAX];
    int rule = integer_at(&a, 0);
    if (a.wrong != NULL)
        return refuse(&a);
    return text_or_code(env, ox_fault_text(rule, text, sizeof text), text);
}

const Function address_functions[] = {
    {"addressParse", address_parse},
    {"addressText", address_text},
    {"addressFamily", address_family},
    {"addressType", address_type},
    {"addressPort", address_port},
    {"addressEqual", address_equal},
    {"addressFromSockaddr", address_from_sockaddr},
    {"addressToSockaddr", address_to_sockaddr},
    {"endpointPath", endpoint_path},
    {"local", local},
    {"peer", peer},
    {"bindAddress", bind_address},
    {"connectAddress", connect_address},
    {"faultText", fault_text},
    {NULL, NULL},
};
