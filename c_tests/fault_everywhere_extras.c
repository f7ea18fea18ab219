/* As fault_everywhere.c, for the functions that do more: resolving, inheriting, whole files, and
 * the typed extras. Whatever system call fails, what they were to receive, join or adopt is still
 * available to the next call, and what they report as done is done, once. */
#include "extras_texts.h"
#include "needs.h"
#include "fault_sweep.h"
#include "whole_file.h"

#define GROUP4 "239.1.2.3"
#define GROUP6 "ff02::114"

/* What each scene finds: fresh, and without faults. */
static struct {
	int s[2];  /* a stream */
	int d[2];  /* datagrams; nothing waits */
	int f[2];  /* DATA with two descriptors waits at f[0] */
	int h[2];  /* DATA with a handle waits at h[0] */
	int server, client; /* UDP; DATA waits at the server, which has asked for arrivals */
	struct ox_arrival arrival; /* of such a message from the client */
	int udp4, udp6;     /* members of no group; there may be no IPv6 */
	int member;         /* of GROUP4 */
	int echo;           /* for echoes, or 0 */
	int plain;          /* a descriptor of a socket */
	char got[2 * LENGTH];
} w;

static int file; /* its content is DATA */
static int have_echo;

static void messages_with_more(void)
{
	int twice[2] = {w.plain, w.plain};

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, w.f));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, w.h));
	CHECK_INT(LENGTH, ox_send_descriptors(w.f[1], DATA, LENGTH, twice, 2));
	CHECK_INT(LENGTH, ox_send_handles(w.h[1], DATA, LENGTH, &w.s[0], 1));
}

static void arrivals(void)
{
	w.server = bind_udp4(NULL);
	w.client = bind_udp4(NULL);
	CHECK_OK(ox_arrivals(w.server, 1));
	CHECK_INT(LENGTH, send_to(w.client, "udp://127.0.0.1:%d", port_of(w.server), DATA));
	CHECK_INT(LENGTH, ox_recv_arrival(w.server, w.got, LENGTH, 0, &w.arrival));
	CHECK_INT(LENGTH, send_to(w.client, "udp://127.0.0.1:%d", port_of(w.server), DATA));
}

static int sends_echo(void)
{
	struct ox_address to = address_of("udp://127.0.0.1:%d", 0);

	return ox_echo_send(w.echo, &to, 7, DATA, LENGTH);
}

static void set_up(void)
{
	memset(&w, 0, sizeof w);
	w.plain = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(w.plain >= 0);
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, w.s));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, w.d));
	messages_with_more();
	arrivals();
	w.udp4 = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	w.udp6 = ox_socket(AF_INET6, SOCK_DGRAM, 0);
	w.member = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_OK(ox_group_join(w.member, GROUP4, "lo", NULL));
	if (have_echo)
		w.echo = CHECK_OK(ox_echo_open(AF_INET));
	CHECK_INT(0, lseek(file, 0, SEEK_SET));
}

static void tear_down(void)
{
	int all[] = {w.s[0], w.s[1], w.d[0], w.d[1], w.f[0], w.f[1], w.h[0], w.h[1], w.server,
		     w.client, w.udp4, w.udp6, w.member, w.echo};
	size_t i;

	for (i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i] > 0)
			CHECK_OK(ox_close(all[i]));
	close(w.plain);
}

/* ---- The scenes -------------------------------------------------------------------------- */

static int resolves(const char *endpoint, int64_t deadline)
{
	struct ox_address addresses[4];

	return ox_resolve(endpoint, addresses, 4, deadline);
}
static int resolves_numeric(void) { return resolves("127.0.0.1:80", ox_now() + 5000000); }
static int resolves_name(void) { return resolves("localhost:80", OX_FOREVER); }
static int resolves_name_in_time(void) { return resolves("localhost:80", ox_now() + 5000000); }

/* In the process that the service manager started. */
static void inherit(int tell)
{
	char number[16];
	int told[2], i = w.plain - 3;

	end_faults();
	snprintf(number, sizeof number, "%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	snprintf(number, sizeof number, "%d", i + 1);
	setenv("LISTEN_FDS", number, 1);
	begin_faults(fault, nth);
	told[0] = result = ox_inherit(NULL, i);
	end_faults();
	told[1] = applied;
	if (result < 0)
		HOLDS(ox_inherit(NULL, i) >= 0); /* it can be had yet */
	HOLDS(fcntl(w.plain, F_GETFD) == FD_CLOEXEC);
	HOLDS(ox_inherit(NULL, i) == -ENOENT);
	CHECK_INT(sizeof told, write(tell, told, sizeof told));
	_exit(0);
}
static int inherits(void)
{
	int told[2], ends[2];
	pid_t child;

	CHECK_INT(0, pipe2(ends, O_CLOEXEC));
	CHECK((child = fork()) >= 0);
	if (child == 0)
		inherit(ends[1]);
	end_faults();
	close(ends[1]);
	check_child(child);
	CHECK_INT(sizeof told, read(ends[0], told, sizeof told));
	close(ends[0]);
	applied = told[1];
	return told[0];
}

static int sends_file(int64_t *offset)
{
	uint64_t done = 77;

	result = ox_send_file(w.s[0], file, offset, UINT64_MAX, ox_now() + 5000000, &done);
	end_faults();
	HOLDS(result < 0 ? done <= LENGTH || done == 77 : done == LENGTH);
	if (done == 77)
		done = 0; /* it did not begin */
	HOLDS((offset != NULL ? *offset : lseek(file, 0, SEEK_CUR)) == (int64_t)done);
	stream_holds(w.s[1], (int)done, DATA);
	return result;
}
static int sends_file_from_offset(void)
{
	int64_t offset = 0;

	return sends_file(&offset);
}
static int sends_file_on(void) { return sends_file(NULL); }

static int sends_descriptors(void)
{
	int fds[2] = {w.plain, w.plain}, count = 2;

	result = ox_send_descriptors(w.d[1], DATA, LENGTH, fds, 2);
	end_faults();
	if (result >= 0) {
		HOLDS(ox_recv_descriptors(w.d[0], w.got, LENGTH, fds, &count) == LENGTH);
		HOLDS(count == 2 && close(fds[0]) == 0 && close(fds[1]) == 0);
	}
	queue_holds(w.d[0], 0);
	return result;
}
static int receives_descriptors(void)
{
	int fds[2] = {-1, -1}, count = 2;

	result = ox_recv_descriptors(w.f[0], w.got, LENGTH, fds, &count);
	end_faults();
	if (result < 0)
		HOLDS(ox_recv_descriptors(w.f[0], w.got, LENGTH, fds, &count) == LENGTH);
	HOLDS(memcmp(w.got, DATA, LENGTH) == 0);
	HOLDS(count == 2 && close(fds[0]) == 0 && close(fds[1]) == 0);
	queue_holds(w.f[0], 0);
	return result;
}
static int sends_handles(void)
{
	int handle = -1, count = 1;

	result = ox_send_handles(w.d[1], DATA, LENGTH, &w.s[0], 1);
	end_faults();
	if (result >= 0) {
		HOLDS(ox_recv_handles(w.d[0], w.got, LENGTH, &handle, &count) == LENGTH);
		HOLDS(count == 1 && ox_close(handle) == 0);
	}
	queue_holds(w.d[0], 0);
	return result;
}
static int receives_handles(void)
{
	int handle = -1, count = 1;

	result = ox_recv_handles(w.h[0], w.got, LENGTH, &handle, &count);
	end_faults();
	if (result < 0)
		HOLDS(ox_recv_handles(w.h[0], w.got, LENGTH, &handle, &count) == LENGTH);
	HOLDS(memcmp(w.got, DATA, LENGTH) == 0);
	HOLDS(count == 1 && (handle >= 0 || (handle == -error && error != EINTR)));
	if (handle >= 0)
		CHECK_OK(ox_close(handle));
	queue_holds(w.h[0], 0);
	return result;
}

static int asks_for_arrivals(void)
{
	result = ox_arrivals(w.client, 1);
	end_faults();
	HOLDS(ox_arrivals(w.client, 1) == 0);
	return result;
}
static int asks_no_longer(void)
{
	result = ox_arrivals(w.server, 0);
	end_faults();
	HOLDS(ox_arrivals(w.server, 0) == 0);
	return result;
}
static int receives_arrival(void)
{
	struct ox_arrival arrival;

	result = ox_recv_arrival(w.server, w.got, LENGTH, 0, &arrival);
	end_faults();
	if (result < 0)
		HOLDS(ox_recv_arrival(w.server, w.got, LENGTH, 0, &arrival) == LENGTH);
	HOLDS(memcmp(w.got, DATA, LENGTH) == 0);
	check_address(&arrival.sender, "udp://127.0.0.1:%d", port_of(w.client));
	if (error == 0 || error == EINTR || ox_address_family(&arrival.destination) != AF_UNSPEC) /* or it is unknown */
		check_address(&arrival.destination, "udp://127.0.0.1:%d", port_of(w.server));
	HOLDS(arrival.ttl > 0 && arrival.time > 0 && arrival.ifindex > 0);
	queue_holds(w.server, 0);
	return result;
}
static int replies(void)
{
	result = ox_send_reply(w.server, DATA, LENGTH, 0, &w.arrival);
	end_faults();
	queue_holds(w.client, result >= 0);
	return result;
}

static int joins(int s, const char *group)
{
	result = ox_group_join(s, group, "lo", NULL);
	end_faults();
	HOLDS(ox_group_join(s, group, "lo", NULL) == (result < 0 ? 0 : -EADDRINUSE));
	return result;
}
static int joins4(void) { return joins(w.udp4, GROUP4); }
static int joins6(void) { return w.udp6 < 0 ? 0 : joins(w.udp6, GROUP6); }
static int leaves(void)
{
	result = ox_group_leave(w.member, GROUP4, "lo", NULL);
	end_faults();
	HOLDS(ox_group_leave(w.member, GROUP4, "lo", NULL) == (result < 0 ? 0 : -EADDRNOTAVAIL));
	return result;
}
static int joins_and_leaves6(void)
{
	if (w.udp6 < 0)
		return 0;
	result = ox_group_join(w.udp6, GROUP6, "lo", NULL);
	if (result >= 0)
		result = ox_group_leave(w.udp6, GROUP6, "lo", NULL);
	return result;
}

static int sets_option(void)
{
	int64_t value = -1;

	result = ox_option_set(w.udp4, "ip.ttl", 33);
	end_faults();
	HOLDS(ox_option_get(w.udp4, "ip.ttl", &value) == 0 && (value == 33) == (result == 0));
	return result;
}
static int gets_option(void)
{
	int64_t value = -1;

	result = ox_option_get(w.udp4, "socket.linger", &value);
	HOLDS(value == -1);
	return result;
}

static int opens_echo(void) { return ox_echo_open(AF_INET); }

static int hears_echo(void)
{
	uint16_t sequence = 0;
	int length = ox_echo_recv(w.echo, NULL, &sequence, w.got, LENGTH, NULL);

	if (length >= 0)
		HOLDS(length == LENGTH && sequence == 7 && memcmp(w.got, DATA, LENGTH) == 0);
	return length;
}
/* Others' echoes may be heard by a raw socket, and are skipped. */
static void no_echo_is_left(void)
{
	CHECK_OK(ox_fcntl(w.echo, F_SETFL, O_NONBLOCK));
	HOLDS(hears_echo() == -EAGAIN);
}
static int asks_echo(void)
{
	result = sends_echo();
	end_faults();
	CHECK_OK(ox_deadline(w.echo, OX_RECEIVING, ox_now() + 5000000));
	if (result >= 0)
		HOLDS(hears_echo() == LENGTH);
	no_echo_is_left();
	return result;
}
static int receives_echo(void)
{
	result = sends_echo();
	if (result < 0)
		return result;
	result = hears_echo();
	end_faults();
	CHECK_OK(ox_deadline(w.echo, OX_RECEIVING, ox_now() + 5000000));
	if (result < 0)
		HOLDS(hears_echo() == LENGTH);
	no_echo_is_left();
	return result;
}

static const struct scene scenes[] = {
	{"ox_resolve, numeric", OTHER, resolves_numeric},
	{"ox_resolve, a name", OTHER, resolves_name},
	{"ox_resolve, a name in time", OTHER, resolves_name_in_time},
	{"ox_inherit", OTHER, inherits},
	{"ox_send_file, offset", OTHER, sends_file_from_offset},
	{"ox_send_file, position", OTHER, sends_file_on},
	{"ox_send_descriptors", OTHER, sends_descriptors},
	{"ox_recv_descriptors", OTHER, receives_descriptors},
	{"ox_send_handles", OTHER, sends_handles},
	{"ox_recv_handles", OTHER, receives_handles},
	{"ox_arrivals", OTHER, asks_for_arrivals},
	{"ox_arrivals, no longer", OTHER, asks_no_longer},
	{"ox_recv_arrival", OTHER, receives_arrival},
	{"ox_send_reply", OTHER, replies},
	{"ox_group_join, IPv4", OTHER, joins4},
	{"ox_group_join, IPv6", OTHER, joins6},
	{"ox_group_leave, IPv4", OTHER, leaves},
	{"ox_group_leave, IPv6", OTHER, joins_and_leaves6},
	{"ox_option_set", OTHER, sets_option},
	{"ox_option_get", OTHER, gets_option},
};

static const struct scene echo_scenes[] = {
	{"ox_echo_open", MAKES_ELSEWHERE, opens_echo},
	{"ox_echo_send", OTHER, asks_echo},
	{"ox_echo_recv", OTHER, receives_echo},
};

static void check_after(void)
{
	if (scene->kind == MAKES_ELSEWHERE && result >= 0)
		HOLDS(ox_close(result) == 0);
}

/* The descriptors that stay open from their first need on are there now. */
static void keeps_what_it_needs(void)
{
	set_up();
	CHECK_OK(resolves_name_in_time());
	CHECK_OK(ox_deadline(w.s[0], OX_RECEIVING, ox_now() + 2000));
	CHECK_ERR(ETIMEDOUT, ox_recv(w.s[0], w.got, 1, 0));
	tear_down();
}

int main(void)
{
	static const struct world world = {set_up, check_after, tear_down};
	int echo;

	needs_arrivals();
	skip_if_preloaded();
	file = new_file(LENGTH);
	CHECK_INT(LENGTH, pwrite(file, DATA, LENGTH, 0));
	keeps_what_it_needs();
	sweep(&world, scenes, sizeof scenes / sizeof scenes[0]);
	echo = ox_echo_open(AF_INET);
	if (echo == -EACCES)
		return 0; /* echoes need a privilege here */
	CHECK_OK(ox_close(CHECK_OK(echo)));
	have_echo = 1;
	sweep(&world, echo_scenes, sizeof echo_scenes / sizeof echo_scenes[0]);
	return 0;
}
