/*
 * The functions that do more, with each of their allocations failing in turn: the scenes of
 * fault_everywhere_extras.c. The function succeeds or returns ENOMEM; it does not end the process, and
 * neither a descriptor nor memory is left behind.
 */
#define SWEEP_MEMORY
#include "fault_everywhere_extras.c"
