/*
 * A listener that a thread opens while another makes the process's first call takes its file with
 * it when it is closed, as every other.
 */
#include "check.h"

#include <dlfcn.h>
#include <semaphore.h>

#ifdef __GLIBC__

static sem_t asked, opened;
static int is_running; /* the program itself, and not what is loaded with it */

static void let_other_open(void)
{
	CHECK_INT(0, sem_post(&asked));
	while (sem_wait(&opened) != 0)
		CHECK_INT(EINTR, errno);
}

/* Part of the first call: what pthread_atfork(3) is in the C library. */
int __register_atfork(void (*before)(void), void (*parent)(void), void (*child)(void), void *object)
{
	int (*next)(void (*)(void), void (*)(void), void (*)(void), void *);

	*(void **)&next = dlsym(RTLD_NEXT, "__register_atfork");
	CHECK(next != NULL);
	if (is_running)
		let_other_open();
	return next(before, parent, child, object);
}

static void *call_first(void *unused)
{
	CHECK_INT(0, ox_close(CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0))));
	return unused;
}

int main(void)
{
	struct timespec limit;
	struct sockaddr_un address;
	char endpoint[200];
	pthread_t thread;
	int listener;

	unix_path(&address, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", address.sun_path);
	CHECK_INT(0, sem_init(&asked, 0, 0));
	CHECK_INT(0, sem_init(&opened, 0, 0));
	is_running = 1;
	start_thread(&thread, call_first, NULL);
	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += 2;
	while (sem_timedwait(&asked, &limit) != 0)
		if (errno != EINTR)
			SKIP("the first call is made elsewhere");
	listener = CHECK_OK(ox_listen_on(endpoint, 4));
	CHECK_INT(0, sem_post(&opened));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(listener));
	CHECK(access(address.sun_path, F_OK) < 0);
	return 0;
}

#else

int main(void)
{
	SKIP("needs glibc");
}

#endif
