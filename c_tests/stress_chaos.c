/* Threads make all kinds of calls at once for OXSOCK_STRESS_SECONDS seconds, or one: on handles
   that live, that are dead and that never were; while others close them, release and adopt them,
   hand them to each other, set deadlines, add and remove faults, and fork; and while signal
   handlers make calls amid all that. At the end everything is closed: every call returns, every
   child has ended well, and no descriptor is left. */
#include "handle_count.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/uio.h>

enum { THREADS = 8, PLACES = 48, BYTES = 70000, PATIENCE = 20 };

/* Handles that all threads know, and may be closing. */
static int places[PLACES];
static int has_begun, is_over, children_failed;

struct chaos {
	uint64_t random;
	int operation; /* what it is at, to tell of a thread that hangs */
	uint64_t count;
	pthread_t thread;
	char bytes[BYTES];
};

static struct chaos all[THREADS];
static char file_name[128];

static unsigned below(struct chaos *chaos, unsigned limit)
{
	chaos->random = chaos->random * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(chaos->random >> 33) % limit;
}

static int is_one_in(struct chaos *chaos, unsigned limit)
{
	return below(chaos, limit) == 0;
}

static int place(unsigned i)
{
	return __atomic_load_n(&places[i], __ATOMIC_ACQUIRE);
}

/* Some handle: of those that are known, or a made-up number. */
static int some(struct chaos *chaos)
{
	switch (below(chaos, 16)) {
	case 0:
		return (int)(OX_HANDLE_MIN + chaos->random % (INT32_MAX - OX_HANDLE_MIN));
	case 1: /* of another generation */
		return place(below(chaos, PLACES)) + OX_HANDLE_MIN;
	default:
		return place(below(chaos, PLACES));
	}
}

/* Make a new handle known in place of another, which is closed. */
static void keep(struct chaos *chaos, int s)
{
	if (s < 0)
		return;
	s = __atomic_exchange_n(&places[below(chaos, PLACES)], s, __ATOMIC_ACQ_REL);
	if (s != 0)
		ox_close(s);
}

static int some_flags(struct chaos *chaos)
{
	static const int flags[] = {0, 0, MSG_DONTWAIT, MSG_PEEK, MSG_WAITALL, MSG_TRUNC};

	return flags[below(chaos, sizeof flags / sizeof flags[0])];
}

static size_t some_length(struct chaos *chaos)
{
	return is_one_in(chaos, 8) ? BYTES : below(chaos, 64);
}

/* ---- Operations ------------------------------------------------------------------------ */

static void open_socket(struct chaos *chaos)
{
	static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
	static const int domains[] = {AF_UNIX, AF_INET, AF_INET6};

	keep(chaos, ox_socket(domains[below(chaos, 3)], types[below(chaos, 2)], 0));
}

static void open_pair(struct chaos *chaos)
{
	static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
	int s[2];

	if (ox_socketpair(AF_UNIX, types[below(chaos, 3)], 0, s) == 0) {
		keep(chaos, s[0]);
		keep(chaos, s[1]);
	}
}

static void listen_somewhere(struct chaos *chaos)
{
	static const char *const where[] = {"tcp://127.0.0.1:0", "tcp://[::1]:0", "udp://127.0.0.1:0"};

	keep(chaos, ox_listen_on(where[below(chaos, 3)], 4));
}

static void connect_to_another(struct chaos *chaos)
{
	struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
	socklen_t length = sizeof address;
	int s;

	if (ox_getsockname(some(chaos), (struct sockaddr *)&address, &length) != 0)
		return;
	s = ox_socket(address.ss_family, is_one_in(chaos, 3) ? SOCK_DGRAM : SOCK_STREAM, 0);
	if (s < 0)
		return;
	ox_deadline(s, OX_SENDING, ox_now() + 20000);
	ox_connect(s, (struct sockaddr *)&address, length);
	keep(chaos, s);
}

static void dial(struct chaos *chaos)
{
	char text[128];

	if (ox_local(some(chaos), text, sizeof text) > 0)
		keep(chaos, ox_dial(text, ox_now() + 20000));
}

static void take(struct chaos *chaos)
{
	keep(chaos, ox_accept(some(chaos), NULL, NULL));
}

static void send_some(struct chaos *chaos)
{
	struct iovec parts[2] = {{chaos->bytes, some_length(chaos)}, {chaos->bytes, 3}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
	struct mmsghdr messages[2] = {{.msg_hdr = message}, {.msg_hdr = message}};
	size_t done;

	switch (below(chaos, 7)) {
	case 0:
		ox_send(some(chaos), chaos->bytes, some_length(chaos), some_flags(chaos));
		break;
	case 1:
		ox_write(some(chaos), chaos->bytes, some_length(chaos));
		break;
	case 2:
		ox_writev(some(chaos), parts, 2);
		break;
	case 3:
		ox_sendmsg(some(chaos), &message, some_flags(chaos));
		break;
	case 4:
		ox_sendmmsg(some(chaos), messages, 2, some_flags(chaos));
		break;
	case 5:
		ox_sendto(some(chaos), chaos->bytes, 8, some_flags(chaos), NULL, 0);
		break;
	default:
		ox_send_all(some(chaos), chaos->bytes, BYTES, ox_now() + 5000, &done);
	}
}

static void receive_some(struct chaos *chaos)
{
	struct iovec parts[2] = {{chaos->bytes, some_length(chaos)}, {chaos->bytes + BYTES / 2, 3}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
	struct mmsghdr messages[2] = {{.msg_hdr = message}, {.msg_hdr = message}};
	struct sockaddr_storage address;
	socklen_t length = sizeof address;
	struct ox_arrival arrival;
	size_t done;

	switch (below(chaos, 8)) {
	case 0:
		ox_recv(some(chaos), chaos->bytes, some_length(chaos), some_flags(chaos));
		break;
	case 1:
		ox_read(some(chaos), chaos->bytes, some_length(chaos));
		break;
	case 2:
		ox_readv(some(chaos), parts, 2);
		break;
	case 3:
		ox_recvmsg(some(chaos), &message, some_flags(chaos));
		break;
	case 4:
		ox_recvmmsg(some(chaos), messages, 2, some_flags(chaos), NULL);
		break;
	case 5:
		ox_recvfrom(some(chaos), chaos->bytes, 8, some_flags(chaos),
			    (struct sockaddr *)&address, &length);
		break;
	case 6:
		ox_recv_arrival(some(chaos), chaos->bytes, 8, MSG_DONTWAIT, &arrival);
		break;
	default:
		ox_recv_all(some(chaos), chaos->bytes, 100, ox_now() + 5000, &done);
	}
}

static void poll_some(struct chaos *chaos)
{
	struct pollfd entries[6];
	int i;

	for (i = 0; i < 6; i++)
		entries[i] = (struct pollfd){some(chaos), POLLIN | POLLOUT * (short)below(chaos, 2), 0};
	ox_poll(entries, 6, is_one_in(chaos, 4) ? -1 : (int)below(chaos, 5));
}

static void set_deadline(struct chaos *chaos)
{
	const int64_t when = is_one_in(chaos, 3) ? OX_FOREVER : ox_now() + below(chaos, 3000);

	ox_deadline(some(chaos), (int)below(chaos, 4), when);
}

static void set_something(struct chaos *chaos)
{
	const int value = (int)below(chaos, 2);
	const struct timeval time = {0, (int)below(chaos, 3000)};
	int64_t number;
	int s = some(chaos), got;
	socklen_t length = sizeof got;

	switch (below(chaos, 8)) {
	case 0:
		ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, sizeof value);
		break;
	case 1:
		ox_fcntl(s, F_SETFL, value ? O_NONBLOCK : 0);
		break;
	case 2:
		ox_setsockopt(s, SOL_SOCKET, value ? SO_RCVTIMEO : SO_SNDTIMEO, &time, sizeof time);
		break;
	case 3:
		ox_getsockopt(s, SOL_SOCKET, SO_ERROR, &got, &length);
		break;
	case 4:
		ox_shutdown(s, (int)below(chaos, 3));
		break;
	case 5:
		ox_option_get(s, "socket.send_buffer", &number);
		break;
	case 6:
		ox_arrivals(s, value);
		break;
	default:
		ox_available(s);
		ox_sockatmark(s);
		ox_listen(s, 3);
	}
}

static void release_and_adopt(struct chaos *chaos)
{
	int fd = ox_release(some(chaos));
	int s;

	if (fd < 0)
		return;
	if (is_one_in(chaos, 2) || (s = ox_adopt(fd)) < 0)
		close(fd);
	else
		keep(chaos, s);
}

static void duplicate(struct chaos *chaos)
{
	int fd;

	keep(chaos, ox_fcntl(some(chaos), F_DUPFD_CLOEXEC, 0));
	fd = ox_fd(some(chaos)); /* which may be somebody else's by now */
	if (fd >= 0 && (fd = dup(fd)) >= 0)
		close(fd);
}

static void hand_over(struct chaos *chaos)
{
	int i, count = 4, s[4] = {some(chaos), some(chaos)};

	ox_send_handles(some(chaos), "x", 1, s, 2);
	if (ox_recv_handles(some(chaos), chaos->bytes, 1, s, &count) > 0)
		for (i = 0; i < count; i++)
			keep(chaos, s[i]);
}

static void send_file(struct chaos *chaos)
{
	int64_t offset = 0;
	uint64_t done;
	int fd = open(file_name, O_RDONLY | O_CLOEXEC);

	ox_send_file(some(chaos), fd, &offset, 5000, ox_now() + 5000, &done);
	close(fd);
}

static void make_fail(struct chaos *chaos)
{
	static const char *const rules[] = {
		"recv error=ECONNRESET chance=0.1 seed=1", "send short=1 chance=0.3 seed=2",
		"any interrupt chance=0.2 seed=3",	   "accept error=EMFILE chance=0.3 seed=4",
		"close error=EIO chance=0.1 seed=5",	   "event error=EMFILE chance=0.5 seed=6",
		"poll error=EINTR chance=0.2 seed=7",	   "socket error=ENFILE chance=0.1 seed=8",
		"recv delay=20us chance=0.1 seed=9",
	};
	int rule = ox_fault(rules[below(chaos, sizeof rules / sizeof rules[0])]);

	if (rule < 0)
		return;
	usleep(below(chaos, 2000));
	ox_fault_remove(rule);
}

/* A child uses its handles, and closes them. Where it hangs, an alarm ends it. */
static void live_as_child(struct chaos *chaos)
{
	int i, mine, s[2];

	signal(SIGALRM, SIG_DFL);
	alarm(PATIENCE);
	for (i = 0; i < PLACES; i++) {
		mine = place((unsigned)i);
		ox_send(mine, "x", 1, MSG_DONTWAIT);
		ox_deadline(mine, OX_BOTH, ox_now() + 10);
		ox_recv(mine, chaos->bytes, 1, 0);
		ox_close(mine);
		if (ox_recv(mine, chaos->bytes, 1, 0) != -EBADF)
			_exit(1);
	}
	while (ox_fault_at(0) > 0) /* others' rules, which nobody would take back */
		ox_fault_remove(ox_fault_at(0));
	if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) != 0)
		_exit(2);
	if (ox_send(s[0], "x", 1, 0) != 1 || ox_recv(s[1], chaos->bytes, 1, 0) != 1)
		_exit(3);
	_exit(ox_close(s[0]) != 0 || ox_close(s[1]) != 0);
}

static void fork_child(struct chaos *chaos)
{
	pid_t child;
	int status = 0;

	if (!is_one_in(chaos, 20))
		return;
	if ((child = fork()) == 0)
		live_as_child(chaos);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (status != 0) {
		fprintf(stderr, "a child ended with status %#x\n", (unsigned)status);
		__atomic_store_n(&children_failed, 1, __ATOMIC_RELAXED);
	}
}

static void close_some(struct chaos *chaos)
{
	ox_close(some(chaos));
}

static void signal_another(struct chaos *chaos)
{
	pthread_kill(all[below(chaos, THREADS)].thread, below(chaos, 2) ? SIGUSR1 : SIGUSR2);
}

static void (*const operations[])(struct chaos *) = {
	open_socket,	open_pair,	   open_pair,	 listen_somewhere,  connect_to_another,
	connect_to_another, dial,	   take,	 take,		    send_some,
	send_some,	send_some,	   receive_some, receive_some,	    receive_some,
	poll_some,	set_deadline,	   set_deadline, set_something,	    set_something,
	release_and_adopt, duplicate,	   hand_over,	 send_file,	    make_fail,
	fork_child,	close_some,	   signal_another, signal_another,
};

/* ---- Signals --------------------------------------------------------------------------- */

static void make_calls(int number)
{
	static uint64_t seed;
	struct pollfd entry = {.events = POLLIN};
	uint64_t random = __atomic_add_fetch(&seed, 0x9E3779B97F4A7C15u, __ATOMIC_RELAXED);
	int error = errno, s[2];
	char byte;

	entry.fd = place((random >> 40) % PLACES);
	ox_recv(entry.fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK);
	ox_poll(&entry, 1, 0);
	if ((random >> 60) == 0 && entry.fd != 0)
		ox_close(entry.fd);
	if ((random >> 60) == 1 && ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0) {
		ox_send(s[0], "x", 1, 0);
		ox_recv(s[1], &byte, 1, 0);
		ox_close(s[0]);
		ox_close(s[1]);
	}
	errno = error;
	(void)number;
}

static void handle_signals(void)
{
	struct sigaction action = {.sa_handler = make_calls};

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	action.sa_flags = SA_RESTART;
	CHECK_INT(0, sigaction(SIGUSR2, &action, NULL));
}

/* ---- All together ---------------------------------------------------------------------- */

static void *be_chaotic(void *argument)
{
	struct chaos *chaos = (struct chaos *)argument;

	while (!__atomic_load_n(&has_begun, __ATOMIC_ACQUIRE))
		sched_yield(); /* until all threads are there */
	while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE)) {
		chaos->operation = (int)below(chaos, sizeof operations / sizeof operations[0]);
		operations[chaos->operation](chaos);
		chaos->count++;
	}
	return NULL;
}

/* Close one of the handles, so that not all threads wait for ever. */
static void close_place(int i)
{
	int s = __atomic_exchange_n(&places[i], 0, __ATOMIC_ACQ_REL);

	if (s != 0)
		ox_close(s);
}

static void close_all(void)
{
	int i;

	for (i = 0; i < PLACES; i++)
		close_place(i);
}

/* Every thread ends when all handles are closed. */
static void end(struct chaos *chaos)
{
	const int64_t limit = ox_now() + PATIENCE * INT64_C(1000000);

	while (pthread_tryjoin_np(chaos->thread, NULL) != 0) {
		close_all();
		usleep(1000);
		if (ox_now() > limit) {
			fprintf(stderr, "a thread hangs in operation %d\n", chaos->operation);
			exit(1);
		}
	}
}

static uint64_t run(int64_t microseconds)
{
	const int64_t end_of_run = ox_now() + microseconds;
	uint64_t count = 0;
	int i;

	has_begun = is_over = 0;
	for (i = 0; i < THREADS; i++) {
		all[i].random = (uint64_t)ox_now() * 31 + (uint64_t)i;
		start_thread(&all[i].thread, be_chaotic, &all[i]);
	}
	__atomic_store_n(&has_begun, 1, __ATOMIC_RELEASE);
	for (i = 0; ox_now() < end_of_run; i++) {
		close_place(i % PLACES);
		usleep(500);
	}
	__atomic_store_n(&is_over, 1, __ATOMIC_RELEASE);
	for (i = 0; i < THREADS; i++) {
		end(&all[i]);
		count += all[i].count;
	}
	close_all();
	return count;
}

int main(void)
{
	const char *seconds = getenv("OXSOCK_STRESS_SECONDS");
	struct rlimit limit;
	int before, file;

	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	snprintf(file_name, sizeof file_name, "%s/file", temp_dir());
	CHECK((file = open(file_name, O_CREAT | O_WRONLY, 0600)) >= 0);
	CHECK_INT(BYTES, write(file, all[0].bytes, BYTES));
	CHECK_INT(0, close(file));
	handle_signals();
	run(0); /* what is kept for good is there from here on */
	before = open_descriptors();
	printf("%llu operations\n", (unsigned long long)run((seconds != NULL ? atoi(seconds) : 1) *
							    INT64_C(1000000)));
	CHECK_INT(0, children_failed);
	CHECK_INT(before, open_descriptors());
	return 0;
}
