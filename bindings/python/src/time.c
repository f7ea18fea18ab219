/* Timeouts as in the standard library, and deadlines. */
#include "native.h"

#include <math.h>

static const double PER_SECOND = 1e6;

/* Convert to microseconds, rounded up so that no wait is too short. */
static bool microseconds(PyObject *seconds, int64_t *result)
{
    double value = PyFloat_AsDouble(seconds);
    if (value == -1 && PyErr_Occurred())
        return false;
    if (isnan(value)) {
        PyErr_SetString(PyExc_ValueError, "Invalid value NaN (not a number)");
        return false;
    }
    bool some = value > 0;
    value = ceil(value * PER_SECOND - 0.001); /* 1.1 is 1,100,000 in spite of rounding */
    if (some && value < 1)
        value = 1; /* 0 would mean non-blocking */
    if (fabs(value) > (double)(INT64_MAX / 4)) {
        PyErr_SetString(PyExc_OverflowError, "timestamp out of range for platform time_t");
        return false;
    }
    *result = (int64_t)value;
    return true;
}

bool parse_timeout(PyObject *seconds, int64_t *timeout)
{
    *timeout = -1;
    if (seconds == Py_None)
        return true;
    if (!microseconds(seconds, timeout))
        return false;
    if (*timeout < 0) {
        PyErr_SetString(PyExc_ValueError, "Timeout value out of range");
        return false;
    }
    return true;
}

int deadline_converter(PyObject *seconds, void *deadline)
{
    int64_t *when = deadline;
    *when = OX_FOREVER;
    if (seconds == Py_None)
        return 1;
    if (!microseconds(seconds, when))
        return 0;
    if (*when < 0)
        *when = 0; /* a time that has passed */
    return 1;
}

void begin(const Socket *self, int side)
{
    if (self->timeout > 0)
        ox_deadline(self->handle, side, ox_now() + self->timeout);
}
