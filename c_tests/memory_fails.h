/*
 * memory_fails.h: makes chosen allocations of the process fail, the library's and the C
 * library's alike, and counts what has been allocated and not freed.
 */
#ifndef OXSOCK_MEMORY_FAILS_H
#define OXSOCK_MEMORY_FAILS_H

#include "check.h"

#include <sys/mman.h>

#ifdef __GLIBC__
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);
#else
#include <dlfcn.h>

/* The C library's own function, which is behind the one of this name here. */
#define OF_THE_LIBRARY(result, name, parameters, arguments)                                        \
	static result __libc_##name parameters                                                     \
	{                                                                                          \
		result(*function) parameters;                                                      \
		void *symbol = dlsym(RTLD_NEXT, #name);                                            \
		memcpy(&function, &symbol, sizeof symbol);                                         \
		return function arguments;                                                         \
	}
OF_THE_LIBRARY(void *, malloc, (size_t size), (size))
OF_THE_LIBRARY(void *, realloc, (void *old, size_t size), (old, size))
OF_THE_LIBRARY(void *, memalign, (size_t alignment, size_t size), (alignment, size))

/* The library's own calls malloc, which would be counted again. */
static void *__libc_calloc(size_t count, size_t size)
{
	void *memory = __libc_malloc(count * size);

	return memory == NULL ? NULL : memset(memory, 0, count * size);
}

static void __libc_free(void *memory)
{
	void (*function)(void *);
	void *symbol = dlsym(RTLD_NEXT, "free");

	memcpy(&function, &symbol, sizeof symbol);
	function(memory);
}
#endif

static struct {
	long first;  /* the allocations from this one on fail; 0 for none */
	long last;   /* up to this one */
	long count;  /* how many have been asked for */
	long failed; /* how many failed */
	long held;   /* how many are held, since the program began */
} memory_state;

/* From here on the n-th allocation fails, counted from 1. */
static MAYBE_UNUSED void fail_allocation(long n)
{
	__atomic_store_n(&memory_state.count, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&memory_state.failed, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&memory_state.last, n, __ATOMIC_SEQ_CST);
	__atomic_store_n(&memory_state.first, n, __ATOMIC_SEQ_CST);
}

/* From here on all fail. */
static MAYBE_UNUSED void fail_all_allocations(void)
{
	fail_allocation(1);
	__atomic_store_n(&memory_state.last, __LONG_MAX__, __ATOMIC_SEQ_CST);
}

/* From here on none fails. Returns how many did. */
static MAYBE_UNUSED int end_failing(void)
{
	__atomic_store_n(&memory_state.first, 0, __ATOMIC_SEQ_CST);
	return (int)__atomic_load_n(&memory_state.failed, __ATOMIC_SEQ_CST);
}

/* How many allocations are held. */
static MAYBE_UNUSED long allocations_held(void)
{
	return __atomic_load_n(&memory_state.held, __ATOMIC_SEQ_CST);
}

static int is_to_fail(void)
{
	long first = __atomic_load_n(&memory_state.first, __ATOMIC_SEQ_CST), n;

	if (first == 0)
		return 0;
	n = __atomic_add_fetch(&memory_state.count, 1, __ATOMIC_SEQ_CST);
	if (n < first || n > __atomic_load_n(&memory_state.last, __ATOMIC_SEQ_CST))
		return 0;
	__atomic_add_fetch(&memory_state.failed, 1, __ATOMIC_SEQ_CST);
	errno = ENOMEM;
	return 1;
}

static void *counted(void *memory)
{
	if (memory != NULL)
		__atomic_add_fetch(&memory_state.held, 1, __ATOMIC_SEQ_CST);
	return memory;
}

void *malloc(size_t size)
{
	return is_to_fail() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
	return is_to_fail() ? NULL : counted(__libc_calloc(count, size));
}

void free(void *memory)
{
	if (memory != NULL)
		__atomic_sub_fetch(&memory_state.held, 1, __ATOMIC_SEQ_CST);
	__libc_free(memory);
}

void *realloc(void *old, size_t size)
{
	if (old == NULL)
		return malloc(size);
	if (size == 0) {
		free(old);
		return NULL;
	}
	return is_to_fail() ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return is_to_fail() ? NULL : counted(__libc_memalign(alignment, size));
}

void *memalign(size_t alignment, size_t size)
{
	return aligned_alloc(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	int error = errno;
	void *new = aligned_alloc(alignment, size);

	errno = error; /* which it leaves alone */
	if (new == NULL)
		return ENOMEM;
	*memory = new;
	return 0;
}

static void *map(void *address, size_t length, int protection, int flags, int fd, int64_t offset)
{
	if (is_to_fail())
		return MAP_FAILED;
#ifdef SYS_mmap2
	return (void *)syscall(SYS_mmap2, address, length, protection, flags, fd, offset >> 12);
#else
	return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
#endif
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	return map(address, length, protection, flags, fd, offset);
}

/* Of these the C library may have made one already. */
#if defined __GLIBC__ && !defined __USE_FILE_OFFSET64
void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset)
{
	return map(address, length, protection, flags, fd, offset);
}
#endif

#endif
