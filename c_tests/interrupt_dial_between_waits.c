/* With ox_interruptible a signal ends ox_dial, ox_resolve and ox_listen_on also if its handler runs
   just before they wait, or between two waits: it is not missed. */
#include "interrupt_dial.h"
#include "meddle.h"
#include "stale_lock.h"

#include <linux/futex.h>

static pthread_t caller;

static int interrupt_caller(void)
{
	CHECK_INT(0, pthread_kill(caller, SIGUSR1));
	return GO_ON;
}

static int is_wait(const struct seccomp_data *call)
{
	int futex = call->nr == SYS_futex && (call->args[1] & 0x7F) == FUTEX_WAIT_BITSET;

	return futex || (call->nr == NUMBER_OF_PPOLL && call->args[1] == 0);
}

static int before_first_wait(int time, const struct seccomp_data *call)
{
	static int waits;

	(void)time;
	return is_wait(call) && waits++ == 0 ? interrupt_caller() : GO_ON;
}

static int before_second_connect(int time, const struct seccomp_data *call)
{
	(void)call;
	return time == 1 ? interrupt_caller() : GO_ON;
}

/* The lock is asked for by the third. */
static int before_fourth_bind(int time, const struct seccomp_data *call)
{
	(void)call;
	return time == 3 ? interrupt_caller() : GO_ON;
}

struct run {
	struct meddler meddler;
	void *(*call)(void *);
	const char *endpoint;
};

static void *check_interrupted(void *argument)
{
	struct run *run = (struct run *)argument;
	struct call call = {run->endpoint, ox_now() + 5000000, 0};

	meddle(&run->meddler);
	run->call(&call);
	CHECK_ERR(EINTR, call.result);
	return NULL;
}

static void check(struct run *run)
{
	start_thread(&caller, check_interrupted, run);
	CHECK_INT(0, pthread_join(caller, NULL));
	CHECK_INT(1, handled);
	handled = 0;
}

static void while_the_queue_is_full(void)
{
	static struct run run = {
		{.number = SYS_connect, .decide = before_second_connect}, dial_call, "unix:@full"};
	int i;

	CHECK_OK(ox_listen_on("unix:@full", 0));
	for (i = 0; i < 10 && ox_dial_start("unix:@full") >= 0; i++)
		;
	CHECK(i < 10);
	check(&run);
}

static void while_no_answer_comes(void)
{
	static struct run run = {
		{.number = EVERY_CALL, .decide = before_first_wait}, resolve_call, "host.test:80"};

	check(&run);
}

static void while_the_lock_is_held(void)
{
	static struct run run = {{.number = SYS_bind, .decide = before_fourth_bind}, listen_call, NULL};
	char endpoint[200];
	struct sockaddr_un path;
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	unix_path(&path, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", path.sun_path);
	CHECK_INT(0, ox_bind(s, (const struct sockaddr *)&path, sizeof path));
	CHECK_INT(0, ox_close(s)); /* and leave a stale file */
	hold_stale_lock(&path);
	run.endpoint = endpoint;
	check(&run);
}

int main(void)
{
	enter_private_machine();
	start_name_server();
	install_handler();
	CHECK_INT(0, ox_interruptible(1));
	while_the_queue_is_full();
	while_the_lock_is_held();
	while_no_answer_comes();
	return 0;
}
