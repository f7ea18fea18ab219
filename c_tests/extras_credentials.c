/* The peer of a UNIX connection is whoever connected, as the kernel has recorded it: process, user
 * and group. Other sockets have no credentials, and unconnected ones have no peer. */
#include "close_blocked.h"

int main(void)
{
	struct ox_credentials peer = {1, 2, 3};
	struct sockaddr_un name;
	socklen_t length;
	int listener = unix_named(SOCK_STREAM, &name, &length), server, s[2];
	pid_t child;

	CHECK_OK(ox_listen(listener, 1));
	CHECK_ERR(ENOTCONN, ox_peer_credentials(CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0)), &peer));
	CHECK_INT(1, peer.pid);
	CHECK((child = fork()) >= 0);
	if (child == 0) {
		int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
		char byte;

		CHECK_OK(ox_connect(client, (struct sockaddr *)&name, length));
		CHECK_OK(ox_peer_credentials(client, &peer));
		CHECK_INT(getppid(), peer.pid); /* who listens */
		CHECK_INT(0, ox_read(client, &byte, 1));
		exit(0);
	}
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_peer_credentials(server, &peer));
	CHECK_INT(child, peer.pid);
	CHECK_INT(getuid(), peer.uid);
	CHECK_INT(getgid(), peer.gid);
	CHECK_OK(ox_close(server));
	check_child(child);

	tcp_pair(s);
	CHECK_ERR(EOPNOTSUPP, ox_peer_credentials(s[0], &peer));
	CHECK_ERR(EBADF, ox_peer_credentials(0, &peer));
	unix_pair(SOCK_STREAM, s);
	CHECK_ERR(EFAULT, ox_peer_credentials(s[0], NULL));
	return 0;
}
