/* Receiving and sending bytes and datagrams. */
#include "native.h"

#define SELF Socket *self = (Socket *)object

/* A buffer to receive into, shrunk afterwards to what came. */
static PyObject *room_for(Py_ssize_t size, const char *caller)
{
    if (size < 0) {
        PyErr_Format(PyExc_ValueError, "negative buffersize in %s", caller);
        return NULL;
    }
    return PyBytes_FromStringAndSize(NULL, size);
}

PyObject *shortened(PyObject *bytes, Py_ssize_t length)
{
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
    if (result < size) /* with MSG_TRUNC, it may be more */
        bytes = shortened(bytes, result);
    return bytes;
}

static PyObject *sock_recv(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_ssize_t size;
    int flags = 0, result;
    if (!PyArg_ParseTuple(arguments, "n|i:recv", &size, &flags))
        return NULL;
    PyObject *bytes = room_for(size, "recv");
    if (bytes == NULL)
        return NULL;
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

static PyObject *sock_recvfrom(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_ssize_t size;
    int flags = 0, result;
    struct address address = {0};
    if (!PyArg_ParseTuple(arguments, "n|i:recvfrom", &size, &flags))
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

/* How much to receive into a buffer: all of it, unless a smaller number was given. */
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
    if (good) {
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

static PyObject *sock_send(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_buffer data;
    int flags = 0, result;
    if (!PyArg_ParseTuple(arguments, "y*|i:send", &data, &flags))
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

/* All pieces under one deadline. A signal may cut one short; its handler then has to run. */
static PyObject *sock_sendall(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_buffer data;
    int flags = 0, result;
    if (!PyArg_ParseTuple(arguments, "y*|i:sendall", &data, &flags))
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

static PyObject *sock_sendto(PyObject *object, PyObject *arguments)
{
    SELF;
    Py_buffer data;
    PyObject *to, *second, *third = NULL;
    int flags = 0, result = -1;
    struct address address;
    if (!PyArg_ParseTuple(arguments, "y*O|O:sendto", &data, &second, &third))
        return NULL;
    to = third == NULL ? second : third;
    if (third != NULL)
        flags = (int)PyLong_AsLong(second);
    bool good = (third == NULL || !PyErr_Occurred()) && parse_address(self, to, &address, "sendto");
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
    {"recv", sock_recv, METH_VARARGS, "recv(bufsize, flags=0)\n--\n\nReceive up to so many bytes."},
    {"read", sock_read, METH_VARARGS, "read(size)\n--\n\nReceive, as recv without flags."},
    {"recvfrom", sock_recvfrom, METH_VARARGS, "Receive data, and the sender's address."},
    {"recvfrom_address", sock_recvfrom_address, METH_VARARGS, NULL},
    {"recv_into", (PyCFunction)(void (*)(void))sock_recv_into, METH_VARARGS | METH_KEYWORDS,
     "Receive into a buffer; return the number of bytes."},
    {"recvfrom_into", (PyCFunction)(void (*)(void))sock_recvfrom_into,
     METH_VARARGS | METH_KEYWORDS, "Receive into a buffer; return the number of bytes and the sender."},
    {"send", sock_send, METH_VARARGS, "send(data, flags=0)\n--\n\nSend; return how much was taken."},
    {"write", sock_write, METH_VARARGS, "write(data)\n--\n\nSend, as send without flags."},
    {"sendall", sock_sendall, METH_VARARGS, "sendall(data, flags=0)\n--\n\nSend all of the data."},
    {"sendto", sock_sendto, METH_VARARGS, "Send data to an address."},
    {"sendto_address", sock_sendto_address, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
