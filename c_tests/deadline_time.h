/*
 * deadline_time.h: deadlines in milliseconds from now, and checks that they were met.
 */
#ifndef OXSOCK_DEADLINE_TIME_H
#define OXSOCK_DEADLINE_TIME_H

#include "close_blocked.h"

/* The time that many milliseconds from now. */
static MAYBE_UNUSED int64_t in_ms(int ms)
{
	return ox_now() + ms * INT64_C(1000);
}

/* The call must time out at this deadline: not before, and not much later either. */
#define CHECK_TIMES_OUT(deadline, call)                                     \
	do {                                                                \
		CHECK_ERR(ETIMEDOUT, call);                                 \
		CHECK_INT(ETIMEDOUT, errno);                                \
		CHECK(ox_now() >= (deadline));                              \
		CHECK(ox_now() < (deadline) + PROMPTLY * INT64_C(1000));    \
	} while (0)

#endif
