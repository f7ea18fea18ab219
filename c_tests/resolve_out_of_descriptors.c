/* When no descriptor is free, the resolver calls a name unknown; oxsock returns the lack of
   descriptors instead. */
#include "private_machine.h"
#include <sys/resource.h>

int main(void)
{
	struct rlimit none = {0, 0};

	enter_private_machine();
	put_file("hosts", "127.0.0.1 here.test\n");
	needs_names_from_files_alone();
	CHECK_INT(1, ox_resolve("here.test:80", NULL, 0, OX_FOREVER));
	CHECK_INT(OX_EAI_NONAME, ox_resolve("nobody.test:80", NULL, 0, OX_FOREVER));
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &none));
	CHECK_ERR(EMFILE, ox_resolve("here.test:80", NULL, 0, OX_FOREVER));
	CHECK_ERR(EMFILE, ox_resolve("here.test:80", NULL, 0, ox_now() + 5000000));
	CHECK_ERR(EMFILE, ox_dial("here.test:80", OX_FOREVER));
	CHECK(strstr(ox_explanation(), "Too many open files") != NULL);
	CHECK_ERR(EMFILE, ox_listen_on("here.test:80", 1));
	return 0;
}
