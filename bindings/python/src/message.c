/* Several buffers at once, control messages, several messages at once. */
#include "native.h"

#include <limits.h>

#define SELF Socket *self = (Socket *)object

/* The buffers of a sequence of objects, held until they are released. */
struct buffers {
    Py_buffer *held;
    struct iovec *iov;
    Py_ssize_t count;
};

static void release_buffers(struct buffers *buffers)
{
    for (Py_ssize_t i = 0; i < buffers->count; i++)
        PyBuffer_Release(&buffers->held[i]);
    PyMem_Free(buffers->held);
    PyMem_Free(buffers->iov);
}

static bool hold_buffers(struct buffers *buffers, PyObject *objects, bool writable)
{
    *buffers = (struct buffers){NULL, NULL, 0};
    PyObject *list = PySequence_List(objects);
    if (list == NULL)
        return false;
    size_t count = (size_t)PyList_Size(list);
    buffers->held = PyMem_Calloc(count + 1, sizeof *buffers->held);
    buffers->iov = PyMem_Calloc(count + 1, sizeof *buffers->iov);
    bool good = buffers->held != NULL && buffers->iov != NULL;
    if (!good)
        PyErr_NoMemory();
    for (size_t i = 0; good && i < count; i++) {
        Py_buffer *held = &buffers->held[i];
        good = PyObject_GetBuffer(PyList_GetItem(list, (Py_ssize_t)i), held,
                                  writable ? PyBUF_WRITABLE : PyBUF_SIMPLE) == 0;
        if (good) {
            buffers->iov[i] = (struct iovec){held->buf, (size_t)held->len};
            buffers->count++;
        } else if (PyErr_ExceptionMatches(PyExc_BufferError)) {
            PyErr_SetString(PyExc_TypeError, "a read-write bytes-like object is required");
        }
    }
    Py_DECREF(list);
    if (!good)
        release_buffers(buffers);
    return good;
}

/* Above IOV_MAX the system returns the error. */
static int count_of(const struct buffers *buffers)
{
    return buffers->count > INT_MAX ? INT_MAX : (int)buffers->count;
}

static PyObject *sock_readv(PyObject *object, PyObject *objects)
{
    SELF;
    struct buffers buffers;
    int result;
    if (!hold_buffers(&buffers, objects, true))
        return NULL;
    begin(self, OX_RECEIVING);
    UNLOCKED(result, ox_readv(self->handle, buffers.iov, count_of(&buffers)));
    release_buffers(&buffers);
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

static PyObject *sock_writev(PyObject *object, PyObject *objects)
{
    SELF;
    struct buffers buffers;
    int result;
    if (!hold_buffers(&buffers, objects, false))
        return NULL;
    begin(self, OX_SENDING);
    UNLOCKED(result, ox_writev(self->handle, buffers.iov, count_of(&buffers)));
    release_buffers(&buffers);
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

/* Append one control message to a buffer, which grows, at *used. */
static bool add_control(PyObject *item, char **control, size_t *used)
{
    int level, type;
    Py_buffer data;
    if (!PyTuple_Check(item)) {
        PyErr_SetString(PyExc_TypeError, "sendmsg(): each control message must be a tuple");
        return false;
    }
    if (!PyArg_ParseTuple(item,
                          "iiy*:[sendmsg() ancillary data items]", &level, &type, &data))
        return false;
    size_t space = CMSG_SPACE((size_t)data.len);
    char *grown = (size_t)data.len > INT_MAX / 2 ? NULL : PyMem_Realloc(*control, *used + space);
    if (grown != NULL) {
        *control = grown;
        struct cmsghdr *header = (struct cmsghdr *)(grown + *used);
        memset(header, 0, space);
        header->cmsg_level = level;
        header->cmsg_type = type;
        header->cmsg_len = CMSG_LEN((size_t)data.len);
        if (data.len > 0)
            memcpy(CMSG_DATA(header), data.buf, (size_t)data.len);
        *used += space;
    } else {
        PyErr_SetString(PyExc_OSError, "ancillary data item too large");
    }
    PyBuffer_Release(&data);
    return grown != NULL;
}

static bool build_control(PyObject *items, char **control, size_t *used)
{
    *control = NULL;
    *used = 0;
    if (items == NULL)
        return true;
    PyObject *list = PySequence_List(items);
    if (list == NULL)
        return false;
    bool good = true;
    for (Py_ssize_t i = 0; good && i < PyList_Size(list); i++)
        good = add_control(PyList_GetItem(list, i), control, used);
    Py_DECREF(list);
    return good;
}

static PyObject *sock_sendmsg(PyObject *object, PyObject *arguments)
{
    SELF;
    PyObject *data, *items = NULL, *to = Py_None;
    int flags = 0, result = -1;
    struct buffers buffers;
    struct address address;
    struct msghdr message = {0};
    char *control = NULL;
    size_t used = 0;
    if (!PyArg_ParseTuple(arguments, "O|OiO:sendmsg", &data, &items, &flags, &to) ||
        !hold_buffers(&buffers, data, false))
        return NULL;
    bool good = build_control(items, &control, &used) &&
                (to == Py_None || parse_address(self, to, &address, "sendmsg"));
    if (good) {
        message.msg_name = to == Py_None ? NULL : &address.storage;
        message.msg_namelen = to == Py_None ? 0 : address.length;
        message.msg_iov = buffers.iov;
        message.msg_iovlen = (size_t)buffers.count;
        message.msg_control = control;
        message.msg_controllen = used;
        begin(self, OX_SENDING);
        UNLOCKED(result, ox_sendmsg(self->handle, &message, flags));
    }
    PyMem_Free(control);
    release_buffers(&buffers);
    if (!good)
        return NULL;
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

/* How much of a control message's data was received: a truncated one declares more. */
static size_t data_length(const struct msghdr *message, const struct cmsghdr *header)
{
    size_t there = (size_t)((char *)message->msg_control + message->msg_controllen -
                            (char *)CMSG_DATA(header));
    size_t claimed = header->cmsg_len - CMSG_LEN(0);
    return claimed < there ? claimed : there;
}

static PyObject *control_list(struct msghdr *message)
{
    PyObject *list = PyList_New(0);
    struct cmsghdr *header = message->msg_controllen > 0 ? CMSG_FIRSTHDR(message) : NULL;
    for (; list != NULL && header != NULL; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_len < CMSG_LEN(0))
            break;
        PyObject *item = Py_BuildValue("(iiy#)", header->cmsg_level, header->cmsg_type,
                                       CMSG_DATA(header), (Py_ssize_t)data_length(message, header));
        if (item == NULL || PyList_Append(list, item) < 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
    }
    return list;
}

/* Receive a message with this much room for control messages. Returns a tuple of what is received
   beside the data, whose length is stored in *result. */
static PyObject *receive_message(const Socket *self, struct iovec *iov, size_t count,
                                 Py_ssize_t room, int flags, int *result)
{
    struct address address = {0};
    if (room < 0 || room > INT_MAX) {
        PyErr_SetString(PyExc_ValueError, "invalid ancillary data buffer length");
        return NULL;
    }
    char *control = PyMem_Calloc((size_t)room + 1, 1);
    if (control == NULL)
        return PyErr_NoMemory();
    struct msghdr message;
    begin(self, OX_RECEIVING);
    do { /* the system changes the structure, so it is filled each time */
        message = (struct msghdr){.msg_name = &address.storage,
                                  .msg_namelen = sizeof address.storage,
                                  .msg_iov = iov,
                                  .msg_iovlen = count,
                                  .msg_control = room > 0 ? control : NULL,
                                  .msg_controllen = (size_t)room};
        Py_BEGIN_ALLOW_THREADS
        *result = ox_recvmsg(self->handle, &message, flags);
        Py_END_ALLOW_THREADS
    } while (*result == -EINTR && PyErr_CheckSignals() == 0);
    PyObject *rest = NULL;
    if (*result < 0) {
        failure_in(self, *result);
    } else {
        address.length = message.msg_namelen;
        rest = Py_BuildValue("(NiN)", control_list(&message), message.msg_flags,
                             build_address(&address));
    }
    PyMem_Free(control);
    return rest;
}

static PyObject *first_and_rest(PyObject *first, PyObject *rest)
{
    PyObject *all = NULL;
    if (first != NULL && rest != NULL)
        all = PyTuple_Pack(4, first, PyTuple_GetItem(rest, 0), PyTuple_GetItem(rest, 1),
                           PyTuple_GetItem(rest, 2));
    Py_XDECREF(first);
    Py_XDECREF(rest);
    return all;
}

static PyObject *sock_recvmsg(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_ssize_t size, room = 0;
    int flags = 0, result;
    if (!PyArg_ParseTuple(arguments, "n|ni:recvmsg", &size, &room, &flags))
        return NULL;
    if (size < 0) {
        PyErr_SetString(PyExc_ValueError, "negative buffer size in recvmsg()");
        return NULL;
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, size);
    if (bytes == NULL)
        return NULL;
    struct iovec iov = {PyBytes_AsString(bytes), (size_t)size};
    PyObject *rest = receive_message(self, &iov, 1, room, flags, &result);
    if (rest != NULL && result < size)
        bytes = shortened(bytes, result);
    return first_and_rest(bytes, rest);
}

static PyObject *sock_recvmsg_into(PyObject *object, PyObject *arguments)
{
    SELF;
    PyObject *objects;
    Py_ssize_t room = 0;
    int flags = 0, result = 0;
    struct buffers buffers;
    if (!PyArg_ParseTuple(arguments, "O|ni:recvmsg_into", &objects, &room, &flags) ||
        !hold_buffers(&buffers, objects, true))
        return NULL;
    PyObject *rest =
        receive_message(self, buffers.iov, (size_t)buffers.count, room, flags, &result);
    release_buffers(&buffers);
    return first_and_rest(rest == NULL ? NULL : PyLong_FromLong(result), rest);
}

/* Messages are bytes-like objects, or pairs of such an object and an address. */
static PyObject *sock_send_messages(PyObject *object, PyObject *arguments)
{
    SELF;
    PyObject *items;
    int flags = 0, result = -1;
    if (!PyArg_ParseTuple(arguments, "O|i:send_messages", &items, &flags))
        return NULL;
    PyObject *list = PySequence_List(items), *data = PyList_New(0);
    Py_ssize_t count = list == NULL ? 0 : PyList_Size(list);
    struct mmsghdr *messages = PyMem_Calloc((size_t)count + 1, sizeof *messages);
    struct address *addresses = PyMem_Calloc((size_t)count + 1, sizeof *addresses);
    bool good = list != NULL && data != NULL && messages != NULL && addresses != NULL;
    for (Py_ssize_t i = 0; good && i < count; i++) {
        PyObject *item = PyList_GetItem(list, i), *bytes = item, *to = NULL;
        if (PyTuple_Check(item))
            good = PyArg_ParseTuple(item, "OO:[message]", &bytes, &to) &&
                   parse_address(self, to, &addresses[i], "send_messages");
        good = good && PyList_Append(data, bytes) == 0;
        if (good && to != NULL) {
            messages[i].msg_hdr.msg_name = &addresses[i].storage;
            messages[i].msg_hdr.msg_namelen = addresses[i].length;
        }
    }
    struct buffers buffers;
    good = good && hold_buffers(&buffers, data, false);
    if (good) {
        for (Py_ssize_t i = 0; i < count; i++) {
            messages[i].msg_hdr.msg_iov = &buffers.iov[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        begin(self, OX_SENDING);
        UNLOCKED(result, ox_sendmmsg(self->handle, messages, (unsigned int)count, flags));
        release_buffers(&buffers);
    }
    PyMem_Free(addresses);
    PyMem_Free(messages);
    Py_XDECREF(data);
    Py_XDECREF(list);
    if (!good)
        return PyErr_Occurred() ? NULL : PyErr_NoMemory();
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

static PyObject *message_list(const struct mmsghdr *messages, struct address *addresses,
                              const char *data, Py_ssize_t size, int count)
{
    PyObject *list = PyList_New(0);
    for (int i = 0; list != NULL && i < count; i++) {
        Py_ssize_t length = messages[i].msg_len;
        addresses[i].length = messages[i].msg_hdr.msg_namelen;
        PyObject *item = Py_BuildValue("(y#N)", data + i * size, length < size ? length : size,
                                       build_address(&addresses[i]));
        if (item == NULL || PyList_Append(list, item) < 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
    }
    return list;
}

static PyObject *sock_recv_messages(PyObject *object, PyObject *arguments)
{
    SELF;
    enum { MOST = 1024 };
    int count, flags = MSG_WAITFORONE, result = -1;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(arguments, "in|i:recv_messages", &count, &size, &flags))
        return NULL;
    if (count < 1 || count > MOST || size < 0 || size > INT_MAX) {
        PyErr_SetString(PyExc_ValueError, "recv_messages: 1 to 1024 messages, each of a size >= 0");
        return NULL;
    }
    struct mmsghdr *messages = PyMem_Calloc((size_t)count, sizeof *messages);
    struct address *addresses = PyMem_Calloc((size_t)count, sizeof *addresses);
    struct iovec *iov = PyMem_Calloc((size_t)count, sizeof *iov);
    char *data = PyMem_Malloc((size_t)count * (size_t)size + 1);
    bool good = messages != NULL && addresses != NULL && iov != NULL && data != NULL;
    for (int i = 0; good && i < count; i++) {
        iov[i] = (struct iovec){data + i * size, (size_t)size};
        messages[i].msg_hdr = (struct msghdr){.msg_name = &addresses[i].storage,
                                              .msg_namelen = sizeof addresses[i].storage,
                                              .msg_iov = &iov[i],
                                              .msg_iovlen = 1};
    }
    PyObject *list = NULL;
    if (good) {
        begin(self, OX_RECEIVING);
        UNLOCKED(result,
                 ox_recvmmsg(self->handle, messages, (unsigned int)count, flags, NULL));
        list = result < 0 ? failure_in(self, result)
                          : message_list(messages, addresses, data, size, result);
    } else {
        PyErr_NoMemory();
    }
    PyMem_Free(data);
    PyMem_Free(iov);
    PyMem_Free(addresses);
    PyMem_Free(messages);
    return list;
}

PyMethodDef message_methods[] = {
    {"readv", sock_readv, METH_O, "Receive into several buffers; return the number of bytes."},
    {"writev", sock_writev, METH_O, "Send from several buffers; return how much was taken."},
    {"sendmsg", sock_sendmsg, METH_VARARGS, "Send buffers with control messages, to an address."},
    {"recvmsg", sock_recvmsg, METH_VARARGS, "Receive data, control messages, flags, the sender."},
    {"recvmsg_into", sock_recvmsg_into, METH_VARARGS, "As recvmsg, into buffers."},
    {"send_messages", sock_send_messages, METH_VARARGS,
     "send_messages(messages, flags=0)\n--\n\nSend several; return how many were sent."},
    {"recv_messages", sock_recv_messages, METH_VARARGS,
     "recv_messages(count, size, flags=MSG_WAITFORONE)\n--\n\n"
     "Receive up to count messages of up to size bytes: a list of pairs (data, sender)."},
    {NULL, NULL, 0, NULL},
};
