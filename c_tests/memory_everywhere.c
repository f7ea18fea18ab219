/*
 * Every function, with each of its allocations failing in turn: the scenes of
 * fault_everywhere.c. The function succeeds or returns ENOMEM; it does not end the process, and
 * neither a descriptor nor memory is left behind.
 */
#define SWEEP_MEMORY
#include "fault_everywhere.c"
