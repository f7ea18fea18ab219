/* OXSOCK_FAULTS: rules that hold before the program's first socket, separated by ; or newlines. */
#include "needs.h"

int main(int argc, char **argv)
{
	int s[2];

	if (argc == 1) {
		needs_exec();
		setenv("OXSOCK_FAULTS", "socket error=EMFILE nth=1;\n send short=1 ;", 1);
		execl("/proc/self/exe", argv[0], "again", (char *)NULL);
		return 1;
	}
	CHECK_ERR(EMFILE, ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(1, ox_send(s[0], "hello", 5, MSG_DONTWAIT));
	CHECK_INT(1, ox_fault_count(ox_fault_at(0)));
	CHECK(ox_fault_at(1) > 0);
	CHECK_INT(0, ox_fault_at(2)); /* they are read once */
	return 0;
}
