/* The file of a UNIX listener goes away when its handle is closed, also when the program has
   changed its directory meanwhile, and no other file is left beside it. */
#define _FILE_OFFSET_BITS 64 /* for readdir(3), which else does not read all directories */
#include "private_machine.h"
#include <sys/stat.h>

static int files(void)
{
	DIR *dir = opendir(temp_dir());
	const struct dirent *entry;
	int count = 0;

	CHECK(dir != NULL);
	while ((entry = readdir(dir)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

int main(void)
{
	char endpoint[200];
	int listener, before;

	snprintf(endpoint, sizeof endpoint, "unix:%s/server", temp_dir());
	listener = CHECK_OK(ox_listen_on(endpoint, 4));
	CHECK_INT(1, files());
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_INT(0, ox_close(listener));
	CHECK_INT(0, files());
	CHECK_ERR(ENOENT, ox_dial(endpoint, OX_FOREVER));

	before = count_descriptors();
	CHECK_INT(0, chdir(temp_dir()));
	listener = CHECK_OK(ox_listen_on("unix-dgram:here", 0));
	CHECK_INT(1, files());
	CHECK_INT(0, chdir("/"));
	CHECK_INT(0, ox_close(listener));
	CHECK_INT(0, files());
	CHECK_INT(before, count_descriptors());
	return 0;
}
