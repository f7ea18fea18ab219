/*
 * Addresses: conversion between the standard library's tuples and the system's structures. oxsock
 * resolves names, so that signals and timeouts end that. And oxsock's own addresses, as bytes.
 */
#include "native.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netdb.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/un.h>

/* A host as the standard library accepts it: str or bytes. Returns a new reference to bytes. */
static PyObject *host_bytes(PyObject *host)
{
    PyObject *bytes;
    if (PyUnicode_Check(host)) {
        bytes = PyUnicode_AsEncodedString(host, "ascii", "strict");
        if (bytes == NULL && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
            PyErr_Clear();
            bytes = PyUnicode_AsEncodedString(host, "idna", "strict");
        }
    } else if (PyBytes_Check(host) || PyByteArray_Check(host)) {
        bytes = PyBytes_FromObject(host);
    } else {
        PyErr_SetString(PyExc_TypeError, "str, bytes or bytearray expected, not another type");
        return NULL;
    }
    if (bytes != NULL && strlen(PyBytes_AsString(bytes)) != (size_t)PyBytes_Size(bytes)) {
        PyErr_SetString(PyExc_TypeError, "host name must not contain null character");
        Py_CLEAR(bytes);
    }
    return bytes;
}

/* Parse a numeric host in any form that getaddrinfo accepts (127.1, fe80::1%eth0). */
static bool numeric_host(const char *host, int family, struct address *address)
{
    struct addrinfo *found, hints = {.ai_family = family, .ai_flags = AI_NUMERICHOST};
    hints.ai_socktype = SOCK_DGRAM;
    if (getaddrinfo(host, NULL, &hints, &found) != 0)
        return false;
    memcpy(&address->storage, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

/* The first address of a name with the socket's family, by the deadline. */
static bool resolve_host(const Socket *self, const char *host, struct address *address)
{
    enum { ROOM = 32 };
    struct ox_address found[ROOM];
    char endpoint[OX_TEXT_MAX];
    if (strpbrk(host, ":/?*[]%@ ") != NULL || strlen(host) + sizeof "udp://:0" > sizeof endpoint) {
        name_failure(EAI_NONAME); /* not a host name, though it could be part of an endpoint */
        return false;
    }
    PyOS_snprintf(endpoint, sizeof endpoint, "udp://%s:0", host);
    int64_t deadline = self->timeout > 0 ? ox_now() + self->timeout : OX_FOREVER;
    int count;
    UNLOCKED(count, ox_resolve(endpoint, found, ROOM, deadline));
    if (count < 0) {
        if (count == -EINVAL)
            name_failure(EAI_NONAME);
        else
            failure_in(self, count);
        return false;
    }
    for (int i = 0; i < count && i < ROOM; i++)
        if (ox_address_family(&found[i]) == self->family) {
            socklen_t room = sizeof address->storage;
            ox_address_to_sockaddr(&found[i], (struct sockaddr *)&address->storage, &room);
            return true;
        }
    name_failure(EAI_ADDRFAMILY);
    return false;
}

static bool text_to_address(const Socket *self, const char *host, struct address *address)
{
    struct sockaddr_in *in = (struct sockaddr_in *)&address->storage;
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address->storage;
    bool is_4 = self->family == AF_INET;
    if (*host == '\0')
        return true; /* the wildcard address */
    if (is_4 && strcmp(host, "<broadcast>") == 0) {
        in->sin_addr.s_addr = INADDR_BROADCAST;
        return true;
    }
    return inet_pton(self->family, host, is_4 ? (void *)&in->sin_addr : &in6->sin6_addr) == 1 ||
           numeric_host(host, self->family, address) || resolve_host(self, host, address);
}

static bool host_to_address(const Socket *self, PyObject *object, struct address *address)
{
    /* Most hosts are ASCII only, and need no copy. */
    Py_ssize_t length = 0;
    const char *host = PyUnicode_Check(object) ? PyUnicode_AsUTF8AndSize(object, &length) : NULL;
    if (host != NULL && length == PyUnicode_GetLength(object) && strlen(host) == (size_t)length)
        return text_to_address(self, host, address);
    PyErr_Clear();
    PyObject *bytes = host_bytes(object);
    bool done = bytes != NULL && text_to_address(self, PyBytes_AsString(bytes), address);
    Py_XDECREF(bytes);
    return done;
}

static bool is_tuple(PyObject *object, const char *caller, const char *family)
{
    if (PyTuple_Check(object))
        return true;
    PyObject *type = PyType_GetName(Py_TYPE(object));
    if (type != NULL)
        PyErr_Format(PyExc_TypeError, "%s(): %s address must be tuple, not %U", caller, family,
                     type);
    Py_XDECREF(type);
    return false;
}

static bool in_range(long value, long most, const char *caller, const char *what)
{
    if (value >= 0 && value <= most)
        return true;
    PyErr_Format(PyExc_OverflowError, "%s(): %s must be 0-%ld.", caller, what, most);
    return false;
}

/* An int that does not fit into a long is out of range, too. */
static int number_converter(PyObject *object, void *result)
{
    long *number = result;
    int overflow;
    *number = PyLong_AsLongAndOverflow(object, &overflow);
    if (overflow != 0)
        *number = -1;
    return *number != -1 || !PyErr_Occurred();
}

static bool parse_inet(const Socket *self, PyObject *object, struct address *address,
                       const char *caller)
{
    PyObject *host;
    long port;
    if (!is_tuple(object, caller, "AF_INET") ||
        !PyArg_ParseTuple(object, "OO&;AF_INET address must be a pair (host, port)", &host,
                          number_converter, &port) ||
        !host_to_address(self, host, address) || !in_range(port, 65535, caller, "port"))
        return false;
    struct sockaddr_in *in = (struct sockaddr_in *)&address->storage;
    in->sin_family = AF_INET;
    in->sin_port = htons((uint16_t)port);
    address->length = sizeof *in;
    return true;
}

static bool parse_inet6(const Socket *self, PyObject *object, struct address *address,
                        const char *caller)
{
    PyObject *host;
    long port, flow = 0;
    unsigned int scope = 0;
    if (!is_tuple(object, caller, "AF_INET6") ||
        !PyArg_ParseTuple(object,
                          "OO&|O&I;AF_INET6 address must be a tuple "
                          "(host, port[, flowinfo[, scopeid]])",
                          &host, number_converter, &port, number_converter, &flow, &scope) ||
        !host_to_address(self, host, address) || !in_range(port, 65535, caller, "port") ||
        !in_range(flow, 0xfffff, caller, "flowinfo"))
        return false;
    struct sockaddr_in6 *in = (struct sockaddr_in6 *)&address->storage;
    in->sin6_family = AF_INET6;
    in->sin6_port = htons((uint16_t)port);
    in->sin6_flowinfo = htonl((uint32_t)flow);
    if (PyTuple_Size(object) == 4) /* otherwise the scope is the host's, as in fe80::1%eth0 */
        in->sin6_scope_id = scope;
    address->length = sizeof *in;
    return true;
}

static bool parse_unix(PyObject *object, struct address *address)
{
    struct sockaddr_un *un = (struct sockaddr_un *)&address->storage;
    PyObject *bytes;
    if (PyUnicode_Check(object))
        bytes = PyUnicode_EncodeFSDefault(object);
    else
        bytes = PyBytes_FromObject(object);
    if (bytes == NULL)
        return false;
    size_t length = (size_t)PyBytes_Size(bytes);
    const char *path = PyBytes_AsString(bytes);
    bool abstract = length == 0 || *path == '\0';
    bool fits = length < sizeof un->sun_path || (abstract && length == sizeof un->sun_path);
    if (fits) {
        un->sun_family = AF_UNIX;
        memcpy(un->sun_path, path, length);
        address->length =
            (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (abstract ? 0 : 1));
    } else {
        PyErr_SetString(PyExc_OSError, "AF_UNIX path too long");
    }
    Py_DECREF(bytes);
    return fits;
}

static bool parse_netlink(PyObject *object, struct address *address, const char *caller)
{
    struct sockaddr_nl *nl = (struct sockaddr_nl *)&address->storage;
    nl->nl_family = AF_NETLINK;
    address->length = sizeof *nl;
    return is_tuple(object, caller, "AF_NETLINK") &&
           PyArg_ParseTuple(object, "II;AF_NETLINK address must be a pair (pid, groups)",
                            &nl->nl_pid, &nl->nl_groups);
}

static bool parse_packet(PyObject *object, struct address *address, const char *caller)
{
    struct sockaddr_ll *ll = (struct sockaddr_ll *)&address->storage;
    const char *name;
    long protocol;
    int kind = 0, hardware = 0;
    Py_buffer physical = {0};
    if (!is_tuple(object, caller, "AF_PACKET") ||
        !PyArg_ParseTuple(object,
                          "sO&|iiy*;AF_PACKET address must be a tuple "
                          "(ifname, proto[, pkttype[, hatype[, addr]]])",
                          &name, number_converter, &protocol, &kind, &hardware, &physical))
        return false;
    unsigned int index = *name == '\0' ? 0 : if_nametoindex(name);
    bool good = false;
    if (*name != '\0' && index == 0)
        failure(-errno);
    else if (physical.len > (Py_ssize_t)sizeof ll->sll_addr)
        PyErr_SetString(PyExc_ValueError, "hardware address must be 8 bytes or less");
    else
        good = in_range(protocol, 65535, caller, "proto");
    if (good) {
        ll->sll_family = AF_PACKET;
        ll->sll_protocol = htons((uint16_t)protocol);
        ll->sll_ifindex = (int)index;
        ll->sll_pkttype = (unsigned char)kind;
        ll->sll_hatype = (unsigned short)hardware;
        ll->sll_halen = (unsigned char)physical.len;
        memcpy(ll->sll_addr, physical.buf != NULL ? physical.buf : "", (size_t)physical.len);
        address->length = sizeof *ll;
    }
    if (physical.obj != NULL)
        PyBuffer_Release(&physical);
    return good;
}

/* Other families: (family, bytes), which is also how they are shown. */
static bool parse_other(const Socket *self, PyObject *object, struct address *address,
                        const char *caller)
{
    int family;
    const char *data;
    Py_ssize_t length;
    if (!PyTuple_Check(object) || PyTuple_Size(object) != 2 ||
        !PyArg_ParseTuple(object, "iy#", &family, &data, &length) || family != self->family ||
        (size_t)length > sizeof address->storage - sizeof(sa_family_t)) {
        PyErr_Clear();
        PyErr_Format(PyExc_OSError, "%s(): an address of this family must be (%d, bytes)", caller,
                     self->family);
        return false;
    }
    address->storage.ss_family = (sa_family_t)family;
    memcpy((char *)&address->storage + sizeof(sa_family_t), data, (size_t)length);
    address->length = (socklen_t)(sizeof(sa_family_t) + (size_t)length);
    return true;
}

bool parse_address(const Socket *self, PyObject *object, struct address *address,
                   const char *caller)
{
    memset(address, 0, sizeof *address);
    switch (self->family) {
    case AF_INET:
        return parse_inet(self, object, address, caller);
    case AF_INET6:
        return parse_inet6(self, object, address, caller);
    case AF_UNIX:
        return parse_unix(object, address);
    case AF_NETLINK:
        return parse_netlink(object, address, caller);
    case AF_PACKET:
        return parse_packet(object, address, caller);
    default:
        return parse_other(self, object, address, caller);
    }
}

static PyObject *build_inet6(const struct sockaddr_in6 *in)
{
    char host[INET6_ADDRSTRLEN + 1 + IF_NAMESIZE];
    /* As the standard library does: with the interface's name where the address needs one. */
    int error = getnameinfo((const struct sockaddr *)in, sizeof *in, host, sizeof host, NULL, 0,
                            NI_NUMERICHOST);
    if (error != 0)
        return name_failure(error);
    return Py_BuildValue("(siII)", host, ntohs(in->sin6_port), ntohl(in->sin6_flowinfo),
                         in->sin6_scope_id);
}

static PyObject *build_unix(const struct sockaddr_un *un, socklen_t length)
{
    size_t start = offsetof(struct sockaddr_un, sun_path);
    if (length > start && un->sun_path[0] == '\0')
        return PyBytes_FromStringAndSize(un->sun_path, (Py_ssize_t)(length - start));
    size_t room = length > start ? length - start : 0;
    return PyUnicode_DecodeFSDefaultAndSize(un->sun_path,
                                            (Py_ssize_t)strnlen(un->sun_path, room));
}

static PyObject *build_packet(const struct sockaddr_ll *ll)
{
    char name[IF_NAMESIZE] = "";
    if (ll->sll_ifindex != 0 && if_indextoname((unsigned int)ll->sll_ifindex, name) == NULL)
        name[0] = '\0';
    Py_ssize_t length = ll->sll_halen < sizeof ll->sll_addr ? ll->sll_halen : sizeof ll->sll_addr;
    return Py_BuildValue("(siiiy#)", name, ntohs(ll->sll_protocol), ll->sll_pkttype,
                         ll->sll_hatype, ll->sll_addr, length);
}

PyObject *build_address(const struct address *address)
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)&address->storage;
    const struct sockaddr_nl *nl = (const struct sockaddr_nl *)&address->storage;
    char host[INET_ADDRSTRLEN];
    size_t rest;
    if (address->length == 0)
        Py_RETURN_NONE;
    switch (address->storage.ss_family) {
    case AF_INET:
        inet_ntop(AF_INET, &in->sin_addr, host, sizeof host);
        return Py_BuildValue("(si)", host, ntohs(in->sin_port));
    case AF_INET6:
        return build_inet6((const struct sockaddr_in6 *)&address->storage);
    case AF_UNIX:
        return build_unix((const struct sockaddr_un *)&address->storage, address->length);
    case AF_NETLINK:
        return Py_BuildValue("(II)", nl->nl_pid, nl->nl_groups);
    case AF_PACKET:
        return build_packet((const struct sockaddr_ll *)&address->storage);
    default:
        rest = address->length - sizeof(sa_family_t);
        return Py_BuildValue("(iy#)", address->storage.ss_family,
                             (const char *)&address->storage + sizeof(sa_family_t),
                             (Py_ssize_t)rest);
    }
}

/* Functions for oxsock's addresses, which are bytes here and instances of a class in Python. */

int address_converter(PyObject *bytes, void *result)
{
    if (!PyBytes_Check(bytes) || PyBytes_Size(bytes) != sizeof(struct ox_address)) {
        PyErr_SetString(PyExc_TypeError, "an address's bytes are needed");
        return 0;
    }
    memcpy(result, PyBytes_AsString(bytes), sizeof(struct ox_address));
    return 1;
}

PyObject *address_bytes(const struct ox_address *address)
{
    return PyBytes_FromStringAndSize((const char *)address, sizeof *address);
}

static PyObject *address_parse(PyObject *module, PyObject *text)
{
    (void)module;
    struct ox_address address = {0};
    const char *utf8 = PyUnicode_AsUTF8AndSize(text, NULL);
    if (utf8 == NULL)
        return NULL;
    int result = ox_address_parse(&address, utf8);
    return result < 0 ? explained(result) : address_bytes(&address);
}

static PyObject *address_text(PyObject *module, PyObject *bytes)
{
    (void)module;
    struct ox_address address;
    char text[OX_TEXT_MAX];
    if (!address_converter(bytes, &address))
        return NULL;
    int length = ox_address_text(&address, text, sizeof text);
    return length < 0 ? failure(length) : PyUnicode_FromStringAndSize(text, length);
}

static PyObject *of_address(PyObject *bytes, int (*function)(const struct ox_address *))
{
    struct ox_address address;
    if (!address_converter(bytes, &address))
        return NULL;
    int result = function(&address);
    return result < 0 ? failure(result) : PyLong_FromLong(result);
}

static PyObject *address_family(PyObject *module, PyObject *bytes)
{
    (void)module;
    return of_address(bytes, ox_address_family);
}

static PyObject *address_type(PyObject *module, PyObject *bytes)
{
    (void)module;
    return of_address(bytes, ox_address_type);
}

static PyObject *address_port(PyObject *module, PyObject *bytes)
{
    (void)module;
    return of_address(bytes, ox_address_port);
}

static PyObject *address_equal(PyObject *module, PyObject *arguments)
{
    (void)module;
    struct ox_address a, b;
    if (!PyArg_ParseTuple(arguments, "O&O&:address_equal", address_converter, &a,
                          address_converter, &b))
        return NULL;
    return PyBool_FromLong(ox_address_equal(&a, &b) == 1);
}

static PyObject *address_from_tuple(PyObject *module, PyObject *arguments)
{
    (void)module;
    Socket kind = {.timeout = -1};
    PyObject *tuple;
    struct address system;
    struct ox_address address = {0};
    if (!PyArg_ParseTuple(arguments, "iiO:address_from_tuple", &kind.family, &kind.type, &tuple) ||
        !parse_address(&kind, tuple, &system, "address_from_tuple"))
        return NULL;
    int result = ox_address_from_sockaddr(&address, kind.type, (struct sockaddr *)&system.storage,
                                          system.length);
    return result < 0 ? failure(result) : address_bytes(&address);
}

static PyObject *address_to_tuple(PyObject *module, PyObject *bytes)
{
    (void)module;
    struct ox_address address;
    struct address system = {.length = sizeof system.storage};
    if (!address_converter(bytes, &address))
        return NULL;
    int result =
        ox_address_to_sockaddr(&address, (struct sockaddr *)&system.storage, &system.length);
    return result < 0 ? failure(result) : build_address(&system);
}

static PyObject *endpoint_path(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *path;
    int type = SOCK_STREAM;
    char text[OX_TEXT_MAX];
    if (!PyArg_ParseTuple(arguments, "O&|i:endpoint_path", PyUnicode_FSConverter, &path, &type))
        return NULL;
    int length = ox_endpoint_path(PyBytes_AsString(path), type, text, sizeof text);
    Py_DECREF(path);
    return length < 0 ? failure(length) : PyUnicode_FromStringAndSize(text, length);
}

PyMethodDef address_functions[] = {
    {"address_parse", address_parse, METH_O, NULL},
    {"address_text", address_text, METH_O, NULL},
    {"address_family", address_family, METH_O, NULL},
    {"address_type", address_type, METH_O, NULL},
    {"address_port", address_port, METH_O, NULL},
    {"address_equal", address_equal, METH_VARARGS, NULL},
    {"address_from_tuple", address_from_tuple, METH_VARARGS, NULL},
    {"address_to_tuple", address_to_tuple, METH_O, NULL},
    {"endpoint_path", endpoint_path, METH_VARARGS,
     "endpoint_path(path, type=SOCK_STREAM)\n--\n\nThe endpoint of a UNIX socket at a path."},
    {NULL, NULL, 0, NULL},
};
