package oxsock

// #include <oxsock.h>
import "C"

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"
)

// Resolve returns the addresses of an endpoint, in the order in which to try them; if ctx's
// deadline comes before all are known, those that are. Looking up a name occupies a thread. When
// ctx is cancelled Resolve returns, and the look-up ends later by itself.
func Resolve(ctx context.Context, endpoint string) ([]Address, error) {
	select {
	case a := <-looked(ctx, endpoint):
		if errors.Is(a.err, syscall.ETIMEDOUT) && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return a.addresses, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// found is the result of a look-up.
type found struct {
	addresses []Address
	err       error
}

// looked starts a look-up by the library.
func looked(ctx context.Context, endpoint string) <-chan found {
	deadline, _ := ctx.Deadline()
	by := deadlineOf(deadline)
	answer := make(chan found, 1)
	go func() {
		addresses, err := resolve(endpoint, by)
		answer <- found{addresses, err}
	}()
	return answer
}

func resolve(endpoint string, by C.int64_t) ([]Address, error) {
	for room := 8; ; {
		addresses := make([]Address, room)
		n, err := withText(endpoint, func(c *C.char) C.int {
			return C.ox_resolve(c, &addresses[0].c, C.size_t(room), by)
		})
		if n <= room {
			return addresses[:n], err
		}
		room = n
	}
}

// The library returns the addresses of both families together. So when that takes long, package net
// is asked for each family, and the addresses of one are used a moment later (RFC 8305, section 3),
// as ox_dial does.
const (
	patience        = 200 * time.Millisecond
	resolutionDelay = 50 * time.Millisecond
)

// patienceUntil is the time to wait before that: a quarter of the time left, if that is less.
func patienceUntil(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline)/4 < patience {
		return time.Until(deadline) / 4
	}
	return patience
}

// lookUp sends the addresses of an endpoint, of the network's family, as they become known; or the
// reason why there are none.
func lookUp(ctx context.Context, endpoint, network string) <-chan found {
	told := make(chan found)
	whole := looked(ctx, endpoint)
	tell := func(f found) {
		f = f.of(network)
		select {
		case told <- f:
		case <-ctx.Done():
		}
	}
	go func() {
		defer close(told)
		var early []Address
		apart := make(chan []Address, 2)
		came, tellEarly := 0, (<-chan time.Time)(nil)
		askApart := time.NewTimer(patienceUntil(ctx))
		defer askApart.Stop()
		for {
			select {
			case f := <-whole:
				tell(f)
				return
			case <-askApart.C:
				if FaultAt(0) == 0 { // rules about resolving apply to the library only
					askEach(ctx, endpoint, apart)
				}
			case some := <-apart:
				came++
				early = append(early, some...)
				if tellEarly == nil && len(some) > 0 {
					tellEarly = time.After(resolutionDelay)
				}
				if came == 2 && len(early) > 0 {
					tell(found{early, nil})
					tellEarly = nil
				}
			case <-tellEarly:
				tell(found{early, nil})
			case <-ctx.Done():
				return
			}
		}
	}()
	return told
}

// of keeps the addresses of the network's family.
func (f found) of(network string) found {
	families := map[byte]int{'4': syscall.AF_INET, '6': syscall.AF_INET6}
	family, one := families[network[len(network)-1]]
	if f.err != nil || !one {
		return f
	}
	var those []Address
	for _, a := range f.addresses {
		if a.Family() == family {
			those = append(those, a)
		}
	}
	if len(those) == 0 {
		return found{nil, &net.AddrError{Err: "no suitable address"}}
	}
	return found{those, nil}
}

// askEach asks package net for the addresses of each family.
func askEach(ctx context.Context, endpoint string, apart chan<- []Address) {
	scheme, rest, ok := strings.Cut(endpoint, "://")
	if !ok {
		scheme, rest = "tcp", endpoint
	}
	host, service, err := net.SplitHostPort(rest)
	if err != nil {
		return
	}
	ask := func(family string) (some []Address) {
		port, err := net.DefaultResolver.LookupPort(ctx, scheme, service)
		if err != nil {
			return nil
		}
		ips, _ := net.DefaultResolver.LookupIP(ctx, family, host)
		for _, ip := range ips {
			if a, err := AddressParse(scheme + "://" + net.JoinHostPort(ip.String(), fmt.Sprint(port))); err == nil {
				some = append(some, a)
			}
		}
		return some
	}
	for _, family := range []string{"ip6", "ip4"} {
		go func(family string) { apart <- ask(family) }(family)
	}
}
