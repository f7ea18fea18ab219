/* On an IPv6 socket an option holds for its IPv4, too; so a value that only one of the families
 * takes is refused, and changes neither. An error of the system for IPv4 alone is returned. */
#include "needs.h"

static const int types[] = {SOCK_DGRAM, SOCK_STREAM};

static int of_v4(int s, int name)
{
	socklen_t length = sizeof(int);
	int value = -1;

	CHECK_OK(ox_getsockopt(s, IPPROTO_IP, name, &value, &length));
	return value;
}

static void keeps(int s, const char *option, int good, int bad, int name_of_v4)
{
	int64_t value;

	CHECK_OK(ox_option_set(s, option, good));
	CHECK_ERR(EINVAL, ox_option_set(s, option, bad));
	CHECK_OK(ox_option_get(s, option, &value));
	CHECK_INT(good, value);
	CHECK_INT(good, of_v4(s, name_of_v4));
}

/* Whichever of the system's calls fails, the error is told. */
static void tells_all(int s, int (*call)(int))
{
	char text[64];
	int i, rule, count, result;

	for (i = 1, count = 1; count > 0; i++) {
		snprintf(text, sizeof text, "option error=ENOMEM nth=%d", i);
		rule = CHECK_OK(ox_fault(text));
		result = call(s);
		count = ox_fault_count(rule);
		CHECK_INT(count > 0 ? -ENOMEM : 0, result);
		CHECK_OK(ox_fault_remove(rule));
	}
}

/* What emulates a processor may not know of it. */
static int has_multicast_all(void)
{
	int one = 1, s = CHECK_OK(socket(AF_INET6, SOCK_DGRAM, 0));
	int set = setsockopt(s, IPPROTO_IPV6, IPV6_MULTICAST_ALL, &one, sizeof one);

	close(s);
	return set == 0;
}

static int set_ttl(int s)
{
	return ox_option_set(s, "ip.ttl", 7);
}

static int set_interface(int s)
{
	return ox_option_set(s, "ip.multicast.interface", 1);
}

static int ask_for_arrivals(int s)
{
	return ox_arrivals(s, 1);
}

static int ask_for_reports(int s)
{
	return ox_error_reports(s, 1);
}

int main(void)
{
	unsigned i;
	int s = 0;

	for (i = 0; i < sizeof types / sizeof *types; i++) {
		s = ox_socket(AF_INET6, types[i], 0);
		if (s == -EAFNOSUPPORT)
			SKIP("needs IPv6");
		CHECK_OK(s);
		keeps(s, "ip.ttl", 33, 0, IP_TTL);
		keeps(s, "ip.tos", 8, 256, IP_TOS);
		keeps(s, "ip.multicast.loop", 0, 2, IP_MULTICAST_LOOP);
		if (types[i] == SOCK_DGRAM && has_multicast_all())
			keeps(s, "ip.multicast.all", 0, 2, IP_MULTICAST_ALL);
		tells_all(s, set_ttl);
	}
	needs_value(AF_INET6, SOCK_DGRAM, IPPROTO_IPV6, IPV6_MULTICAST_IF, sizeof(int));
	needs_arrivals();
	s = CHECK_OK(ox_socket(AF_INET6, SOCK_DGRAM, 0));
	tells_all(s, set_interface);
	tells_all(s, ask_for_arrivals);
	tells_all(s, ask_for_reports);
	return 0;
}
