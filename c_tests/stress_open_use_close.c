/* Threads open, use and close sockets at random, and close each other's: for
   OXSOCK_STRESS_SECONDS seconds, or one. Half of the threads block in their calls, and only
   data or a close by another thread lets them go on. At the end no descriptor is left open,
   and no byte was ever received that had been sent on another connection. */
#include "handle_count.h"

#include <stdbool.h>

enum { PATIENT = 3, HASTY = 3, CONNECTIONS = 8 };

/* A connection that all threads know; its handles may be dead already. */
struct connection {
	pthread_mutex_t lock; /* held to copy or to change the rest, never during a call */
	int s[2];
	unsigned identity;
};

static struct connection connections[CONNECTIONS];
static pthread_mutex_t connecting = PTHREAD_MUTEX_INITIALIZER;
static struct sockaddr_in address;
static int listener;
static unsigned last_identity;
static bool ended;

/* One end of a connection, as it was when the thread looked. */
struct end {
	struct connection *connection;
	unsigned identity, side;
	int s;
};

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

/* What each byte sent from this side of the connection looks like. The next 125 identities and
   the other side have other ones. */
static unsigned char tag(unsigned identity, unsigned side)
{
	return (unsigned char)(identity % 125 * 2 + side);
}

/* Errors of a call on a socket that another thread may be closing, or its peer. */
static void check_excusable(int result)
{
	switch (-result) {
	case EAGAIN: case EBADF: case ECANCELED: case ECONNREFUSED: case ECONNRESET:
	case ENOTCONN: case EPIPE:
		return;
	default:
		CHECK_OK(result);
	}
}

/* Accept the connection of this socket. A test beside this one may have connected to the port, which
   was another's a moment ago. */
static int accept_from(int s)
{
	struct sockaddr_in own, peer;
	socklen_t length = sizeof own;
	int accepted;

	CHECK_OK(ox_getsockname(s, (struct sockaddr *)&own, &length));
	for (;;) {
		length = sizeof peer;
		accepted = CHECK_OK(ox_accept(listener, (struct sockaddr *)&peer, &length));
		if (peer.sin_port == own.sin_port)
			return accepted;
		CHECK_OK(ox_close(accepted));
	}
}

static void open_tcp(int s[2])
{
	const struct linger reset = {1, 0}; /* leaves no ports behind in TIME_WAIT */

	pthread_mutex_lock(&connecting);
	s[0] = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(s[0], (struct sockaddr *)&address, sizeof address));
	s[1] = accept_from(s[0]);
	pthread_mutex_unlock(&connecting);
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
	CHECK_OK(ox_setsockopt(s[1], SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
}

/* Put a new connection in the place of an old one, which is closed for whoever uses it. */
static void replace(struct connection *connection, unsigned random)
{
	static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
	int side, old[2], s[2];

	if (random % 4 == 3)
		open_tcp(s);
	else
		CHECK_OK(ox_socketpair(AF_UNIX, types[random % 4], 0, s));
	pthread_mutex_lock(&connection->lock);
	memcpy(old, connection->s, sizeof old);
	memcpy(connection->s, s, sizeof s);
	connection->identity = __atomic_add_fetch(&last_identity, 1, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&connection->lock);
	for (side = 0; side < 2; side++)
		check_excusable(ox_close(old[side]));
}

static struct end choose(unsigned random)
{
	struct end end = {&connections[random % CONNECTIONS], 0, random / CONNECTIONS % 2, 0};

	pthread_mutex_lock(&end.connection->lock);
	end.identity = end.connection->identity;
	end.s = end.connection->s[end.side];
	pthread_mutex_unlock(&end.connection->lock);
	return end;
}

static void send_some(const struct end *end, int length, int flags)
{
	unsigned char bytes[64];

	memset(bytes, tag(end->identity, end->side), sizeof bytes);
	check_excusable(ox_send(end->s, bytes, (size_t)length, flags));
}

static void receive_some(const struct end *end, int length, int flags)
{
	unsigned char bytes[64];
	int i, received = ox_recv(end->s, bytes, (size_t)length, flags);

	check_excusable(received);
	for (i = 0; i < received; i++)
		CHECK_INT(tag(end->identity, !end->side), bytes[i]);
}

static void wait_for_input(const struct end *end)
{
	struct pollfd entry = {end->s, POLLIN, 0};

	CHECK_OK(ox_poll(&entry, 1, 1));
}

/* Take the descriptor out of its handle and put it under another. */
static void change_handle(const struct end *end)
{
	int *current = &end->connection->s[end->side];
	int s, fd = ox_release(end->s);

	if (fd < 0) {
		CHECK(fd == -EBUSY || fd == -EBADF);
		return;
	}
	s = CHECK_OK(ox_adopt(fd));
	pthread_mutex_lock(&end->connection->lock);
	if (*current == end->s) {
		*current = s;
		s = -1;
	}
	pthread_mutex_unlock(&end->connection->lock);
	if (s >= 0)
		CHECK_INT(0, ox_close(s)); /* the connection has been replaced meanwhile */
}

static void *use_at_random(void *argument)
{
	unsigned seed = *(unsigned *)argument;
	bool is_patient = seed <= PATIENT;
	int flags = is_patient ? 0 : MSG_DONTWAIT;

	while (!__atomic_load_n(&ended, __ATOMIC_RELAXED)) {
		struct end end = choose(next_random(&seed));
		unsigned action = next_random(&seed) % 32;
		int length = (int)(next_random(&seed) % 64) + 1;

		if (action < 14)
			send_some(&end, length, flags);
		else if (action < 26)
			receive_some(&end, length, flags);
		else if (action < 27)
			wait_for_input(&end);
		else if (action < 28)
			change_handle(&end);
		else if (action < 29)
			check_excusable(ox_close(end.s));
		else if (!is_patient)
			replace(end.connection, next_random(&seed));
	}
	return NULL;
}

static void open_all(void)
{
	unsigned i;

	for (i = 0; i < CONNECTIONS; i++) {
		CHECK_INT(0, pthread_mutex_init(&connections[i].lock, NULL));
		replace(&connections[i], i);
	}
}

static void close_all(void)
{
	unsigned i;

	for (i = 0; i < 2 * CONNECTIONS; i++)
		check_excusable(ox_close(choose(i).s));
}

static void run_threads(unsigned seconds)
{
	pthread_t threads[PATIENT + HASTY];
	unsigned seeds[PATIENT + HASTY];
	int i;

	open_all();
	__atomic_store_n(&ended, false, __ATOMIC_RELAXED);
	for (i = 0; i < PATIENT + HASTY; i++) {
		seeds[i] = (unsigned)i + 1;
		start_thread(&threads[i], use_at_random, &seeds[i]);
	}
	sleep(seconds);
	__atomic_store_n(&ended, true, __ATOMIC_RELAXED);
	for (i = PATIENT; i < PATIENT + HASTY; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	close_all(); /* which lets the patient ones go */
	for (i = 0; i < PATIENT; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	close_all();
}

int main(void)
{
	const char *seconds = getenv("OXSOCK_STRESS_SECONDS");
	int open_before;

	listener = listen_tcp4(&address);
	run_threads(0); /* what oxsock keeps open for itself is open from here on */
	open_before = open_descriptors();
	run_threads(seconds != NULL ? (unsigned)atoi(seconds) : 1);
	printf("%u connections\n", last_identity);
	CHECK_INT(open_before, open_descriptors());
	return 0;
}
