/* loaded.h: oxsock loaded at run time, for the programs dlopen_*.c. */
#ifndef LOADED_H
#define LOADED_H

#define CHECK_DLOPEN
#include "check.h"

#include <dlfcn.h>

static MAYBE_UNUSED void *load(const char *path)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		check_failed(__FILE__, __LINE__, dlerror());
	return library;
}

/* Store the function of this name at the pointer. */
static MAYBE_UNUSED void find(void *library, const char *name, void *pointer)
{
	void *symbol = dlsym(library, name);

	if (symbol == NULL)
		check_failed(__FILE__, __LINE__, name);
	memcpy(pointer, &symbol, sizeof symbol);
}

#endif
