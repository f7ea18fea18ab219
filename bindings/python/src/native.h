/*
 * Shared by the files of the extension module. The module is `oxsock._native`; its type `socket` is
 * the base of `oxsock.socket`, as `_socket.socket` is of the standard library's.
 */
#ifndef NATIVE_H
#define NATIVE_H

#define _GNU_SOURCE
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000 /* one wheel for Python 3.11 and everything later */
#include <Python.h>

#include <errno.h>
#include <netinet/in.h>
#include <oxsock.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

typedef struct {
    PyObject_HEAD
    int handle; /* -1 once it is closed */
    int family, type, protocol;
    int64_t timeout; /* in microseconds; -1 for none, 0 for a non-blocking socket */
} Socket;

/* Make a call without the interpreter's lock. When a signal has ended it, the signal's handler is
   run, and the call is repeated unless the handler has raised an exception. */
#define UNLOCKED(result, call)                                                                   \
    do {                                                                                         \
        Py_BEGIN_ALLOW_THREADS                                                                   \
        result = (call);                                                                         \
        Py_END_ALLOW_THREADS                                                                     \
    } while (result == -EINTR && PyErr_CheckSignals() == 0)

/* object.c */
extern PyTypeObject *socket_type;
bool make_type(void);

/* error.c: each sets an exception and returns NULL. */
bool init_errors(void);
PyObject *failure(int code);                      /* for the code of a call */
PyObject *failure_in(const Socket *self, int code); /* for a call under the socket's timeout */
PyObject *explained(int code);                    /* for a call with a text */
PyObject *failure_with(int code, const char *name, PyObject *value); /* steals value */
PyObject *name_failure(int code);                 /* socket.gaierror, EAI_... */

/* transfer.c */
bool parse_int(PyObject *object, int *result);
PyObject *room_for(Py_ssize_t size, const char *caller); /* to receive into, then shortened */
PyObject *shortened(PyObject *bytes, Py_ssize_t length); /* to its first bytes; steals bytes */

/* time.c */
bool parse_timeout(PyObject *seconds, int64_t *timeout);
int deadline_converter(PyObject *seconds, void *deadline); /* of None, or seconds of now() */
void begin(const Socket *self, int side); /* sets the deadline of a call from the timeout */

/* address.c */
struct address {
    struct sockaddr_storage storage;
    socklen_t length;
};
bool parse_address(const Socket *self, PyObject *object, struct address *, const char *caller);
PyObject *build_address(const struct address *);
int address_converter(PyObject *bytes, void *address); /* converts bytes of a struct ox_address */
PyObject *address_bytes(const struct ox_address *);

/* The methods of the type, and the functions of the module, by subject. */
extern PyMethodDef control_methods[], transfer_methods[], message_methods[], whole_methods[],
    extra_methods[];
extern PyMethodDef address_functions[], everyday_functions[], fault_functions[], object_functions[];

#endif
