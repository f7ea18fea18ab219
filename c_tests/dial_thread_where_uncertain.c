/* Where nsswitch.conf has conditions, or other sources come first, a look-up under a deadline is
   left to a thread, also of a name that is in /etc/hosts; the answer is the same. With OX_FOREVER
   none is started. */
#include "hanging_resolver.h"
#include <dlfcn.h>

static int started;

/* In place of the system's. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
		   void *argument)
{
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	void *symbol = dlsym(RTLD_NEXT, "pthread_create");

	started++;
	memcpy(&create, &symbol, sizeof symbol);
	return create(thread, attributes, run, argument);
}

int main(void)
{
	static const char *const switches[] = {
		"hosts: files [SUCCESS=return] dns\nservices: files\n",
		"hosts: files\nservices: files\nhosts: files [SUCCESS=return]\n",
		"services: files\n",
		"hosts: files\nservices: files nis\n",
		"hosts: files\n",
	};
	size_t i;

	enter_private_machine();
	put_file("hosts", "127.0.0.1 here.test\n");
	put_file("services", "web 8080/tcp\n");
	for (i = 0; i < sizeof switches / sizeof switches[0]; i++) {
		pid_t child;

		put_file("nsswitch.conf", switches[i]);
		if ((child = fork()) != 0) { /* the C library may read it but once */
			check_child(child);
			continue;
		}
		CHECK_INT(1, ox_resolve("here.test:web", NULL, 0, OX_FOREVER));
		CHECK_INT(0, started);
		CHECK_INT(1, ox_resolve("here.test:web", NULL, 0, ox_now() + 5000000));
		CHECK(started > 0);
		return 0;
	}
	return 0;
}
