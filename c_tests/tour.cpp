// A walk through oxsock from C++: the header needs no shim there, the calls are the same.
#include "check.h"

#include <fcntl.h>

#include <string>
#include <vector>

namespace {

sockaddr *generic(sockaddr_in &address)
{
	return reinterpret_cast<sockaddr *>(&address);
}

void send_string(int s, const std::string &text)
{
	CHECK_INT(text.size(), ox_send(s, text.data(), text.size(), 0));
}

std::string receive_string(int s)
{
	std::vector<char> buffer(1024);
	const int received = CHECK_OK(ox_recv(s, buffer.data(), buffer.size(), 0));
	return {buffer.begin(), buffer.begin() + received};
}

void stream()
{
	sockaddr_in address{};
	const int listener = listen_tcp4(&address);
	const int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, generic(address), sizeof address));
	const int server = CHECK_OK(ox_accept(listener, nullptr, nullptr));
	send_string(client, "hello from C++");
	CHECK(receive_string(server) == "hello from C++");
	CHECK_OK(ox_close(client));
	CHECK(receive_string(server).empty());
	CHECK_OK(ox_close(server));
	CHECK_OK(ox_close(listener));
}

void datagram()
{
	sockaddr_in address = loopback4(0);
	socklen_t length = sizeof address;
	const int receiver = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_OK(ox_bind(receiver, generic(address), sizeof address));
	CHECK_OK(ox_getsockname(receiver, generic(address), &length));
	const int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_INT(4, ox_sendto(sender, "ping", 4, 0, generic(address), length));
	CHECK(receive_string(receiver) == "ping");
	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
}

void without_waiting()
{
	int s[2];
	char byte = 0;
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(ox_fcntl(s[0], F_SETFL, O_NONBLOCK));
	CHECK_ERR(EAGAIN, ox_recv(s[0], &byte, 1, 0));
	CHECK_OK(ox_fcntl(s[0], F_SETFL, 0));
	CHECK_OK(ox_deadline(s[0], OX_RECEIVING, ox_now() + 1000));
	CHECK_ERR(ETIMEDOUT, ox_recv(s[0], &byte, 1, 0));
	CHECK(std::string(ox_errname(-ETIMEDOUT)) == "ETIMEDOUT");
	pollfd entry{s[1], POLLOUT, 0};
	CHECK_INT(1, ox_poll(&entry, 1, 0));
	CHECK_INT(POLLOUT, entry.revents);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

} // namespace

int main()
{
	stream();
	datagram();
	without_waiting();
	return 0;
}
