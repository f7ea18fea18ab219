/* Whoever replaces a stale file holds an abstract name made of the file's numbers. While another
   process has it, ox_listen_on waits: for a limited time, and no longer once a live server is
   there. Here the test itself binds the name, as any program could. */
#include "deadline_time.h"
#include "stale_lock.h"

static char endpoint[200];
static struct sockaddr_un path;

static void leave_a_stale_file(void)
{
	pid_t child = fork();

	CHECK(child >= 0);
	if (child == 0) {
		CHECK_OK(ox_listen_on(endpoint, 4));
		_exit(0);
	}
	check_child(child);
}

static void *listen_on(void *unused)
{
	static int listener;

	(void)unused;
	listener = ox_listen_on(endpoint, 4);
	return &listener;
}

int main(void)
{
	int lock, live;
	pthread_t thread;
	void *result;
	int64_t start;

	unix_path(&path, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", path.sun_path);

	/* Held for good: an error, which says what is held. */
	leave_a_stale_file();
	lock = hold_stale_lock(&path);
	start = ox_now();
	CHECK_ERR(EBUSY, ox_listen_on(endpoint, 4));
	CHECK(ox_now() - start < 60000000);
	CHECK(strstr(ox_explanation(), "@oxsock-stale-") != NULL);
	CHECK_INT(0, access(path.sun_path, F_OK));

	/* Given back: the file is replaced. */
	CHECK_OK(ox_close(lock));
	live = CHECK_OK(ox_listen_on(endpoint, 4));
	CHECK_OK(ox_close(live));

	/* The holder puts its own server there. */
	leave_a_stale_file();
	lock = hold_stale_lock(&path);
	wait_until_blocked(start_thread(&thread, listen_on, NULL));
	live = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, unlink(path.sun_path));
	if (ox_bind(live, (struct sockaddr *)&path, sizeof path) == 0) {
		CHECK_OK(ox_listen(live, 4));
		CHECK_INT(0, pthread_join(thread, &result));
		CHECK_INT(-EADDRINUSE, *(int *)result);
	} else { /* the one that waited was first */
		CHECK_INT(0, pthread_join(thread, &result));
		CHECK_OK(*(int *)result);
	}
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_OK(ox_close(lock));
	return 0;
}
