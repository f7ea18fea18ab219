/*
 * needs.h: what some programs need of the system beside a kernel. An emulator of another processor
 * makes some system calls differently, or not at all: it is asked by the bare calls, and a program
 * that cannot show its lesson under it says so.
 */
#ifndef OXSOCK_NEEDS_H
#define OXSOCK_NEEDS_H

#include "check.h"
#include "rights.h"

#include <linux/errqueue.h>
#include <net/if.h>

#define SO_RCVTIMEO_OF_64_BITS 66 /* SO_RCVTIMEO_NEW, where the system's headers have it */

/* An option of a socket that is an int can be set to 1. */
static MAYBE_UNUSED void needs_option(int domain, int type, int level, int name)
{
	int on = 1, fd = socket(domain, type, 0);

	CHECK(fd >= 0);
	if (setsockopt(fd, level, name, &on, sizeof on) != 0 && errno == ENOPROTOOPT)
		SKIP("the option does not exist here");
	close(fd);
}

/* An option of a socket is known, and its value has at least this size. */
static MAYBE_UNUSED void needs_value(int domain, int type, int level, int name, socklen_t size)
{
	char room[256];
	socklen_t length = sizeof room;
	int fd = socket(domain, type, 0);

	CHECK(fd >= 0);
	if (getsockopt(fd, level, name, room, &length) != 0
		    ? errno == ENOPROTOOPT || errno == EINVAL
		    : length < size)
		SKIP("the option is not the kernel's here");
	close(fd);
}

/* What is wrong with arguments is said by the kernel itself. */
static MAYBE_UNUSED void needs_true_errors(void)
{
	int on = 1, fd = socket(AF_UNIX, SOCK_STREAM, 0);

	CHECK(fd >= 0);
	if (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, (socklen_t)-1) == 0 || errno != EINVAL ||
	    syscall(SYS_bind, fd, NULL, 0) == 0 || errno != EINVAL)
		SKIP("the kernel is not asked about all arguments here");
	close(fd);
}

/* /proc tells of system calls by the numbers that this processor's programs know. */
static MAYBE_UNUSED void needs_numbers_of_system_calls(void)
{
	long number = check_number_of_read();

	if (number < 0)
		SKIP("/proc does not tell of system calls here");
	if (number != SYS_read)
		SKIP("/proc tells of system calls by other numbers here");
}

/* A message without any buffer is sent, as an empty datagram. */
static MAYBE_UNUSED void needs_empty_messages(void)
{
	struct msghdr message;
	char byte;
	int s[2], arrived;

	memset(&message, 0, sizeof message);
	CHECK_INT(0, socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_INT(0, sendmsg(s[0], &message, 0));
	arrived = recv(s[1], &byte, 1, MSG_DONTWAIT) == 0;
	close(s[0]);
	close(s[1]);
	if (!arrived)
		SKIP("messages without a buffer are not sent here");
}

/* A message with descriptors for which there is no room, or too little, says so. */
static MAYBE_UNUSED void needs_true_truncation(size_t room)
{
	struct rights rights;
	struct msghdr *message = &rights.message;
	int s[2], fds[3];

	CHECK_INT(0, socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	fds[0] = fds[1] = fds[2] = s[0];
	put_rights(&rights, fds, 3);
	CHECK_INT(1, sendmsg(s[0], message, 0));
	message->msg_control = room > 0 ? rights.control : NULL;
	message->msg_controllen = room;
	CHECK_INT(1, recvmsg(s[1], message, 0));
	if ((message->msg_flags & MSG_CTRUNC) == 0)
		SKIP("what became of descriptors without room is not told here");
	close(s[0]);
	close(s[1]);
}

/* The times of arrival, and what else ox_arrivals asks for. */
static MAYBE_UNUSED void needs_arrivals(void)
{
	needs_option(AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_TIMESTAMPNS);
}

static MAYBE_UNUSED __attribute__((constructor)) void end_if_only_asked(void)
{
	if (getenv("CHECK_CAN_BE_RUN") != NULL)
		_exit(0);
}

/* This program can be executed. Without binfmt_misc the kernel does not execute one of another
   processor. */
static MAYBE_UNUSED void needs_exec(void)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		setenv("CHECK_CAN_BE_RUN", "1", 1);
		execl("/proc/self/exe", "again", (char *)NULL);
		_exit(1);
	}
	status = wait_for_child(child);
	if (status != 0)
		SKIP("a program of this processor cannot be executed here");
}

/* Control messages arrive as they are, all of them, or it is said that they do not. */
static MAYBE_UNUSED void needs_true_control_messages(void)
{
	struct sockaddr_in address = loopback4(0);
	socklen_t length = sizeof address;
	int on = 1, off = 0, fd = socket(AF_INET, SOCK_DGRAM, 0);
	char byte, control[256];
	struct iovec part = {&byte, 1};
	struct msghdr message;
	struct cmsghdr *header;
	struct in_pktinfo info;

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control;
	message.msg_controllen = sizeof control;
	CHECK_INT(0, bind(fd, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, getsockname(fd, (struct sockaddr *)&address, &length));
	CHECK_INT(0, setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on));
	CHECK_INT(1, sendto(fd, "x", 1, 0, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(1, sendto(fd, "x", 1, 0, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(1, recvmsg(fd, &message, 0));
	CHECK(CMSG_FIRSTHDR(&message) != NULL);
	memcpy(&info, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof info);
	if (info.ipi_ifindex != (int)if_nametoindex("lo"))
		SKIP("control messages arrive garbled here");
	message.msg_controllen = 1;
	CHECK_INT(1, recvmsg(fd, &message, 0));
	if ((message.msg_flags & MSG_CTRUNC) == 0)
		SKIP("control messages get lost here");
	CHECK_INT(0, setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &off, sizeof off));
	CHECK_INT(0, setsockopt(fd, IPPROTO_IP, IP_RECVTTL, &on, sizeof on));
	CHECK_INT(0, setsockopt(fd, IPPROTO_IP, IP_RECVTOS, &on, sizeof on));
	CHECK_INT(1, sendto(fd, "x", 1, 0, (struct sockaddr *)&address, sizeof address));
	message.msg_controllen = sizeof control;
	CHECK_INT(1, recvmsg(fd, &message, 0));
	close(fd);
	for (header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header))
		if (header->cmsg_level != IPPROTO_IP)
			SKIP("control messages arrive garbled here");
}

/* recvmmsg as oxsock makes it: on processors of 32 bits the call whose time has 64, which Linux has
   since 5.1. */
static MAYBE_UNUSED void needs_recvmmsg(void)
{
	if (syscall(NUMBER_OF_RECVMMSG, -1, NULL, 0, 0, NULL) == -1 && errno == ENOSYS)
		SKIP("recvmmsg does not exist here");
}

/* SO_RCVTIMEO and SO_SNDTIMEO as oxsock reads and sets them: on processors of 32 bits the options
   whose times have 64, which Linux has since 5.1. The C library can do without them. */
static MAYBE_UNUSED void needs_timeouts(void)
{
#if __SIZEOF_LONG__ == 4
	const int64_t time[2] = {1, 0};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	CHECK(fd >= 0);
	if (syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_RCVTIMEO_OF_64_BITS, time, sizeof time) != 0 &&
	    errno == ENOPROTOOPT)
		SKIP("timeouts of 64 bits do not exist here");
	close(fd);
#endif
}

/* What IP_RECVERR keeps says who has reported the error. */
static MAYBE_UNUSED void needs_error_reports(void)
{
	struct sockaddr_in nobody = loopback4(0), reporter;
	socklen_t length = sizeof nobody;
	int on = 1, deaf = socket(AF_INET, SOCK_DGRAM, 0), fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct pollfd error = {fd, 0, 0};
	char byte;
	struct iovec part = {&byte, 1};
	union {
		struct cmsghdr header;
		char bytes[256];
	} control;
	struct msghdr message;

	CHECK_INT(0, bind(deaf, (struct sockaddr *)&nobody, sizeof nobody));
	CHECK_INT(0, getsockname(deaf, (struct sockaddr *)&nobody, &length));
	/* It receives only from itself. */
	CHECK_INT(0, connect(deaf, (struct sockaddr *)&nobody, sizeof nobody));
	CHECK_INT(0, setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on));
	CHECK_INT(1, sendto(fd, "x", 1, 0, (struct sockaddr *)&nobody, sizeof nobody));
	CHECK_INT(1, poll(&error, 1, 5000));
	memset(&message, 0, sizeof message);
	memset(&control, 0, sizeof control);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = &control;
	message.msg_controllen = sizeof control;
	CHECK_INT(1, recvmsg(fd, &message, MSG_ERRQUEUE));
	close(deaf);
	close(fd);
	memcpy(&reporter, CMSG_DATA(&control.header) + sizeof(struct sock_extended_err),
	       sizeof reporter);
	if (reporter.sin_family != AF_INET)
		SKIP("reports of errors arrive garbled here");
}

/* sendmmsg and recvmmsg are what the kernel has: the emulator's go on where it would stop. */
static MAYBE_UNUSED void needs_true_batches(void)
{
	int s[2], both;
	char bytes[2];
	struct iovec parts[2] = {{&bytes[0], 1}, {&bytes[1], 1}};
	struct mmsghdr batch[2];

	memset(batch, 0, sizeof batch);
	batch[0].msg_hdr.msg_iov = &parts[0];
	batch[1].msg_hdr.msg_iov = &parts[1];
	batch[0].msg_hdr.msg_iovlen = batch[1].msg_hdr.msg_iovlen = 1;
	CHECK_INT(0, socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_INT(1, send(s[0], "x", 1, 0));
	both = recvmmsg(s[1], batch, 2, MSG_DONTWAIT, NULL) == 1 &&
	       recvmmsg(s[1], batch, 2, MSG_DONTWAIT, NULL) == -1 &&
	       sendmmsg(s[0], NULL, 0, 0) == 0;
	close(s[0]);
	close(s[1]);
	if (!both)
		SKIP("sendmmsg and recvmmsg are not the kernel's here");
}

#endif
