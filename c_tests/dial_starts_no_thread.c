/* No thread is started where none is needed: without a deadline, for numbers, for names in
   /etc/hosts and services in /etc/services where the system looks there first and then nowhere
   else. Where a server may have to be asked, a thread is started; if that is not possible, it is
   the error. */
#include "hanging_resolver.h"
#include <dlfcn.h>

static int started, refuse;

/* In place of the system's. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
		   void *argument)
{
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	void *symbol = dlsym(RTLD_NEXT, "pthread_create");

	started++;
	if (refuse)
		return EAGAIN;
	memcpy(&create, &symbol, sizeof symbol);
	return create(thread, attributes, run, argument);
}

static int threads_to_resolve(const char *endpoint, int64_t deadline, int expected)
{
	started = 0;
	CHECK_INT(expected, ox_resolve(endpoint, NULL, 0, deadline));
	return started;
}

static int64_t soon(void)
{
	return ox_now() + 5000000;
}

/* A process with one thread may, which an emulator has not always. */
static int may_unshare(void)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0)
		_exit(unshare(CLONE_NEWUSER) != 0);
	status = wait_for_child(child);
	return status == 0;
}

int main(void)
{
	enter_private_machine();
	needs_names_from_files_alone();
	start_name_server();
	put_file("nsswitch.conf", "# hosts: dns\nhosts: files dns # and no more\nservices:\tdb files\n");
	put_file("hosts", "# comment.test\n127.0.0.1\tlocalhost  here.test # there.test\n"
			  "not-an-address odd.test\n::1 localhost\n");
	put_file("services", "web 8080/tcp\n");
	CHECK_INT(0, threads_to_resolve("127.0.0.1:80", soon(), 1));
	CHECK_INT(0, threads_to_resolve("[::1]:web", soon(), 1));
	CHECK_INT(0, threads_to_resolve("localhost:80", soon(), 2));
	CHECK_INT(0, threads_to_resolve("HERE.test:web", soon(), 1));
	NEEDS(may_unshare());
	CHECK_INT(0, unshare(CLONE_NEWUSER)); /* which a process with another thread may not */

	CHECK(threads_to_resolve("there.test:80", ox_now() + 20000, -ETIMEDOUT) > 0);
	CHECK(threads_to_resolve("odd.test:80", ox_now() + 20000, -ETIMEDOUT) > 0);
	CHECK(threads_to_resolve("here:80", ox_now() + 20000, -ETIMEDOUT) > 0);
	refuse = 1;
	CHECK(threads_to_resolve("there.test:80", soon(), -ENOMEM) > 0);
	CHECK(strstr(ox_explanation(), "thread") != NULL); /* it need not be memory */
	return 0;
}
