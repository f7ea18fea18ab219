/* A forked child that closes its copy of a UNIX listener leaves the file to its parent; what it
   makes itself is its own. */
#include "check.h"

int main(void)
{
	char endpoint[200], childs[200];
	int listener;
	pid_t child;

	snprintf(endpoint, sizeof endpoint, "unix:%s/parent", temp_dir());
	snprintf(childs, sizeof childs, "unix:%s/child", temp_dir());
	listener = CHECK_OK(ox_listen_on(endpoint, 4));
	if ((child = fork()) == 0) {
		int own = CHECK_OK(ox_listen_on(childs, 4));

		CHECK_INT(0, ox_close(listener));
		CHECK_OK(ox_dial(childs, OX_FOREVER));
		CHECK_INT(0, ox_close(own));
		CHECK_ERR(ENOENT, ox_dial(childs, OX_FOREVER));
		_exit(0);
	}
	check_child(child);
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_INT(0, ox_close(listener));
	CHECK_ERR(ENOENT, ox_dial(endpoint, OX_FOREVER));
	return 0;
}
