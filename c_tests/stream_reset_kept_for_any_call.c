/* An error that a transfer meets after it has moved some bytes is reported to the next call,
   whichever that is: ox_poll reports it, the option returns it by number and by name, a call that
   has been waiting in another thread gets it, and a new connection does not. */
#include "reset_amid.h"

static _Atomic int is_to_wait;
static sem_t is_kept;

static void *send_it(void *meddler)
{
	meddle(meddler);
	CHECK(ox_send(s[0], much, sizeof much, 0) > 0);
	return NULL;
}

/* s[0] keeps the error of its end. */
static void meet_reset(void)
{
	static struct meddler meddlers[8];
	static int used;
	struct meddler *meddler = &meddlers[used++];
	pthread_t thread;
	pid_t sender;

	meddler->number = SYS_sendto;
	meddler->decide = reset_amid;
	sender = start_thread(&thread, send_it, meddler);
	wait_until_blocked_in(sender, NUMBER_OF_WAIT);
	is_to_reset = 1;
	receive_some();
	CHECK_INT(0, pthread_join(thread, NULL));
}

static void poll_sees_it(void)
{
	struct pollfd entry = {.events = POLLIN};
	char byte;

	tcp_pair(s);
	meet_reset();
	entry.fd = s[0];
	CHECK_INT(1, ox_poll(&entry, 1, -1));
	CHECK_INT(POLLIN | POLLERR | POLLHUP, entry.revents);
	CHECK_ERR(ECONNRESET, ox_recv(s[0], &byte, 1, 0));
	CHECK_INT(1, ox_poll(&entry, 1, -1));
	CHECK_INT(POLLIN | POLLHUP, entry.revents);
	CHECK_INT(0, ox_close(s[0]));
}

static void option_has_it(void)
{
	int64_t error = 0;
	char byte;

	tcp_pair(s);
	meet_reset();
	CHECK_INT(0, ox_option_get(s[0], "socket.error", &error));
	CHECK_INT(ECONNRESET, error);
	CHECK_INT(0, ox_option_get(s[0], "socket.error", &error));
	CHECK_INT(0, error);
	CHECK_INT(0, ox_recv(s[0], &byte, 1, 0));
	CHECK_INT(0, ox_close(s[0]));
}

static void new_connection_has_not(void)
{
	const struct sockaddr none = {.sa_family = AF_UNSPEC};
	struct sockaddr_in address;
	int listener = listen_tcp4(&address);
	char byte;

	tcp_pair(s);
	meet_reset();
	CHECK_ERR(EISCONN, ox_connect(s[0], (struct sockaddr *)&address, sizeof address));
	CHECK_ERR(ECONNRESET, ox_recv(s[0], &byte, 1, 0));
	CHECK_INT(0, ox_close(s[0]));

	tcp_pair(s);
	meet_reset();
	CHECK_INT(0, ox_connect(s[0], &none, sizeof none));
	CHECK_INT(0, ox_connect(s[0], (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, ox_close(CHECK_OK(ox_accept(listener, NULL, NULL))));
	CHECK_INT(0, ox_recv(s[0], &byte, 1, 0));
	CHECK_INT(0, ox_close(s[0]));
}

/* The receiver sees the end after the sender has met the reset. */
static int until_it_is_kept(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time > 0 && is_to_wait) {
		is_to_wait = 0;
		await(&is_kept);
	}
	return GO_ON;
}

static int receive(int handle)
{
	static struct meddler meddler = {.number = SYS_recvfrom, .decide = until_it_is_kept};
	char byte;

	meddle(&meddler);
	return ox_recv(handle, &byte, 1, 0);
}

static void waiting_call_gets_it(void)
{
	struct blocked blocked;

	CHECK_INT(0, sem_init(&is_kept, 0, 0));
	tcp_pair(s);
	block(&blocked, receive, s[0]);
	is_to_wait = 1;
	meet_reset();
	CHECK_INT(0, sem_post(&is_kept));
	CHECK_ERR(ECONNRESET, result_of(&blocked));
	CHECK_INT(0, ox_close(s[0]));
}

int main(void)
{
	poll_sees_it();
	option_has_it();
	new_connection_has_not();
	waiting_call_gets_it();
	return 0;
}
