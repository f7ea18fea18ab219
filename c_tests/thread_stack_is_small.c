/* The calls need no more stack than the smallest that glibc gives a thread: 16 KiB, of which it
   takes more than a quarter itself. */
#include "close_blocked.h"
#include "needs.h"
#include "small_stack.h"

static char tcp[OX_TEXT_MAX], local[OX_TEXT_MAX];

static void dial(const char *endpoint, int64_t deadline)
{
	int s = ox_dial(endpoint, deadline);

	CHECK_OK(s);
	CHECK_INT(0, ox_close(s));
}

static void *dial_numbers(void *unused)
{
	dial(tcp, ox_now() + 5000000);
	return unused;
}

static void *dial_local(void *unused)
{
	dial(local, ox_now() + 5000000);
	return unused;
}

static void *dial_what_is_wrong(void *unused)
{
	CHECK_INT(-EINVAL, ox_dial("127.0.0.1:99999", OX_FOREVER));
	CHECK_INT(-EINVAL, ox_dial("unix:/tmp/%zz", OX_FOREVER));
	return unused;
}

static void *listen_somewhere(void *unused)
{
	int s = ox_listen_on("127.0.0.1:0", 1);

	CHECK_OK(s);
	CHECK_INT(0, ox_close(s));
	return unused;
}

static void *receive_with_arrival(void *unused)
{
	struct ox_arrival arrival;
	char byte;
	int s[2];

	unix_pair(SOCK_DGRAM, s);
	CHECK_INT(1, ox_send(s[0], "a", 1, 0));
	CHECK_INT(1, ox_recv_arrival(s[1], &byte, 1, 0, &arrival));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return unused;
}

static void *pass_descriptors(void *unused)
{
	char byte;
	int s[2], fd[1] = {0}, count = 1;

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(1, ox_send_descriptors(s[0], "a", 1, fd, 1));
	CHECK_INT(1, ox_recv_descriptors(s[1], &byte, 1, fd, &count));
	CHECK_INT(1, count);
	close(fd[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return unused;
}

static void *pass_handles(void *unused)
{
	static int handles[253], passed[253]; /* not on this stack */
	char byte;
	int i, s[2], count = 253;

	unix_pair(SOCK_STREAM, s);
	for (i = 0; i < count; i++)
		handles[i] = s[1];
	CHECK_INT(1, ox_send_handles(s[0], "a", 1, handles, count));
	CHECK_INT(1, ox_recv_handles(s[1], &byte, 1, passed, &count));
	CHECK_INT(253, count);
	for (i = 0; i < count; i++)
		CHECK_INT(0, ox_close(passed[i]));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return unused;
}

static void *echo(void *unused)
{
	int s = ox_echo_open(AF_INET);
	struct ox_address to;
	char bytes[8] = "abcdefg", reply[8];

	if (s == -EACCES)
		return unused; /* nobody may send one here */
	CHECK_OK(s);
	CHECK_INT(0, ox_address_parse(&to, "udp://127.0.0.1:0"));
	CHECK_INT(0, ox_deadline(s, OX_BOTH, ox_now() + 5000000));
	CHECK_INT(0, ox_echo_send(s, &to, 1, bytes, sizeof bytes));
	CHECK_INT(sizeof reply, ox_echo_recv(s, NULL, NULL, reply, sizeof reply, NULL));
	CHECK_INT(0, ox_close(s));
	return unused;
}

static void *receive_error(void *unused)
{
	struct sockaddr_in nobody;
	struct ox_error_report report;
	struct pollfd entry;
	char bytes[8];
	int s;

	s = listen_tcp4(&nobody); /* no datagram socket has that port, unless by chance */
	CHECK_INT(0, ox_close(s));
	CHECK_OK(s = ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_INT(0, ox_error_reports(s, 1));
	CHECK_INT(1, ox_sendto(s, "a", 1, 0, (struct sockaddr *)&nobody, sizeof nobody));
	entry = (struct pollfd){s, 0, 0};
	if (ox_poll(&entry, 1, 1000) == 1)
		CHECK_INT(1, ox_recv_error(s, bytes, sizeof bytes, &report));
	CHECK_INT(0, ox_close(s));
	return unused;
}

static void *join_group(void *unused)
{
	int s = ox_socket(AF_INET, SOCK_DGRAM, 0);

	CHECK_OK(s);
	ox_group_join(s, "239.1.2.3", "lo", NULL); /* not every machine has an interface for it */
	CHECK_INT(-EINVAL, ox_group_join(s, "239.1.2.300", NULL, NULL));
	CHECK_INT(-ENOPROTOOPT, ox_option_set(s, "tcp.no_delay", 1));
	CHECK_INT(0, ox_close(s));
	return unused;
}

static void *poll_many(void *unused)
{
	struct pollfd entries[64];
	int i, s[2];

	unix_pair(SOCK_STREAM, s);
	for (i = 0; i < 64; i++)
		entries[i] = (struct pollfd){s[0], POLLIN, 0};
	CHECK_INT(0, ox_poll(entries, 64, 1));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return unused;
}

static void *add_rules(void *unused)
{
	int rule = ox_fault("recv error=EAGAIN chance=0.1 seed=3");
	char text[OX_TEXT_MAX];

	CHECK_OK(rule);
	CHECK_OK(ox_fault_text(rule, text, sizeof text));
	CHECK_INT(-EINVAL, ox_fault("recv eror=EAGAIN"));
	CHECK_INT(0, ox_fault_remove(rule));
	return unused;
}

int main(void)
{
	int s;

	CHECK_OK(s = ox_listen_on("127.0.0.1:0", 8));
	CHECK_OK(ox_local(s, tcp, sizeof tcp));
	CHECK_OK(s = ox_listen_on("unix:", 8));
	CHECK_OK(ox_local(s, local, sizeof local));
	with_little(dial_numbers);
	with_little(dial_local);
	with_little(dial_what_is_wrong);
	with_little(listen_somewhere);
	with_little(receive_with_arrival);
	with_little(pass_descriptors);
	with_little(pass_handles);
	with_little(join_group);
	with_little(poll_many);
	with_little(add_rules);
	needs_error_reports();
	with_little(receive_error);
	needs_value(AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_COOKIE, sizeof(uint64_t));
	with_little(echo);
	return 0;
}
