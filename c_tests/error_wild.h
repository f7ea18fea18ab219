/*
 * error_wild.h: pointers to memory that is not there, for the programs about them.
 */
#ifndef OXSOCK_ERROR_WILD_H
#define OXSOCK_ERROR_WILD_H

#include "handle_count.h"

#include <sys/mman.h>

static void *wild;

/*
 * Run this with every kind of wild pointer: to low memory, to a page without permission, and
 * to what is no address at all. It must leave no descriptor open.
 */
static void with_wild_pointers(void (*run)(void))
{
	void *kinds[] = {(void *)16, NULL, (void *)-16};
	int before;
	size_t i;

	kinds[1] = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(kinds[1] != MAP_FAILED);
	wild = kinds[0];
	run(); /* before the count, because oxsock may keep a descriptor for itself */
	before = open_descriptors();
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		wild = kinds[i];
		run();
	}
	CHECK_INT(before, open_descriptors());
}

#endif
