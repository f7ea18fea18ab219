/* Errors of name resolution have codes of their own, which the functions for errors know. */
#include "private_machine.h"

int main(void)
{
	int code, i, found = 0;

	enter_private_machine();
	needs_names_from_files_alone();
	CHECK_INT(OX_EAI_NONAME, ox_resolve("nobody.test:80", NULL, 0, OX_FOREVER));
	CHECK_INT(-OX_EAI_NONAME, errno);
	CHECK(strstr(ox_explanation(), "nobody.test") != NULL);
	CHECK_INT(OX_EAI_NONAME, ox_dial("nobody.test:80", ox_now() + 5000000));
	CHECK(strcmp(ox_errname(OX_EAI_NONAME), "OX_EAI_NONAME") == 0);
	CHECK(strcmp(ox_strerror(OX_EAI_NONAME), "Host or service not known") == 0);

	put_file("nsswitch.conf", "hosts: dns\n"); /* and there is no way to any server */
	put_file("resolv.conf", "nameserver 192.0.2.53\noptions timeout:1 attempts:1\n");
	CHECK_INT(OX_EAI_AGAIN, ox_resolve("nobody.test:80", NULL, 0, ox_now() + 5000000));

	for (i = 0; (code = ox_error_at(i)) != 0; i++)
		found += code < -3000 && strncmp(ox_errname(code), "OX_EAI_", 7) == 0;
	CHECK_INT(8, found);
	return 0;
}
