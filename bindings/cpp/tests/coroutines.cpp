// Coroutines that wait for sockets, for time and for each other.
#include "check.hpp"

#include <oxsock/coroutine.hpp>

#include <array>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

using namespace std::literals;

static const auto soon = 5s;

static ox::task<> echo(ox::loop &loop, ox::socket s)
{
    std::array<char, 4096> room;
    for (;;) {
        auto got = co_await loop.recv(s, room, soon);
        if (!got || *got == 0)
            co_return;
        auto sent = co_await loop.send_all(s, {room.data(), std::size_t(*got)}, soon);
        CHECK(sent && sent.done == std::size_t(*got));
    }
}

static ox::task<> serve(ox::loop &loop, ox::socket_ref listener)
{
    while (auto client = co_await loop.accept(listener))
        loop.spawn(echo(loop, *std::move(client)));
}

static ox::task<int> received(ox::loop &loop, ox::socket_ref s, std::size_t wanted)
{
    std::string room(wanted, ' ');
    std::size_t count = 0;
    while (count < wanted) {
        auto got = co_await loop.recv(s, room, soon);
        CHECK(got && *got > 0 && room[std::size_t(*got) - 1] == 'x');
        count += std::size_t(*got);
    }
    co_return int(count);
}

static ox::task<> send_much(ox::loop &loop, ox::socket_ref s, std::size_t size)
{
    const std::string much(size, 'x');
    CHECK((co_await loop.send_all(s, much, soon)).done == size);
}

// Send more in both directions than the buffers hold, so that both wait on one socket.
static ox::task<> client(ox::loop &loop, std::string endpoint, int &left, ox::socket &listener)
{
    const std::size_t size = 3000000;
    ox::socket s = (co_await loop.dial(endpoint, soon)).value();
    loop.spawn(send_much(loop, s, size));
    CHECK(co_await received(loop, s, size) == int(size));
    if (--left == 0)
        CHECK(listener.close()); // ends accept
}

static void many_at_once()
{
    ox::loop loop;
    ox::socket listener = ox::listen_on("tcp://127.0.0.1:0").value();
    int left = 20;
    loop.spawn(serve(loop, listener));
    for (int i = 0; i < 20; i++)
        loop.spawn(client(loop, listener.local().value(), left, listener));
    loop.run();
    CHECK(left == 0);
}

static ox::task<> late(ox::loop &loop, ox::socket_ref s)
{
    char byte[1];
    auto start = ox::clock::now();
    CHECK((co_await loop.recv(s, byte, 20ms)).error() == std::errc::timed_out);
    CHECK(ox::clock::now() - start >= 20ms);
    CHECK((co_await loop.sleep(10ms)).error() == std::errc::timed_out);
    CHECK(ox::clock::now() - start >= 30ms);
    CHECK((co_await loop.recv(s, byte, -1s)).error() == std::errc::timed_out);
    CHECK(*co_await loop.ready(s, POLLOUT, soon) == POLLOUT);
}

static ox::task<> cancelled(ox::loop &loop, ox::socket_ref s, int &count)
{
    char byte[1];
    CHECK((co_await loop.recv(s, byte)).error() == std::errc::operation_canceled);
    CHECK((co_await loop.recv(s, byte)).error() == std::errc::bad_file_descriptor);
    CHECK((co_await loop.accept(s)).error() == std::errc::bad_file_descriptor);
    count++;
}

static ox::task<> closes(ox::loop &loop, ox::socket s)
{
    (void)co_await loop.sleep(1ms);
    CHECK(s.close());
}

static void deadlines_and_closing()
{
    ox::loop loop;
    int count = 0;
    auto [quiet, peer] = ox::socketpair(AF_UNIX, SOCK_STREAM).value();
    auto [a, b] = ox::socketpair(AF_UNIX, SOCK_STREAM).value();
    loop.spawn(late(loop, quiet));
    loop.spawn(cancelled(loop, b, count));
    loop.spawn(cancelled(loop, b, count));
    loop.spawn(closes(loop, std::move(b)));
    loop.run();
    CHECK(count == 2);

    auto [c, d] = ox::socketpair(AF_UNIX, SOCK_STREAM).value();
    loop.spawn(cancelled(loop, c, count));
    std::thread other([&c = c] { CHECK(c.close()); });
    loop.run();
    other.join();
    CHECK(count == 3);
}

static ox::task<> often(ox::loop &loop, ox::socket_ref a, ox::socket_ref b)
{
    char byte[1] = {'x'};
    for (int i = 0; i < 100000; i++)
        CHECK(*co_await loop.send(a, byte) == 1 && *co_await loop.recv(b, byte) == 1);
}

// The stack does not grow with the number of calls that need not wait, even without tail calls.
static void stack_is_enough()
{
    auto [a, b] = ox::socketpair(AF_UNIX, SOCK_STREAM).value();
    ox::loop loop;
    loop.spawn(often(loop, a, b));
    loop.run();
}

static ox::task<> refused(ox::loop &loop)
{
    auto none = co_await loop.dial("tcp://127.0.0.1:1", soon);
    CHECK(none.error() == std::errc::connection_refused);
    auto wrong = co_await loop.dial("tcp://127.0.0.1:99999", soon);
    CHECK(std::string(wrong.explanation()).find("port 99999") == 0);
    throw std::runtime_error("thrown by a task");
}

static ox::task<> awaits_a_thrower(ox::loop &loop, bool &caught)
{
    try {
        co_await refused(loop);
    } catch (const std::runtime_error &) {
        caught = true;
    }
}

// Connecting waits until the queue of a UNIX listener has room.
static ox::task<> waits_in_line(ox::loop &loop)
{
    ox::socket listener = ox::listen_on("unix:", 0).value();
    const std::string endpoint = listener.local().value();
    std::vector<ox::socket> in;
    for (;;) {
        auto s = co_await loop.dial(endpoint, 20ms);
        if (!s) {
            CHECK(s.error() == std::errc::timed_out);
            break;
        }
        in.push_back(*std::move(s));
        CHECK(in.size() < 100);
    }
    loop.spawn([](ox::loop &l, ox::socket_ref s) -> ox::task<> {
        (void)co_await l.sleep(5ms);
        CHECK(co_await l.accept(s, soon));
    }(loop, listener));
    CHECK(co_await loop.dial(endpoint, soon));
}

// In a network namespace: the system can choose for a client the very port that it dials, if nobody
// listens there.
static ox::task<> not_to_itself(ox::loop &loop)
{
    std::ofstream("/proc/sys/net/ipv4/ip_local_port_range") << "40000 40000" << std::flush;
    for (int i = 0; i < 2; i++) {
        auto s = co_await loop.dial("tcp://127.0.0.1:40000", soon);
        CHECK(s.error() == std::errc::connection_refused);
    }
    CHECK(ox::listen_on("tcp://127.0.0.1:40000")); // the port has stayed free
}

static void exceptions_are_passed_on()
{
    ox::loop loop;
    bool caught = false;
    loop.spawn(awaits_a_thrower(loop, caught));
    loop.run();
    CHECK(caught);
    caught = false;
    loop.spawn(refused(loop));
    try {
        loop.run();
    } catch (const std::runtime_error &) {
        caught = true;
    }
    CHECK(caught);
    loop.run(); // there is nothing left to do
}

// A loop that is destroyed destroys the coroutines that wait, and what they own.
static void loops_end()
{
    auto [a, b] = ox::socketpair(AF_UNIX, SOCK_STREAM).value();
    {
        ox::loop loop;
        loop.spawn(echo(loop, std::move(a)));
        ox::task<> never_begun = echo(loop, ox::socket());
    }
    char byte[1];
    CHECK(b.recv(byte).value() == 0); // the peer has been closed
}

int main(int argc, char **)
{
    if (argc > 1) {
        ox::loop loop;
        loop.spawn(not_to_itself(loop));
        loop.run();
        return 0;
    }
    many_at_once();
    deadlines_and_closing();
    stack_is_enough();
    ox::loop loop;
    loop.spawn(waits_in_line(loop));
    loop.run();
    exceptions_are_passed_on();
    loops_end();
}
