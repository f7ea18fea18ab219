/* Joining a group twice is EADDRINUSE, and leaving one that is not joined EADDRNOTAVAIL, for one
 * sender as for all, over IPv4 and IPv6. A sender of the other family is EINVAL, with an
 * explanation; a socket that cannot be in the group EOPNOTSUPP. */
#include "extras_texts.h"
#include "needs.h"

static void joins(int domain, const char *group, const char *source, const char *other)
{
	int s = ox_socket(domain, SOCK_DGRAM, 0);

	if (s == -EAFNOSUPPORT)
		return;
	CHECK_OK(s);
	printf("%s\n", group);
	CHECK_ERR(EADDRNOTAVAIL, ox_group_leave(s, group, "lo", NULL));
	CHECK_ERR(EADDRNOTAVAIL, ox_group_leave(s, group, "lo", source));
	CHECK_OK(ox_group_join(s, group, "lo", source));
	CHECK_ERR(EADDRINUSE, ox_group_join(s, group, "lo", source));
	CHECK_ERR(EADDRNOTAVAIL, ox_group_leave(s, group, "lo", other));
	CHECK_OK(ox_group_join(s, group, "lo", other));
	CHECK_OK(ox_group_leave(s, group, "lo", source));
	CHECK_ERR(EADDRNOTAVAIL, ox_group_leave(s, group, "lo", source));
	CHECK_OK(ox_group_leave(s, group, "lo", other));
	CHECK_ERR(EADDRNOTAVAIL, ox_group_leave(s, group, "lo", other));

	CHECK_OK(ox_group_join(s, group, "lo", NULL));
	CHECK_ERR(EADDRINUSE, ox_group_join(s, group, "lo", NULL));
	CHECK_OK(ox_group_leave(s, group, "lo", NULL));
	CHECK_ERR(EADDRNOTAVAIL, ox_group_leave(s, group, "lo", NULL));
	CHECK_OK(ox_close(s));
}

int main(void)
{
	int s[2];

	needs_option(AF_INET, SOCK_DGRAM, IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP);
	joins(AF_INET, "232.1.2.3", "192.0.2.2", "192.0.2.3");
	joins(AF_INET6, "ff3e::123", "2001:db8::2", "2001:db8::3");
	joins(AF_INET6, "232.1.2.3", "192.0.2.2", "192.0.2.3"); /* which carries IPv4, too */

	s[0] = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_ERR(EINVAL, ox_group_join(s[0], "232.1.2.3", "lo", "2001:db8::2"));
	CHECK_INT(0, strcmp(ox_explanation(), "source 2001:db8::2 is not of the group's family"));
	CHECK_ERR(EINVAL, ox_group_leave(s[0], "ff3e::123", "lo", "192.0.2.2"));
	CHECK_ERR(EOPNOTSUPP, ox_group_join(s[0], "ff3e::123", "lo", NULL));
	CHECK_ERR(EOPNOTSUPP, ox_group_leave(s[0], "ff3e::123", "lo", "2001:db8::2"));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_ERR(EOPNOTSUPP, ox_group_join(s[0], "232.1.2.3", NULL, NULL));
	CHECK_ERR(EOPNOTSUPP, ox_group_leave(s[0], "ff3e::123", NULL, NULL));
	return 0;
}
