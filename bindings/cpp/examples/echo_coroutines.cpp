// Sends back whatever its clients send, all in one thread: echo_coroutines [ENDPOINT]
#include <oxsock/coroutine.hpp>

#include <cstdio>
#include <exception>
#include <utility>

using namespace std::chrono_literals;

static ox::task<> serve(ox::loop &loop, ox::socket client)
{
    char buffer[4096];
    for (;;) { // A client has half a minute to send something and to take the answer.
        auto got = co_await loop.recv(client, buffer, 30s);
        if (!got || *got == 0)
            co_return;
        auto sent = co_await loop.send_all(client, {buffer, std::size_t(*got)}, 30s);
        if (!sent)
            co_return;
    }
}

static ox::task<> listen(ox::loop &loop, ox::socket listener)
{
    for (;;) {
        if (auto client = co_await loop.accept(listener))
            loop.spawn(serve(loop, std::move(*client)));
        else
            (void)co_await loop.sleep(100ms); // No descriptors left: the clients wait in the queue.
    }
}

int main(int argc, char **argv)
try {
    ox::socket listener = ox::listen_on(argc > 1 ? argv[1] : "*:7777").value();
    std::printf("%s\n", listener.local().value().c_str());
    std::fflush(stdout);
    ox::loop loop;
    loop.spawn(listen(loop, std::move(listener)));
    loop.run();
} catch (const std::exception &e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
