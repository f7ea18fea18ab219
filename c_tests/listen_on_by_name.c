/* A listener by name is at the first of the name's addresses that this machine has. */
#include "private_machine.h"

int main(void)
{
	char where[OX_TEXT_MAX];

	enter_private_machine();
	put_file("hosts", "2001:db8::1 me.test\n127.0.0.2 me.test\n");
	put_file("services", "echo 7/tcp\n");
	needs_names_from_files_alone();
	CHECK_OK(ox_local(CHECK_OK(ox_listen_on("me.test:echo", 1)), where, sizeof where));
	CHECK(strcmp(where, "tcp://127.0.0.2:7") == 0);
	CHECK_ERR(-OX_EAI_NONAME, ox_listen_on("you.test:7", 1));
	CHECK(strstr(ox_explanation(), "you.test") != NULL);
	return 0;
}
