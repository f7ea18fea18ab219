/* While a socket is being connected, a send with MSG_FASTOPEN waits for the connection, as the
   system's does, and returns EALREADY only at the end of SO_SNDTIMEO. */
#include "check.h"

static const struct timeval SHORT = {0, 50000};

static void *wait_until(void *over)
{
	CHECK_INT(0, sem_wait(over));
	return NULL;
}

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
	struct sockaddr_in deaf;
	int listener = listen_tcp4(&deaf);
	pthread_t thread;
	sem_t over;

	CHECK_OK(ox_listen(listener, 0));
	CHECK_OK(ox_connect(CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0)), (struct sockaddr *)&deaf,
			    sizeof deaf));
	both(&deaf);
	CHECK_INT(0, sem_init(&over, 0, 0));
	CHECK_INT(0, pthread_create(&thread, NULL, wait_until, &over));
	both(&deaf);
	CHECK_INT(0, sem_post(&over));
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
