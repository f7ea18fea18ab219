/* Dialling, listening, resolving; waiting for several; time, errors, versions. */
#include "native.h"

#include <limits.h>
#include <poll.h>

static PyObject *handle_or_explained(int handle)
{
    return handle < 0 ? explained(handle) : PyLong_FromLong(handle);
}

static PyObject *dial(PyObject *module, PyObject *arguments)
{
    (void)module;
    const char *endpoint;
    int64_t deadline = OX_FOREVER;
    int handle;
    if (!PyArg_ParseTuple(arguments, "s|O&:dial", &endpoint, deadline_converter, &deadline))
        return NULL;
    UNLOCKED(handle, ox_dial(endpoint, deadline));
    return handle_or_explained(handle);
}

static PyObject *dial_start(PyObject *module, PyObject *arguments)
{
    (void)module;
    const char *endpoint;
    if (!PyArg_ParseTuple(arguments, "s:dial_start", &endpoint))
        return NULL;
    return handle_or_explained(ox_dial_start(endpoint));
}

static PyObject *listen_on(PyObject *module, PyObject *arguments)
{
    (void)module;
    const char *endpoint;
    int backlog = 128, handle;
    if (!PyArg_ParseTuple(arguments, "s|i:listen_on", &endpoint, &backlog))
        return NULL;
    UNLOCKED(handle, ox_listen_on(endpoint, backlog));
    return handle_or_explained(handle);
}

static PyObject *resolve(PyObject *module, PyObject *arguments)
{
    (void)module;
    enum { ROOM = 64 };
    struct ox_address found[ROOM];
    const char *endpoint;
    int64_t deadline = OX_FOREVER;
    int count;
    if (!PyArg_ParseTuple(arguments, "s|O&:resolve", &endpoint, deadline_converter, &deadline))
        return NULL;
    UNLOCKED(count, ox_resolve(endpoint, found, ROOM, deadline));
    if (count < 0)
        return explained(count);
    PyObject *list = PyList_New(0);
    for (int i = 0; list != NULL && i < count && i < ROOM; i++) {
        PyObject *bytes = address_bytes(&found[i]);
        if (bytes == NULL || PyList_Append(list, bytes) < 0)
            Py_CLEAR(list);
        Py_XDECREF(bytes);
    }
    return list;
}

static PyObject *inherit(PyObject *module, PyObject *arguments)
{
    (void)module;
    const char *name = NULL;
    int i = 0;
    if (!PyArg_ParseTuple(arguments, "|zi:inherit", &name, &i))
        return NULL;
    int handle = ox_inherit(name, i);
    return handle < 0 ? failure(handle) : PyLong_FromLong(handle);
}

static PyObject *open_pair(PyObject *module, PyObject *arguments)
{
    (void)module;
    int family, type, protocol, pair[2];
    if (!PyArg_ParseTuple(arguments, "iii:socketpair", &family, &type, &protocol))
        return NULL;
    int result = ox_socketpair(family, type, protocol, pair);
    return result < 0 ? failure(result) : Py_BuildValue("(ii)", pair[0], pair[1]);
}

static PyObject *echo_open(PyObject *module, PyObject *arguments)
{
    (void)module;
    int family;
    if (!PyArg_ParseTuple(arguments, "i:echo_open", &family))
        return NULL;
    int handle = ox_echo_open(family);
    return handle < 0 ? failure(handle) : PyLong_FromLong(handle);
}

/* Milliseconds until a deadline, rounded up; the caller repeats a poll that is too long for an int.
 */
static int milliseconds_until(int64_t deadline)
{
    if (deadline == OX_FOREVER)
        return -1;
    int64_t left = (deadline - ox_now() + 999) / 1000;
    return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/* Takes a list of pairs (handle or descriptor, events), and a deadline. Returns a list of revents.
 */
static PyObject *poll_several(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *pairs;
    int64_t deadline = OX_FOREVER;
    if (!PyArg_ParseTuple(arguments, "O!|O&:poll", &PyList_Type, &pairs, deadline_converter,
                          &deadline))
        return NULL;
    Py_ssize_t count = PyList_Size(pairs);
    struct pollfd *entries = PyMem_Calloc((size_t)count + 1, sizeof *entries);
    bool good = entries != NULL || PyErr_NoMemory() != NULL;
    for (Py_ssize_t i = 0; good && i < count; i++)
        good = PyArg_ParseTuple(PyList_GetItem(pairs, i), "ih:[poll entry]", &entries[i].fd,
                                &entries[i].events);
    int result = 0;
    bool again = good;
    while (again) {
        int timeout = milliseconds_until(deadline);
        Py_BEGIN_ALLOW_THREADS
        result = ox_poll(entries, (nfds_t)count, timeout);
        Py_END_ALLOW_THREADS
        again = (result == -EINTR && PyErr_CheckSignals() == 0) ||
                (result == 0 && timeout == INT_MAX);
    }
    PyObject *list = NULL;
    if (good && result < 0)
        failure(result);
    else if (good)
        list = PyList_New(0);
    for (Py_ssize_t i = 0; list != NULL && i < count; i++) {
        PyObject *happened = PyLong_FromLong(entries[i].revents);
        if (happened == NULL || PyList_Append(list, happened) < 0)
            Py_CLEAR(list);
        Py_XDECREF(happened);
    }
    PyMem_Free(entries);
    return list;
}

static PyObject *now(PyObject *module, PyObject *nothing)
{
    (void)module;
    (void)nothing;
    return PyFloat_FromDouble((double)ox_now() / 1e6);
}

static PyObject *string_or_none(const char *text)
{
    if (text == NULL)
        Py_RETURN_NONE;
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "replace");
}

static PyObject *strerror_of(PyObject *module, PyObject *arguments)
{
    (void)module;
    int code;
    if (!PyArg_ParseTuple(arguments, "i:strerror", &code))
        return NULL;
    return string_or_none(ox_strerror(code));
}

static PyObject *errname(PyObject *module, PyObject *arguments)
{
    (void)module;
    int code;
    if (!PyArg_ParseTuple(arguments, "i:errname", &code))
        return NULL;
    return string_or_none(ox_errname(code));
}

static PyObject *error_at(PyObject *module, PyObject *arguments)
{
    (void)module;
    int i;
    if (!PyArg_ParseTuple(arguments, "i:error_at", &i))
        return NULL;
    return PyLong_FromLong(ox_error_at(i));
}

static PyObject *option_at(PyObject *module, PyObject *arguments)
{
    (void)module;
    int i;
    if (!PyArg_ParseTuple(arguments, "i:option_at", &i))
        return NULL;
    return string_or_none(ox_option_at(i));
}

static PyObject *explanation(PyObject *module, PyObject *nothing)
{
    (void)module;
    (void)nothing;
    return string_or_none(ox_explanation());
}

static PyObject *version(PyObject *module, PyObject *nothing)
{
    (void)module;
    (void)nothing;
    return string_or_none(ox_version());
}

static PyObject *api_json(PyObject *module, PyObject *nothing)
{
    (void)module;
    (void)nothing;
    return string_or_none(ox_api_json());
}

static PyObject *interruptible(PyObject *module, PyObject *arguments)
{
    (void)module;
    int on = -1;
    if (!PyArg_ParseTuple(arguments, "|i:interruptible", &on))
        return NULL;
    return PyLong_FromLong(ox_interruptible(on));
}

PyMethodDef everyday_functions[] = {
    {"dial", dial, METH_VARARGS, NULL},
    {"dial_start", dial_start, METH_VARARGS, NULL},
    {"listen_on", listen_on, METH_VARARGS, NULL},
    {"resolve", resolve, METH_VARARGS, NULL},
    {"inherit", inherit, METH_VARARGS, NULL},
    {"socketpair", open_pair, METH_VARARGS, NULL},
    {"echo_open", echo_open, METH_VARARGS, NULL},
    {"poll", poll_several, METH_VARARGS, NULL},
    {"now", now, METH_NOARGS, "The time, in seconds, on the clock of deadlines (time.monotonic)."},
    {"strerror", strerror_of, METH_VARARGS, "strerror(code)\n--\n\nWhat an error code means."},
    {"errname", errname, METH_VARARGS, "errname(code)\n--\n\nAn error code's name, or None."},
    {"error_at", error_at, METH_VARARGS, NULL},
    {"option_at", option_at, METH_VARARGS, NULL},
    {"explanation", explanation, METH_NOARGS,
     "What was wrong with the text that this thread last gave to oxsock."},
    {"version", version, METH_NOARGS, "The version of the library."},
    {"api_json", api_json, METH_NOARGS, "The description of the C API, as JSON."},
    {"interruptible", interruptible, METH_VARARGS,
     "interruptible(on=...)\n--\n\n"
     "Set whether signals end calls, which they do in Python, so that Ctrl-C does; what it was."},
    {NULL, NULL, 0, NULL},
};
