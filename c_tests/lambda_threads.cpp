// A server of threads and lambdas that needs no flag and no trick to be stopped: closing its
// listener ends the wait for connections, closing a connection ends the wait for bytes.
#include "check.h"

#include <string>
#include <thread>
#include <vector>

namespace {

// What a call on a closed handle returns: ECANCELED, or EBADF if it came too late to wait.
void check_closed(int result)
{
	CHECK(result == -ECANCELED || result == -EBADF);
}

class EchoServer {
public:
	EchoServer() : listener(listen_tcp4(&address))
	{
		accepter = std::thread([this] {
			int s;
			while ((s = ox_accept(listener, nullptr, nullptr)) >= 0)
				start_echo(s);
			check_closed(s);
		});
	}

	// Wakes all threads and waits for their end.
	void stop()
	{
		CHECK_OK(ox_close(listener));
		accepter.join();
		for (const int s : connections)
			CHECK_OK(ox_close(s));
		for (auto &thread : echoers)
			thread.join();
	}

	sockaddr_in address{};

private:
	void start_echo(int s)
	{
		connections.push_back(s);
		echoers.emplace_back([s] {
			char buffer[256];
			int received;
			while ((received = ox_recv(s, buffer, sizeof buffer, 0)) > 0)
				CHECK_INT(received, ox_send(s, buffer, size_t(received), 0));
			check_closed(received);
		});
	}

	int listener;
	std::thread accepter;
	std::vector<int> connections; // the accepter's until it has ended
	std::vector<std::thread> echoers;
};

int connect_to(const EchoServer &server)
{
	const int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(s, reinterpret_cast<const sockaddr *>(&server.address),
			    sizeof server.address));
	return s;
}

// Send the text and get it back.
void exchange(int s, const std::string &text)
{
	std::string echo(text.size(), '\0');
	CHECK_INT(text.size(), ox_send(s, text.data(), text.size(), 0));
	CHECK_INT(text.size(), ox_recv(s, &echo[0], echo.size(), MSG_WAITALL));
	CHECK(echo == text);
}

} // namespace

int main()
{
	EchoServer server;
	std::vector<int> clients;
	std::vector<std::thread> threads;

	for (int i = 0; i < 4; i++)
		clients.push_back(connect_to(server));
	for (const int s : clients)
		threads.emplace_back([s] {
			for (int round = 0; round < 50; round++)
				exchange(s, "round " + std::to_string(round));
		});
	for (auto &thread : threads)
		thread.join();

	server.stop(); // while its clients are still connected
	for (const int s : clients)
		CHECK_OK(ox_close(s));
	return 0;
}
