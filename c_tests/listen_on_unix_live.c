/* The file of a living server is never taken, also when that does not listen yet, when its queue
   is full, or when it is for datagrams; and it notices nothing of the attempt. */
#include "check.h"

int main(void)
{
	int live = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	struct sockaddr_un address;
	char endpoint[200], datagrams[200];

	unix_path(&address, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", address.sun_path);
	snprintf(datagrams, sizeof datagrams, "unix-dgram:%s", address.sun_path);
	CHECK_OK(ox_bind(live, (struct sockaddr *)&address, sizeof address));
	CHECK_ERR(EADDRINUSE, ox_listen_on(endpoint, 4)); /* bound, about to listen */
	CHECK_ERR(EADDRINUSE, ox_listen_on(datagrams, 4));

	CHECK_OK(ox_listen(live, 0));
	CHECK_ERR(EADDRINUSE, ox_listen_on(endpoint, 4));
	CHECK_OK(ox_deadline(live, OX_RECEIVING, 0));
	CHECK_ERR(ETIMEDOUT, ox_accept(live, NULL, NULL)); /* nobody has connected */

	CHECK_OK(ox_dial(endpoint, OX_FOREVER)); /* now the queue is full */
	CHECK_ERR(EADDRINUSE, ox_listen_on(endpoint, 4));
	CHECK_OK(ox_accept(live, NULL, NULL));
	CHECK_OK(ox_close(live));
	CHECK_INT(0, unlink(address.sun_path));

	live = CHECK_OK(ox_listen_on(datagrams, 0));
	CHECK_ERR(EADDRINUSE, ox_listen_on(datagrams, 0));
	CHECK_ERR(EADDRINUSE, ox_listen_on(endpoint, 4));
	CHECK_OK(ox_dial(datagrams, OX_FOREVER));
	return 0;
}
