// Each call does through the binding what it does in C.
#include "check.hpp"

#include <oxsock.hpp>

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <string>
#include <unistd.h>
#include <vector>

using namespace std::literals;
using std::string_view;

static const auto soon = 5s;

static string_view text(const std::array<char, 64> &buffer, int length)
{
    return {buffer.data(), std::size_t(length)};
}

static sockaddr_in loopback()
{
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

static std::pair<ox::socket, ox::socket> unix_pair(int type = SOCK_STREAM)
{
    auto both = ox::socketpair(AF_UNIX, type).value();
    both.first.set_deadline(soon).value();
    both.second.set_deadline(soon).value();
    return both;
}

static void stream_by_addresses_of_the_system()
{
    sockaddr_in at = loopback(), seen{};
    auto *addr = reinterpret_cast<sockaddr *>(&at);
    auto *other = reinterpret_cast<sockaddr *>(&seen);
    socklen_t length = sizeof at, room = sizeof seen;
    auto listener = ox::socket::open(AF_INET, SOCK_STREAM).value();
    listener.bind(addr, length).value();
    listener.listen(4).value();
    listener.getsockname(addr, &length).value();
    auto client = ox::socket::open(AF_INET, SOCK_STREAM).value();
    client.set_deadline(soon).value();
    client.connect(addr, length).value();
    auto server = listener.accept(other, &room).value();
    CHECK(seen.sin_family == AF_INET);
    room = sizeof seen;
    client.getpeername(other, &room).value();
    CHECK(seen.sin_port == at.sin_port);

    std::array<char, 64> buffer;
    CHECK(client.send("abc").value() == 3 && server.recv(buffer).value() == 3);
    CHECK(client.write("def"sv).value() == 3 && server.read(buffer).value() == 3);
    CHECK(text(buffer, 3) == "def");
    CHECK(client.available().value() == 0 && client.sockatmark().value() == 0);

    int on = 1, value = 0;
    room = sizeof value;
    server.setsockopt(SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on).value();
    server.getsockopt(SOL_SOCKET, SO_KEEPALIVE, &value, &room).value();
    CHECK(value == 1);
    CHECK(server.fcntl(F_GETFD).value() == FD_CLOEXEC);
    server.set_nonblocking(true).value();
    CHECK(server.recv(buffer).error() == std::errc::resource_unavailable_try_again);
    server.set_nonblocking(false).value();
    client.shutdown(SHUT_WR).value();
    CHECK(server.recv(buffer).value() == 0);
}

static void several_buffers_and_messages()
{
    auto [a, b] = unix_pair(SOCK_DGRAM);
    char one[4] = "abc", two[4] = "def", in[8], more[8];
    iovec out[2] = {{one, 3}, {two, 3}}, into[2] = {{in, 2}, {more, 8}};
    CHECK(a.writev(out).value() == 6 && b.readv(into).value() == 6);
    CHECK(string_view(more, 4) == "cdef");
    msghdr message{}, arrived{};
    message.msg_iov = out, message.msg_iovlen = 2;
    arrived.msg_iov = into, arrived.msg_iovlen = 2;
    CHECK(a.sendmsg(message).value() == 6 && b.recvmsg(arrived).value() == 6);
    mmsghdr many[2] = {{message, 0}, {message, 0}}, all[2] = {{arrived, 0}, {arrived, 0}};
    CHECK(a.sendmmsg(many).value() == 2 && b.recvmmsg(all).value() == 2);
    CHECK(all[1].msg_len == 6);
    CHECK(b.recv(in, MSG_DONTWAIT).error() == std::errc::operation_would_block);
}

static void datagrams_by_address()
{
    auto server = ox::socket::open(AF_INET, SOCK_DGRAM).value();
    auto any = ox::address::parse("udp://127.0.0.1:0").value();
    server.bind(any).value();
    server.set_deadline(soon).value();
    auto to = ox::address::parse(server.local().value()).value();
    auto client = ox::socket::open(AF_INET, SOCK_DGRAM).value();
    ox::address from;
    std::array<char, 64> buffer;
    CHECK(from.empty() && client.sendto("ask", to).value() == 3);
    CHECK(server.recvfrom(buffer, from).value() == 3 && from.port().value() != 0);
    CHECK(server.sendto("tell", from).value() == 4 && client.recv(buffer).value() == 4);
    client.connect(to).value();
    CHECK(client.peer().value() == to.text().value());

    sockaddr_in in{};
    auto *addr = reinterpret_cast<sockaddr *>(&in);
    socklen_t length = sizeof in;
    to.to_sockaddr(addr, &length).value();
    CHECK(ox::address::from_sockaddr(SOCK_DGRAM, addr, length).value() == to);
    CHECK(to != any && to.family().value() == AF_INET && to.type().value() == SOCK_DGRAM);
    client = ox::socket::open(AF_INET, SOCK_DGRAM).value();
    CHECK(client.sendto("x", 0, addr, length).value() == 1);
    CHECK(server.recvfrom(buffer, 0, addr, &length).value() == 1 && in.sin_port != 0);
    CHECK(ox::address().text().error() == std::errc::invalid_argument);
}

static void every_day()
{
    auto listener = ox::listen_on("tcp://127.0.0.1:0").value();
    auto endpoint = listener.local().value();
    CHECK(ox::resolve(endpoint, soon).value().size() == 1);
    auto client = ox::dial(endpoint, soon).value();
    auto server = listener.accept().value();
    client.set_option("tcp.nodelay", 0).value();
    CHECK(client.option("tcp.nodelay").value() == 0);
    CHECK(client.set_option("tcp.nodelai", 1).error() == std::errc::no_protocol_option);
    CHECK(string_view(ox::explanation()).find("tcp.nodelay") != string_view::npos);
    CHECK(!ox::option_at(0).empty() && ox::option_at(100000).empty());
    CHECK(server.recv_all(ox::bytes_out(), soon));

    std::string long_text(100000, 'x'), back(100000, ' ');
    CHECK(client.send_all("begin", soon).done == 5);
    std::vector<char> few(8);
    auto late = server.recv_all(few, ox::clock::now());
    CHECK(late.error() == std::errc::timed_out && late.done == 5);
    CHECK(client.send_all("line\nmore", soon));
    auto line = server.recv_until(few, '\n', soon);
    CHECK(line && line.done == 5 && string_view(few.data(), 5) == "line\n");
    CHECK(server.recv(few).value() == 4);
    char path[] = "/tmp/oxsock-cpp-XXXXXX";
    int file = mkstemp(path);
    CHECK(file >= 0 && unlink(path) == 0 && write(file, long_text.data(), 100000) == 100000);
    std::int64_t offset = 0;
    CHECK(client.send_file(file, UINT64_MAX, soon, &offset).done == 100000 && offset == 100000);
    CHECK(server.recv_all(back, soon) && back == long_text);
    ::close(file);

    auto started = ox::dial_start(endpoint).value();
    pollfd entry = {started.handle(), POLLOUT, 0};
    CHECK(ox::poll({&entry, 1}, 5s).value() == 1 && started.option("socket.error").value() == 0);
    CHECK(ox::inherit().error() == std::errc::no_such_file_or_directory);
    CHECK(ox::endpoint_path("run/50%").value() == "unix:run/50%25");
}

static void descriptors_and_handles()
{
    auto [a, b] = unix_pair();
    std::array<char, 64> buffer;
    int got[2] = {-1, -1};
    int fds[] = {a.fd().value()};
    CHECK(a.send_descriptors("d", fds).value() == 1);
    CHECK(b.recv_descriptors(buffer, got).value().count == 1);
    auto adopted = ox::socket::adopt(got[0]).value();
    int fd = adopted.release().value();
    CHECK(fd == got[0] && ::close(fd) == 0);
    CHECK(ox::socket::adopt(fd).error() == std::errc::bad_file_descriptor);
    int handles[] = {a.handle()};
    CHECK(a.send_handles("h", handles).value() == 1);
    CHECK(b.recv_handles(buffer, got).value().count == 1);
    ox::socket copy(got[0]);
    CHECK(copy.send("x").value() == 1 && b.recv(buffer).value() == 1);
    auto third = copy.duplicate().value();
    CHECK(third.send("y").value() == 1 && b.recv(buffer).value() == 1);
    CHECK(a.peer_credentials().value().pid == getpid());
}

static void arrivals_and_reports()
{
    auto server = ox::listen_on("udp://127.0.0.1:0").value();
    auto client = ox::dial(server.local().value(), soon).value();
    client.set_deadline(soon).value();
    std::array<char, 64> buffer;
    ox_arrival arrival;
    server.arrivals(true).value();
    CHECK(client.send("?").value() == 1);
    CHECK(server.recv_arrival(buffer, arrival).value() == 1 && arrival.ttl > 0);
    CHECK(server.send_reply("!", arrival).value() == 1 && client.recv(buffer).value() == 1);
    client.error_reports(true).value();
    server.close().value();
    CHECK(client.send("?").value() == 1);
    CHECK(client.recv(buffer).error() == std::errc::connection_refused);
    ox_error_report report;
    CHECK(client.recv_error(buffer, report).value() == 1 && report.code == ECONNREFUSED);

    auto member = ox::socket::open(AF_INET, SOCK_DGRAM).value();
    CHECK(member.group_join("nonsense").error() == std::errc::invalid_argument);
    member.group_join("239.1.2.3", "lo").value();
    member.group_leave("239.1.2.3", "lo").value();
}

static void echoes()
{
    auto opened = ox::socket::echo_open(AF_INET);
    if (opened.error() == std::errc::permission_denied)
        return;
    auto ping = std::move(opened).value();
    ping.set_deadline(soon).value();
    auto to = ox::address::parse("udp://127.0.0.1:0").value();
    std::array<char, 64> buffer;
    std::uint16_t sequence = 0;
    int ttl = 0;
    ox::address from;
    ping.echo_send(to, 7, "echo").value();
    CHECK(ping.echo_recv(buffer, &from, &sequence, &ttl).value() == 4);
    CHECK(sequence == 7 && ttl > 0 && from.family().value() == AF_INET);
}

static void faults()
{
    auto [a, b] = unix_pair();
    std::array<char, 64> buffer;
    {
        auto rule = ox::fault::add("recv error=ECONNRESET").value();
        CHECK(b.recv(buffer).error() == std::errc::connection_reset);
        CHECK(rule.count().value() == 1 && ox::fault::at(0) == rule.number());
        CHECK(rule.text().value() == "recv error=ECONNRESET");
    }
    CHECK(ox::fault::at(0) == 0);
    CHECK(ox::fault::add("recieve").error() == std::errc::invalid_argument);
    ox::fault kept = ox::fault::add("send error=EPIPE").value();
    ox::fault::remove_all();
    CHECK(a.send("x").value() == 1);
}

static void errors_by_choice()
{
    auto refused = ox::dial("tcp://127.0.0.1:1", soon);
    CHECK(!refused && refused.error() == std::errc::connection_refused);
    CHECK(ox::strerror(refused.error()) == "Connection refused"sv);
    CHECK(ox::errname(refused.error()) == "ECONNREFUSED" && ox::errname({}).empty());
    CHECK(ox::error_at(0).value() == EPERM && !ox::error_at(100000));
    CHECK(ox::error_of(OX_EAI_NONAME).message() == ox_strerror(OX_EAI_NONAME));
    CHECK(ox::error_of(OX_EAI_NONAME) != std::errc::no_such_file_or_directory);
    try {
        ox::dial("tcp://127.0.0.1:99999").value();
        CHECK(false); // it throws
    } catch (const std::system_error &e) {
        CHECK(e.code() == std::errc::invalid_argument);
        CHECK(string_view(e.what()).find("port 99999") != string_view::npos);
    }
    CHECK(ox::dial(std::string(5000, 'a')).error() == std::errc::filename_too_long);
    CHECK(ox::dial("a\0b"sv).error() == std::errc::invalid_argument);
    CHECK(string_view(ox::version()) == "0.1.0");
    CHECK(string_view(ox::api_json()).find("ox_dial") != string_view::npos);
}

static void owners()
{
    auto [a, b] = unix_pair();
    ox::socket_ref late = a;
    ox::socket moved = std::move(a);
    CHECK(!a && moved && late.handle() == moved.handle());
    moved = ox::socket();
    CHECK(late.send("x").error() == std::errc::bad_file_descriptor);
    int handle = b.release_handle();
    CHECK(ox::socket(handle).send("x").error() == std::errc::broken_pipe);
    CHECK(!ox::interruptible(true) && ox::interruptible(false));
}

static void deadlines()
{
    auto [a, b] = unix_pair();
    char byte[1];
    auto start = ox::clock::now();
    a.set_deadline(20ms, ox::side::receiving).value();
    CHECK(a.recv(byte).error() == std::errc::timed_out && ox::clock::now() - start >= 20ms);
    a.set_deadline(std::chrono::steady_clock::now() - 1h).value();
    CHECK(a.recv(byte).error() == std::errc::timed_out);
    a.set_deadline(ox::forever).value();
    CHECK(b.send("x").value() == 1 && a.recv(byte).value() == 1);
}

int main()
{
    stream_by_addresses_of_the_system();
    several_buffers_and_messages();
    datagrams_by_address();
    every_day();
    descriptors_and_handles();
    arrivals_and_reports();
    echoes();
    faults();
    errors_by_choice();
    owners();
    deadlines();
}
