/*
 * Every function, with an error at each of its system calls in turn: the first fails, then the
 * second, and so on until it gets through without. Whatever fails, the function succeeds or
 * returns that error; no descriptor leaks; no byte and no message is lost or doubled; and the
 * sockets that it worked on work.
 */
#include "fault_sweep.h"
#include "needs.h"

/* What each scene finds: fresh, and without faults. */
static struct {
	int s[2];      /* a stream; DATA waits at s[0] */
	int d[2];      /* datagrams; two with DATA wait at d[0] */
	int listener;  /* a connection waits there */
	int client;    /* its other end */
	int fresh;     /* a TCP socket without a connection */
	int udp;       /* an unbound UDP socket */
	int unix_listener;
	int plain;     /* a descriptor */
	struct sockaddr_in there;
	struct sockaddr_un path;
	socklen_t path_length;
	char got[2 * LENGTH];
	struct iovec parts[2];
	struct msghdr message;
	struct mmsghdr messages[2];
} w;

static void set_up(void)
{
	int i;

	memset(&w, 0, sizeof w);
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, w.s));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, w.d));
	CHECK_INT(LENGTH, ox_send(w.s[1], DATA, LENGTH, 0));
	CHECK_INT(LENGTH, ox_send(w.d[1], DATA, LENGTH, 0));
	CHECK_INT(LENGTH, ox_send(w.d[1], DATA, LENGTH, 0));
	w.listener = listen_tcp4(&w.there);
	w.client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(w.client, (struct sockaddr *)&w.there, sizeof w.there));
	w.fresh = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	w.udp = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	w.unix_listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	w.path.sun_family = AF_UNIX;
	w.path_length = sizeof w.path;
	CHECK_OK(ox_bind(w.unix_listener, (struct sockaddr *)&w.path, sizeof(sa_family_t)));
	CHECK_OK(ox_listen(w.unix_listener, 1));
	CHECK_OK(ox_getsockname(w.unix_listener, (struct sockaddr *)&w.path, &w.path_length));
	w.plain = socket(AF_UNIX, SOCK_STREAM, 0);
	w.parts[0] = (struct iovec){w.got, 4};
	w.parts[1] = (struct iovec){w.got + 4, LENGTH - 4};
	w.message = (struct msghdr){.msg_iov = w.parts, .msg_iovlen = 2};
	w.messages[0].msg_hdr = w.message;
	w.messages[1].msg_hdr = w.message;
	for (i = 0; i < LENGTH; i++)
		w.got[i] = DATA[i];
}

static void tear_down(void)
{
	int all[] = {w.s[0], w.s[1], w.d[0], w.d[1], w.listener, w.client, w.fresh, w.udp,
		     w.unix_listener};
	size_t i;

	for (i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i] > 0)
			CHECK_OK(ox_close(all[i]));
	if (w.plain > 0)
		close(w.plain);
}

/* ---- The scenes -------------------------------------------------------------------------- */

static int new_socket(void) { return ox_socket(AF_INET, SOCK_STREAM, 0); }
static int pair(void)
{
	int more[2], result = ox_socketpair(AF_UNIX, SOCK_STREAM, 0, more);

	if (result >= 0) {
		end_faults();
		CHECK_OK(ox_close(more[0]));
		CHECK_OK(ox_close(more[1]));
	}
	return result;
}
static int binds(void)
{
	struct sockaddr_in address = loopback4(0);

	return ox_bind(w.fresh, (struct sockaddr *)&address, sizeof address);
}
static int listens(void) { return ox_listen(w.fresh, 1); }
static int accepts(void) { return ox_accept(w.listener, NULL, NULL); }
static int accepts_shared(void)
{
	CHECK_OK(ox_fd(w.listener));
	return accepts();
}
static int accepts_nonblocking(void)
{
	int flags = ox_fcntl(w.listener, F_SETFL, O_NONBLOCK);

	return flags < 0 ? flags : accepts();
}
static int accepts_late(void)
{
	int late = ox_deadline(w.unix_listener, OX_RECEIVING, 1);

	return late < 0 ? late : ox_accept(w.unix_listener, NULL, NULL);
}
static int connects(void)
{
	return ox_connect(w.fresh, (struct sockaddr *)&w.there, sizeof w.there);
}
static int connects_udp(void)
{
	return ox_connect(w.udp, (struct sockaddr *)&w.there, sizeof w.there);
}
static int connects_unix(void)
{
	int s = ox_socket(AF_UNIX, SOCK_STREAM, 0);
	int result = s < 0 ? s : ox_connect(s, (struct sockaddr *)&w.path, w.path_length);

	end_faults();
	if (s >= 0)
		CHECK_OK(ox_close(s));
	return result;
}
static int shuts_down(void) { return ox_shutdown(w.client, SHUT_WR); }
static int closes(void)
{
	int result = ox_close(w.fresh);

	CHECK_ERR(EBADF, ox_close(w.fresh)); /* it is dead, error or not */
	w.fresh = 0;
	return result;
}
static int reads(void) { return ox_read(w.s[0], w.got, LENGTH); }
static int recvs(void) { return ox_recv(w.s[0], w.got, LENGTH, 0); }
static int recvs_some(void) { return ox_recv(w.s[0], w.got, 3, 0); }
static int recvs_all(void) { return ox_recv(w.s[0], w.got, LENGTH, MSG_WAITALL); }
static int recvs_more(void)
{
	int late = ox_deadline(w.s[0], OX_RECEIVING, ox_now() + 2000);

	return late < 0 ? late : ox_recv(w.s[0], w.got, 2 * LENGTH, MSG_WAITALL);
}
static int recvs_from(void)
{
	struct sockaddr_storage from;
	socklen_t length = sizeof from;

	return ox_recvfrom(w.s[0], w.got, LENGTH, 0, (struct sockaddr *)&from, &length);
}
static int readvs(void) { return ox_readv(w.s[0], w.parts, 2); }
static int recvmsgs(void) { return ox_recvmsg(w.s[0], &w.message, 0); }
static int recvs_datagram(void)
{
	return ox_recv(w.d[0], w.got, LENGTH, 0) >= 0 ? 1 : -errno;
}
static int recvmmsgs(void) { return ox_recvmmsg(w.d[0], w.messages, 2, 0, NULL); }
static int recvmmsgs_one(void)
{
	return ox_recvmmsg(w.d[0], w.messages, 2, MSG_WAITFORONE, NULL);
}
static int recvmmsgs_late(void)
{
	struct timespec timeout = {1, 0};

	return ox_recvmmsg(w.d[0], w.messages, 2, 0, &timeout);
}
static int writes(void) { return ox_write(w.s[0], w.got, LENGTH); }
static int sends(void) { return ox_send(w.s[0], w.got, LENGTH, 0); }
static int sends_to(void) { return ox_sendto(w.s[0], w.got, LENGTH, MSG_DONTWAIT, NULL, 0); }
static int writevs(void) { return ox_writev(w.s[0], w.parts, 2); }
static int sendmsgs(void) { return ox_sendmsg(w.s[0], &w.message, 0); }
static int sends_datagram(void)
{
	return ox_send(w.d[0], w.got, LENGTH, 0) >= 0 ? 1 : -errno;
}
static int sendmmsgs(void) { return ox_sendmmsg(w.d[0], w.messages, 2, 0); }
static int waits_in_vain(void)
{
	char byte;
	int late = ox_deadline(w.s[1], OX_RECEIVING, ox_now() + 2000);

	return late < 0 ? late : ox_recv(w.s[1], &byte, 1, 0);
}
static int getfl(void) { return ox_fcntl(w.fresh, F_GETFL, 0); }
static int setfl(void) { return ox_fcntl(w.fresh, F_SETFL, O_NONBLOCK); }
static int setfd(void) { return ox_fcntl(w.fresh, F_SETFD, FD_CLOEXEC); }
static int getown(void) { return ox_fcntl(w.fresh, F_GETOWN, 0); }
static int duplicates(void) { return ox_fcntl(w.fresh, F_DUPFD_CLOEXEC, 0); }
static int gets_option(void)
{
	int value;
	socklen_t length = sizeof value;

	return ox_getsockopt(w.fresh, SOL_SOCKET, SO_TYPE, &value, &length);
}
static int sets_option(void)
{
	int value = 1;

	return ox_setsockopt(w.fresh, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value);
}
static int own_name(void)
{
	struct sockaddr_storage name;
	socklen_t length = sizeof name;

	return ox_getsockname(w.client, (struct sockaddr *)&name, &length);
}
static int peer_name(void)
{
	struct sockaddr_storage name;
	socklen_t length = sizeof name;

	return ox_getpeername(w.client, (struct sockaddr *)&name, &length);
}
static int own_text(void)
{
	char text[OX_TEXT_MAX];

	return ox_local(w.client, text, sizeof text);
}
static int peer_text(void)
{
	char text[OX_TEXT_MAX];

	return ox_peer(w.client, text, sizeof text);
}
static int at_mark(void) { return ox_sockatmark(w.client); }
static int available(void) { return ox_available(w.s[0]); }
static int polls(void)
{
	struct pollfd entries[2] = {{w.s[0], POLLIN, 0}, {w.plain, POLLIN, 0}};
	int result = ox_poll(entries, 2, -1);

	return result;
}
static int polls_in_vain(void)
{
	struct pollfd entry = {w.s[1], POLLIN, 0};

	return ox_poll(&entry, 1, 2);
}
static int sets_deadline(void) { return ox_deadline(w.fresh, OX_BOTH, OX_FOREVER); }
static int lends(void) { return ox_fd(w.fresh); }
static int adopts(void)
{
	int result = ox_adopt(w.plain);

	if (result >= 0)
		w.plain = 0;
	else
		CHECK(fcntl(w.plain, F_GETFD) >= 0); /* it is still the caller's */
	return result;
}
static int releases(void)
{
	int fd = ox_release(w.fresh);

	if (fd < 0)
		return fd;
	w.fresh = 0;
	close(fd);
	return 0;
}

static int dials(void)
{
	char text[OX_TEXT_MAX];

	snprintf(text, sizeof text, "127.0.0.1:%d", ntohs(w.there.sin_port));
	return ox_dial(text, ox_now() + 5000000);
}
static int dials_unix(void)
{
	char text[OX_TEXT_MAX];
	int result = ox_local(w.unix_listener, text, sizeof text);

	return result < 0 ? result : ox_dial(text, ox_now() + 5000000);
}
static int listens_on(void) { return ox_listen_on("tcp://127.0.0.1:0", 1); }
static int listens_on_all(void) { return ox_listen_on("tcp://*:0", 1); }
static int listens_on_path(void)
{
	char path[128], text[160];
	int result;

	snprintf(path, sizeof path, "%s/s", temp_dir());
	snprintf(text, sizeof text, "unix:%s?mode=0600", path);
	result = ox_listen_on(text, 1);
	if (result >= 0) {
		end_faults();
		CHECK_OK(ox_close(result));
		result = 0;
	}
	CHECK(access(path, F_OK) != 0); /* no file is left behind */
	return result;
}
static int sends_all(void)
{
	size_t done = 77;
	int sent = ox_send_all(w.s[0], w.got, LENGTH, ox_now() + 5000000, &done);

	CHECK(sent < 0 ? done <= LENGTH : done == LENGTH);
	return sent < 0 && done == 0 ? sent : (int)done;
}
static int recvs_all_of_it(void)
{
	size_t done = 77;
	int got = ox_recv_all(w.s[0], w.got, LENGTH, ox_now() + 5000000, &done);

	CHECK(got < 0 ? done <= LENGTH : done == LENGTH);
	return got < 0 && done == 0 ? got : (int)done;
}
static int sets_named_option(void) { return ox_option_set(w.client, "tcp.nodelay", 1); }
static int gets_named_option(void)
{
	int64_t value;

	return ox_option_get(w.client, "tcp.nodelay", &value);
}
static int passes_handles(void)
{
	int handle = -1, count = 1;
	int result = ox_send_handles(w.d[1], DATA, LENGTH, &w.fresh, 1);

	if (result < 0)
		return result;
	CHECK_INT(LENGTH, recv(CHECK_OK(ox_fd(w.d[0])), w.got, LENGTH, 0));
	CHECK_INT(LENGTH, recv(CHECK_OK(ox_fd(w.d[0])), w.got, LENGTH, 0));
	result = ox_recv_handles(w.d[0], w.got, LENGTH, &handle, &count);
	end_faults();
	if (result >= 0 && count == 1 && handle >= 0)
		CHECK_OK(ox_close(handle));
	return result;
}
static int sees_credentials(void)
{
	struct ox_credentials credentials;

	return ox_peer_credentials(w.s[0], &credentials);
}

static const struct scene scenes[] = {
	{"ox_socket", MAKES, new_socket},
	{"ox_socketpair", OTHER, pair},
	{"ox_bind", OTHER, binds},
	{"ox_listen", OTHER, listens},
	{"ox_accept", MAKES, accepts},
	{"ox_accept, shared", MAKES, accepts_shared},
	{"ox_accept, non-blocking", MAKES, accepts_nonblocking},
	{"ox_accept, too late", TIMES_OUT, accepts_late},
	{"ox_connect", OTHER, connects},
	{"ox_connect, UDP", OTHER, connects_udp},
	{"ox_connect, UNIX", OTHER, connects_unix},
	{"ox_shutdown", OTHER, shuts_down},
	{"ox_close", CLOSES, closes},
	{"ox_read", RECEIVES, reads},
	{"ox_recv", RECEIVES, recvs},
	{"ox_recv, some", RECEIVES, recvs_some},
	{"ox_recv, all", RECEIVES, recvs_all},
	{"ox_recv, more than comes", RECEIVES, recvs_more},
	{"ox_recvfrom", RECEIVES, recvs_from},
	{"ox_readv", RECEIVES, readvs},
	{"ox_recvmsg", RECEIVES, recvmsgs},
	{"ox_recv, datagram", RECEIVES_MESSAGES, recvs_datagram},
	{"ox_write", SENDS, writes},
	{"ox_send", SENDS, sends},
	{"ox_sendto", SENDS, sends_to},
	{"ox_writev", SENDS, writevs},
	{"ox_sendmsg", SENDS, sendmsgs},
	{"ox_send, datagram", SENDS_MESSAGES, sends_datagram},
	{"ox_sendmmsg", SENDS_MESSAGES, sendmmsgs},
	{"ox_recv, in vain", TIMES_OUT, waits_in_vain},
	{"ox_fcntl F_GETFL", OTHER, getfl},
	{"ox_fcntl F_SETFL", OTHER, setfl},
	{"ox_fcntl F_SETFD", OTHER, setfd},
	{"ox_fcntl F_GETOWN", OTHER, getown},
	{"ox_fcntl F_DUPFD_CLOEXEC", MAKES, duplicates},
	{"ox_getsockopt", OTHER, gets_option},
	{"ox_setsockopt", OTHER, sets_option},
	{"ox_getsockname", OTHER, own_name},
	{"ox_getpeername", OTHER, peer_name},
	{"ox_local", OTHER, own_text},
	{"ox_peer", OTHER, peer_text},
	{"ox_sockatmark", OTHER, at_mark},
	{"ox_available", OTHER, available},
	{"ox_poll", OTHER, polls},
	{"ox_poll, in vain", OTHER, polls_in_vain},
	{"ox_deadline", OTHER, sets_deadline},
	{"ox_fd", OTHER, lends},
	{"ox_adopt", MAKES, adopts},
	{"ox_release", OTHER, releases},
	{"ox_dial", MAKES_ELSEWHERE, dials},
	{"ox_dial, UNIX", MAKES_ELSEWHERE, dials_unix},
	{"ox_listen_on", MAKES_ELSEWHERE, listens_on},
	{"ox_listen_on, *", MAKES_ELSEWHERE, listens_on_all},
	{"ox_listen_on, path", OTHER, listens_on_path},
	{"ox_send_all", SENDS, sends_all},
	{"ox_recv_all", RECEIVES, recvs_all_of_it},
	{"ox_option_set", OTHER, sets_named_option},
	{"ox_option_get", OTHER, gets_named_option},
	{"ox_send_handles, ox_recv_handles", OTHER, passes_handles},
	{"ox_peer_credentials", OTHER, sees_credentials},
};

static const struct scene batches[] = {
	{"ox_recvmmsg", RECEIVES_MESSAGES, recvmmsgs},
	{"ox_recvmmsg, one", RECEIVES_MESSAGES, recvmmsgs_one},
	{"ox_recvmmsg, timeout", RECEIVES_MESSAGES, recvmmsgs_late},
};

/* ---- What must hold ---------------------------------------------------------------------- */

/* What was moved is gone from where it was, and no more. */
static void check_conservation(void)
{
	int moved = result > 0 ? result : 0;

	switch (scene->kind) {
	case RECEIVES:
		HOLDS(memcmp(w.got, DATA, (size_t)moved) == 0);
		stream_holds(w.s[0], LENGTH - moved, DATA + moved);
		break;
	case RECEIVES_MESSAGES:
		queue_holds(w.d[0], 2 - moved);
		break;
	case SENDS:
		stream_holds(w.s[1], moved, DATA);
		break;
	case SENDS_MESSAGES:
		queue_holds(w.d[1], moved);
		break;
	case MAKES:
	case MAKES_ELSEWHERE:
		if (result >= 0)
			HOLDS(ox_close(result) == 0);
		break;
	default:
		break;
	}
}

/* The sockets that were worked on are as they would be without the fault. */
static void check_usable(void)
{
	int flags = ox_fcntl(w.listener, F_GETFL, 0);

	if (scene->play != accepts_nonblocking)
		HOLDS((flags & O_NONBLOCK) == 0);
	if (scene->play == connects)
		HOLDS((ox_fcntl(w.fresh, F_GETFL, 0) & O_NONBLOCK) == 0);
	if (scene->kind == MAKES && result < 0) {
		int again = ox_accept(w.listener, NULL, NULL); /* the connection is still there */

		HOLDS(again >= 0);
		HOLDS(ox_close(again) == 0);
	}
}

static void check_after(void)
{
	check_conservation();
	check_usable();
}

int main(void)
{
	static const struct world world = {set_up, check_after, tear_down};

	skip_if_preloaded();
	set_up();
	CHECK_ERR(ETIMEDOUT, waits_in_vain()); /* from here on the wakeup's descriptor is there */
	tear_down();
	sweep(&world, scenes, sizeof scenes / sizeof scenes[0]);
	needs_recvmmsg();
	sweep(&world, batches, sizeof batches / sizeof batches[0]);
	return 0;
}
