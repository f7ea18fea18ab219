/* That a host refused is reported rather than an error of this machine's routes or firewall for
   another of its addresses, whichever came first. */
#include "two_hosts.h"

int main(void)
{
	static const char *const others[][2] = {
		{"fe80::1", "Invalid argument"}, /* without its zone */
		{"192.0.2.1", "Invalid argument"},
		{"192.0.2.2", "Permission denied"},
		{"192.0.2.3", "No route to host"},
		{"192.0.2.4", "Network is unreachable"},
	};
	struct sockaddr_in address;
	char text[200];
	int port;
	size_t i;

	enter_private_machine();
	if (system("ip route add blackhole 192.0.2.1") != 0)
		SKIP("needs ip(8)");
	must_run("ip route add prohibit 192.0.2.2 && ip route add unreachable 192.0.2.3");
	CHECK_INT(0, ox_close(listen_tcp4(&address)));
	port = ntohs(address.sin_port);
	for (i = 0; i < sizeof others / sizeof others[0]; i++) {
		snprintf(text, sizeof text, "127.0.0.1 mixed.test\n%s mixed.test\n%s other.test\n",
			 others[i][0], others[i][0]);
		put_file("hosts", text);
		printf("%s\n", others[i][0]);
		CHECK_ERR(ECONNREFUSED, dial_port("mixed.test:%d", port, OX_FOREVER));
		CHECK(strstr(ox_explanation(), others[i][0]) != NULL);
		CHECK(strstr(ox_explanation(), others[i][1]) != NULL);
		CHECK(strstr(ox_explanation(), "127.0.0.1") != NULL);
		CHECK(strstr(ox_explanation(), "Connection refused") != NULL);
		CHECK(dial_port("other.test:%d", port, OX_FOREVER) < 0);
		CHECK(strstr(ox_explanation(), others[i][1]) != NULL);
	}
	return 0;
}
