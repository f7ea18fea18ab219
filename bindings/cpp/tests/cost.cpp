// The same functions through C and through the binding; cost.sh compares their machine code.
#include <oxsock.hpp>

extern "C" {
int c_read(int s, char *buf, std::size_t n) { return ox_read(s, buf, n); }
int cpp_read(int s, char *buf, std::size_t n)
{
    return *ox::socket_ref(s).read({buf, n});
}

int c_send(int s, const char *buf, std::size_t n) { return ox_send(s, buf, n, MSG_DONTWAIT); }
int cpp_send(int s, const char *buf, std::size_t n)
{
    return *ox::socket_ref(s).send({buf, n}, MSG_DONTWAIT);
}

int c_loop(int s, char *buf, std::size_t n)
{
    int got;
    while ((got = ox_recv(s, buf, n, 0)) > 0)
        if (ox_send(s, buf, std::size_t(got), 0) < 0)
            break;
    return got;
}
int cpp_loop(int s, char *buf, std::size_t n)
{
    ox::socket_ref socket(s);
    ox::result<int> got = 0;
    while (*(got = socket.recv({buf, n})) > 0)
        if (!socket.send({buf, std::size_t(*got)}))
            break;
    return *got;
}

int c_sendto(int s, const char *buf, std::size_t n, const ox_address *to)
{
    return ox_sendto_address(s, buf, n, 0, to);
}
int cpp_sendto(int s, const char *buf, std::size_t n, const ox::address *to)
{
    return *ox::socket_ref(s).sendto({buf, n}, *to);
}

long c_all(int s, const char *buf, std::size_t n)
{
    std::size_t done = 0;
    int code = ox_send_all(s, buf, n, OX_FOREVER, &done);
    return code < 0 ? code : long(done);
}
long cpp_all(int s, const char *buf, std::size_t n)
{
    auto sent = ox::socket_ref(s).send_all({buf, n});
    return sent ? long(sent.done) : sent.code;
}

int c_accept(int s)
{
    int client = ox_accept(s, nullptr, nullptr);
    if (client >= 0)
        ox_close(client);
    return 0;
}
int cpp_accept(int s)
{
    auto client = ox::socket_ref(s).accept();
    return 0;
}
}
