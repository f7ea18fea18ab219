/* A zero byte in a line of /etc/hosts, as a crash may leave it, ends the line for the system. A
   name behind it is asked of a server, and the deadline holds for that. */
#include "hanging_resolver.h"

static void put_bytes(const char *path, const char *bytes, size_t size)
{
	FILE *file = fopen(path, "w");

	CHECK(file != NULL);
	CHECK(fwrite(bytes, 1, size, file) == size);
	CHECK_INT(0, fclose(file));
}

int main(void)
{
	static const char hosts[] = "127.0.0.1 before.test\0 behind.test\n"
				    "\0\0\0" "127.0.0.1 behind.test\n"
				    "127.0.0.1 below.test\n";
	int name_server, result;

	enter_private_machine();
	name_server = start_name_server();
	put_file("nsswitch.conf", "hosts: files dns\nservices: files\n");
	put_bytes("/etc/hosts", hosts, sizeof hosts - 1);

	/* Found, or, where the C library wants white space behind a name, asked as well. */
	result = ox_resolve("before.test:80", NULL, 0, ox_now() + 1000000);
	CHECK(result == 1 || result == -ETIMEDOUT);
	CHECK_INT(1, ox_resolve("below.test:80", NULL, 0, ox_now() + 5000000));
	CHECK_ERR(ETIMEDOUT, ox_resolve("behind.test:80", NULL, 0, ox_now() + 100000));
	CHECK_ERR(ETIMEDOUT, ox_dial("behind.test:80", ox_now() + 100000));
	await_question(name_server);
	return 0;
}
