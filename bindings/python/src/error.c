/* Exceptions for the codes that oxsock returns. */
#include "native.h"

#include <netdb.h>

static PyObject *gaierror;

bool init_errors(void)
{
    PyObject *module = PyImport_ImportModule("_socket");
    gaierror = module == NULL ? NULL : PyObject_GetAttrString(module, "gaierror");
    Py_XDECREF(module);
    return gaierror != NULL;
}

/* The system's getaddrinfo code for one of oxsock's; 0 if it is none. */
static int name_code(int code)
{
    switch (code) {
    case OX_EAI_ADDRFAMILY:
        return EAI_ADDRFAMILY;
    case OX_EAI_AGAIN:
        return EAI_AGAIN;
    case OX_EAI_FAIL:
        return EAI_FAIL;
    case OX_EAI_FAMILY:
        return EAI_FAMILY;
    case OX_EAI_MEMORY:
        return EAI_MEMORY;
    case OX_EAI_NODATA:
        return EAI_NODATA;
    case OX_EAI_NONAME:
        return EAI_NONAME;
    case OX_EAI_SERVICE:
        return EAI_SERVICE;
    default:
        return 0;
    }
}

static PyObject *raise_pair(PyObject *type, int code, const char *text)
{
    PyObject *arguments = Py_BuildValue("(is)", code, text);
    if (arguments != NULL)
        PyErr_SetObject(type, arguments);
    Py_XDECREF(arguments);
    return NULL;
}

PyObject *name_failure(int code)
{
    return raise_pair(gaierror, code, gai_strerror(code));
}

/* An exception that a signal handler has raised is kept. */
PyObject *failure(int code)
{
    if (PyErr_Occurred())
        return NULL;
    int name = name_code(code);
    if (name != 0)
        return name_failure(name);
    return raise_pair(PyExc_OSError, -code, ox_strerror(code));
}

PyObject *failure_in(const Socket *self, int code)
{
    if (code != -ETIMEDOUT || self->timeout <= 0 || PyErr_Occurred())
        return failure(code);
    PyErr_SetString(PyExc_TimeoutError, "timed out");
    return NULL;
}

PyObject *explained(int code)
{
    const char *why = ox_explanation();
    if (PyErr_Occurred() || *why == '\0')
        return failure(code);
    int name = name_code(code);
    char text[OX_TEXT_MAX + 128];
    const char *what = ox_strerror(code);
    if (strstr(why, what) != NULL) /* that of a failed dial has the error of each address */
        PyOS_snprintf(text, sizeof text, "%s", why);
    else
        PyOS_snprintf(text, sizeof text, "%s: %s", what, why);
    return raise_pair(name != 0 ? gaierror : PyExc_OSError, name != 0 ? name : -code, text);
}

PyObject *failure_with(int code, const char *name, PyObject *value)
{
    PyObject *type, *exception, *traceback;
    failure(code);
    PyErr_Fetch(&type, &exception, &traceback);
    PyErr_NormalizeException(&type, &exception, &traceback);
    if (value != NULL && exception != NULL && PyObject_SetAttrString(exception, name, value) < 0)
        PyErr_Clear();
    Py_XDECREF(value);
    PyErr_Restore(type, exception, traceback);
    return NULL;
}
