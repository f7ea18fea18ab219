/*
 * ox_error_at lists every error code once, ascending, so that a binding can make its own
 * table; each has a name and a text. They are those of the system, and above them those of name
 * resolution, which the system counts apart.
 */
#include "check.h"

#include <limits.h>

#ifdef __GLIBC_PREREQ
#if __GLIBC_PREREQ(2, 32)
#define SYSTEM_NAME(code) strerrorname_np(code)
#define SYSTEM_TEXT(code) strerrordesc_np(code)
#endif
#endif

/* Whether ox_error_at lists this errno. */
static int is_listed(int code)
{
	int i;

	for (i = 0; ox_error_at(i) != 0; i++)
		if (ox_error_at(i) == -code)
			return 1;
	return 0;
}

int main(void)
{
	int i, previous = 0;

	for (i = 0; ox_error_at(i) != 0; i++) {
		int code = -ox_error_at(i);

		CHECK(code > previous);
		previous = code;
		CHECK(ox_errname(code) != NULL);
		CHECK(strcmp(ox_strerror(code), "Unknown error") != 0);
		if (code > 3000) {
			CHECK(strncmp(ox_errname(code), "OX_EAI_", 7) == 0);
			continue;
		}
		CHECK(ox_errname(code)[0] == 'E');
#ifdef SYSTEM_NAME
		CHECK(strcmp(ox_errname(code), SYSTEM_NAME(code)) == 0);
		CHECK(strcmp(ox_strerror(code), SYSTEM_TEXT(code)) == 0);
#endif
	}
	CHECK(i > 100);
	CHECK_INT(0, ox_error_at(i));
	CHECK_INT(0, ox_error_at(INT_MAX));
	CHECK_INT(0, ox_error_at(-1));
	CHECK_INT(0, ox_error_at(INT_MIN));

	CHECK(is_listed(EPERM) && is_listed(EAGAIN) && is_listed(ECANCELED));
#ifdef SYSTEM_NAME
	for (i = 1; i <= 3000; i++)
		CHECK_INT(SYSTEM_NAME(i) != NULL, is_listed(i));
#endif
	return 0;
}
