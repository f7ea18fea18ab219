/* Texts that are no group are EINVAL, with an explanation; unknown interfaces are ENODEV;
   where the system cannot tell an interface's number, the error says why. */
#include "extras_texts.h"
#include "needs.h"

#include <sys/resource.h>

static void is_explained(const char *words)
{
	if (strstr(ox_explanation(), words) == NULL)
		check_failed(__FILE__, __LINE__, ox_explanation());
}

int main(void)
{
	struct rlimit usual, none = {0, 0};
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK_ERR(EINVAL, ox_group_join(s, "127.0.0.1", NULL, NULL));
	is_explained("127.0.0.1 is no group's address");
	CHECK_ERR(EINVAL, ox_group_join(s, "239.1.2", NULL, NULL));
	is_explained("239.1.2 is no IPv4 or IPv6 address");
	CHECK_ERR(EINVAL, ox_group_join(s, "239.1.2.3", "lo", "nobody"));
	is_explained("nobody is no IPv4 or IPv6 address");
	CHECK_ERR(ENODEV, ox_group_join(s, "239.1.2.3", "none such", NULL));
	is_explained("no interface none such");
	CHECK_ERR(ENODEV, ox_group_join(s, "239.1.2.3", "+1", NULL)); /* the number of lo is 1 */
	is_explained("no interface +1");
	CHECK_ERR(ENODEV, ox_group_join(s, "239.1.2.3", "-0", NULL));
	CHECK_ERR(ENODEV, ox_group_join(s, "239.1.2.3", "", NULL));
	CHECK_ERR(EINVAL, ox_group_join(s, "239.1.2.3", "4294967297", NULL));
	is_explained("interface 4294967297: above 2147483647");
	CHECK_ERR(EFAULT, ox_group_join(s, NULL, NULL, NULL));
	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &usual));
	none.rlim_max = usual.rlim_max;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &none)); /* the system needs one to tell the number */
	CHECK_ERR(EMFILE, ox_group_join(s, "239.1.2.3", "lo", NULL));
	is_explained("interface lo: the system cannot tell its number");
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &usual));
	needs_option(AF_INET, SOCK_DGRAM, IPPROTO_IP, MCAST_LEAVE_GROUP);
	CHECK_ERR(EADDRNOTAVAIL, ox_group_leave(s, "239.1.2.3", "lo", NULL));
	CHECK_OK(ox_group_join(s, "239.1.2.3", "lo", NULL));
	CHECK_OK(ox_group_leave(s, "239.1.2.3", "1", NULL)); /* the number of lo */
	CHECK_OK(ox_close(s));
	CHECK_ERR(EBADF, ox_group_join(s, "239.1.2.3", "lo", NULL));
	return 0;
}
