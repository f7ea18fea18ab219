/* Messages: with addresses and control messages, and several in one call. */
#include "native.h"

static const char TOO_MANY[] = "at most 1024 messages expected";

static struct msghdr header_of(struct iovec *pieces, int count, Bytes name, Bytes control)
{
    return (struct msghdr){
        .msg_name = name.data,
        .msg_namelen = (socklen_t)name.length,
        .msg_iov = pieces,
        .msg_iovlen = (size_t)count,
        .msg_control = control.data,
        .msg_controllen = control.length,
    };
}

/* (s, pieces, flags, name, control) */
static napi_value sendmsg_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct iovec pieces[MOST_PIECES];
    int s = integer_at(&a, 0), count = pieces_at(&a, 1, pieces), flags = integer_at(&a, 2);
    struct msghdr header =
        header_of(pieces, count, bytes_if_any_at(&a, 3), bytes_if_any_at(&a, 4));
    RESULT(ox_sendmsg(s, &header, flags | MSG_DONTWAIT));
}

/* (s, pieces, flags, name, control, facts): facts are the lengths of name and control, and the
   flags. */
static napi_value recvmsg_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct iovec pieces[MOST_PIECES];
    int s = integer_at(&a, 0), count = pieces_at(&a, 1, pieces), flags = integer_at(&a, 2);
    int *facts = integers_at(&a, 5, 3);
    struct msghdr header =
        header_of(pieces, count, bytes_if_any_at(&a, 3), bytes_if_any_at(&a, 4));
    if (a.wrong != NULL)
        return refuse(&a);
    int result = ox_recvmsg(s, &header, flags | MSG_DONTWAIT);
    facts[0] = (int)header.msg_namelen;
    facts[1] = (int)header.msg_controllen;
    facts[2] = header.msg_flags;
    return number(env, result);
}

/* (s, buffers, flags, names): names is an array parallel to the buffers, or nothing. */
static napi_value sendmmsg_(napi_env env, napi_callback_info info)
{
    ARGUMENTS;
    struct iovec pieces[MOST_PIECES], names[MOST_PIECES];
    struct mmsghdr messages[MOST_PIECES];
    int s = integer_at(&a, 0), count = pieces_at(&a, 1, pieces), flags = integer_at(&a, 2);
    int named = names_at(&a, 3, names);
    if (count > MOST_PIECES || named > MOST_PIECES)
        a.wrong = TOO_MANY;
    for (int i = 0; a.wrong == NULL && i < count; i++) {
        Bytes name = {i < named ? names[i].iov_base : NULL, i < named ? names[i].iov_len : 0};
        messages[i].msg_hdr = header_of(&pieces[i], 1, name, (Bytes){NULL, 0});
    }
    RESULT(ox_sendmmsg(s, messages, (unsigned)count, flags | MSG_DONTWAIT));
}

/* (s, buffers, flags, names, facts): names has 128 bytes for each message; facts are the length of
   each message, the length of its name, and its flags. */
static napi_value recvmmsg_(napi_env env, napi_callback_info info)
{
    enum { NAME = sizeof(struct sockaddr_storage), FACTS = 3 };
    ARGUMENTS;
    struct iovec pieces[MOST_PIECES];
    struct mmsghdr messages[MOST_PIECES];
    int s = integer_at(&a, 0), count = pieces_at(&a, 1, pieces), flags = integer_at(&a, 2);
    char *names = room_at(&a, 3, (size_t)count * NAME);
    int *facts = integers_at(&a, 4, (size_t)count * FACTS);
    if (count > MOST_PIECES)
        a.wrong = TOO_MANY;
    if (a.wrong != NULL)
        return refuse(&a);
    for (int i = 0; i < count; i++)
        messages[i].msg_hdr =
            header_of(&pieces[i], 1, (Bytes){names + i * NAME, NAME}, (Bytes){NULL, 0});
    int result = ox_recvmmsg(s, messages, (unsigned)count, flags | MSG_DONTWAIT, NULL);
    for (int i = 0; i < result; i++) {
        facts[i * FACTS] = (int)messages[i].msg_len;
        facts[i * FACTS + 1] = (int)messages[i].msg_hdr.msg_namelen;
        facts[i * FACTS + 2] = messages[i].msg_hdr.msg_flags;
    }
    return number(env, result);
}

const Function message_functions[] = {
    {"sendmsg", sendmsg_},
    {"recvmsg", recvmsg_},
    {"sendmmsg", sendmmsg_},
    {"recvmmsg", recvmmsg_},
    {NULL, NULL},
};
