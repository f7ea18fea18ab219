// Sends back whatever its clients send: echo [ENDPOINT]
#include <oxsock.hpp>

#include <cstdio>
#include <exception>
#include <thread>
#include <utility>

using namespace std::chrono_literals;

static void serve(ox::socket client)
{
    char buffer[4096];
    for (;;) { // A client has half a minute to send something and to take the answer.
        client.set_deadline(30s).value();
        auto got = client.read(buffer);
        if (!got || *got == 0 || !client.write({buffer, std::size_t(*got)}))
            return;
    }
}

int main(int argc, char **argv)
try {
    ox::socket listener = ox::listen_on(argc > 1 ? argv[1] : "*:7777").value();
    std::printf("%s\n", listener.local().value().c_str());
    std::fflush(stdout);
    for (;;) {
        if (auto client = listener.accept())
            std::thread(serve, std::move(*client)).detach();
        else
            std::this_thread::sleep_for(100ms); // No descriptors left: the clients wait in the queue.
    }
} catch (const std::exception &e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
