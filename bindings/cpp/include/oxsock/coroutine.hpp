// Coroutines of C++20 that wait for sockets, all in the thread that runs their loop. It asks ox_poll,
// which looks at each socket anew each time: it is for hundreds of sockets; for thousands there is ox_fd,
// and epoll. oxsock.hpp does not include it.
#ifndef OXSOCK_COROUTINE_HPP
#define OXSOCK_COROUTINE_HPP

#include <oxsock/everyday.hpp>

#ifndef __cpp_impl_coroutine
#error "This compiler has no coroutines as C++20 has them"
#endif

#include <algorithm>
#include <coroutine>
#include <exception>
#include <list>
#include <optional>
#include <vector>

namespace ox {

namespace detail {

/// What a task returns, or the exception that has ended it.
template <class T>
struct outcome {
    std::optional<T> value;
    void return_value(T it) { value.emplace(std::move(it)); }
    T take() { return std::move(*value); }
};

template <>
struct outcome<void> {
    void return_void() noexcept {}
    void take() noexcept {}
};

} // namespace detail

/// A coroutine that begins when it is awaited, or given to loop::spawn, and goes with its task.
template <class T = void>
class [[nodiscard]] task {
public:
    struct promise_type : detail::outcome<T> {
        std::coroutine_handle<> caller = std::noop_coroutine();
        std::exception_ptr thrown;

        struct back {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept
            {
                return h.promise().caller;
            }
            void await_resume() noexcept {}
        };
        task get_return_object()
        {
            return task(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        back final_suspend() noexcept { return {}; }
        void unhandled_exception() { thrown = std::current_exception(); }
    };

    task(task &&other) noexcept : coroutine_(std::exchange(other.coroutine_, {})) {}
    task &operator=(task other) noexcept
    {
        std::swap(coroutine_, other.coroutine_);
        return *this;
    }
    ~task()
    {
        if (coroutine_)
            coroutine_.destroy();
    }

    bool await_ready() noexcept { return false; }
    /// What ends without waiting returns here, and takes no stack from those that follow it.
    bool await_suspend(std::coroutine_handle<> caller)
    {
        coroutine_.resume();
        if (!coroutine_.done())
            coroutine_.promise().caller = caller;
        return !coroutine_.done();
    }
    void begin() { coroutine_.resume(); }
    bool has_ended() const noexcept { return coroutine_.done(); }
    T await_resume()
    {
        if (coroutine_.promise().thrown)
            std::rethrow_exception(coroutine_.promise().thrown);
        return coroutine_.promise().take();
    }

private:
    explicit task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}
    std::coroutine_handle<promise_type> coroutine_;
};

/// Runs coroutines, in one thread. A deadline ends a call that waits with ETIMEDOUT, and closing its
/// socket, in whichever thread, with ECANCELED.
class loop {
    struct waiter;

public:
    loop() = default;
    loop(const loop &) = delete;
    loop &operator=(const loop &) = delete;

    /// Begin a task, which goes on by itself, until the loop is destroyed.
    void spawn(task<> it)
    {
        spawned_.push_back(std::move(it));
        spawned_.back().begin();
    }

    /// Go on until all tasks that were spawned have ended, or wait for other things than this loop.
    /// Throws what one of them has thrown.
    void run()
    {
        for (; reap(), !waiting_.empty(); turn())
            ;
    }

    /// To be awaited: those of the events of poll that have happened, as a result<int>.
    waiter ready(socket_ref s, short events, deadline when = forever)
    {
        return {*this, {s.handle(), events, 0}, when.microseconds()};
    }
    /// To be awaited: ETIMEDOUT, when it is time.
    waiter sleep(deadline when) { return ready(socket_ref(), 0, when); }

    task<result<int>> recv(socket_ref s, bytes_out to, deadline when = forever, int flags = 0)
    {
        co_return co_await until(s, POLLIN, when, [&] { return s.recv(to, flags | MSG_DONTWAIT); });
    }
    task<result<int>> send(socket_ref s, bytes_in from, deadline when = forever, int flags = 0)
    {
        co_return co_await until(s, POLLOUT, when, [&] { return s.send(from, flags | MSG_DONTWAIT); });
    }
    task<transfer> send_all(socket_ref s, bytes_in from, deadline when = forever)
    {
        transfer all{0, 0};
        auto some = [&] {
            transfer sent = s.send_all(from, clock::time_point()); // which does not wait
            from = {static_cast<const char *>(from.data()) + sent.done, from.size() - sent.done};
            all.done += sent.done;
            return result<int>(sent.code == -ETIMEDOUT ? -EAGAIN : sent.code);
        };
        all.code = *co_await until(s, POLLOUT, when, some);
        co_return all;
    }
    /// It makes the listener non-blocking, for those who share it, too.
    task<result<socket>> accept(socket_ref s, deadline when = forever)
    {
        if (auto set = s.set_nonblocking(true); !set)
            co_return socket::owner_of(-set.error().value());
        auto next = [&] { return result<int>(ox_accept(s.handle(), nullptr, nullptr)); };
        co_return socket::owner_of(*co_await until(s, POLLIN, when, next));
    }
    /// To an endpoint without names, for which there is ox::resolve; the socket is non-blocking.
    task<result<socket, about::text>> dial(std::string endpoint, deadline when = forever)
    {
        auto started = dial_start(endpoint);
        while (started.error() == std::errc::resource_unavailable_try_again) {
            // The queue of a UNIX listener is full; nothing tells when there is room.
            if (when.microseconds() != OX_FOREVER && when.microseconds() <= ox_now())
                co_return socket::owner_of<about::text>(-ETIMEDOUT);
            static_cast<void>(co_await sleep(std::chrono::milliseconds(2)));
            started = dial_start(endpoint);
        }
        if (!started)
            co_return started;
        auto ended = co_await ready(*started, POLLOUT, when);
        int error = ended ? int(*started->option("socket.error")) : ended.error().value();
        if (error == 0 && endpoint.rfind("unix", 0) != 0 && endpoint.rfind("udp", 0) != 0 &&
            *started->local() == *started->peer()) {
            error = ECONNREFUSED; // the system has connected it to itself, and is to keep the port free
            (void)started->set_option("socket.linger", 0);
        }
        if (error != 0)
            co_return socket::owner_of<about::text>(-error);
        co_return started;
    }

private:
    template <class Call>
    task<result<int>> until(socket_ref s, short events, deadline when, Call call)
    {
        for (;;) {
            result<int> done = call();
            if (*done != -EAGAIN)
                co_return done;
            if (auto any = co_await ready(s, events, when); !any)
                co_return any;
        }
    }

    /// What lies in a coroutine that waits.
    struct waiter {
        waiter(loop &owner, pollfd what, std::int64_t until) : in(owner), entry(what), when(until) {}
        waiter(const waiter &) = delete;
        waiter &operator=(const waiter &) = delete;
        ~waiter()
        {
            std::erase(in.waiting_, this);
            std::erase(in.ready_, this);
        }
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> h)
        {
            rest = h;
            in.waiting_.push_back(this);
        }
        result<int> await_resume() noexcept { return code; }

        loop &in;
        pollfd entry;
        std::int64_t when;
        int code = 0; // as long as it waits
        std::coroutine_handle<> rest;
    };

    void reap()
    {
        for (auto i = spawned_.begin(); i != spawned_.end();) {
            if (!i->has_ended()) {
                ++i;
                continue;
            }
            task<> ended = std::move(*i);
            i = spawned_.erase(i);
            ended.await_resume(); // which throws what it has thrown
        }
    }

    /// Wait until something has happened, and let those go on whom it concerns.
    void turn()
    {
        std::vector<pollfd> entries;
        std::int64_t first = INT64_MAX;
        for (const waiter *w : waiting_) {
            entries.push_back(w->entry);
            if (w->when != OX_FOREVER)
                first = std::min(first, w->when);
        }
        std::chrono::milliseconds left(-1);
        if (first != INT64_MAX)
            left = std::chrono::milliseconds(std::max<std::int64_t>(0, first - ox_now() + 999) / 1000);
        auto polled = poll(entries, left);
        if (*polled < 0 && *polled != -EINTR)
            polled.value();

        const std::int64_t now = ox_now();
        for (std::size_t i = 0; i < entries.size(); i++) {
            waiter *w = waiting_[i];
            if (entries[i].revents != 0)
                w->code = entries[i].revents & POLLNVAL ? -ECANCELED : entries[i].revents;
            else if (w->when != OX_FOREVER && w->when <= now)
                w->code = -ETIMEDOUT;
            if (w->code != 0)
                ready_.push_back(w);
        }
        std::erase_if(waiting_, [](const waiter *w) { return w->code != 0; });
        while (!ready_.empty()) { // each may destroy others
            waiter *w = ready_.front();
            ready_.erase(ready_.begin());
            w->rest.resume();
        }
    }

    std::vector<waiter *> waiting_, ready_;
    std::list<task<>> spawned_; // the last, because waiters in them are among those above
};

} // namespace ox

#endif
