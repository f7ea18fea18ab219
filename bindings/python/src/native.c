/* The extension module: oxsock's functions for Python. Programs use the package in ../oxsock. */
#include "native.h"

static struct PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "oxsock._native",
    .m_doc = "oxsock's functions. Programs use the module oxsock.",
    .m_size = -1,
};

struct constant {
    const char *name;
    long value;
};

static const struct constant constants[] = {
    {"SOL_OX", SOL_OX},
    {"INTERRUPTIBLE", OX_INTERRUPTIBLE},
    {"FOREVER", OX_FOREVER},
    {"RECEIVING", OX_RECEIVING},
    {"SENDING", OX_SENDING},
    {"BOTH", OX_BOTH},
    {"HANDLE_MIN", OX_HANDLE_MIN},
    {"VERSION_MAJOR", OX_VERSION_MAJOR},
    {"VERSION_MINOR", OX_VERSION_MINOR},
    {"VERSION_PATCH", OX_VERSION_PATCH},
    {"TEXT_MAX", OX_TEXT_MAX},
    {"OX_EAI_ADDRFAMILY", OX_EAI_ADDRFAMILY},
    {"OX_EAI_AGAIN", OX_EAI_AGAIN},
    {"OX_EAI_FAIL", OX_EAI_FAIL},
    {"OX_EAI_FAMILY", OX_EAI_FAMILY},
    {"OX_EAI_MEMORY", OX_EAI_MEMORY},
    {"OX_EAI_NODATA", OX_EAI_NODATA},
    {"OX_EAI_NONAME", OX_EAI_NONAME},
    {"OX_EAI_SERVICE", OX_EAI_SERVICE},
    {"ARRIVAL_CUT_OFF", OX_ARRIVAL_CUT_OFF},
    {"ARRIVAL_TO_MANY", OX_ARRIVAL_TO_MANY},
    {"ERROR_LOCAL", OX_ERROR_LOCAL},
    {"ERROR_ICMP", OX_ERROR_ICMP},
    {"ERROR_ICMPV6", OX_ERROR_ICMPV6},
};

static bool fill(PyObject *module)
{
    if (PyModule_AddObjectRef(module, "socket", (PyObject *)socket_type) < 0)
        return false;
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (PyModule_AddIntConstant(module, constants[i].name, constants[i].value) < 0)
            return false;
    return PyModule_AddFunctions(module, address_functions) == 0 &&
           PyModule_AddFunctions(module, everyday_functions) == 0 &&
           PyModule_AddFunctions(module, fault_functions) == 0 &&
           PyModule_AddFunctions(module, object_functions) == 0;
}

PyMODINIT_FUNC PyInit__native(void)
{
    ox_interruptible(2); /* so that Ctrl-C ends every call, also dialling */
    if (!init_errors() || !make_type())
        return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && !fill(module))
        Py_CLEAR(module);
    return module;
}
