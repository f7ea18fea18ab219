/* When SO_SNDTIMEO ends, the first connect returns EINPROGRESS, and a second one, which continues
 * the attempt, EALREADY, as connect(2) does; also in a process with several threads. */
#include "deaf_listener.h"
#include "needs.h"

static const struct timeval SHORT = {0, 20000};

static void both(const struct sockaddr_in *deaf)
{
	const struct sockaddr *name = (const struct sockaddr *)deaf;
	int bare = socket(AF_INET, SOCK_STREAM, 0), s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int i, error;

	CHECK(bare >= 0);
	CHECK_INT(0, setsockopt(bare, SOL_SOCKET, SO_SNDTIMEO, &SHORT, sizeof SHORT));
	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &SHORT, sizeof SHORT));
	for (i = 0; i < 3; i++) {
		error = connect(bare, name, sizeof *deaf) == 0 ? 0 : errno;
		CHECK_INT(i == 0 ? EINPROGRESS : EALREADY, error);
		CHECK_ERR(error, ox_connect(s, name, sizeof *deaf));
	}
	CHECK_OK(ox_close(s));
	CHECK_INT(0, close(bare));
}

int main(void)
{
	needs_timeouts();
	alone_and_beside_thread(both);
	return 0;
}
