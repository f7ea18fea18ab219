/* Another user who may write to the directory replaces a listener's file by a link to another file,
   just before ?mode= sets its permission bits: the other file keeps its own. */
#include "meddle.h"

#include <sys/stat.h>

static struct sockaddr_un address;
static char victim[sizeof address.sun_path], other_link[sizeof address.sun_path + 8];

/* The calls by which a file is named in order to change its mode. */
static int names_a_file(long number)
{
#ifdef SYS_chmod
	if (number == SYS_chmod)
		return 1;
#endif
	return number == SYS_openat || number == SYS_fchmodat || number == 452; /* fchmodat2 */
}

static int replace_it(int time, const struct seccomp_data *call)
{
	static int is_replaced;
	struct stat status;

	(void)time;
	if (!is_replaced && names_a_file(call->nr) && stat(address.sun_path, &status) == 0) {
		is_replaced = 1;
		CHECK_INT(0, link(victim, other_link));
		CHECK_INT(0, rename(other_link, address.sun_path));
	}
	return GO_ON;
}

static void *serve(void *endpoint)
{
	static struct meddler meddler = {.number = EVERY_CALL, .decide = replace_it};

	meddle(&meddler);
	CHECK_ERR(EADDRINUSE, ox_listen_on((const char *)endpoint, 1));
	return NULL;
}

int main(void)
{
	char endpoint[sizeof address.sun_path + 20];
	struct stat status;
	pthread_t thread;
	FILE *file;

	unix_path(&address, "server");
	snprintf(victim, sizeof victim, "%s/victim", temp_dir());
	snprintf(other_link, sizeof other_link, "%s.link", address.sun_path);
	snprintf(endpoint, sizeof endpoint, "unix:%s?mode=0666", address.sun_path);
	umask(077);
	CHECK((file = fopen(victim, "w")) != NULL);
	CHECK_INT(0, fclose(file));
	start_thread(&thread, serve, endpoint);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, stat(victim, &status));
	CHECK_INT(0600, status.st_mode & 07777);
	CHECK_INT(2, status.st_nlink); /* it was there to be mistaken */
	return 0;
}
