// C++20 coroutines that wait for sockets in the thread of their loop. The loop waits in ox_poll,
// which examines each socket each time, so it suits hundreds of sockets; for thousands use ox_fd
// and epoll. oxsock.hpp does not include this file.
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

/// The value that a task returns, or the exception that has ended it.
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

/// A coroutine that starts when it is awaited, or given to loop::spawn. It is destroyed with its
/// task.
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
    /// A coroutine that ends without waiting returns here, so that many of them in turn do not fill
    /// the stack.
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

/// Runs coroutines in one thread. A call that waits ends with ETIMEDOUT at its deadline, and with
/// ECANCELED when its socket is closed, in any thread.
class loop {
    struct waiter;

public:
    loop() = default;
    loop(const loop &) = delete;
    loop &operator=(const loop &) = delete;

    /// Start a task, which runs until the loop is destroyed at the latest.
    void spawn(task<> it)
    {
        spawned_.push_back(std::move(it));
        spawned_.back().begin();
    }

    /// Run until all spawned tasks have ended or wait for something other than this loop. Throws
    /// what one of them has thrown.
    void run()
    {
        for (; reap(), !waiting_.empty(); turn())
            ;
    }

    /// Awaitable: the events of poll that have happened, as a result<int>.
    waiter ready(socket_ref s, short events, deadline when = forever)
    {
        return {*this, {s.handle(), events, 0}, when.microseconds()};
    }
    /// Awaitable: ETIMEDOUT at the deadline.
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
            transfer sent = s.send_all(from, clock::time_point()); // does not wait
            from = {static_cast<const char *>(from.data()) + sent.done, from.size() - sent.done};
            all.done += sent.done;
            return result<int>(sent.code == -ETIMEDOUT ? -EAGAIN : sent.code);
        };
        all.code = *co_await until(s, POLLOUT, when, some);
        co_return all;
    }
    /// Makes the listener non-blocking, also for others that share it.
    task<result<socket>> accept(socket_ref s, deadline when = forever)
    {
        if (auto set = s.set_nonblocking(true); !set)
            co_return socket::owner_of(-set.error().value());
        auto next = [&] { return result<int>(ox_accept(s.handle(), nullptr, nullptr)); };
        co_return socket::owner_of(*co_await until(s, POLLIN, when, next));
    }
    /// Connect to an endpoint without names (ox::resolve resolves them). The socket is
    /// non-blocking.
    task<result<socket, about::text>> dial(std::string endpoint, deadline when = forever)
    {
        auto started = dial_start(endpoint);
        while (started.error() == std::errc::resource_unavailable_try_again) {
            // The queue of a UNIX listener is full, and poll does not report when there is room.
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
            error = ECONNREFUSED; // connected to itself: a reset keeps the port free for its server
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

    /// A coroutine that waits, and for what.
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
        int code = 0; // 0 while it waits
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
            ended.await_resume(); // throws what the task has thrown
        }
    }

    /// Wait until something has happened, and resume the coroutines that wait for it.
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
        while (!ready_.empty()) { // resuming one may destroy others
            waiter *w = ready_.front();
            ready_.erase(ready_.begin());
            w->rest.resume();
        }
    }

    std::vector<waiter *> waiting_, ready_;
    std::list<task<>> spawned_; // last: destroying tasks changes the lists above
};

} // namespace ox

#endif
