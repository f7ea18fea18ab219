/* Binding, listening, accepting, connecting; options and names. */
#include "native.h"

#include <fcntl.h>

#define SELF Socket *self = (Socket *)object

static PyObject *none_or_failure(const Socket *self, int result)
{
    if (result < 0)
        return failure_in(self, result);
    Py_RETURN_NONE;
}

static PyObject *number_or_failure(int result)
{
    return result < 0 ? failure(result) : PyLong_FromLong(result);
}

static PyObject *sock_bind(PyObject *object, PyObject *where)
{
    SELF;
    struct address address;
    int result;
    if (!parse_address(self, where, &address, "bind"))
        return NULL;
    UNLOCKED(result,
             ox_bind(self->handle, (struct sockaddr *)&address.storage, address.length));
    return none_or_failure(self, result);
}

static PyObject *sock_bind_address(PyObject *object, PyObject *bytes)
{
    SELF;
    struct ox_address address;
    if (!address_converter(bytes, &address))
        return NULL;
    return none_or_failure(self, ox_bind_address(self->handle, &address));
}

static PyObject *sock_listen(PyObject *object, PyObject *arguments)
{
    SELF;
    int backlog = SOMAXCONN < 128 ? SOMAXCONN : 128, result;
    if (!PyArg_ParseTuple(arguments, "|i:listen", &backlog))
        return NULL;
    UNLOCKED(result, ox_listen(self->handle, backlog < 0 ? 0 : backlog));
    return none_or_failure(self, result);
}

/* Returns the handle of the connection, and the peer's address. */
static PyObject *sock_accept(PyObject *object, PyObject *nothing)
{
    SELF;
    (void)nothing;
    struct address address = {0};
    int handle;
    begin(self, OX_RECEIVING);
    address.length = sizeof address.storage;
    UNLOCKED(handle,
             ox_accept(self->handle, (struct sockaddr *)&address.storage, &address.length));
    if (handle < 0)
        return failure_in(self, handle);
    PyObject *pair = Py_BuildValue("(iN)", handle, build_address(&address));
    if (pair == NULL)
        ox_close(handle);
    return pair;
}

static int connect_to(const Socket *self, const struct address *address)
{
    int result;
    begin(self, OX_SENDING);
    UNLOCKED(result, ox_connect(self->handle, (const struct sockaddr *)&address->storage,
                                address->length));
    return result;
}

static PyObject *sock_connect(PyObject *object, PyObject *to)
{
    SELF;
    struct address address;
    if (!parse_address(self, to, &address, "connect"))
        return NULL;
    return none_or_failure(self, connect_to(self, &address));
}

/* Returns the errno and does not raise; as in the standard library, EAGAIN for a timeout. */
static PyObject *sock_connect_ex(PyObject *object, PyObject *to)
{
    SELF;
    struct address address;
    if (!parse_address(self, to, &address, "connect_ex"))
        return NULL;
    int result = connect_to(self, &address);
    if (result == -ETIMEDOUT && self->timeout > 0)
        result = -EAGAIN;
    return PyErr_Occurred() ? NULL : PyLong_FromLong(-result);
}

static PyObject *sock_connect_address(PyObject *object, PyObject *bytes)
{
    SELF;
    struct ox_address address;
    int result;
    if (!address_converter(bytes, &address))
        return NULL;
    begin(self, OX_SENDING);
    UNLOCKED(result, ox_connect_address(self->handle, &address));
    return none_or_failure(self, result);
}

static PyObject *sock_shutdown(PyObject *object, PyObject *how)
{
    SELF;
    int which, result;
    PyObject *arguments = PyTuple_Pack(1, how);
    if (arguments == NULL)
        return NULL;
    int parsed = PyArg_ParseTuple(arguments, "i:shutdown", &which);
    Py_DECREF(arguments);
    if (!parsed)
        return NULL;
    UNLOCKED(result, ox_shutdown(self->handle, which));
    return none_or_failure(self, result);
}

static PyObject *name_of(PyObject *object, int (*call)(int, struct sockaddr *, socklen_t *))
{
    SELF;
    struct address address = {.length = sizeof address.storage};
    int result = call(self->handle, (struct sockaddr *)&address.storage, &address.length);
    return result < 0 ? failure(result) : build_address(&address);
}

static PyObject *sock_getsockname(PyObject *object, PyObject *nothing)
{
    (void)nothing;
    return name_of(object, ox_getsockname);
}

static PyObject *sock_getpeername(PyObject *object, PyObject *nothing)
{
    (void)nothing;
    return name_of(object, ox_getpeername);
}

static PyObject *text_of(PyObject *object, int (*call)(int, char *, size_t))
{
    SELF;
    char text[OX_TEXT_MAX];
    int length = call(self->handle, text, sizeof text);
    return length < 0 ? failure(length) : PyUnicode_FromStringAndSize(text, length);
}

static PyObject *sock_local(PyObject *object, PyObject *nothing)
{
    (void)nothing;
    return text_of(object, ox_local);
}

static PyObject *sock_peer(PyObject *object, PyObject *nothing)
{
    (void)nothing;
    return text_of(object, ox_peer);
}

static PyObject *sock_getsockopt(PyObject *object, PyObject *arguments)
{
    SELF;
    int level, name, size = 0, number = 0;
    if (!PyArg_ParseTuple(arguments, "ii|i:getsockopt", &level, &name, &size))
        return NULL;
    if (size < 0 || size > 1024) {
        PyErr_SetString(PyExc_OSError, "getsockopt buflen out of range");
        return NULL;
    }
    char buffer[1024];
    socklen_t length = size == 0 ? sizeof number : (socklen_t)size;
    int result =
        ox_getsockopt(self->handle, level, name, size == 0 ? (void *)&number : buffer, &length);
    if (result < 0)
        return failure(result);
    return size == 0 ? PyLong_FromLong(number)
                     : PyBytes_FromStringAndSize(buffer, (Py_ssize_t)length);
}

/* The value is an int, bytes, or None with the length for a null pointer. */
static PyObject *sock_setsockopt(PyObject *object, PyObject *arguments)
{
    SELF;
    int level, name, number, result;
    unsigned int length;
    PyObject *nothing;
    Py_buffer bytes;
    if (PyArg_ParseTuple(arguments, "iii:setsockopt", &level, &name, &number)) {
        result = ox_setsockopt(self->handle, level, name, &number, sizeof number);
        return none_or_failure(self, result);
    }
    PyErr_Clear();
    if (PyArg_ParseTuple(arguments, "iiO!I:setsockopt", &level, &name, Py_TYPE(Py_None), &nothing,
                         &length)) {
        result = ox_setsockopt(self->handle, level, name, NULL, length);
        return none_or_failure(self, result);
    }
    PyErr_Clear();
    if (!PyArg_ParseTuple(arguments, "iiy*:setsockopt", &level, &name, &bytes))
        return NULL;
    result = ox_setsockopt(self->handle, level, name, bytes.buf, (socklen_t)bytes.len);
    PyBuffer_Release(&bytes);
    return none_or_failure(self, result);
}

/* F_GETOWN returns process groups as negative numbers, which are not errors. */
static PyObject *sock_fcntl(PyObject *object, PyObject *arguments)
{
    SELF;
    int command, argument = 0, result;
    if (!PyArg_ParseTuple(arguments, "i|i:fcntl", &command, &argument))
        return NULL;
    errno = 0;
    UNLOCKED(result, ox_fcntl(self->handle, command, argument));
    if (command == F_GETOWN && errno == 0)
        return PyLong_FromLong(result);
    return number_or_failure(result);
}

static PyObject *sock_at_mark(PyObject *object, PyObject *nothing)
{
    SELF;
    (void)nothing;
    int result = ox_sockatmark(self->handle);
    return result < 0 ? failure(result) : PyBool_FromLong(result);
}

static PyObject *sock_available(PyObject *object, PyObject *nothing)
{
    SELF;
    (void)nothing;
    return number_or_failure(ox_available(self->handle));
}

static PyObject *sock_set_option(PyObject *object, PyObject *arguments)
{
    SELF;
    const char *name;
    long long value;
    if (!PyArg_ParseTuple(arguments, "sL:set_option", &name, &value))
        return NULL;
    int result = ox_option_set(self->handle, name, value);
    if (result < 0)
        return explained(result);
    Py_RETURN_NONE;
}

static PyObject *sock_get_option(PyObject *object, PyObject *arguments)
{
    SELF;
    const char *name;
    int64_t value = 0;
    if (!PyArg_ParseTuple(arguments, "s:get_option", &name))
        return NULL;
    int result = ox_option_get(self->handle, name, &value);
    return result < 0 ? explained(result) : PyLong_FromLongLong(value);
}

PyMethodDef control_methods[] = {
    {"bind", sock_bind, METH_O, "Give the socket its own address."},
    {"bind_address", sock_bind_address, METH_O, NULL},
    {"listen", sock_listen, METH_VARARGS, "Begin to take connections."},
    {"_accept", sock_accept, METH_NOARGS, "The handle of a connection, and its peer."},
    {"connect", sock_connect, METH_O, "Connect to an address."},
    {"connect_ex", sock_connect_ex, METH_O, "Connect; return the error's number, or 0."},
    {"connect_address", sock_connect_address, METH_O, NULL},
    {"shutdown", sock_shutdown, METH_O, "End one direction of the connection, or both."},
    {"getsockname", sock_getsockname, METH_NOARGS, "The socket's own address."},
    {"getpeername", sock_getpeername, METH_NOARGS, "The peer's address."},
    {"local", sock_local, METH_NOARGS, "The socket's own end, as an endpoint's text."},
    {"peer", sock_peer, METH_NOARGS, "The other end, as an endpoint's text."},
    {"getsockopt", sock_getsockopt, METH_VARARGS, "Read an option."},
    {"setsockopt", sock_setsockopt, METH_VARARGS, "Set an option."},
    {"fcntl", sock_fcntl, METH_VARARGS, "fcntl(command, argument=0)\n--\n\nAs fcntl(2)."},
    {"at_mark", sock_at_mark, METH_NOARGS, "Whether the next byte is at the out-of-band mark."},
    {"available", sock_available, METH_NOARGS, "How many bytes can be read without waiting."},
    {"set_option", sock_set_option, METH_VARARGS,
     "set_option(name, value)\n--\n\nSet the option of this name, such as \"tcp.nodelay\"."},
    {"get_option", sock_get_option, METH_VARARGS,
     "get_option(name)\n--\n\nThe value of the option of this name."},
    {NULL, NULL, 0, NULL},
};
