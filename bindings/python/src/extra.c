/* Descriptors, credentials, arrivals, error reports, groups, echoes. Structures are passed to
   Python as bytes, which reads their fields. */
#include "native.h"

#define SELF Socket *self = (Socket *)object

enum { MOST = 253 }; /* descriptors in one message */

static PyObject *none_or_failure(int result)
{
    if (result < 0)
        return failure(result);
    Py_RETURN_NONE;
}

/* Takes at most one more than the system allows, so that the call itself reports the error. */
static int numbers_of(PyObject *sequence, int *numbers)
{
    PyObject *list = PySequence_List(sequence);
    Py_ssize_t count = list == NULL ? -1 : PyList_Size(list);
    count = count > MOST + 1 ? MOST + 1 : count;
    for (Py_ssize_t i = 0; i < count; i++)
        if (!parse_int(PyList_GetItem(list, i), &numbers[i]))
            count = -1;
    Py_XDECREF(list);
    return (int)count;
}

typedef int (*send_many)(int, const void *, size_t, const int *, int);
typedef int (*receive_many)(int, void *, size_t, int *, int *);

static PyObject *send_numbers(const Socket *self, PyObject *arguments, send_many call)
{
    Py_buffer data;
    PyObject *sequence;
    int numbers[MOST + 1], result = -1;
    if (!PyArg_ParseTuple(arguments, "y*O", &data, &sequence))
        return NULL;
    int count = numbers_of(sequence, numbers);
    if (count >= 0) {
        begin(self, OX_SENDING);
        UNLOCKED(result, call(self->handle, data.buf, (size_t)data.len, numbers, count));
    }
    PyBuffer_Release(&data);
    if (count < 0)
        return NULL;
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

/* Returns the data, and the numbers received; an entry below 0 is the error for which others were
   not. */
static PyObject *receive_numbers(const Socket *self, PyObject *arguments, receive_many call)
{
    Py_ssize_t size;
    int room = MOST, numbers[MOST + 1], count = 0, result;
    if (!PyArg_ParseTuple(arguments, "n|i", &size, &room))
        return NULL;
    if (size < 0 || room < 0 || room > MOST + 1) {
        PyErr_SetString(PyExc_ValueError, "a size from 0, and room for 0 to 254 descriptors");
        return NULL;
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, size), *list;
    if (bytes == NULL)
        return NULL;
    char *buffer = PyBytes_AsString(bytes);
    begin(self, OX_RECEIVING);
    do {
        count = room;
        Py_BEGIN_ALLOW_THREADS
        result = call(self->handle, buffer, (size_t)size, numbers, &count);
        Py_END_ALLOW_THREADS
    } while (result == -EINTR && PyErr_CheckSignals() == 0);
    if (result < 0) {
        Py_DECREF(bytes);
        return failure_in(self, result);
    }
    if (result < size)
        bytes = shortened(bytes, result);
    list = PyList_New(0);
    for (int i = 0; list != NULL && i < count && i < room; i++) {
        PyObject *number = PyLong_FromLong(numbers[i]);
        if (number == NULL || PyList_Append(list, number) < 0)
            Py_CLEAR(list);
        Py_XDECREF(number);
    }
    return bytes == NULL || list == NULL ? NULL : Py_BuildValue("(NN)", bytes, list);
}

static PyObject *sock_send_descriptors(PyObject *object, PyObject *arguments)
{
    SELF;
    return send_numbers(self, arguments, ox_send_descriptors);
}

static PyObject *sock_recv_descriptors(PyObject *object, PyObject *arguments)
{
    SELF;
    return receive_numbers(self, arguments, ox_recv_descriptors);
}

static PyObject *sock_send_handles(PyObject *object, PyObject *arguments)
{
    SELF;
    return send_numbers(self, arguments, ox_send_handles);
}

static PyObject *sock_recv_handles(PyObject *object, PyObject *arguments)
{
    SELF;
    return receive_numbers(self, arguments, ox_recv_handles);
}

static PyObject *sock_peer_credentials(PyObject *object, PyObject *nothing)
{
    SELF;
    (void)nothing;
    struct ox_credentials peer;
    int result = ox_peer_credentials(self->handle, &peer);
    return result < 0 ? failure(result) : Py_BuildValue("(iII)", peer.pid, peer.uid, peer.gid);
}

static PyObject *sock_arrivals(PyObject *object, PyObject *arguments)
{
    SELF;
    int on = 1;
    if (!PyArg_ParseTuple(arguments, "|p:arrivals", &on))
        return NULL;
    return none_or_failure(ox_arrivals(self->handle, on));
}

static PyObject *sock_recv_arrival(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_ssize_t size;
    int flags = 0, result;
    struct ox_arrival arrival;
    if (!PyArg_ParseTuple(arguments, "n|i:recv_arrival", &size, &flags))
        return NULL;
    PyObject *bytes = room_for(size, "recv_arrival");
    if (bytes == NULL)
        return NULL;
    char *buffer = PyBytes_AsString(bytes);
    begin(self, OX_RECEIVING);
    UNLOCKED(result, ox_recv_arrival(self->handle, buffer, (size_t)size, flags, &arrival));
    if (result < 0) {
        Py_DECREF(bytes);
        return failure_in(self, result);
    }
    if (result < size)
        bytes = shortened(bytes, result);
    return Py_BuildValue("(Ny#)", bytes, &arrival, (Py_ssize_t)sizeof arrival);
}

static PyObject *sock_send_reply(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_buffer data, arrival;
    int flags = 0, result = -1;
    struct ox_arrival copy;
    if (!PyArg_ParseTuple(arguments, "y*y*|i:send_reply", &data, &arrival, &flags))
        return NULL;
    bool good = arrival.len == sizeof copy;
    if (good) {
        memcpy(&copy, arrival.buf, sizeof copy);
        begin(self, OX_SENDING);
        UNLOCKED(result, ox_send_reply(self->handle, data.buf, (size_t)data.len, flags, &copy));
    } else {
        PyErr_SetString(PyExc_ValueError, "no arrival's bytes");
    }
    PyBuffer_Release(&arrival);
    PyBuffer_Release(&data);
    if (!good)
        return NULL;
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

static PyObject *sock_error_reports(PyObject *object, PyObject *arguments)
{
    SELF;
    int on = 1;
    if (!PyArg_ParseTuple(arguments, "|p:error_reports", &on))
        return NULL;
    return none_or_failure(ox_error_reports(self->handle, on));
}

static PyObject *sock_recv_error(PyObject *object, PyObject *arguments)
{
    SELF;
    char buffer[65536];
    struct ox_error_report report;
    if (!PyArg_ParseTuple(arguments, ":recv_error"))
        return NULL;
    int result = ox_recv_error(self->handle, buffer, sizeof buffer, &report);
    if (result < 0)
        return failure(result);
    return Py_BuildValue("(y#y#)", buffer, (Py_ssize_t)result, &report, (Py_ssize_t)sizeof report);
}

static PyObject *group_call(const Socket *self, PyObject *arguments,
                            int (*call)(int, const char *, const char *, const char *))
{
    const char *group, *interface = NULL, *source = NULL;
    if (!PyArg_ParseTuple(arguments, "s|zz", &group, &interface, &source))
        return NULL;
    int result = call(self->handle, group, interface, source);
    if (result < 0)
        return explained(result);
    Py_RETURN_NONE;
}

static PyObject *sock_group_join(PyObject *object, PyObject *arguments)
{
    SELF;
    return group_call(self, arguments, ox_group_join);
}

static PyObject *sock_group_leave(PyObject *object, PyObject *arguments)
{
    SELF;
    return group_call(self, arguments, ox_group_leave);
}

static PyObject *sock_echo_send(PyObject *object, PyObject *arguments)
{
    SELF;
    struct ox_address to;
    int sequence, result;
    Py_buffer payload;
    if (!PyArg_ParseTuple(arguments, "O&iy*:echo_send", address_converter, &to, &sequence,
                          &payload))
        return NULL;
    if (sequence < 0 || sequence > UINT16_MAX) {
        PyBuffer_Release(&payload);
        PyErr_SetString(PyExc_OverflowError, "echo_send(): sequence must be 0-65535.");
        return NULL;
    }
    begin(self, OX_SENDING);
    UNLOCKED(result, ox_echo_send(self->handle, &to, (uint16_t)sequence, payload.buf,
                                  (size_t)payload.len));
    PyBuffer_Release(&payload);
    if (result < 0)
        return failure_in(self, result);
    Py_RETURN_NONE;
}

/* If a host on the way has reported an error, the exception says which, and for which request. */
static PyObject *sock_echo_recv(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_ssize_t size;
    struct ox_address sender = {0};
    uint16_t sequence = 0;
    int ttl = -1, result;
    if (!PyArg_ParseTuple(arguments, "n:echo_recv", &size))
        return NULL;
    PyObject *bytes = room_for(size, "echo_recv");
    if (bytes == NULL)
        return NULL;
    char *buffer = PyBytes_AsString(bytes);
    begin(self, OX_RECEIVING);
    UNLOCKED(result,
             ox_echo_recv(self->handle, &sender, &sequence, buffer, (size_t)size, &ttl));
    if (result < 0) {
        Py_DECREF(bytes);
        return failure_with(result, "report", Py_BuildValue("(Ni)", address_bytes(&sender), sequence));
    }
    if (result < size)
        bytes = shortened(bytes, result);
    return Py_BuildValue("(NNii)", bytes, address_bytes(&sender), sequence, ttl);
}

PyMethodDef extra_methods[] = {
    {"send_descriptors", sock_send_descriptors, METH_VARARGS,
     "send_descriptors(data, fds)\n--\n\nSend bytes, and descriptors with the first of them."},
    {"recv_descriptors", sock_recv_descriptors, METH_VARARGS,
     "recv_descriptors(size, room=253)\n--\n\nReceive bytes, and the descriptors with them."},
    {"_send_handles", sock_send_handles, METH_VARARGS, NULL},
    {"_recv_handles", sock_recv_handles, METH_VARARGS, NULL},
    {"_peer_credentials", sock_peer_credentials, METH_NOARGS, NULL},
    {"arrivals", sock_arrivals, METH_VARARGS,
     "arrivals(on=True)\n--\n\nAsk for all that recv_arrival can tell."},
    {"_recv_arrival", sock_recv_arrival, METH_VARARGS, NULL},
    {"_send_reply", sock_send_reply, METH_VARARGS, NULL},
    {"error_reports", sock_error_reports, METH_VARARGS,
     "error_reports(on=True)\n--\n\nHave the errors that datagrams meet queued."},
    {"_recv_error", sock_recv_error, METH_VARARGS, NULL},
    {"group_join", sock_group_join, METH_VARARGS,
     "group_join(group, interface=None, source=None)\n--\n\nJoin a multicast group."},
    {"group_leave", sock_group_leave, METH_VARARGS,
     "group_leave(group, interface=None, source=None)\n--\n\nLeave a multicast group."},
    {"_echo_send", sock_echo_send, METH_VARARGS, NULL},
    {"_echo_recv", sock_echo_recv, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
