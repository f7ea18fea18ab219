/* Dialling and resolving work in a thread with a small stack. */
#include "private_machine.h"

#include <limits.h>

#ifdef __GLIBC__
enum { MANY = 200 };
#else
enum { MANY = 48 }; /* musl has no more addresses of a name */
#endif

static char endpoint[OX_TEXT_MAX];

static void *dial(void *unused)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	(void)unused;
	CHECK_OK(ox_dial(endpoint, ox_now() + 5000000));
	CHECK(ox_dial("127.0.0.1:nothing", ox_now() + 5000000) < 0);
	CHECK_ERR(ENOPROTOOPT, ox_option_set(s, "tcp.no_delay", 1));
	return NULL;
}

int main(void)
{
	struct sockaddr_in address;
	pthread_attr_t small;
	pthread_t thread;
	char text[6000];
	int i;

	enter_private_machine();
	text[0] = '\0';
	for (i = MANY; i > 0; i--)
		snprintf(text + strlen(text), 40, "127.0.0.%d many.test\n", i);
	put_file("hosts", text);
	listen_tcp4(&address);
	snprintf(endpoint, sizeof endpoint, "many.test:%d", ntohs(address.sin_port));
	CHECK_INT(0, pthread_attr_init(&small));
	CHECK_INT(0, pthread_attr_setstacksize(
			     &small, PTHREAD_STACK_MIN > 96 * 1024 ? PTHREAD_STACK_MIN : 96 * 1024));
	CHECK_INT(0, pthread_create(&thread, &small, dial, NULL));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(MANY, ox_resolve("many.test:80", NULL, 0, OX_FOREVER));
	return 0;
}
