/* Conversion between JavaScript's values and C's. */
#include "native.h"

Arguments arguments_of(napi_env env, napi_callback_info info)
{
    Arguments a = {.env = env};
    size_t count = MOST_ARGUMENTS; /* missing arguments are undefined */
    if (napi_get_cb_info(env, info, &count, a.values, NULL, NULL) != napi_ok)
        a.wrong = "arguments expected";
    return a;
}

napi_value refuse(Arguments *a)
{
    napi_throw_type_error(a->env, "ERR_INVALID_ARG_TYPE", a->wrong);
    return NULL;
}

int32_t integer_at(Arguments *a, int i)
{
    double value = 0;
    if (napi_get_value_double(a->env, a->values[i], &value) != napi_ok ||
        !(value >= INT32_MIN && value <= INT32_MAX) || value != (int32_t)value) {
        a->wrong = "an integer of 32 bits expected";
        return 0;
    }
    return (int32_t)value;
}

int64_t wide_at(Arguments *a, int i)
{
    double is = 0;
    int64_t value = 0;
    if (napi_get_value_double(a->env, a->values[i], &is) != napi_ok || is != is ||
        napi_get_value_int64(a->env, a->values[i], &value) != napi_ok)
        a->wrong = "a number expected";
    return value;
}

static bool is_nothing(napi_env env, napi_value value)
{
    napi_valuetype type = napi_undefined;
    napi_typeof(env, value, &type);
    return type == napi_undefined || type == napi_null;
}

static Bytes bytes_of(Arguments *a, napi_value value)
{
    Bytes bytes = {NULL, 0};
    bool is_view = false;
    void *data = NULL;
    napi_is_buffer(a->env, value, &is_view);
    if (is_view && napi_get_buffer_info(a->env, value, &data, &bytes.length) == napi_ok)
        bytes.data = data;
    else
        a->wrong = "a Buffer, a TypedArray or a DataView expected";
    return bytes;
}

Bytes bytes_at(Arguments *a, int i)
{
    return bytes_of(a, a->values[i]);
}

static Bytes bytes_if_any(Arguments *a, napi_value value)
{
    return is_nothing(a->env, value) ? (Bytes){NULL, 0} : bytes_of(a, value);
}

Bytes bytes_if_any_at(Arguments *a, int i)
{
    return bytes_if_any(a, a->values[i]);
}

char *room_at(Arguments *a, int i, size_t size)
{
    Bytes bytes = bytes_at(a, i);
    if (a->wrong == NULL && (bytes.data == NULL || bytes.length < size))
        a->wrong = "a larger buffer expected";
    return bytes.data;
}

int *integers_at(Arguments *a, int i, size_t count)
{
    char *room = room_at(a, i, count * sizeof(int));
    if (a->wrong == NULL && (uintptr_t)room % sizeof(int) != 0)
        a->wrong = "an Int32Array expected";
    return (int *)(void *)room;
}

void text_at(Arguments *a, int i, Text *text)
{
    size_t length = 0;
    text->given = NULL;
    if (is_nothing(a->env, a->values[i]))
        return;
    if (napi_get_value_string_utf8(a->env, a->values[i], text->room, TEXT_ROOM, &length) != napi_ok)
        a->wrong = "a string expected";
    else if (memchr(text->room, 0, length) != NULL)
        a->wrong = "a string without zero bytes expected";
    text->given = text->room;
}

void address_at(Arguments *a, int i, struct ox_address *address)
{
    const char *bytes = room_at(a, i, sizeof *address);
    memset(address, 0, sizeof *address);
    if (a->wrong == NULL)
        memcpy(address, bytes, sizeof *address);
}

static int list_at(Arguments *a, int i, struct iovec *pieces,
                   Bytes (*element)(Arguments *, napi_value))
{
    uint32_t count = 0;
    if (napi_get_array_length(a->env, a->values[i], &count) != napi_ok)
        a->wrong = "an array of buffers expected";
    if (count > MOST_PIECES)
        return MOST_PIECES + 1; /* rejected by the C function */
    for (uint32_t n = 0; n < count; n++) {
        napi_value value;
        if (napi_get_element(a->env, a->values[i], n, &value) != napi_ok) {
            a->wrong = "an array of buffers expected";
            return 0;
        }
        Bytes bytes = element(a, value);
        pieces[n] = (struct iovec){bytes.data, bytes.length};
    }
    return (int)count;
}

int pieces_at(Arguments *a, int i, struct iovec *pieces)
{
    return list_at(a, i, pieces, bytes_of);
}

int names_at(Arguments *a, int i, struct iovec *names)
{
    return list_at(a, i, names, bytes_if_any);
}

napi_value number(napi_env env, double value)
{
    napi_value result = NULL;
    if (value >= INT32_MIN && value <= INT32_MAX && value == (int32_t)value)
        napi_create_int32(env, (int32_t)value, &result);
    else
        napi_create_double(env, value, &result);
    return result;
}

napi_value string(napi_env env, const char *text)
{
    napi_value result = NULL;
    if (text == NULL)
        napi_get_null(env, &result);
    else
        napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &result);
    return result;
}
