/* In a signal handler the calls need no more of the stack than 4 KiB beyond what the system needs
   itself; in a process with one thread and with two. */
#include "close_blocked.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>

enum { ROOM = 4096, MOST = 257 };

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

static struct pollfd entries[MOST];
static struct sockaddr_in address;
static int s[2], listener, connecting, datagrams;
static void (*act)(void);

static void transfer(void)
{
	char byte = 'a';
	struct iovec one = {&byte, 1};
	struct msghdr message = {.msg_iov = &one, .msg_iovlen = 1};

	CHECK_INT(1, ox_send(s[0], &byte, 1, 0));
	CHECK_INT(1, ox_sendmsg(s[0], &message, 0));
	CHECK_INT(1, ox_writev(s[0], &one, 1));
	CHECK_INT(1, ox_read(s[1], &byte, 1));
	CHECK_INT(1, ox_recvmsg(s[1], &message, 0));
	CHECK_INT(1, ox_readv(s[1], &one, 1));
}

/* The calls wait, and give up. */
static void wait_in_vain(void)
{
	char byte = 'a';
	struct iovec one = {&byte, 1};
	struct msghdr message = {.msg_iov = &one, .msg_iovlen = 1};
	struct sockaddr_storage from;
	socklen_t length = sizeof from;

	CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + 1000));
	CHECK_ERR(ETIMEDOUT, ox_recv(s[1], &byte, 1, 0));
	CHECK_ERR(ETIMEDOUT, ox_recvmsg(s[1], &message, 0));
	CHECK_ERR(ETIMEDOUT, ox_readv(s[1], &one, 1));
	CHECK_INT(0, ox_deadline(datagrams, OX_RECEIVING, ox_now() + 1000));
	CHECK_ERR(ETIMEDOUT, ox_recvfrom(datagrams, &byte, 1, 0, (struct sockaddr *)&from, &length));
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 1000));
	CHECK_ERR(ETIMEDOUT, ox_accept(listener, NULL, NULL));
}

static void poll_some(void)
{
	const nfds_t counts[] = {1, 7, 64, 256, MOST};
	size_t i;

	for (i = 0; i < sizeof counts / sizeof *counts; i++) {
		CHECK_INT(0, ox_poll(entries, counts[i], 1));
		CHECK_INT(0, ox_poll(entries, counts[i], 0));
	}
}

static void connect_and_close(void)
{
	struct sockaddr_in own;
	socklen_t length = sizeof own, size = sizeof(int);
	int accepted, type;

	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, OX_FOREVER));
	CHECK_INT(0, ox_connect(connecting, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, ox_getsockname(connecting, (struct sockaddr *)&own, &length));
	CHECK_INT(0, ox_getpeername(connecting, (struct sockaddr *)&own, &length));
	CHECK_INT(0, ox_getsockopt(connecting, SOL_SOCKET, SO_TYPE, &type, &size));
	CHECK_INT(0, ox_setsockopt(connecting, SOL_SOCKET, SO_KEEPALIVE, &type, size));
	CHECK_INT(0, ox_sockatmark(connecting));
	CHECK_INT(0, ox_fcntl(connecting, F_SETFL, O_NONBLOCK));
	CHECK_INT(0, ox_shutdown(connecting, SHUT_WR));
	accepted = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_close(accepted));
	CHECK_INT(0, ox_close(connecting));
	connecting = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
}

static void handle(int number)
{
	(void)number;
	act();
}

static void on_small_stack(void (*what)(void))
{
	act = what;
	CHECK_INT(0, raise(SIGUSR1));
}

static void *all(void *unused)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t frame = getauxval(AT_MINSIGSTKSZ);
	size_t size, room;
	stack_t stack = {.ss_flags = 0};
	char *memory;

	if (frame < (size_t)MINSIGSTKSZ)
		frame = (size_t)MINSIGSTKSZ;
	size = frame + ROOM;
	room = (size + page - 1) / page * page;
	/* Nothing lies below: who needs more is ended by SIGSEGV. */
	memory = mmap(NULL, page + room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(memory != MAP_FAILED);
	CHECK_INT(0, mprotect(memory + page, room, PROT_READ | PROT_WRITE));
	stack.ss_sp = memory + page;
	stack.ss_size = size;
	CHECK_INT(0, sigaltstack(&stack, NULL));
	CHECK_INT(0, ox_poll(entries, 1, 0)); /* a thread's first call may allocate */
	on_small_stack(transfer);
	on_small_stack(wait_in_vain);
	on_small_stack(poll_some);
	on_small_stack(connect_and_close);
	return unused;
}

int main(void)
{
	struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
	struct rlimit limit;
	pthread_t thread;
	int i;

	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	NEEDS(limit.rlim_cur > MOST);
	unix_pair(SOCK_STREAM, s);
	listener = listen_tcp4(&address);
	connecting = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	datagrams = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	for (i = 0; i < MOST; i++)
		entries[i] = (struct pollfd){s[1], POLLIN, 0};
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	all(NULL);
	start_thread(&thread, all, NULL);
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
