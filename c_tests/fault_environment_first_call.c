/*
 * The rules of OXSOCK_FAULTS hold for all that the program's first call does, whichever call that
 * is: also for the names that it resolves, and for what it asks about a descriptor.
 */
#include "needs.h"

static void again(const char *program, const char *rules, const char *first)
{
	pid_t child = fork();
	int status;

	CHECK(child >= 0);
	if (child == 0) {
		setenv("OXSOCK_FAULTS", rules, 1);
		execl("/proc/self/exe", program, first, (char *)NULL);
		_exit(1);
	}
	status = wait_for_child(child);
	if (status != 0)
		fprintf(stderr, "%s under %s: status %d\n", first, rules, status);
	CHECK_INT(0, status);
}

int main(int argc, char **argv)
{
	const char *first = argc > 1 ? argv[1] : "";

	if (argc == 1) {
		needs_exec();
		again(argv[0], "resolve error=EAI_AGAIN nth=1", "dial");
		again(argv[0], "resolve error=EAI_AGAIN nth=1", "resolve");
		again(argv[0], "resolve error=EAI_AGAIN nth=1", "listen");
		again(argv[0], "file error=EIO nth=1", "path");
		again(argv[0], "option error=ENOMEM nth=1", "adopt");
		return 0;
	}
	if (strcmp(first, "dial") == 0)
		CHECK_INT(OX_EAI_AGAIN, ox_dial("localhost:1", OX_FOREVER));
	if (strcmp(first, "resolve") == 0)
		CHECK_INT(OX_EAI_AGAIN, ox_resolve("localhost:1", NULL, 0, OX_FOREVER));
	if (strcmp(first, "listen") == 0)
		CHECK_INT(OX_EAI_AGAIN, ox_listen_on("localhost:0", 1));
	if (strcmp(first, "path") == 0)
		CHECK_ERR(EIO, ox_listen_on("unix:relative", 1));
	if (strcmp(first, "adopt") == 0)
		CHECK_ERR(ENOMEM, ox_adopt(socket(AF_UNIX, SOCK_STREAM, 0)));
	CHECK_INT(1, ox_fault_count(ox_fault_at(0)));
	return 0;
}
