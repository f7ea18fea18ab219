/* The type socket: making, closing, and its attributes. */
#include "native.h"

#include <fcntl.h>
#include <stddef.h>
#include <structmember.h>

#define SELF Socket *self = (Socket *)object

PyTypeObject *socket_type;

static int64_t timeout_at_birth = -1;

static PyObject *seconds_of(int64_t timeout)
{
    if (timeout < 0)
        Py_RETURN_NONE;
    return PyFloat_FromDouble((double)timeout / 1e6);
}

static PyObject *get_default_timeout(PyObject *module, PyObject *nothing)
{
    (void)module;
    (void)nothing;
    return seconds_of(timeout_at_birth);
}

static PyObject *set_default_timeout(PyObject *module, PyObject *seconds)
{
    (void)module;
    int64_t timeout;
    if (!parse_timeout(seconds, &timeout))
        return NULL;
    timeout_at_birth = timeout;
    Py_RETURN_NONE;
}

PyMethodDef object_functions[] = {
    {"getdefaulttimeout", get_default_timeout, METH_NOARGS, "The timeout of new sockets, or None."},
    {"setdefaulttimeout", set_default_timeout, METH_O, "Set the timeout of new sockets."},
    {NULL, NULL, 0, NULL},
};

/* fcntl is called only for flags that change. */
static int set_nonblocking(int handle, bool on)
{
    int flags = ox_fcntl(handle, F_GETFL, 0);
    int wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
    if (flags < 0 || wanted == flags)
        return flags;
    return ox_fcntl(handle, F_SETFL, wanted);
}

/* A timeout becomes a deadline that each call sets anew; a timeout of 0 makes the socket
   non-blocking. */
static bool change_timeout(Socket *self, int64_t timeout)
{
    int result = 0;
    if (self->timeout > 0 && timeout <= 0)
        result = ox_deadline(self->handle, OX_BOTH, OX_FOREVER);
    if (result >= 0)
        result = set_nonblocking(self->handle, timeout == 0);
    if (result >= 0)
        self->timeout = timeout;
    else
        failure(result);
    return result >= 0;
}

static PyObject *sock_settimeout(PyObject *object, PyObject *seconds)
{
    int64_t timeout;
    if (!parse_timeout(seconds, &timeout) || !change_timeout((Socket *)object, timeout))
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *sock_setblocking(PyObject *object, PyObject *flag)
{
    long on = PyLong_AsLong(flag);
    if (PyErr_Occurred() || !change_timeout((Socket *)object, on ? -1 : 0))
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *sock_gettimeout(PyObject *object, PyObject *nothing)
{
    (void)nothing;
    return seconds_of(((Socket *)object)->timeout);
}

static PyObject *sock_getblocking(PyObject *object, PyObject *nothing)
{
    (void)nothing;
    return PyBool_FromLong(((Socket *)object)->timeout != 0);
}

static PyObject *get_timeout(PyObject *object, void *nothing)
{
    (void)nothing;
    return seconds_of(((Socket *)object)->timeout);
}

static PyObject *sock_deadline(PyObject *object, PyObject *arguments)
{
    SELF;
    int64_t when;
    int side = OX_BOTH;
    if (!PyArg_ParseTuple(arguments, "O&|i:deadline", deadline_converter, &when, &side))
        return NULL;
    int result = ox_deadline(self->handle, side, when);
    if (result < 0)
        return failure(result);
    if (self->timeout > 0)
        self->timeout = -1;
    Py_RETURN_NONE;
}

static PyObject *sock_fileno(PyObject *object, PyObject *nothing)
{
    SELF;
    (void)nothing;
    int fd = self->handle == -1 ? -1 : ox_fd(self->handle);
    return PyLong_FromLong(fd < 0 ? -1 : fd);
}

static PyObject *sock_detach(PyObject *object, PyObject *nothing)
{
    SELF;
    (void)nothing;
    if (self->handle == -1)
        return PyLong_FromLong(-1);
    int fd = ox_release(self->handle);
    if (fd < 0)
        return failure(fd);
    self->handle = -1;
    return PyLong_FromLong(fd);
}

/* The handle is closed even if an error is returned. That the peer has reset the connection is not
   raised. */
static PyObject *sock_close(PyObject *object, PyObject *nothing)
{
    SELF;
    (void)nothing;
    int handle = self->handle, result = 0;
    self->handle = -1;
    if (handle != -1) {
        Py_BEGIN_ALLOW_THREADS
        result = ox_close(handle);
        Py_END_ALLOW_THREADS
    }
    if (result < 0 && result != -ECONNRESET)
        return failure(result);
    Py_RETURN_NONE;
}

static PyObject *new_socket(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    (void)arguments;
    (void)named;
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Socket *self = (Socket *)allocate(type, 0);
    if (self != NULL) {
        self->handle = -1;
        self->timeout = timeout_at_birth;
    }
    return (PyObject *)self;
}

/* Ask the system for an attribute of the socket, unless it was given. */
static int ask_if_unknown(int handle, int option, int *value)
{
    socklen_t size = sizeof *value;
    return *value != -1 ? 0 : ox_getsockopt(handle, SOL_SOCKET, option, value, &size);
}

/* Take ownership of a handle (OX_HANDLE_MIN and more), or adopt a descriptor. */
static int take_in(Socket *self, PyObject *number, int family, int type, int protocol)
{
    int overflow;
    if (PyFloat_Check(number)) {
        PyErr_SetString(PyExc_TypeError, "integer argument expected, got float");
        return -1;
    }
    long value = PyLong_AsLongAndOverflow(number, &overflow);
    if (value == -1 && PyErr_Occurred())
        return -1;
    if (overflow > 0 || value > INT32_MAX) {
        failure(-EBADF);
        return -1;
    }
    if (overflow < 0 || value < 0) {
        PyErr_SetString(PyExc_ValueError, "negative file descriptor");
        return -1;
    }
    bool is_handle = value >= OX_HANDLE_MIN;
    int handle = is_handle ? (int)value : ox_adopt((int)value);
    int result = handle < 0 ? handle : ask_if_unknown(handle, SO_DOMAIN, &family);
    if (result >= 0)
        result = ask_if_unknown(handle, SO_TYPE, &type);
    if (result >= 0)
        result = ask_if_unknown(handle, SO_PROTOCOL, &protocol);
    if (result < 0) {
        if (!is_handle && handle >= 0)
            ox_release(handle); /* the descriptor still belongs to the caller */
        failure(result);
        return -1;
    }
    self->family = family;
    self->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    self->protocol = protocol;
    self->handle = handle;
    return 0;
}

static int open_new(Socket *self, int family, int type, int protocol)
{
    family = family == -1 ? AF_INET : family;
    type = type == -1 ? SOCK_STREAM : type;
    protocol = protocol == -1 ? 0 : protocol;
    int handle;
    Py_BEGIN_ALLOW_THREADS
    handle = ox_socket(family, type, protocol);
    Py_END_ALLOW_THREADS
    if (handle < 0) {
        failure(handle);
        return -1;
    }
    self->handle = handle;
    self->family = family;
    self->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    self->protocol = protocol;
    return 0;
}

static int init_socket(PyObject *object, PyObject *arguments, PyObject *named)
{
    SELF;
    static char *names[] = {"family", "type", "proto", "fileno", NULL};
    int family = -1, type = -1, protocol = -1;
    PyObject *number = Py_None;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "|iiiO:socket", names, &family, &type,
                                     &protocol, &number))
        return -1;
    if (self->handle != -1) {
        PyErr_SetString(PyExc_RuntimeError, "the socket is open");
        return -1;
    }
    int result = number == Py_None ? open_new(self, family, type, protocol)
                                   : take_in(self, number, family, type, protocol);
    if (result < 0)
        return -1;
    bool asked = type != -1 && (type & SOCK_NONBLOCK) != 0;
    if (asked)
        self->timeout = 0;
    return self->timeout == 0 && !change_timeout(self, 0) ? -1 : 0;
}

static void close_quietly(Socket *self)
{
    int handle = self->handle;
    self->handle = -1;
    if (handle == -1)
        return;
    Py_BEGIN_ALLOW_THREADS
    ox_close(handle);
    Py_END_ALLOW_THREADS
}

/* Finalizer of a socket that is still open. It keeps the exception that is being raised. Python
   calls it for subclasses, such as oxsock.socket. */
static void finalize(PyObject *object)
{
    SELF;
    PyObject *type, *value, *traceback;
    if (self->handle == -1)
        return;
    PyErr_Fetch(&type, &value, &traceback);
    if (PyErr_ResourceWarning(object, 1, "unclosed %R", object) < 0) {
        if (PyErr_ExceptionMatches(PyExc_Warning))
            PyErr_WriteUnraisable(object);
        PyErr_Clear();
    }
    close_quietly(self);
    PyErr_Restore(type, value, traceback);
}

static void dealloc(PyObject *object)
{
    close_quietly((Socket *)object);
    PyTypeObject *type = Py_TYPE(object);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(object);
    Py_DECREF(type);
}

static PyObject *represent(PyObject *object)
{
    SELF;
    int fd = self->handle == -1 ? -1 : ox_fd(self->handle);
    return PyUnicode_FromFormat("<socket object, fd=%d, family=%d, type=%d, proto=%d>",
                                fd < 0 ? -1 : fd, self->family, self->type, self->protocol);
}

static PyMethodDef object_methods[] = {
    {"settimeout", sock_settimeout, METH_O, "Set the time, in seconds, that each call may take."},
    {"gettimeout", sock_gettimeout, METH_NOARGS, "The timeout in seconds, or None."},
    {"setblocking", sock_setblocking, METH_O, "Set whether calls wait."},
    {"getblocking", sock_getblocking, METH_NOARGS, "Whether calls wait."},
    {"deadline", sock_deadline, METH_VARARGS,
     "deadline(when, side=BOTH)\n--\n\n"
     "Set the time, on the clock of now(), by which calls that start from here on end; or None."},
    {"fileno", sock_fileno, METH_NOARGS, "The descriptor, which stays the socket's; -1 if closed."},
    {"detach", sock_detach, METH_NOARGS, "Hand out the descriptor; the socket is closed then."},
    {"close", sock_close, METH_NOARGS, "Close the socket. Calls that wait on it end."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"handle", T_INT, offsetof(Socket, handle), READONLY, "oxsock's handle; -1 once closed"},
    {"family", T_INT, offsetof(Socket, family), READONLY, "the socket family"},
    {"type", T_INT, offsetof(Socket, type), READONLY, "the socket type"},
    {"proto", T_INT, offsetof(Socket, protocol), READONLY, "the socket protocol"},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef properties[] = {
    {"timeout", get_timeout, NULL, "the timeout in seconds, or None", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static size_t count_of(const PyMethodDef *methods)
{
    size_t count = 0;
    while (methods[count].ml_name != NULL)
        count++;
    return count;
}

/* All methods in one table, which has to live as long as the type. */
static PyMethodDef *all_methods(void)
{
    PyMethodDef *parts[] = {object_methods, control_methods, transfer_methods,
                            message_methods, whole_methods, extra_methods};
    size_t parts_count = sizeof parts / sizeof *parts, count = 1;
    for (size_t i = 0; i < parts_count; i++)
        count += count_of(parts[i]);
    PyMethodDef *all = PyMem_Malloc(count * sizeof *all), *next = all;
    for (size_t i = 0; all != NULL && i < parts_count; i++) {
        memcpy(next, parts[i], count_of(parts[i]) * sizeof *next);
        next += count_of(parts[i]);
    }
    if (all != NULL)
        memset(next, 0, sizeof *next);
    return all;
}

bool make_type(void)
{
    PyMethodDef *methods = all_methods();
    if (methods == NULL)
        return false;
    PyType_Slot slots[] = {
        {Py_tp_new, (void *)new_socket},
        {Py_tp_init, (void *)init_socket},
        {Py_tp_finalize, (void *)finalize},
        {Py_tp_dealloc, (void *)dealloc},
        {Py_tp_repr, (void *)represent},
        {Py_tp_methods, methods},
        {Py_tp_members, members},
        {Py_tp_getset, properties},
        {0, NULL},
    };
    PyType_Spec spec = {"oxsock._native.socket", sizeof(Socket), 0,
                        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};
    socket_type = (PyTypeObject *)PyType_FromSpec(&spec);
    return socket_type != NULL;
}
