/*
 * private_machine.h: a machine of the test's own, in which it says what names mean.
 *
 * It has a loopback interface, no way to anywhere else, and an /etc in which there is only what
 * the test puts there.
 */
#ifndef PRIVATE_MACHINE_H
#define PRIVATE_MACHINE_H

#include "check.h"
#include <net/if.h>
#include <netdb.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

/* Put a file into /etc. */
static MAYBE_UNUSED void put_file(const char *name, const char *text)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof path, "/etc/%s", name);
	CHECK((file = fopen(path, "w")) != NULL);
	CHECK(fputs(text, file) >= 0);
	CHECK_INT(0, fclose(file));
}

static MAYBE_UNUSED void enter_private_machine(void)
{
	struct ifreq request;
	int fd;

	if (unshare(CLONE_NEWNS | CLONE_NEWNET) != 0)
		SKIP("needs CAP_SYS_ADMIN");
	CHECK_INT(0, mount("none", "/", "", MS_REC | MS_PRIVATE, NULL));
	CHECK_INT(0, mount("none", "/etc", "tmpfs", 0, NULL));
	put_file("host.conf", "multi on\n"); /* a host may have several addresses */
	put_file("nsswitch.conf", "hosts: files\nservices: files\n");

	memset(&request, 0, sizeof request);
	strcpy(request.ifr_name, "lo");
	request.ifr_flags = IFF_UP;
	CHECK((fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) >= 0);
	CHECK_INT(0, ioctl(fd, SIOCSIFFLAGS, &request));
	close(fd);
}

/* Skip where the C library asks a server for each name that is in no file (musl). */
static MAYBE_UNUSED void needs_names_from_files_alone(void)
{
	struct addrinfo *found;

	if (getaddrinfo("nobody.test", NULL, NULL, &found) != EAI_NONAME)
		SKIP("the C library does not go by nsswitch.conf");
}

static int count_all_threads(void)
{
	DIR *tasks = opendir("/proc/self/task");
	const struct dirent *task;
	int count = 0;

	CHECK(tasks != NULL);
	while ((task = readdir(tasks)) != NULL)
		count += task->d_name[0] != '.';
	closedir(tasks);
	return count;
}

static int threads_at_start;

static __attribute__((constructor)) void count_threads_at_start(void)
{
	threads_at_start = count_all_threads();
}

/* How many threads this process has, beside those of what emulates its processor, if something
   does: it had them already when it was started with one. */
static MAYBE_UNUSED int count_threads(void)
{
	return count_all_threads() - threads_at_start + 1;
}

/* How many descriptors it has, the one to count with among them. */
static MAYBE_UNUSED int count_descriptors(void)
{
	DIR *descriptors = opendir("/proc/self/fd");
	const struct dirent *entry;
	int count = 0;

	CHECK(descriptors != NULL);
	while ((entry = readdir(descriptors)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(descriptors);
	return count;
}

#ifndef CHECK_DLOPEN

/* A TCP listener at a port of 127.0.0.1 that takes no more connections: to dial it is to get no
   answer at all. Port 0 lets the system choose; the port is returned. */
static MAYBE_UNUSED int deaf_listener(const struct sockaddr *address, socklen_t length)
{
	struct sockaddr_storage bound;
	socklen_t room = sizeof bound;
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0), i;
	const int on = 1;

	CHECK(fd >= 0);
	if (address->sa_family == AF_INET6)
		CHECK_INT(0, setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on));
	CHECK_INT(0, bind(fd, address, length));
	CHECK_INT(0, listen(fd, 0));
	CHECK_INT(0, getsockname(fd, (struct sockaddr *)&bound, &room));
	for (i = 0; i < 3; i++) { /* one more than it admits, and one for good measure */
		int client = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		struct pollfd entry = {client, POLLOUT, 0};

		CHECK(client >= 0);
		if (connect(client, (struct sockaddr *)&bound, room) != 0)
			CHECK_INT(EINPROGRESS, errno);
		if (i == 0)
			CHECK_INT(1, poll(&entry, 1, 5000));
	}
	return ntohs(((struct sockaddr_in *)&bound)->sin_port);
}

/* Connect by an endpoint's text, with a port put in. */
static MAYBE_UNUSED int dial_port(const char *format, int port, int64_t deadline)
{
	char endpoint[OX_TEXT_MAX];

	snprintf(endpoint, sizeof endpoint, format, port);
	return ox_dial(endpoint, deadline);
}

#endif /* CHECK_DLOPEN */

#endif
