/* Receiving and sending bytes and datagrams. */
#include "native.h"

#define SELF Socket *self = (Socket *)object

/* METH_FASTCALL passes arguments without a tuple, which would be a tenth of the call's time. */
#define FAST(function) (PyCFunction)(void (*)(void))function, METH_FASTCALL

static bool count_is(Py_ssize_t count, Py_ssize_t least, Py_ssize_t most, const char *caller)
{
    if (count >= least && count <= most)
        return true;
    PyErr_Format(PyExc_TypeError, "%s() takes %zd to %zd arguments (%zd given)", caller, least,
                 most, count);
    return false;
}

bool parse_int(PyObject *object, int *result)
{
    long value = PyLong_AsLong(object);
    *result = (int)value;
    if (value != *result)
        PyErr_SetString(PyExc_OverflowError, "signed integer does not fit a C int");
    return (value != -1 && value == *result) || !PyErr_Occurred();
}

static bool parse_size(PyObject *const *arguments, Py_ssize_t count, const char *caller,
                       Py_ssize_t *size, int *flags)
{
    if (!count_is(count, 1, 2, caller))
        return false;
    *size = PyNumber_AsSsize_t(arguments[0], PyExc_OverflowError);
    return (*size != -1 || !PyErr_Occurred()) && (count == 1 || parse_int(arguments[1], flags));
}

static bool parse_data(PyObject *const *arguments, Py_ssize_t count, const char *caller,
                       Py_buffer *data, int *flags)
{
    return count_is(count, 1, 2, caller) && (count == 1 || parse_int(arguments[1], flags)) &&
           PyObject_GetBuffer(arguments[0], data, PyBUF_SIMPLE) == 0;
}

PyObject *room_for(Py_ssize_t size, const char *caller)
{
    if (size < 0) {
        PyErr_Format(PyExc_ValueError, "negative buffersize in %s", caller);
        return NULL;
    }
    return PyBytes_FromStringAndSize(NULL, size);
}

/* Part of every version of Python, but not of the stable ABI. */
__attribute__((weak)) int _PyBytes_Resize(PyObject **bytes, Py_ssize_t length);

PyObject *shortened(PyObject *bytes, Py_ssize_t length)
{
    if (_PyBytes_Resize != NULL) {
        _PyBytes_Resize(&bytes, length);
        return bytes;
    }
    PyObject *copy = PyBytes_FromStringAndSize(PyBytes_AsString(bytes), length);
    Py_DECREF(bytes);
    return copy;
}

static PyObject *received(const Socket *self, PyObject *bytes, Py_ssize_t size, int result)
{
    if (result < 0) {
        Py_DECREF(bytes);
        return failure_in(self, result);
    }
    if (result < size) /* with MSG_TRUNC, the result can be larger */
        bytes = shortened(bytes, result);
    return bytes;
}

static PyObject *sock_recv(PyObject *object, PyObject *const *arguments, Py_ssize_t count)
{
    SELF;
    Py_ssize_t size;
    int flags = 0, result;
    if (!parse_size(arguments, count, "recv", &size, &flags))
        return NULL;
    PyObject *bytes = room_for(size, "recv");
    if (bytes == NULL)
        return NULL;
    if (size == 0)
        return bytes; /* as the standard library does, without a system call */
    char *buffer = PyBytes_AsString(bytes);
    begin(self, OX_RECEIVING);
    UNLOCKED(result, ox_recv(self->handle, buffer, (size_t)size, flags));
    return received(self, bytes, size, result);
}

static PyObject *sock_read(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_ssize_t size;
    int result;
    if (!PyArg_ParseTuple(arguments, "n:read", &size))
        return NULL;
    PyObject *bytes = room_for(size, "read");
    if (bytes == NULL)
        return NULL;
    char *buffer = PyBytes_AsString(bytes);
    begin(self, OX_RECEIVING);
    UNLOCKED(result, ox_read(self->handle, buffer, (size_t)size));
    return received(self, bytes, size, result);
}

static PyObject *sock_recvfrom(PyObject *object, PyObject *const *arguments, Py_ssize_t count)
{
    SELF;
    Py_ssize_t size;
    int flags = 0, result;
    struct address address = {0};
    if (!parse_size(arguments, count, "recvfrom", &size, &flags))
        return NULL;
    PyObject *bytes = room_for(size, "recvfrom");
    if (bytes == NULL)
        return NULL;
    char *buffer = PyBytes_AsString(bytes);
    begin(self, OX_RECEIVING);
    address.length = sizeof address.storage;
    UNLOCKED(result, ox_recvfrom(self->handle, buffer, (size_t)size, flags,
                                 (struct sockaddr *)&address.storage, &address.length));
    bytes = received(self, bytes, size, result);
    return bytes == NULL ? NULL : Py_BuildValue("(NN)", bytes, build_address(&address));
}

static PyObject *sock_recvfrom_address(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_ssize_t size;
    int flags = 0, result;
    struct ox_address address = {0};
    if (!PyArg_ParseTuple(arguments, "n|i:recvfrom_address", &size, &flags))
        return NULL;
    PyObject *bytes = room_for(size, "recvfrom_address");
    if (bytes == NULL)
        return NULL;
    char *buffer = PyBytes_AsString(bytes);
    begin(self, OX_RECEIVING);
    UNLOCKED(result,
             ox_recvfrom_address(self->handle, buffer, (size_t)size, flags, &address));
    bytes = received(self, bytes, size, result);
    return bytes == NULL ? NULL : Py_BuildValue("(NN)", bytes, address_bytes(&address));
}

/* How much to receive into a buffer: the given size, or all of it if that is 0. */
static bool fits(const Py_buffer *buffer, Py_ssize_t *size, const char *caller)
{
    if (*size < 0) {
        PyErr_Format(PyExc_ValueError, "negative buffersize in %s", caller);
        return false;
    }
    if (*size == 0)
        *size = buffer->len;
    if (*size > buffer->len) {
        PyErr_Format(PyExc_ValueError, "%s: nbytes is greater than the length of the buffer",
                     caller);
        return false;
    }
    return true;
}

static char *into_names[] = {"buffer", "nbytes", "flags", NULL};

static PyObject *sock_recv_into(PyObject *object, PyObject *arguments, PyObject *named)
{
    SELF;
    Py_buffer buffer;
    Py_ssize_t size = 0;
    int flags = 0, result = -1;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "w*|ni:recv_into", into_names, &buffer,
                                     &size, &flags))
        return NULL;
    bool good = fits(&buffer, &size, "recv_into");
    if (size == 0) {
        result = 0; /* as recv does */
    } else if (good) {
        begin(self, OX_RECEIVING);
        UNLOCKED(result, ox_recv(self->handle, buffer.buf, (size_t)size, flags));
    }
    PyBuffer_Release(&buffer);
    if (!good)
        return NULL;
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

static PyObject *sock_recvfrom_into(PyObject *object, PyObject *arguments, PyObject *named)
{
    SELF;
    Py_buffer buffer;
    Py_ssize_t size = 0;
    int flags = 0, result = -1;
    struct address address = {0};
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "w*|ni:recvfrom_into", into_names, &buffer,
                                     &size, &flags))
        return NULL;
    bool good = fits(&buffer, &size, "recvfrom_into");
    if (good) {
        begin(self, OX_RECEIVING);
        address.length = sizeof address.storage;
        UNLOCKED(result, ox_recvfrom(self->handle, buffer.buf, (size_t)size, flags,
                                     (struct sockaddr *)&address.storage, &address.length));
    }
    PyBuffer_Release(&buffer);
    if (!good)
        return NULL;
    return result < 0 ? failure_in(self, result)
                      : Py_BuildValue("(iN)", result, build_address(&address));
}

static PyObject *sock_send(PyObject *object, PyObject *const *arguments, Py_ssize_t count)
{
    SELF;
    Py_buffer data;
    int flags = 0, result;
    if (!parse_data(arguments, count, "send", &data, &flags))
        return NULL;
    begin(self, OX_SENDING);
    UNLOCKED(result, ox_send(self->handle, data.buf, (size_t)data.len, flags));
    PyBuffer_Release(&data);
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

static PyObject *sock_write(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_buffer data;
    int result;
    if (!PyArg_ParseTuple(arguments, "y*:write", &data))
        return NULL;
    begin(self, OX_SENDING);
    UNLOCKED(result, ox_write(self->handle, data.buf, (size_t)data.len));
    PyBuffer_Release(&data);
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

/* All pieces are sent under one deadline. A signal may end a call early; its handler is then run.
 */
static PyObject *sock_sendall(PyObject *object, PyObject *const *arguments, Py_ssize_t count)
{
    SELF;
    Py_buffer data;
    int flags = 0, result;
    if (!parse_data(arguments, count, "sendall", &data, &flags))
        return NULL;
    begin(self, OX_SENDING);
    Py_ssize_t done = 0;
    do {
        UNLOCKED(result, ox_send(self->handle, (char *)data.buf + done,
                                 (size_t)(data.len - done), flags));
        if (result > 0)
            done += result;
    } while (result >= 0 && done < data.len && PyErr_CheckSignals() == 0);
    PyBuffer_Release(&data);
    if (result < 0)
        return failure_in(self, result);
    if (PyErr_Occurred())
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *sock_sendto(PyObject *object, PyObject *const *arguments, Py_ssize_t count)
{
    SELF;
    Py_buffer data;
    int flags = 0, result;
    struct address address;
    if (!count_is(count, 2, 3, "sendto") || PyObject_GetBuffer(arguments[0], &data, PyBUF_SIMPLE) < 0)
        return NULL;
    bool good = (count == 2 || parse_int(arguments[1], &flags)) &&
                parse_address(self, arguments[count - 1], &address, "sendto");
    if (good) {
        begin(self, OX_SENDING);
        UNLOCKED(result, ox_sendto(self->handle, data.buf, (size_t)data.len, flags,
                                   (struct sockaddr *)&address.storage, address.length));
    }
    PyBuffer_Release(&data);
    if (!good)
        return NULL;
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

static PyObject *sock_sendto_address(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_buffer data;
    int flags = 0, result;
    struct ox_address address;
    if (!PyArg_ParseTuple(arguments, "y*O&|i:sendto_address", &data, address_converter, &address,
                          &flags))
        return NULL;
    begin(self, OX_SENDING);
    UNLOCKED(result,
             ox_sendto_address(self->handle, data.buf, (size_t)data.len, flags, &address));
    PyBuffer_Release(&data);
    return result < 0 ? failure_in(self, result) : PyLong_FromLong(result);
}

PyMethodDef transfer_methods[] = {
    {"recv", FAST(sock_recv), "recv(bufsize, flags=0)\n--\n\nReceive up to so many bytes."},
    {"read", sock_read, METH_VARARGS, "read(size)\n--\n\nReceive, as recv without flags."},
    {"recvfrom", FAST(sock_recvfrom), "Receive data, and the sender's address."},
    {"recvfrom_address", sock_recvfrom_address, METH_VARARGS, NULL},
    {"recv_into", (PyCFunction)(void (*)(void))sock_recv_into, METH_VARARGS | METH_KEYWORDS,
     "Receive into a buffer; return the number of bytes."},
    {"recvfrom_into", (PyCFunction)(void (*)(void))sock_recvfrom_into,
     METH_VARARGS | METH_KEYWORDS, "Receive into a buffer; return the number of bytes and the sender."},
    {"send", FAST(sock_send), "send(data, flags=0)\n--\n\nSend; return how much was taken."},
    {"write", sock_write, METH_VARARGS, "write(data)\n--\n\nSend, as send without flags."},
    {"sendall", FAST(sock_sendall), "sendall(data, flags=0)\n--\n\nSend all of the data."},
    {"sendto", FAST(sock_sendto), "Send data to an address."},
    {"sendto_address", sock_sendto_address, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
