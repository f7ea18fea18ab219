/* While a socket is being connected, a send with MSG_FASTOPEN waits for the connection, as the
   system's does, and returns EALREADY only at the end of SO_SNDTIMEO. */
#include "deaf_listener.h"
#include "needs.h"

static const struct timeval SHORT = {0, 50000};

static void both(const struct sockaddr_in *deaf)
{
	const struct sockaddr *name = (const struct sockaddr *)deaf;
	int bare = socket(AF_INET, SOCK_STREAM, 0), s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int64_t start;

	CHECK(bare >= 0);
	CHECK_INT(0, setsockopt(bare, SOL_SOCKET, SO_SNDTIMEO, &SHORT, sizeof SHORT));
	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &SHORT, sizeof SHORT));
	NEEDS(connect(bare, name, sizeof *deaf) == -1 && errno == EINPROGRESS);
	start = ox_now();
	NEEDS(sendto(bare, "a", 1, MSG_FASTOPEN, name, sizeof *deaf) == -1 && errno == EALREADY);
	NEEDS(ox_now() - start >= SHORT.tv_usec - A_TICK);

	CHECK_ERR(EINPROGRESS, ox_connect(s, name, sizeof *deaf));
	start = ox_now();
	CHECK_ERR(EALREADY, ox_sendto(s, "a", 1, MSG_FASTOPEN, name, sizeof *deaf));
	CHECK(ox_now() - start >= SHORT.tv_usec - A_TICK);
	CHECK_ERR(EALREADY,
		  ox_sendto(s, "a", 1, MSG_FASTOPEN | MSG_DONTWAIT, name, sizeof *deaf));
	CHECK_OK(ox_close(s));
	CHECK_INT(0, close(bare));
}

int main(void)
{
	needs_timeouts();
	alone_and_beside_thread(both);
	return 0;
}
