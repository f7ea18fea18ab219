/* Whole transfers: everything is moved, or an exception says how much was. */
#include "native.h"

#define SELF Socket *self = (Socket *)object

/* After a signal whose handler raises nothing, a transfer continues behind what it has moved. */

static PyObject *sock_send_all(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_buffer data;
    int64_t deadline = OX_FOREVER;
    int result;
    if (!PyArg_ParseTuple(arguments, "y*|O&:send_all", &data, deadline_converter, &deadline))
        return NULL;
    size_t moved = 0, all = (size_t)data.len;
    do {
        size_t done = 0;
        const char *rest = (const char *)data.buf + moved;
        Py_BEGIN_ALLOW_THREADS
        result = ox_send_all(self->handle, rest, all - moved, deadline, &done);
        Py_END_ALLOW_THREADS
        moved += done;
    } while (result == -EINTR && PyErr_CheckSignals() == 0);
    PyBuffer_Release(&data);
    if (result < 0)
        return failure_with(result, "moved", PyLong_FromSize_t(moved));
    Py_RETURN_NONE;
}

static PyObject *sock_recv_all(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_ssize_t size;
    int64_t deadline = OX_FOREVER;
    int result;
    if (!PyArg_ParseTuple(arguments, "n|O&:recv_all", &size, deadline_converter, &deadline))
        return NULL;
    if (size < 0) {
        PyErr_SetString(PyExc_ValueError, "negative size in recv_all");
        return NULL;
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, size);
    if (bytes == NULL)
        return NULL;
    char *buffer = PyBytes_AsString(bytes);
    size_t moved = 0;
    do {
        size_t done = 0;
        Py_BEGIN_ALLOW_THREADS
        result = ox_recv_all(self->handle, buffer + moved, (size_t)size - moved, deadline, &done);
        Py_END_ALLOW_THREADS
        moved += done;
    } while (result == -EINTR && PyErr_CheckSignals() == 0);
    if (result >= 0)
        return bytes;
    PyObject *partial = PyBytes_FromStringAndSize(buffer, (Py_ssize_t)moved);
    Py_DECREF(bytes);
    return failure_with(result, "partial", partial);
}

/* After a signal, the received bytes stay in the buffer, and the rest is received behind them. */
static PyObject *sock_recv_until(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_buffer delimiter;
    Py_ssize_t most = 65536;
    int64_t deadline = OX_FOREVER;
    int result;
    if (!PyArg_ParseTuple(arguments, "y*|nO&:recv_until", &delimiter, &most, deadline_converter,
                          &deadline))
        return NULL;
    bool is_byte = delimiter.len == 1;
    int byte = is_byte ? *(const unsigned char *)delimiter.buf : 0;
    PyBuffer_Release(&delimiter);
    if (!is_byte || most < 0) {
        PyErr_SetString(PyExc_ValueError, "recv_until: one byte, and a size that is not negative");
        return NULL;
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, most);
    if (bytes == NULL)
        return NULL;
    char *buffer = PyBytes_AsString(bytes);
    size_t moved = 0;
    do {
        size_t done = 0;
        Py_BEGIN_ALLOW_THREADS
        result = ox_recv_until(self->handle, buffer + moved, (size_t)most - moved, byte, deadline,
                               &done);
        Py_END_ALLOW_THREADS
        moved += done;
    } while (result == -EINTR && PyErr_CheckSignals() == 0);
    bytes = shortened(bytes, (Py_ssize_t)moved);
    return result >= 0 ? bytes : failure_with(result, "partial", bytes);
}

/* Send this many bytes of a file, or all of it, from an offset or from its position on. */
static PyObject *sock_send_file(PyObject *object, PyObject *arguments, PyObject *named)
{
    SELF;
    static char *names[] = {"fd", "offset", "length", "deadline", NULL};
    PyObject *offset = Py_None, *length = Py_None;
    int64_t deadline = OX_FOREVER, position = 0;
    uint64_t left = UINT64_MAX, moved = 0;
    int fd, result;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "i|OOO&:send_file", names, &fd, &offset,
                                     &length, deadline_converter, &deadline))
        return NULL;
    if (offset != Py_None)
        position = PyLong_AsLongLong(offset);
    if (length != Py_None && !PyErr_Occurred())
        left = PyLong_AsUnsignedLongLong(length);
    if (PyErr_Occurred())
        return NULL;
    do {
        uint64_t done = 0;
        Py_BEGIN_ALLOW_THREADS
        result = ox_send_file(self->handle, fd, offset == Py_None ? NULL : &position, left,
                              deadline, &done);
        Py_END_ALLOW_THREADS
        moved += done;
        if (left != UINT64_MAX)
            left -= done;
    } while (result == -EINTR && PyErr_CheckSignals() == 0);
    if (result < 0)
        return failure_with(result, "moved", PyLong_FromUnsignedLongLong(moved));
    return PyLong_FromUnsignedLongLong(moved);
}

PyMethodDef whole_methods[] = {
    {"send_all", sock_send_all, METH_VARARGS,
     "send_all(data, deadline=None)\n--\n\n"
     "Send all of the data by the deadline. The exception's `moved` is how much was sent."},
    {"recv_all", sock_recv_all, METH_VARARGS,
     "recv_all(size, deadline=None)\n--\n\n"
     "Receive exactly so many bytes by the deadline. The exception's `partial` is what came."},
    {"recv_until", sock_recv_until, METH_VARARGS,
     "recv_until(delimiter, most=65536, deadline=None)\n--\n\n"
     "Receive up to a byte such as b\"\\n\", and with it. The exception's `partial` is what came."},
    {"send_file", (PyCFunction)(void (*)(void))sock_send_file, METH_VARARGS | METH_KEYWORDS,
     "send_file(fd, offset=None, length=None, deadline=None)\n--\n\n"
     "Send a file's bytes; return how many. The exception's `moved` is how much was sent."},
    {NULL, NULL, 0, NULL},
};
