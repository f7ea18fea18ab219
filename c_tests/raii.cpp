// A handle in a class of twenty lines: closed when its owner goes, moved but not copied, errors
// as exceptions. Because a closed handle is dead for good, even a mistake here cannot close or
// reach another's socket.
#include "check.h"

#include <string_view>
#include <system_error>
#include <utility>

namespace {

int checked(int result)
{
	if (result < 0)
		throw std::system_error(-result, std::generic_category());
	return result;
}

class Socket {
public:
	Socket(int domain, int type) : s(checked(ox_socket(domain, type, 0))) {}
	explicit Socket(int handle) : s(handle) {}
	Socket(Socket &&other) noexcept : s(std::exchange(other.s, -1)) {}
	Socket &operator=(Socket &&other) noexcept
	{
		std::swap(s, other.s);
		return *this;
	}
	~Socket() { ox_close(s); } // -1 gives EBADF, which does no harm

	int handle() const { return s; }
	void send(std::string_view text) const { checked(ox_send(s, text.data(), text.size(), 0)); }
	bool receives(std::string_view text) const
	{
		char buffer[64];
		const int received = checked(ox_recv(s, buffer, sizeof buffer, 0));
		return std::string_view(buffer, static_cast<size_t>(received)) == text;
	}

private:
	int s;
};

std::pair<Socket, Socket> socket_pair()
{
	int s[2];
	checked(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	return {Socket(s[0]), Socket(s[1])};
}

void closed_with_its_owner()
{
	int handle = 0;
	{
		const Socket socket(AF_INET, SOCK_DGRAM);
		handle = socket.handle();
		CHECK_INT(0, ox_available(handle));
	}
	CHECK_ERR(EBADF, ox_available(handle));
}

void moved()
{
	auto [here, there] = socket_pair();
	const int handle = here.handle();
	Socket moved(std::move(here));
	CHECK_INT(handle, moved.handle());
	moved.send("moved");
	CHECK(there.receives("moved"));

	moved = Socket(AF_INET, SOCK_DGRAM);
	CHECK_ERR(EBADF, ox_available(handle));
	CHECK(there.receives("")); // the other end has gone
}

void errors_are_exceptions()
{
	auto [here, there] = socket_pair();
	there = Socket(-1);
	try {
		here.send("to nobody");
		CHECK(!"an exception");
	} catch (const std::system_error &error) {
		CHECK(error.code() == std::errc::broken_pipe);
	}
}

} // namespace

int main()
{
	closed_with_its_owner();
	moved();
	errors_are_exceptions();
	return 0;
}
