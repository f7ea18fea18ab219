/* Lengths above INT_MAX are cut to it: the transfer is merely short; with a deadline and without.
   The memory is one small file, mapped again and again. */
#include "close_blocked.h"

#include <limits.h>
#include <sys/mman.h>
#include <sys/uio.h>

#define LENGTH (3UL << 30)
#define WINDOW (64UL << 20)

static char *memory;

static void map_memory(void)
{
	size_t at;
	int file = (int)syscall(SYS_memfd_create, "memory", 0);

	CHECK_INT(0, ftruncate(file, WINDOW));
	memory = mmap(NULL, LENGTH, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		SKIP("there is no such address space here");
	for (at = 0; at < LENGTH; at += WINDOW)
		CHECK(mmap(memory + at, WINDOW, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
			   file, 0) == memory + at);
	CHECK_INT(0, close(file));
}

static int send_all(int s)
{
	return ox_send(s, memory, LENGTH, 0);
}

static int write_vector(int s)
{
	const struct iovec vector = {memory, LENGTH};

	return ox_writev(s, &vector, 1);
}

static int receive_all(int s)
{
	return ox_recv(s, memory, LENGTH, MSG_WAITALL);
}

/* The peer takes, or gives, until the other end has gone; how much. */
static void *take(void *peer)
{
	static char bytes[1 << 20];
	int64_t taken = 0;
	int now;

	while ((now = ox_recv(*(int *)peer, bytes, sizeof bytes, 0)) > 0)
		taken += now;
	return (void *)(intptr_t)taken;
}

static void *give(void *peer)
{
	static const char bytes[1 << 20];
	int now;

	while ((now = ox_send(*(int *)peer, bytes, sizeof bytes, 0)) > 0)
		;
	return NULL;
}

static void transfer(int (*call)(int), int64_t deadline)
{
	pthread_t thread;
	int moved, s[2];
	void *taken;

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, deadline));
	start_thread(&thread, call == receive_all ? give : take, &s[1]);
	moved = CHECK_OK(call(s[0]));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, pthread_join(thread, &taken));
	CHECK_INT(0, ox_close(s[1]));
	CHECK(moved > INT_MAX - 65536);
	if (call != receive_all)
		CHECK_INT(moved, (intptr_t)taken);
}

int main(void)
{
	map_memory();
	transfer(send_all, OX_FOREVER);
	transfer(write_vector, ox_now() + 600000000);
	transfer(receive_all, ox_now() + 600000000);
	return 0;
}
