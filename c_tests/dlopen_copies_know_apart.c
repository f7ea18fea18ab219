/* Two copies of oxsock in one process, as two plug-ins may bring them: a handle of one is EBADF in
   the other, also if both have opened equally many sockets. */
#include "loaded.h"

struct copy {
	int (*socket)(int domain, int type, int protocol);
	int (*fd)(int s);
	int (*close)(int s);
	int s[20];
};

static void copy_file(const char *from, const char *to)
{
	char bytes[4096];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	size_t count;

	CHECK(in != NULL && out != NULL);
	while ((count = fread(bytes, 1, sizeof bytes, in)) > 0)
		CHECK_INT(count, fwrite(bytes, 1, count, out));
	CHECK_INT(0, fclose(out));
	fclose(in);
}

static void open_all(struct copy *copy, const char *path)
{
	void *library = load(path);
	int i;

	find(library, "ox_socket", &copy->socket);
	find(library, "ox_fd", &copy->fd);
	find(library, "ox_close", &copy->close);
	for (i = 0; i < 20; i++)
		copy->s[i] = CHECK_OK(copy->socket(AF_INET, SOCK_DGRAM, 0));
}

static void is_strange(struct copy *copy, const int *s)
{
	int i;

	for (i = 0; i < 20; i++) {
		CHECK_INT(-EBADF, copy->fd(s[i]));
		CHECK_INT(-EBADF, copy->close(s[i]));
	}
}

/* Once in 2,047 processes the two places in memory give the same numbers: try another process. */
static void try_again(char **argv)
{
	char again[] = "again";
	char *arguments[] = {argv[0], argv[1], again, NULL};

	execv("/proc/self/exe", arguments);
	check_failed(__FILE__, __LINE__, "the program cannot be started again");
}

int main(int argc, char **argv)
{
	static struct copy copies[2];
	char path[128];

	CHECK(argc > 1);
	snprintf(path, sizeof path, "%s/copy.so", temp_dir());
	copy_file(argv[1], path);
	open_all(&copies[0], argv[1]);
	open_all(&copies[1], path);
	unlink(path);
	if (copies[0].s[0] == copies[1].s[0] && argc == 2) {
		check_remove_dir();
		try_again(argv);
	}
	is_strange(&copies[0], copies[1].s);
	is_strange(&copies[1], copies[0].s);
	return 0;
}
