/*
 * A descriptor whose number could be a handle's (fs.nr_open can allow it) is taken in under another
 * number. If that fails at the last step, it is still the caller's. A filter makes it seem to be
 * there, as most machines do not allow it.
 */
#include "meddle.h"

enum { HIGH = OX_HANDLE_MIN + 77 };

static int lower; /* its duplicate */
static _Atomic int closed_high, closed_lower, fails;

static int have_high(int time, const struct seccomp_data *call)
{
	int what;

	(void)time;
	if (call->nr == SYS_getsockopt && call->args[0] == HIGH) {
		what = call->args[2] == SO_DOMAIN ? AF_UNIX : SOCK_STREAM;
		memcpy((void *)(uintptr_t)call->args[3], &what, sizeof what);
		return 0;
	}
	if (is_fcntl(call->nr) && call->args[0] == HIGH && call->args[1] == F_DUPFD_CLOEXEC)
		return lower;
	if (is_fcntl(call->nr) && call->args[0] == (unsigned)lower && fails)
		return -ENOMEM;
	closed_high += call->nr == SYS_close && call->args[0] == HIGH;
	closed_lower += call->nr == SYS_close && call->args[0] == (unsigned)lower;
	return GO_ON;
}

int main(void)
{
	static struct meddler meddler = {.number = EVERY_CALL, .decide = have_high};

	if (is_socketcall(SYS_getsockopt))
		SKIP("the C library makes a call by another");
	CHECK_OK(ox_close(CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0)))); /* the first call */
	lower = CHECK_OK(socket(AF_UNIX, SOCK_STREAM, 0));
	fails = 1;
	meddle(&meddler);
	CHECK_ERR(ENOMEM, ox_adopt(HIGH));
	CHECK_INT(0, closed_high);
	CHECK_INT(1, closed_lower);

	lower = CHECK_OK(socket(AF_UNIX, SOCK_STREAM, 0));
	fails = 0;
	CHECK_OK(ox_adopt(HIGH));
	CHECK_INT(1, closed_high);
	CHECK_INT(1, closed_lower);
	return 0;
}
