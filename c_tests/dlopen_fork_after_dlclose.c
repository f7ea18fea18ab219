/* oxsock registers atfork handlers. Once it has been unloaded they must not run, or the next fork
   would call unmapped code. Then it can be loaded again. */
#include "loaded.h"

static void use(const char *path)
{
	int (*open_socket)(int domain, int type, int protocol);
	int (*close_socket)(int s);
	void *library = load(path);

	find(library, "ox_socket", &open_socket);
	find(library, "ox_close", &close_socket);
	CHECK_INT(0, close_socket(CHECK_OK(open_socket(AF_INET, SOCK_DGRAM, 0))));
	CHECK_INT(0, dlclose(library));
}

int main(int argc, char **argv)
{
	int i;

	CHECK(argc > 1);
	for (i = 0; i < 3; i++) {
		pid_t child;

		use(argv[1]);
		if ((child = fork()) == 0)
			_exit(0);
		check_child(child);
	}
	return 0;
}
