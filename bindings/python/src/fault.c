/* Rules by which calls fail on purpose. */
#include "native.h"

static PyObject *fault_add(PyObject *module, PyObject *arguments)
{
    (void)module;
    const char *rule;
    if (!PyArg_ParseTuple(arguments, "s:fault", &rule))
        return NULL;
    int number = ox_fault(rule);
    return number < 0 ? explained(number) : PyLong_FromLong(number);
}

static PyObject *call_with_number(PyObject *arguments, int (*call)(int))
{
    int number;
    if (!PyArg_ParseTuple(arguments, "i", &number))
        return NULL;
    int result = call(number);
    return result < 0 ? failure(result) : PyLong_FromLong(result);
}

static PyObject *fault_remove(PyObject *module, PyObject *arguments)
{
    (void)module;
    return call_with_number(arguments, ox_fault_remove);
}

static PyObject *fault_count(PyObject *module, PyObject *arguments)
{
    (void)module;
    return call_with_number(arguments, ox_fault_count);
}

static PyObject *fault_at(PyObject *module, PyObject *arguments)
{
    (void)module;
    return call_with_number(arguments, ox_fault_at);
}

static PyObject *fault_text(PyObject *module, PyObject *arguments)
{
    (void)module;
    int number;
    char text[OX_TEXT_MAX];
    if (!PyArg_ParseTuple(arguments, "i:fault_text", &number))
        return NULL;
    int length = ox_fault_text(number, text, sizeof text);
    return length < 0 ? failure(length) : PyUnicode_FromStringAndSize(text, length);
}

PyMethodDef fault_functions[] = {
    {"fault", fault_add, METH_VARARGS, NULL},
    {"fault_remove", fault_remove, METH_VARARGS, NULL},
    {"fault_count", fault_count, METH_VARARGS, NULL},
    {"fault_at", fault_at, METH_VARARGS, NULL},
    {"fault_text", fault_text, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
