/* When SO_SNDTIMEO ends, the first connect returns EINPROGRESS, and a second one, which continues
 * the attempt, EALREADY, as connect(2) does; also in a process with several threads. */
#include "check.h"

static const struct timeval SHORT = {0, 20000};

static void *wait_until(void *over)
{
	CHECK_INT(0, sem_wait(over));
	return NULL;
}

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
