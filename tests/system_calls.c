/*
 * Calls each function in a process that may make only the system calls that the description of the
 * API lists for it. allowed.h, which the test writes, has the lists:
 *
 *     static const struct allowed { const char *function; int calls[100]; } allowed[];
 *
 * Usage: system_calls FUNCTION. Ends with 0, or with 77 if it cannot be tested on this machine.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <oxsock.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "allowed.h"

/* What a process reports, in memory shared with its parent. */
static struct report {
	int forbidden; /* the number of a forbidden system call that was made; 0 for none */
	int line;      /* of a failed expectation */
	int code;
} *report;

static void wrong(int line, int code)
{
	report->line = line;
	report->code = code;
	syscall(SYS_exit_group, 1);
}

#define MUST(result) ((result) < 0 ? wrong(__LINE__, errno) : (void)0)
#define FAILS(error, result) ((result) == -(error) ? (void)0 : wrong(__LINE__, errno))

/* What the functions are called on; made before system calls are forbidden. */
static int stream[2], seqpacket[2], full[2], inet[2], idle[2], udp, listener, fresh, file, tcp,
	waiting, lent;
static char path[64], served[80], stale[80], relative[80], kept[80], near_end[OX_TEXT_MAX];
static struct sockaddr_in loopback, where;
static socklen_t length = sizeof loopback;
static struct ox_address address, other, numeric;
static char bytes[4096];
static int64_t soon(void)
{
	return ox_now() + 10000;
}

static void prepare(void)
{
	char text[OX_TEXT_MAX];

	loopback.sin_family = AF_INET;
	loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	MUST(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, stream));
	MUST(ox_socketpair(AF_UNIX, SOCK_SEQPACKET, 0, seqpacket));
	MUST(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, full));
	MUST(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, idle));
	MUST(ox_fcntl(full[0], F_SETFL, O_NONBLOCK));
	while (ox_send(full[0], bytes, sizeof bytes, 0) > 0)
		;
	MUST(ox_fcntl(full[0], F_SETFL, 0));
	MUST(listener = ox_listen_on("tcp://127.0.0.1:0", 4));
	MUST(ox_local(listener, near_end, sizeof near_end));
	MUST(inet[0] = ox_dial(near_end, OX_FOREVER));
	MUST(inet[1] = ox_accept(listener, NULL, NULL));
	MUST(waiting = ox_dial(near_end, OX_FOREVER));
	MUST(ox_getsockname(listener, (struct sockaddr *)&where, &length));
	MUST(fresh = ox_socket(AF_INET, SOCK_DGRAM, 0));
	MUST(tcp = ox_socket(AF_INET, SOCK_STREAM, 0));
	MUST(udp = ox_listen_on("udp://127.0.0.1:0", 0));
	MUST(ox_local(udp, text, sizeof text));
	MUST(ox_address_parse(&address, text));
	MUST(ox_address_parse(&other, "tcp://[::1]:80"));
	MUST(ox_address_parse(&numeric, "udp://127.0.0.1:0"));
	MUST(ox_arrivals(udp, 1));
	MUST(file = memfd_create("bytes", MFD_CLOEXEC));
	MUST(write(file, bytes, sizeof bytes));
	snprintf(path, sizeof path, "/tmp/oxsock-calls-%d", (int)getpid());
	snprintf(served, sizeof served, "unix:%s?mode=0600", path);
	snprintf(stale, sizeof stale, "unix:%s-stale?mode=0666", path);
	snprintf(relative, sizeof relative, "unix:%s-relative", path + 5);
	snprintf(kept, sizeof kept, "unix:%s-kept", path + 5);
	MUST(chdir("/tmp"));
	MUST(ox_listen_on(kept, 1)); /* left for children, which release such listeners of their parents */
	MUST(ox_send(stream[1], bytes, 100, 0));
	MUST(ox_send(seqpacket[1], bytes, 100, 0));
}

static struct iovec iov = {bytes, 50};
static struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1};
static struct mmsghdr messages[2];
static struct sockaddr_storage any;
static socklen_t room = sizeof any;
static int number, two[2], count = 2;
static int64_t value, offset;
static size_t done;
static uint64_t done64;
static char text[OX_TEXT_MAX];
static struct ox_credentials credentials;
static struct ox_arrival arrival;
static struct ox_error_report error_report;
static struct ox_address several[4];

static void wait_to_receive(int s)
{
	MUST(ox_deadline(s, OX_RECEIVING, soon()));
}

static void wait_to_send(int s)
{
	MUST(ox_deadline(s, OX_SENDING, soon()));
}

static void do_socket(void) { MUST(ox_socket(AF_INET, SOCK_DGRAM, 0)); }
static void do_socketpair(void) { MUST(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, two)); }
static void do_bind(void) { MUST(ox_bind(fresh, (struct sockaddr *)&loopback, sizeof loopback)); }
static void do_listen(void) { MUST(ox_listen(tcp, 3)); }
static void do_accept(void)
{
	MUST(ox_accept(listener, (struct sockaddr *)&any, &room));
	FAILS(ETIMEDOUT, ox_accept(listener, NULL, NULL));
}
static void do_connect(void) { MUST(ox_connect(tcp, (struct sockaddr *)&where, sizeof where)); }
static void do_shutdown(void) { MUST(ox_shutdown(stream[0], SHUT_WR)); }
static void do_close(void)
{
	MUST(ox_close(idle[0])); /* another thread may wait on it */
	MUST(ox_close(stream[0]));
	MUST(ox_close(listener));
	MUST(ox_close(number)); /* a listener at a path */
	MUST(ox_close(two[0])); /* a listener at a relative path */
}
static void do_read(void)
{
	MUST(ox_read(stream[0], bytes, 100));
	FAILS(ETIMEDOUT, ox_read(stream[0], bytes, 100));
}
static void do_write(void)
{
	MUST(ox_write(stream[0], bytes, 100));
	FAILS(ETIMEDOUT, ox_write(full[0], bytes, 100));
}
static void do_readv(void)
{
	MUST(ox_readv(stream[0], &iov, 1));
	MUST(ox_readv(stream[0], &iov, 1));
	FAILS(ETIMEDOUT, ox_readv(stream[0], &iov, 1));
}
static void do_writev(void)
{
	MUST(ox_writev(stream[0], &iov, 1));
	FAILS(ETIMEDOUT, ox_writev(full[0], &iov, 1));
}
static void do_send(void)
{
	MUST(ox_send(stream[0], bytes, 100, MSG_DONTWAIT));
	MUST(ox_send(stream[0], bytes, 100, 0));
	FAILS(ETIMEDOUT, ox_send(full[0], bytes, 100, 0));
}
static void do_recv(void)
{
	MUST(ox_recv(stream[0], bytes, 100, MSG_PEEK));
	MUST(ox_recv(stream[0], bytes, 100, 0));
	FAILS(ETIMEDOUT, ox_recv(stream[0], bytes, 100, 0));
	wait_to_receive(lent);
	FAILS(ETIMEDOUT, ox_recv(lent, bytes, 100, 0));
	wait_to_receive(fresh);
	FAILS(ETIMEDOUT, ox_recv(fresh, bytes, 100, 0)); /* its error queue is not empty */
}
static void do_sendto(void)
{
	MUST(ox_sendto(stream[0], bytes, 100, 0, NULL, 0));
	MUST(ox_sendto(fresh, bytes, 100, 0, (struct sockaddr *)&where, sizeof where));
	FAILS(ETIMEDOUT, ox_sendto(full[0], bytes, 100, 0, NULL, 0));
}
static void do_recvfrom(void)
{
	MUST(ox_recvfrom(stream[0], bytes, 100, 0, (struct sockaddr *)&any, &room));
	FAILS(ETIMEDOUT, ox_recvfrom(stream[0], bytes, 100, 0, NULL, NULL));
}
static void do_sendmsg(void)
{
	MUST(ox_sendmsg(stream[0], &message, 0));
	FAILS(ETIMEDOUT, ox_sendmsg(full[0], &message, 0));
}
static void do_recvmsg(void)
{
	MUST(ox_recvmsg(stream[0], &message, 0));
	MUST(ox_recvmsg(stream[0], &message, 0));
	FAILS(ETIMEDOUT, ox_recvmsg(stream[0], &message, 0));
}
static void do_sendmmsg(void)
{
	MUST(ox_sendmmsg(seqpacket[0], messages, 2, 0));
	FAILS(ETIMEDOUT, ox_sendmmsg(full[0], messages, 2, 0));
}
static void do_recvmmsg(void)
{
	struct timespec little = {0, 1000000};

	MUST(ox_recvmmsg(seqpacket[0], messages, 2, MSG_WAITFORONE, NULL));
	MUST(ox_deadline(seqpacket[0], OX_RECEIVING, OX_FOREVER));
	FAILS(EAGAIN, ox_recvmmsg(seqpacket[0], messages, 2, 0, &little));
	wait_to_receive(seqpacket[0]);
	FAILS(ETIMEDOUT, ox_recvmmsg(seqpacket[0], messages, 2, 0, NULL));
}
static void do_fcntl(void)
{
	MUST(ox_fcntl(stream[0], F_GETFL, 0));
	MUST(ox_fcntl(stream[0], F_SETFL, O_NONBLOCK));
	MUST(ox_fcntl(stream[0], F_DUPFD_CLOEXEC, 0));
}
static void do_getsockopt(void)
{
	socklen_t size = sizeof number;

	MUST(ox_getsockopt(stream[0], SOL_SOCKET, SO_TYPE, &number, &size));
	MUST(ox_getsockopt(stream[0], SOL_OX, OX_INTERRUPTIBLE, &number, &size));
}
static void do_setsockopt(void)
{
	number = 1;
	MUST(ox_setsockopt(fresh, SOL_SOCKET, SO_REUSEADDR, &number, sizeof number));
	MUST(ox_setsockopt(fresh, SOL_OX, OX_INTERRUPTIBLE, &number, sizeof number));
}
static void do_getsockname(void) { MUST(ox_getsockname(inet[0], (struct sockaddr *)&any, &room)); }
static void do_getpeername(void) { MUST(ox_getpeername(inet[0], (struct sockaddr *)&any, &room)); }
static void do_interruptible(void) { MUST(ox_interruptible(1)); }
static void do_sockatmark(void) { MUST(ox_sockatmark(inet[0])); }
static void do_available(void) { MUST(ox_available(stream[0])); }
static void do_poll(void)
{
	struct pollfd entries[] = {{stream[0], POLLOUT, 0}, {0, POLLIN, 0}, {seqpacket[0], POLLPRI, 0}};

	MUST(ox_poll(entries, 3, 0));
	MUST(ox_poll(entries, 3, -1));
	MUST(ox_poll(entries + 2, 1, 2));
	MUST(ox_poll(NULL, 0, 1));
}
static void do_now(void) { MUST(ox_now()); }
static void do_deadline(void) { MUST(ox_deadline(stream[0], OX_BOTH, OX_FOREVER)); }
static void do_fd(void) { MUST(ox_fd(stream[0])); }
static void do_adopt(void) { MUST(ox_adopt(number)); }
static void do_release(void) { MUST(ox_release(stream[0])); }
static void do_strerror(void) { MUST(ox_strerror(-EBADF) != NULL ? 0 : -1); }
static void do_errname(void) { MUST(ox_errname(-EBADF) != NULL ? 0 : -1); }
static void do_error_at(void) { FAILS(EPERM, ox_error_at(0)); }
static void do_version(void) { MUST(ox_version() != NULL ? 0 : -1); }
static void do_api_json(void) { MUST(ox_api_json() != NULL ? 0 : -1); }
static void do_address_parse(void)
{
	MUST(ox_address_parse(&address, "tcp://127.0.0.1:80"));
	MUST(ox_address_parse(&address, "tcp://[fe80::1%lo]:80"));
	FAILS(EINVAL, ox_address_parse(&address, "tcp://127.0.0.1:99999"));
}
static void do_address_text(void) { MUST(ox_address_text(&other, text, sizeof text)); }
static void do_address_family(void) { MUST(ox_address_family(&address)); }
static void do_address_type(void) { MUST(ox_address_type(&address)); }
static void do_address_port(void) { MUST(ox_address_port(&address)); }
static void do_address_equal(void) { MUST(ox_address_equal(&address, &other)); }
static void do_address_from_sockaddr(void)
{
	MUST(ox_address_from_sockaddr(&address, SOCK_STREAM, (struct sockaddr *)&where, sizeof where));
}
static void do_address_to_sockaddr(void)
{
	MUST(ox_address_to_sockaddr(&address, (struct sockaddr *)&any, &room));
}
static void do_endpoint_path(void)
{
	MUST(ox_endpoint_path("run/50%", SOCK_STREAM, text, sizeof text));
}
static void do_bind_address(void) { MUST(ox_bind_address(fresh, &numeric)); }
static void do_connect_address(void) { MUST(ox_connect_address(fresh, &numeric)); }
static void do_sendto_address(void)
{
	MUST(ox_sendto_address(fresh, bytes, 10, 0, &address));
}
static void do_recvfrom_address(void)
{
	MUST(ox_recvfrom_address(udp, bytes, 10, 0, &other));
	FAILS(ETIMEDOUT, ox_recvfrom_address(udp, bytes, 10, 0, NULL));
}
static void do_local(void) { MUST(ox_local(inet[0], text, sizeof text)); }
static void do_peer(void) { MUST(ox_peer(inet[0], text, sizeof text)); }
static void do_explanation(void) { MUST(ox_explanation() != NULL ? 0 : -1); }
static void do_dial(void)
{
	MUST(ox_dial(near_end, OX_FOREVER));
	MUST(ox_dial(near_end, ox_now() + 1000000));
	FAILS(ENOENT, ox_dial("unix:/nowhere/at/all", OX_FOREVER));
}
static void do_dial_start(void)
{
	int result = ox_dial_start(near_end);

	if (result != -EINPROGRESS)
		MUST(result);
	MUST(ox_dial_start("udp://127.0.0.1:9"));
	FAILS(ENOENT, ox_dial_start("unix:/nowhere/at/all"));
}
static void do_resolve(void)
{
	MUST(ox_resolve("tcp://127.0.0.1:80", several, 4, OX_FOREVER));
	ox_resolve("tcp://localhost:80", several, 4, OX_FOREVER); /* it fails where the name is unknown */
	ox_resolve("tcp://localhost:http", several, 4, ox_now() + 5000000);
}
static void do_listen_on(void)
{
	MUST(ox_listen_on("tcp://127.0.0.1:0", 4));
	MUST(number = ox_listen_on(served, 4));
	FAILS(EADDRINUSE, ox_listen_on(served, 4));
	MUST(ox_listen_on(stale, 4));
	MUST(ox_listen_on(relative, 4));
}
static void do_inherit(void) { FAILS(ENOENT, ox_inherit(NULL, 0)); }
static void do_send_all(void)
{
	MUST(ox_send_all(stream[0], bytes, 100, OX_FOREVER, &done));
	FAILS(ETIMEDOUT, ox_send_all(full[0], bytes, 100, soon(), &done));
}
static void do_recv_all(void)
{
	MUST(ox_recv_all(stream[0], bytes, 100, OX_FOREVER, &done));
	FAILS(ETIMEDOUT, ox_recv_all(stream[0], bytes, 100, soon(), &done));
}

static void do_recv_until(void)
{
	MUST(ox_recv_until(stream[0], bytes, 100, 0, OX_FOREVER, &done));
	FAILS(ETIMEDOUT, ox_recv_until(stream[0], bytes, 100, 'x', soon(), &done));
}
static void do_send_file(void)
{
	MUST(ox_send_file(stream[0], file, &offset, UINT64_MAX, OX_FOREVER, &done64));
	MUST(ox_send_file(stream[0], file, NULL, 0, OX_FOREVER, &done64));
	offset = 0;
	FAILS(ETIMEDOUT, ox_send_file(full[0], file, &offset, 100, soon(), &done64));
}
static void do_option_set(void) { MUST(ox_option_set(inet[0], "tcp.nodelay", 1)); }
static void do_option_get(void) { MUST(ox_option_get(inet[0], "tcp.nodelay", &value)); }
static void do_option_at(void) { MUST(ox_option_at(0) != NULL ? 0 : -1); }
static void do_send_descriptors(void)
{
	MUST(ox_send_descriptors(stream[0], bytes, 10, &file, 1));
	FAILS(ETIMEDOUT, ox_send_descriptors(full[0], bytes, 10, &file, 1));
}
static void do_recv_descriptors(void)
{
	MUST(ox_recv_descriptors(stream[0], bytes, 100, two, &count));
	count = 2;
	MUST(ox_recv_descriptors(stream[0], bytes, 10, two, &count));
	FAILS(ETIMEDOUT, ox_recv_descriptors(stream[0], bytes, 10, two, &count));
}
static void do_send_handles(void)
{
	MUST(ox_send_handles(stream[0], bytes, 10, &udp, 1));
	FAILS(ETIMEDOUT, ox_send_handles(full[0], bytes, 10, &udp, 1));
}
static void do_recv_handles(void)
{
	MUST(ox_recv_handles(stream[0], bytes, 100, two, &count));
	count = 2;
	MUST(ox_recv_handles(stream[0], bytes, 10, two, &count));
	FAILS(ETIMEDOUT, ox_recv_handles(stream[0], bytes, 10, two, &count));
}
static void do_peer_credentials(void) { MUST(ox_peer_credentials(stream[0], &credentials)); }
static void do_arrivals(void) { MUST(ox_arrivals(fresh, 1)); }
static void do_recv_arrival(void)
{
	MUST(ox_recv_arrival(udp, bytes, 10, 0, &arrival));
	FAILS(ETIMEDOUT, ox_recv_arrival(udp, bytes, 10, 0, &arrival));
}
static void do_send_reply(void) { MUST(ox_send_reply(udp, bytes, 10, 0, &arrival)); }
static void do_error_reports(void) { MUST(ox_error_reports(fresh, 1)); }
static void do_recv_error(void)
{
	MUST(ox_recv_error(fresh, bytes, 10, &error_report));
	FAILS(EAGAIN, ox_recv_error(fresh, bytes, 10, &error_report));
}
static void do_group_join(void) { MUST(ox_group_join(udp, "239.1.2.3", "lo", NULL)); }
static void do_group_leave(void) { MUST(ox_group_leave(udp, "239.1.2.3", "lo", NULL)); }
static void do_echo_open(void) { MUST(ox_echo_open(AF_INET)); }
static void do_echo_send(void) { MUST(ox_echo_send(number, &address, 1, bytes, 10)); }
static void do_echo_recv(void)
{
	MUST(ox_echo_recv(number, NULL, NULL, bytes, 10, NULL));
	FAILS(ETIMEDOUT, ox_echo_recv(number, NULL, NULL, bytes, 10, NULL));
}
static void do_fault(void) { MUST(ox_fault("recv error=ECONNRESET nth=3")); }
static void do_fault_remove(void) { MUST(ox_fault_remove(0)); }
static void do_fault_count(void) { MUST(ox_fault_count(number)); }
static void do_fault_text(void) { MUST(ox_fault_text(number, text, sizeof text)); }
static void do_fault_at(void) { MUST(ox_fault_at(0)); }

/* Functions as the first call on sockets of a process. */
static void first_socket(void) { MUST(ox_socket(AF_UNIX, SOCK_STREAM, 0)); }
static void first_socketpair(void) { MUST(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, two)); }
static void first_adopt(void) { MUST(ox_adopt(number)); }
static void first_dial(void) { FAILS(ENOENT, ox_dial("unix:/nowhere/at/all", ox_now() + 1000000)); }
static void first_dial_start(void) { MUST(ox_dial_start("udp://127.0.0.1:9")); }
static void first_resolve(void) { MUST(ox_resolve("tcp://127.0.0.1:80", several, 4, ox_now() + 1000000)); }
static void first_listen_on(void) { MUST(ox_listen_on("tcp://127.0.0.1:0", 4)); }
static void first_inherit(void)
{
	int s = ox_inherit(NULL, 0); /* fails in a child, whose pid is not LISTEN_PID */

	if (s != -ENOENT)
		MUST(s);
}
static void first_poll(void)
{
	struct pollfd entry = {0, POLLIN, 0};

	MUST(ox_poll(&entry, 1, 1));
}
static void first_fault(void) { MUST(ox_fault("recv error=ECONNRESET nth=3")); }

/* What some functions need beforehand. */
static void before_receiving(void) { wait_to_receive(stream[0]); wait_to_receive(seqpacket[0]); }
static void before_sending(void)
{
	wait_to_send(full[0]);
	messages[0].msg_hdr = messages[1].msg_hdr = message;
}
static void before_messages(void)
{
	messages[0].msg_hdr = messages[1].msg_hdr = message;
	before_receiving();
}
static void before_listen(void)
{
	MUST(ox_bind(tcp, (struct sockaddr *)&loopback, sizeof loopback));
}
static void before_accept(void) { wait_to_receive(listener); }
static void before_close(void)
{
	MUST(number = ox_listen_on(served, 1));
	MUST(two[0] = ox_listen_on(relative, 1));
}
/* A socket file that a dead server has left. */
static void before_listen_on(void)
{
	MUST(close(ox_release(ox_listen_on(stale, 4))));
}
static void before_inherit(void)
{
	MUST(dup2(socket(AF_UNIX, SOCK_STREAM, 0), 3));
	snprintf(text, sizeof text, "%d", (int)getpid());
	setenv("LISTEN_PID", text, 1);
	setenv("LISTEN_FDS", "1", 1);
}
static void before_adopt(void) { MUST(number = socket(AF_INET, SOCK_DGRAM, 0)); }
static void before_descriptors(void)
{
	MUST(ox_send_descriptors(stream[1], bytes, 10, &file, 1));
	before_receiving();
}
static void before_handles(void)
{
	MUST(ox_send_handles(stream[1], bytes, 10, &udp, 1));
	before_receiving();
}
static void before_arrival(void)
{
	int client = ox_socket(AF_INET, SOCK_DGRAM, 0);

	MUST(ox_address_to_sockaddr(&address, (struct sockaddr *)&any, &room));
	MUST(ox_sendto(client, bytes, 10, 0, (struct sockaddr *)&any, room));
	room = sizeof any;
	wait_to_receive(udp);
}
static void before_error(void)
{
	struct pollfd entry = {fresh, 0, 0};
	int none = ox_socket(AF_INET, SOCK_DGRAM, 0);

	/* An address that nobody is at any more. */
	MUST(ox_bind(none, (struct sockaddr *)&loopback, sizeof loopback));
	room = sizeof any;
	MUST(ox_getsockname(none, (struct sockaddr *)&any, &room));
	MUST(ox_close(none));
	MUST(ox_error_reports(fresh, 1));
	MUST(ox_sendto(fresh, bytes, 10, 0, (struct sockaddr *)&any, room));
	MUST(ox_poll(&entry, 1, 5000));
}
static void before_recv(void)
{
	struct timeval second = {1, 0};

	before_receiving();
	lent = stream[1];
	MUST(ox_fd(lent));
	MUST(ox_setsockopt(lent, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second));
	MUST(ox_recv(lent, bytes, 1, MSG_DONTWAIT) < 0 ? 0 : -1);
	before_error();
	MUST(ox_recv(fresh, bytes, 1, MSG_DONTWAIT) < 0 ? 0 : -1); /* the queue keeps it */
}
static void before_reply(void) { before_arrival(); do_recv_arrival(); }
static void before_leave(void) { do_group_join(); }
static void before_echo(void)
{
	number = ox_echo_open(AF_INET);
	if (number == -EACCES || number == -EPERM)
		exit(77);
	MUST(number);
	MUST(ox_address_parse(&address, "udp://127.0.0.1:0"));
	wait_to_receive(number);
}
static void before_echo_recv(void) { before_echo(); do_echo_send(); }
static void may_echo(void) { before_echo(); }
static void before_rule(void) { MUST(number = ox_fault("close delay=1us")); }
static void nothing(void) {}

static const struct scenario {
	const char *function;
	void (*before)(void);
	void (*call)(void);
	int is_first; /* runs without preparation */
} scenarios[] = {
#define S(name, before) {"ox_" #name, before, do_##name, 0}
#define FIRST(name, before) {"ox_" #name, before, first_##name, 1}
	S(socket, nothing), S(socketpair, nothing), S(bind, nothing), S(listen, before_listen),
	S(accept, before_accept), S(connect, nothing), S(shutdown, nothing), S(close, before_close),
	S(read, before_receiving), S(write, before_sending), S(readv, before_receiving),
	S(writev, before_sending), S(send, before_sending), S(recv, before_recv),
	S(sendto, before_sending), S(recvfrom, before_receiving), S(sendmsg, before_sending),
	S(recvmsg, before_receiving), S(sendmmsg, before_sending), S(recvmmsg, before_messages),
	S(fcntl, nothing), S(getsockopt, nothing), S(setsockopt, nothing), S(getsockname, nothing),
	S(getpeername, nothing), S(interruptible, nothing), S(sockatmark, nothing), S(available, nothing), S(poll, nothing),
	S(now, nothing), S(deadline, nothing), S(fd, nothing), S(adopt, before_adopt),
	S(release, nothing), S(strerror, nothing), S(errname, nothing), S(error_at, nothing),
	S(version, nothing), S(api_json, nothing), S(address_parse, nothing), S(address_text, nothing),
	S(address_family, nothing), S(address_type, nothing), S(address_port, nothing),
	S(address_equal, nothing), S(address_from_sockaddr, nothing), S(address_to_sockaddr, nothing),
	S(endpoint_path, nothing), S(bind_address, nothing), S(connect_address, nothing),
	S(sendto_address, before_sending), S(recvfrom_address, before_arrival), S(local, nothing), S(peer, nothing), S(explanation, nothing), S(dial, nothing), S(dial_start, nothing),
	S(resolve, nothing), S(listen_on, before_listen_on), S(inherit, nothing), S(send_all, nothing),
	S(recv_all, nothing), S(recv_until, nothing),
	S(send_file, nothing), S(option_set, nothing), S(option_get, nothing),
	S(option_at, nothing), S(send_descriptors, before_sending),
	S(recv_descriptors, before_descriptors), S(send_handles, before_sending),
	S(recv_handles, before_handles), S(peer_credentials, nothing), S(arrivals, nothing),
	S(recv_arrival, before_arrival), S(send_reply, before_reply), S(error_reports, nothing),
	S(recv_error, before_error), S(group_join, nothing),
	S(group_leave, before_leave), S(echo_open, may_echo), S(echo_send, before_echo),
	S(echo_recv, before_echo_recv), S(fault, nothing), S(fault_remove, before_rule),
	S(fault_count, before_rule), S(fault_text, before_rule), S(fault_at, before_rule),
	FIRST(socket, nothing), FIRST(socketpair, nothing), FIRST(adopt, before_adopt),
	FIRST(dial, nothing), FIRST(dial_start, nothing), FIRST(resolve, nothing),
	FIRST(inherit, before_inherit), FIRST(listen_on, nothing), FIRST(poll, nothing), FIRST(fault, nothing),
};

static void caught(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	report->forbidden = info->si_syscall;
	syscall(SYS_exit_group, 1);
}

/* Allow this thread these system calls and no others. */
static void forbid_all_but(const int *calls)
{
	struct sock_filter code[256];
	struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO};
	struct sock_fprog program = {0, code};
	unsigned short n = 0;

	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						 offsetof(struct seccomp_data, nr));
	for (; *calls >= 0; calls++) {
		code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, *calls, 0, 1);
		code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	}
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
	program.len = n;
	MUST(sigaction(SIGSYS, &action, NULL));
	MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		exit(77);
}

static _Atomic int waiter;

/* Wait until the other thread sleeps in poll, or with a third one in epoll_pwait. */
static void wait_for_waiter(void)
{
	char file[64], text[64] = "";
	int fd, call = -1;

	while (call != SYS_poll && call != SYS_ppoll && call != SYS_epoll_pwait) {
		snprintf(file, sizeof file, "/proc/self/task/%d/syscall", waiter);
		fd = open(file, O_RDONLY);
		if (fd >= 0 && read(fd, text, sizeof text - 1) > 0 && sscanf(text, "%d", &call) != 1)
			call = -1; /* it is running */
		if (fd >= 0)
			close(fd);
		sched_yield();
	}
}

/* Another thread, which waits on its socket until it is closed or the process ends. */
static void *wait_for_closing(void *unused)
{
	char byte;

	(void)unused;
	waiter = (int)syscall(SYS_gettid);
	ox_recv(idle[0], &byte, 1, 0);
	for (;;)
		pause();
	return NULL;
}

enum how { ALONE, WITH_A_THREAD, WITH_TWO_THREADS, IN_A_CHILD, IN_A_BARE_CHILD, WAYS };

/* A child without fork handlers. On s390 the stack is the first argument. */
static pid_t bare_fork(void)
{
#ifdef __s390__
	return (pid_t)syscall(SYS_clone, 0UL, (unsigned long)SIGCHLD, 0, 0, 0);
#else
	return (pid_t)syscall(SYS_clone, (unsigned long)SIGCHLD, 0UL, 0, 0, 0);
#endif
}

static void play(const struct scenario *scenario, const int *calls, enum how how)
{
	int status, others;
	pthread_t thread;
	pid_t child = 0;

	if (!scenario->is_first)
		prepare();
	scenario->before();
	for (others = how == WITH_TWO_THREADS ? 2 : how == WITH_A_THREAD; others > 0; others--) {
		waiter = 0;
		if (pthread_create(&thread, NULL, wait_for_closing, NULL) != 0)
			wrong(__LINE__, errno);
		if (!scenario->is_first)
			wait_for_waiter();
	}
	if (how == IN_A_CHILD)
		child = fork();
	if (how == IN_A_BARE_CHILD)
		child = bare_fork();
	if (child > 0) {
		waitpid(child, &status, 0);
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
	}
	forbid_all_but(calls);
	scenario->call();
	syscall(SYS_exit_group, 0);
}

/* Run a scenario in a child: alone, with one or two other threads, or in a child of the process
   that has prepared it, which has run fork handlers or not. Returns its exit code. */
static int played(const struct scenario *scenario, const int *calls, enum how how)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		play(scenario, calls, how);
	waitpid(child, &status, 0);
	snprintf(path, sizeof path, "/tmp/oxsock-calls-%d", (int)child);
	unlink(path);
	snprintf(path, sizeof path, "/tmp/oxsock-calls-%d-stale", (int)child);
	unlink(path);
	snprintf(path, sizeof path, "/tmp/oxsock-calls-%d-relative", (int)child);
	unlink(path);
	snprintf(path, sizeof path, "/tmp/oxsock-calls-%d-kept", (int)child);
	unlink(path);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		printf("skipped: no privilege for it here, or no filters of system calls\n");
		return 77;
	}
	if (report->forbidden > 0)
		printf("%s made the system call %d, which is not listed\n", scenario->function,
		       report->forbidden);
	else
		printf("%s: line %d: %s (status %d)\n", scenario->function, report->line,
		       strerror(report->code), status);
	return 1;
}

int main(int count_of_arguments, char **arguments)
{
	size_t i, j;
	int result, how, is_shown = 0;

	report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (count_of_arguments != 2 || report == MAP_FAILED)
		return 1;
	for (i = 0; strcmp(allowed[i].function, arguments[1]) != 0; i++)
		;
	for (j = 0; j < sizeof scenarios / sizeof *scenarios; j++) {
		if (strcmp(scenarios[j].function, arguments[1]) != 0)
			continue;
		is_shown = 1;
		for (how = ALONE; how < WAYS; how++) {
			result = played(&scenarios[j], allowed[i].calls, how);
			if (result != 0)
				return result;
		}
	}
	if (is_shown)
		return 0;
	printf("no scenario shows the system calls of %s\n", arguments[1]);
	return 1;
}
