/* delay lets time pass before the call, which is then made as usual; other rules still apply to it.
   */
#include "check.h"

int main(void)
{
	int s[2], late, wrong;
	int64_t start;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	late = CHECK_OK(ox_fault("send delay=20ms"));
	start = ox_now();
	CHECK_INT(1, ox_send(s[0], "x", 1, 0));
	CHECK(ox_now() - start >= 20000);

	wrong = CHECK_OK(ox_fault("send error=ENOBUFS"));
	start = ox_now();
	CHECK_ERR(ENOBUFS, ox_send(s[0], "x", 1, 0));
	CHECK(ox_now() - start >= 20000);
	CHECK_INT(2, ox_fault_count(late));
	CHECK_INT(1, ox_fault_count(wrong));
	return 0;
}
