/* A service manager may pass a pipe or a file too. It is no socket, and stays as it is. */
#include "inherit_service_manager.h"

int main(int argc, char **argv)
{
	int ends[2];
	char byte;

	(void)argv;
	if (argc > 1) {
		CHECK_ERR(ENOTSOCK, ox_inherit("pipe", 0));
		CHECK_ERR(ENOTSOCK, ox_inherit("pipe", 0));
		CHECK_INT(1, read(3, &byte, 1));
		return 0;
	}
	CHECK_INT(0, pipe2(ends, O_CLOEXEC));
	CHECK_INT(1, write(ends[1], "x", 1));
	start_service("serve", ends, 1, "pipe");
	return 0;
}
