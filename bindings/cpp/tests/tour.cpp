// The tour of every domain and type of socket, with the C program at the other end: tour PROGRAM.
// It needs a network namespace (PROGRAM network).
#include "check.hpp"

#include <oxsock.hpp>

#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sstream>
#include <string>
#include <vector>

using namespace std::literals;

constexpr std::size_t rounds = 100, size = 1000, ip_header = 20;
constexpr auto limit = 5s;

struct stop {
    std::string number, domain, type, how;
    int family, kind, protocol;
};

static std::string line_of(FILE *from)
{
    char line[1000];
    std::string text = std::fgets(line, sizeof line, from) ? line : "";
    if (!text.empty())
        text.pop_back();
    return text;
}

static std::vector<stop> stops_of(const std::string &program)
{
    std::vector<stop> stops;
    FILE *list = popen((program + " list").c_str(), "r");
    for (std::string line; !(line = line_of(list)).empty();) {
        std::istringstream fields(line);
        std::array<std::string, 7> field;
        for (auto &f : field)
            std::getline(fields, f, '\t');
        stops.push_back({field[0], field[1], field[2], field[3], std::stoi(field[4]),
                         std::stoi(field[5]), std::stoi(field[6])});
    }
    CHECK(pclose(list) == 0);
    return stops;
}

struct place {
    sockaddr_storage storage{};
    socklen_t length = 0;

    explicit place(const std::string &hexadecimal)
    {
        auto *bytes = reinterpret_cast<unsigned char *>(&storage);
        CHECK(!hexadecimal.empty());
        for (; length < hexadecimal.size() / 2; length++)
            bytes[length] = static_cast<unsigned char>(
                std::stoi(hexadecimal.substr(2 * length, 2), nullptr, 16));
    }
    const sockaddr *addr() const { return reinterpret_cast<const sockaddr *>(&storage); }
    std::uint32_t ipv4() const { return reinterpret_cast<const sockaddr_in *>(&storage)->sin_addr.s_addr; }
};

static std::string message(std::size_t round)
{
    std::string text(size, char('a' + round % 26));
    auto beginning = "message " + std::to_string(round);
    return text.replace(0, beginning.size(), beginning);
}

static ox::socket client_at(const stop &stop, const place &to)
{
    auto s = ox::socket::open(to.addr()->sa_family, stop.kind, stop.protocol).value();
    s.set_deadline(limit).value();
    sockaddr nameless{AF_UNIX, {}};
    if (stop.family == AF_UNIX && stop.kind == SOCK_DGRAM)
        s.bind(&nameless, sizeof(sa_family_t)).value();
    s.connect(to.addr(), to.length).value();
    return s;
}

static void exchange(const ox::socket &s)
{
    for (std::size_t i = 0; i < rounds; i++) {
        std::string out = message(i), in(size, 0);
        CHECK(s.send(out).value() == int(size));
        CHECK(s.recv(in, MSG_WAITALL).value() == int(size) && in == out);
    }
}

static void exchange_through_a_pair(const stop &stop, const place &to)
{
    auto [mine, theirs] = ox::socketpair(stop.family, stop.kind, stop.protocol).value();
    mine.set_deadline(limit).value();
    auto way = ox::socket::open(AF_UNIX, SOCK_STREAM).value();
    way.connect(to.addr(), to.length).value();
    int handles[] = {theirs.handle()};
    CHECK(way.send_handles("h", handles).value() == 1);
    exchange(mine);
}

// A raw IPv4 socket receives the IP header with the payload, and sends one with IP_HDRINCL.
static void exchange_raw(const ox::socket &s, const stop &stop, const place &to)
{
    ip header{};
    header.ip_v = 4, header.ip_hl = ip_header / 4, header.ip_ttl = 1;
    header.ip_p = std::uint8_t(stop.protocol);
    header.ip_src.s_addr = htonl(INADDR_LOOPBACK), header.ip_dst.s_addr = to.ipv4();
    int with = stop.how == "IP_HDRINCL";
    s.setsockopt(IPPROTO_IP, IP_HDRINCL, &with, sizeof with).value();
    for (std::size_t i = 0; i < rounds; i++) {
        std::string out = message(i), in(ip_header + size, 0);
        std::string before(with ? reinterpret_cast<const char *>(&header) : "", with ? ip_header : 0);
        s.send(before + out).value();
        CHECK(s.recv(in).value() == int(in.size()) && in.substr(ip_header) == out);
    }
}

static void put_checksum(std::string &packet)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < packet.size(); i += 2)
        sum += std::uint32_t(std::uint8_t(packet[i])) << 8 | std::uint8_t(packet[i + 1]);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = ~(sum + (sum >> 16));
    packet[2] = char(sum >> 8), packet[3] = char(sum);
}

// The kernel answers. Packets for others are ignored.
static void ping(const ox::socket &s, int request, int reply, std::size_t lead)
{
    for (std::size_t i = 0; i < rounds; i++) {
        std::string out{char(request), 0, 0, 0, 'o', 'x', 0, char(i)};
        out += message(i);
        put_checksum(out);
        s.send(out).value();
        std::string in(lead + out.size(), 0);
        do
            CHECK(s.recv(in).value() == int(in.size()));
        while (in[lead] != char(reply));
        CHECK(in.substr(lead + 4) == out.substr(4));
    }
}

static void visit(const std::string &program, const stop &stop)
{
    std::printf("%s %s %s\n", stop.domain.c_str(), stop.type.c_str(), stop.how.c_str());
    FILE *server = popen((program + " serve " + stop.number).c_str(), "r");
    place to(line_of(server));
    if (stop.how == "socketpair")
        exchange_through_a_pair(stop, to);
    else if (stop.how == "ICMP")
        ping(client_at(stop, to), 8, 0, ip_header);
    else if (stop.how == "ICMPv6")
        ping(client_at(stop, to), 128, 129, 0);
    else if (stop.kind == SOCK_RAW)
        exchange_raw(client_at(stop, to), stop, to);
    else
        exchange(client_at(stop, to));
    CHECK(pclose(server) == 0);
}

int main(int, char **argv)
{
    auto stops = stops_of(argv[1]);
    CHECK(stops.size() >= 26);
    for (const auto &stop : stops)
        visit(argv[1], stop);
}
