/* The last line of /etc/hosts may have no end, a line may be longer than what the C library reads of
   it at once, or begin with blanks. Where the C library does not find a name for that reason, it
   asks a server, and the deadline holds for that. */
#include "hanging_resolver.h"

static void check(const char *host)
{
	int64_t begun = ox_now();
	int result = ox_resolve(host, NULL, 0, begun + 300000);

	CHECK(result == 1 || result == -ETIMEDOUT);
	CHECK(ox_now() - begun < 2000000);
}

int main(void)
{
	char hosts[1300];
	int length, i;

	enter_private_machine();
	start_name_server();
	put_file("nsswitch.conf", "hosts: files dns\nservices: files\n");
	length = snprintf(hosts, sizeof hosts, "127.0.0.1 first.test");
	for (i = 0; i < 90; i++)
		length += snprintf(hosts + length, sizeof hosts - (size_t)length, " name%02d.test", i);
	snprintf(hosts + length, sizeof hosts - (size_t)length,
		 "\n  127.0.0.1 indented.test\n127.0.0.1 last.test");
	put_file("hosts", hosts);

	CHECK_INT(1, ox_resolve("first.test:80", NULL, 0, ox_now() + 5000000));
	check("name45.test:80");
	check("name46.test:80");
	check("name89.test:80");
	check("indented.test:80");
	check("last.test:80");
	return 0;
}
