/*
 * ox_errname gives an error's name, from a result as it was returned or from errno; a code
 * that is none has no name.
 */
#include "check.h"

#include <limits.h>

static void check_name(int code, const char *name)
{
	CHECK(ox_errname(code) != NULL && strcmp(ox_errname(code), name) == 0);
	CHECK(ox_errname(-code) != NULL && strcmp(ox_errname(-code), name) == 0);
}

int main(void)
{
	static const int none[] = {0, 41, 58, 4096, -4096, INT_MAX, INT_MIN, OX_HANDLE_MIN};
	size_t i;

	check_name(EPERM, "EPERM");
	check_name(EAGAIN, "EAGAIN");
	check_name(EWOULDBLOCK, "EAGAIN"); /* the same code */
	check_name(ENOTSUP, "EOPNOTSUPP"); /* the same code */
	check_name(ECONNREFUSED, "ECONNREFUSED");
	check_name(ETIMEDOUT, "ETIMEDOUT");
	check_name(ECANCELED, "ECANCELED");
	check_name(EHWPOISON, "EHWPOISON");

	for (i = 0; i < sizeof none / sizeof none[0]; i++)
		CHECK(ox_errname(none[i]) == NULL);

	CHECK(strcmp(ox_errname(ox_close(-1)), "EBADF") == 0);
	return 0;
}
