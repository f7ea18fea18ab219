// Time: the clock of ox_now, and deadlines on it.
#ifndef OXSOCK_TIME_HPP
#define OXSOCK_TIME_HPP

#include <oxsock.h>

#include <chrono>
#include <cstdint>

namespace ox {

/// The monotonic clock, in microseconds.
struct clock {
    using rep = std::int64_t;
    using period = std::micro;
    using duration = std::chrono::microseconds;
    using time_point = std::chrono::time_point<clock>;
    static constexpr bool is_steady = true;

    static time_point now() noexcept { return time_point(duration(ox_now())); }
};

/// A point in time by which a call has to end: of ox::clock or of std::chrono::steady_clock, a
/// duration from now on, or ox::forever.
class deadline {
public:
    constexpr deadline(clock::time_point when) noexcept
        : deadline(when.time_since_epoch().count() < 0 ? 0 : when.time_since_epoch().count())
    {
    }
    template <class Rep, class Period>
    deadline(std::chrono::duration<Rep, Period> from_now) noexcept
        : deadline(clock::now() + microseconds_of(from_now))
    {
    }
    deadline(std::chrono::steady_clock::time_point when) noexcept
        : deadline(left_until(when))
    {
    }

    static constexpr deadline never() noexcept { return deadline(std::int64_t{OX_FOREVER}); }
    constexpr std::int64_t microseconds() const noexcept { return at_; }

private:
    explicit constexpr deadline(std::int64_t at) noexcept : at_(at) {}

    /// Rounded up, so that no wait ends early. A duration that is too long for 64 bits of
    /// microseconds becomes the longest one.
    template <class Rep, class Period>
    static constexpr clock::duration microseconds_of(std::chrono::duration<Rep, Period> d) noexcept
    {
        constexpr clock::duration longest(INT64_MAX / 4);
        const double count = std::chrono::duration<double, std::micro>(d).count();
        if (count < -double(longest.count()))
            return -longest;
        if (!(count < double(longest.count()))) // nor if it is not a number
            return longest;
        return std::chrono::ceil<clock::duration>(d);
    }

    static std::chrono::steady_clock::duration left_until(
        std::chrono::steady_clock::time_point when) noexcept
    {
        const auto now = std::chrono::steady_clock::now();
        return when <= now ? now - now : when - now;
    }

    std::int64_t at_;
};

/// The deadline that never comes.
inline constexpr deadline forever = deadline::never();

/// The side of a socket that a deadline is for.
enum class side { receiving = OX_RECEIVING, sending = OX_SENDING, both = OX_BOTH };

/// Set whether signals end calls, for the whole process. Returns what was set before.
inline bool interruptible(bool on) noexcept { return ox_interruptible(on) != 0; }

} // namespace ox

#endif
