/*
 * meddle.h: have something happen just before a certain system call of a thread, or have the call
 * fail, so that what is a rare coincidence elsewhere is certain here.
 */
#ifndef OXSOCK_MEDDLE_H
#define OXSOCK_MEDDLE_H

#include "close_blocked.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

#define GO_ON 1 /* the system call is made; a higher number is what it returns, unmade */
#define EVERY_CALL -1

struct meddler {
	long number; /* SYS_accept4, …, EVERY_CALL */
	/* Called before the thread's first (0), second (1) … such call: GO_ON, a number or -errno. */
	int (*decide)(int time, const struct seccomp_data *call);
	int notifications;
};

/* Whether a system call is fcntl(2), as the C library makes it. */
static MAYBE_UNUSED int is_fcntl(int number)
{
#ifdef SYS_fcntl64
	return number == SYS_fcntl64;
#else
	return number == SYS_fcntl;
#endif
}

/* Whether the C library makes this system call by socketcall(2), as all do that were made for Linux
   before 4.3. */
static MAYBE_UNUSED int is_socketcall(long number)
{
#ifdef __i386__
	return (number >= SYS_socket && number < SYS_sendto) || number == SYS_shutdown;
#else
	(void)number;
	return 0;
#endif
}

/* Not by ioctl, whose second parameter is an int in some C libraries, which these do not fit. */
static MAYBE_UNUSED int meddler_control(const struct meddler *meddler, unsigned long request,
					void *argument)
{
	return (int)syscall(SYS_ioctl, meddler->notifications, request, argument);
}

static MAYBE_UNUSED void *meddler_run(void *argument)
{
	struct meddler *meddler = (struct meddler *)argument;
	struct seccomp_notif call;
	struct seccomp_notif_resp answer;
	struct pollfd end = {.events = 0};
	int result, time = 0;

	/* Without a semaphore, for which the other thread would make a system call. */
	while (__atomic_load_n(&meddler->notifications, __ATOMIC_ACQUIRE) == 0)
		sched_yield();
	for (;;) {
		memset(&call, 0, sizeof call);
		memset(&answer, 0, sizeof answer);
		if (meddler_control(meddler, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) {
			end.fd = meddler->notifications;
			if (poll(&end, 1, 0) != 0)
				return NULL; /* the thread has ended */
			continue; /* a signal came, and the call is made again */
		}
		result = meddler->decide(time++, &call.data);
		answer.id = call.id;
		answer.error = result < 0 ? result : 0;
		answer.val = result > GO_ON ? result : 0;
		answer.flags = result == GO_ON ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
		meddler_control(meddler, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
}

/* From here on this thread's calls of that number are decided upon, by another thread. A thread
   can do this once. */
static MAYBE_UNUSED void meddle(struct meddler *meddler)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)meddler->number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
	pthread_t thread;
	int notifications;

	if (is_socketcall(meddler->number))
		SKIP("the C library makes this call by another");
	if (meddler->number == EVERY_CALL)
		filter[1].jf = 0;
	meddler->notifications = 0;
	start_thread(&thread, meddler_run, meddler); /* before it could inherit the filter */
	CHECK_INT(0, pthread_detach(thread));
	CHECK_INT(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	notifications = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				     SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	if (notifications < 0) {
		CHECK(errno != EBUSY); /* a thread can have one of these */
		SKIP("seccomp cannot notify here");
	}
	__atomic_store_n(&meddler->notifications, notifications, __ATOMIC_RELEASE);
}

#endif
