/* As fault_everywhere.c, of ox_listen_on where it has the most to do: a relative path at which a
   dead server left its file. Whatever system call fails, there is that file or none, no descriptor
   is left, and the next server starts. */
#include "fault_sweep.h"
#include <sys/stat.h>

static ino_t stale;

/* The number of the file at the path; 0 for none. */
static ino_t file(void)
{
	struct stat status;

	return lstat("server", &status) == 0 ? status.st_ino : 0;
}

static void leave_a_stale_file(void)
{
	int listener = CHECK_OK(ox_listen_on("unix:server", 1));

	CHECK_INT(0, close(CHECK_OK(ox_release(listener))));
	stale = file();
	CHECK(stale != 0);
}

static int listens_on_stale(void)
{
	result = ox_listen_on("unix:server?mode=0666", 1);
	end_faults();
	if (result < 0)
		HOLDS(file() == 0 || file() == stale);
	else
		HOLDS(ox_close(CHECK_OK(ox_dial("unix:server", OX_FOREVER))) == 0);
	return result;
}

static int closes(void)
{
	result = ox_listen_on("unix:server", 1);
	if (result >= 0)
		result = ox_close(result);
	end_faults();
	HOLDS(file() == 0);
	return result;
}

static void can_start_again(void)
{
	if (result > 0)
		CHECK_OK(ox_close(result));
	result = ox_listen_on("unix:server", 1);
	HOLDS(result >= 0);
	CHECK_OK(ox_close(result));
	HOLDS(file() == 0);
}

static void nothing(void)
{
}

int main(void)
{
	static const struct scene stale_scenes[] = {{"ox_listen_on, stale", OTHER, listens_on_stale}};
	static const struct scene scenes[] = {{"ox_listen_on and ox_close", CLOSES, closes}};
	static const struct world with_stale = {leave_a_stale_file, can_start_again, nothing};
	static const struct world empty = {nothing, can_start_again, nothing};

	skip_if_preloaded();
	umask(077);
	CHECK_INT(0, chdir(temp_dir()));
	sweep(&with_stale, stale_scenes, 1);
	sweep(&empty, scenes, 1);
	return 0;
}
