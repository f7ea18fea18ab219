// Unusual uses of the binding's types.
#include "check.hpp"

#include <oxsock.hpp>

#include <array>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace std::literals;
using std::string_view;

static_assert(std::is_nothrow_move_constructible_v<ox::socket>);
static_assert(std::is_nothrow_move_assignable_v<ox::socket>);
static_assert(!std::is_copy_constructible_v<ox::socket> && !std::is_copy_assignable_v<ox::socket>);
static_assert(sizeof(ox::socket) == sizeof(int) && sizeof(ox::result<int>) == sizeof(int));
static_assert(!std::is_convertible_v<int, ox::socket> && !std::is_convertible_v<int, ox::socket_ref>);
static_assert(!std::is_constructible_v<ox::bytes_out, const std::string &>);
static_assert(!std::is_constructible_v<ox::bytes_out, const char *>);
static_assert(!std::is_constructible_v<ox::bytes_in, std::vector<std::string>>);
static_assert(!std::is_constructible_v<ox::span<int>, std::vector<const char *>>);
static_assert(std::is_constructible_v<ox::span<const int>, std::vector<int>>);

template <class T>
static T &itself(T &value)
{
    return value;
}

static void owners_move()
{
    auto [a, b] = ox::socketpair(AF_UNIX, SOCK_STREAM).value();
    int handle = a.handle();
    a = std::move(itself(a));
    CHECK(a.handle() == handle && a.send("x").value() == 1);
    ox::socket empty = std::move(a);
    CHECK(a.handle() == -1 && !a && a.send("x").error() == std::errc::bad_file_descriptor);
    CHECK(a.close().error() == std::errc::bad_file_descriptor);
    a = std::move(empty);
    a.swap(b);
    CHECK(b.handle() == handle);
    CHECK(b.close() && b.close().error() == std::errc::bad_file_descriptor);
    std::vector<ox::socket> many;
    many.push_back(std::move(a));
    many.resize(10);
    CHECK(many.front().available().value() == 1);
    b = ox::socket(ox_socket(-1, 0, 0)); // an error is no handle
    CHECK(!b && b.release().error() == std::errc::bad_file_descriptor);
}

static void rules_end_with_their_owners()
{
    auto [a, b] = ox::socketpair(AF_UNIX, SOCK_STREAM).value();
    auto first = ox::fault::add("send error=EPIPE").value();
    auto second = ox::fault::add("send error=ENOBUFS nth=1000").value();
    first = std::move(second);
    CHECK(a.send("x").value() == 1); // assigning another has removed the first rule
    CHECK(first.count().value() == 0);
    first = std::move(itself(first));
    CHECK(first.count().value() == 0);
    ox::fault::remove_all();
    CHECK(first.count().error() == std::errc::no_such_file_or_directory);
}

static void results()
{
    auto [a, b] = ox::socketpair(AF_UNIX, SOCK_STREAM).value();
    const auto name = a.local();
    CHECK(*name == "unix:" && name->size() == 5 && name.value() == "unix:");
    ox::socket other = *a.duplicate(); // from a temporary: it is moved
    CHECK(other);
    const auto none = ox::socket_ref().local();
    CHECK(!none && none.error() == std::errc::bad_file_descriptor);
    try {
        (void)none.value();
        CHECK(false); // it throws
    } catch (const std::system_error &e) {
        CHECK(e.code() == none.error());
    }
}

template <class Result>
static std::string what(const Result &result)
{
    try {
        (void)result.value();
    } catch (const std::system_error &e) {
        return e.what();
    }
    return "";
}

static bool contains(const std::string &text, string_view part)
{
    return text.find(part) != text.npos;
}

// An error keeps the explanation of its own text, whatever the thread calls afterwards.
static void explanations_stay_with_their_errors()
{
    auto port = ox::dial("tcp://localhost:99999");
    auto scheme = ox::listen_on("http://localhost:1");
    auto good = ox::address::parse("tcp://127.0.0.1:1");
    CHECK(good && contains(what(port), "port 99999") && contains(what(scheme), "scheme http"));
    CHECK(string_view(port.explanation()).find("port 99999") == 0);
    CHECK(*good.explanation() == 0);

    auto before = ox::dial("tcp://localhost:99999");
    CHECK(!contains(what(ox::dial("a\0b"sv)), "99999"));
    before = ox::dial("tcp://localhost:99999");
    CHECK(!contains(what(ox::dial(std::string(5000, 'a'))), "99999"));
    CHECK(!contains(what(ox::socket_ref().option("tcp.nodelay")), "99999"));
}

static void bytes()
{
    auto [a, b] = ox::socketpair(AF_UNIX, SOCK_SEQPACKET).value();
    b.set_deadline(5s).value();
    char got[32];
    auto sends = [&, &a = a, &b = b](ox::bytes_in bytes, string_view wanted) {
        CHECK(a.send(bytes).value() == int(wanted.size()));
        CHECK(string_view(got, std::size_t(b.recv(got).value())) == wanted);
    };
    char full[4] = {'f', 'u', 'l', 'l'}; // without a zero
    char text[8] = "text";
    const char *none = nullptr;
    sends(full, "full");
    sends(text, "text");
    sends(static_cast<const char *>(text), "text");
    sends(static_cast<char *>(text), "text");
    sends("literal", "literal");
    sends("wi\0th zero"sv, "wi\0th zero"sv);
    sends(string_view(), "");
    sends(none, "");
    sends(std::vector<char>(), "");
    sends(ox::bytes_in(), "");
    sends(std::string("string"), "string");
    sends(std::vector<std::uint16_t>{0x4141, 0x4242}, "AABB");
    sends(std::array<unsigned char, 2>{{'x', 'y'}}, "xy");
    sends({"pair", 2}, "pa");
    ox::span<const char> some("span", 4);
    sends(some, "span");
    CHECK(a.send({none, 1}).error() == std::errc::bad_address);
    CHECK(a.send("x").value() == 1 && b.recv(ox::bytes_out()).value() == 0);
}

static void deadlines_far_and_past()
{
    using namespace std::chrono;
    std::int64_t now = ox_now(), century = 100LL * 365 * 24 * 3600 * 1000000;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (ox::deadline far : {ox::deadline(milliseconds::max()), ox::deadline(hours::max()),
                             ox::deadline(duration<double>(1e300)), ox::deadline(nanoseconds::max()),
                             ox::deadline(microseconds::max()), ox::deadline(duration<double>(nan)),
                             ox::deadline(steady_clock::time_point::max()),
                             ox::deadline(ox::clock::time_point::max())})
        CHECK(far.microseconds() == OX_FOREVER || far.microseconds() > now + century);
    for (ox::deadline past : {ox::deadline(milliseconds::min()), ox::deadline(hours::min()),
                              ox::deadline(-1ns), ox::deadline(duration<double>(-1e300)),
                              ox::deadline(steady_clock::time_point::min()),
                              ox::deadline(steady_clock::time_point()),
                              ox::deadline(ox::clock::time_point::min())})
        CHECK(past.microseconds() >= 0 && past.microseconds() <= ox_now());
    CHECK(ox::deadline(1ns).microseconds() > now); // never early
    CHECK(ox::deadline(duration<double>(0.5)).microseconds() > now + 400000);
}

static void texts_may_be_views()
{
    auto member = ox::socket::open(AF_INET, SOCK_DGRAM).value();
    member.group_join(std::string("239.1.2.3"), std::string("lo")).value();
    member.group_leave("239.1.2.3"sv, "lo"sv).value();
    CHECK(ox::inherit("name"sv).error() == std::errc::no_such_file_or_directory);
    CHECK(member.group_join(std::string(5000, 'a')).error() == std::errc::filename_too_long);
    CHECK(member.group_join("239.1.2.3", "l\0o"sv).error() == std::errc::invalid_argument);
}

int main()
{
    owners_move();
    rules_end_with_their_owners();
    results();
    explanations_stay_with_their_errors();
    bytes();
    deadlines_far_and_past();
    texts_may_be_views();
}
