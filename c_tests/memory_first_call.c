/* Each allocation of a process's very first calls fails in turn, before anything has been set up:
   the call returns ENOMEM, and succeeds when it is made again. */
#include "memory_fails.h"

static int opens(void) { return ox_socket(AF_UNIX, SOCK_STREAM, 0); }
static int pairs(void)
{
	int sv[2];

	return ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv);
}
static int adopts(void)
{
	static int fd;

	if (fd == 0)
		CHECK((fd = socket(AF_UNIX, SOCK_STREAM, 0)) > 0);
	return ox_adopt(fd);
}
static int listens(void) { return ox_listen_on("tcp://127.0.0.1:0", 1); }
static int listens_on_path(void)
{
	char path[128], text[160];

	snprintf(path, sizeof path, "%s/s", temp_dir());
	snprintf(text, sizeof text, "unix:%s", path);
	return ox_listen_on(text, 1);
}
static int reads_environment(void)
{
	setenv("OXSOCK_FAULTS", "bind error=EIO;listen on=tcp://*:1 error=EIO", 1);
	return opens();
}
static int adds_rule(void) { return ox_fault("send on=unix:/x short=1"); }
static int is_no_rule(void)
{
	int result = ox_fault("send on=nowhere short=1");

	return result == -EINVAL ? 0 : result;
}
static int parses(void)
{
	struct ox_address address;

	return ox_address_parse(&address, "unix:/some/where");
}
static int names(void)
{
	struct ox_address address;
	char text[OX_TEXT_MAX];
	int result = ox_address_parse(&address, "tcp://[::1]:80");

	return result < 0 ? result : ox_address_text(&address, text, sizeof text);
}
static int resolves(void)
{
	struct ox_address addresses[2];

	return ox_resolve("tcp://127.0.0.1:80", addresses, 2, ox_now() + 5000000);
}
static int inherits(void)
{
	int result = ox_inherit("name", 0);

	return result == -ENOENT ? 0 : result;
}

static int (*const calls[])(void) = {
	opens, pairs, adopts, listens, listens_on_path, reads_environment, adds_rule, is_no_rule,
	parses, names, resolves, inherits,
};

/* In a child of its own: whether an allocation failed. */
static int play(size_t call, int n)
{
	pid_t child;
	int status;

	CHECK((child = fork()) >= 0);
	if (child == 0) {
		int result, failed;

		fail_allocation(n);
		result = calls[call]();
		failed = end_failing();
		if (result < 0) {
			CHECK_INT(1, failed);
			CHECK(result == -ENOMEM || result == OX_EAI_MEMORY);
			CHECK_OK(calls[call]());
		}
		_exit(failed ? 2 : 0);
	}
	status = wait_for_child(child);
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 1)
		fprintf(stderr, "call %d, allocation %d: status %x\n", (int)call, n, (unsigned)status);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) != 1);
	return WEXITSTATUS(status) == 2;
}

int main(void)
{
	size_t call;
	int n;

	temp_dir();
	for (call = 0; call < sizeof calls / sizeof calls[0]; call++)
		for (n = 1; play(call, n); n++)
			CHECK(n < 1000);
	return 0;
}
