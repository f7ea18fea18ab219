/*
 * small_stack.h: a thread with the smallest stack that glibc gives one.
 */
#ifndef OXSOCK_SMALL_STACK_H
#define OXSOCK_SMALL_STACK_H

#include "check.h"

#include <sys/mman.h>

enum { SMALL = 16384 };

/* Have a thread with such a stack do something, and wait for its end. */
static MAYBE_UNUSED void with_little(void *(*act)(void *))
{
	char *stack;
	pthread_attr_t attributes;
	pthread_t thread;

	/* Nothing lies below: who needs more is ended by SIGSEGV. */
	stack = mmap(NULL, 2 * SMALL, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(stack != MAP_FAILED);
	CHECK_INT(0, mprotect(stack + SMALL, SMALL, PROT_READ | PROT_WRITE));
	CHECK_INT(0, pthread_attr_init(&attributes));
	if (pthread_attr_setstack(&attributes, stack + SMALL, SMALL) != 0)
		SKIP("threads need more than that here");
	CHECK_INT(0, pthread_create(&thread, &attributes, act, NULL));
	CHECK_INT(0, pthread_join(thread, NULL));
	pthread_attr_destroy(&attributes);
	munmap(stack, 2 * SMALL);
}

#endif
