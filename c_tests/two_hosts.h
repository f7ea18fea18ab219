/*
 * two_hosts.h: a second machine beside the private one, joined to it by a cable: what loopback
 * cannot show. Each has its end of 192.0.2.0/24 and 2001:db8::/64 (documentation's addresses).
 */
#ifndef TWO_HOSTS_H
#define TWO_HOSTS_H

#include "private_machine.h"
#include <signal.h>
#include <sys/prctl.h>

#define HERE4 "192.0.2.1"
#define THERE4 "192.0.2.2"
#define HERE6 "2001:db8::1"
#define THERE6 "2001:db8::2"

/* Run a shell command, which must succeed. */
static MAYBE_UNUSED void must_run(const char *command)
{
	if (system(command) != 0)
		check_failed(__FILE__, __LINE__, command);
}

/* Wait until the kernel has noticed that the cable is in: only then is there a way by IPv6. */
static MAYBE_UNUSED void await_cable(void)
{
	const struct timespec moment = {0, 1000000};
	char line[256];
	int found = 0, looks;

	for (looks = 0; !found; looks++) {
		FILE *routes = fopen("/proc/thread-self/net/ipv6_route", "r");

		CHECK(routes != NULL && looks < 5000);
		while (fgets(line, sizeof line, routes) != NULL)
			found |= strncmp(line, "ff00", 4) == 0 && strstr(line, "cable") != NULL;
		fclose(routes);
		if (!found)
			nanosleep(&moment, NULL);
	}
}

/* Make both machines, and have the other one run a function, which is told the descriptor to tell
   that it is ready with (write a byte) and lives until this program ends. */
static MAYBE_UNUSED void enter_two_hosts(void (*there)(int ready))
{
	int made[2], joined[2], ready[2];
	char command[200], byte = 0;
	pid_t other;

	enter_private_machine();
	if (access("/usr/sbin/ip", X_OK) != 0 && access("/sbin/ip", X_OK) != 0 &&
	    access("/usr/bin/ip", X_OK) != 0 && access("/bin/ip", X_OK) != 0)
		SKIP("needs ip(8)");
	CHECK(pipe(made) == 0 && pipe(joined) == 0 && pipe(ready) == 0);
	if ((other = fork()) == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		CHECK_INT(0, unshare(CLONE_NEWNET));
		CHECK_INT(1, write(made[1], &byte, 1));
		CHECK_INT(1, read(joined[0], &byte, 1));
		must_run("ip link set lo up && ip link set cable up && "
			 "ip addr add " THERE4 "/24 dev cable && "
			 "ip -6 addr add " THERE6 "/64 dev cable nodad");
		await_cable();
		there(ready[1]);
		for (;;)
			pause();
	}
	CHECK_INT(1, read(made[0], &byte, 1));
	snprintf(command, sizeof command,
		 "ip link add cable type veth peer name cable netns %d", (int)other);
	if (system(command) != 0)
		SKIP("the system has no veth interfaces");
	must_run("ip link set cable up && ip addr add " HERE4 "/24 dev cable && "
		 "ip -6 addr add " HERE6 "/64 dev cable nodad");
	CHECK_INT(1, write(joined[1], &byte, 1));
	await_cable();
	CHECK_INT(1, read(ready[0], &byte, 1));
}

#endif
