package oxsock

// #include <errno.h>
// #include <oxsock.h>
import "C"

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"
	"time"
)

// DialStart begins to connect to an endpoint without names; see Established.
func DialStart(endpoint string) (*Socket, error) {
	handle, err := withText(endpoint, func(c *C.char) C.int { return C.ox_dial_start(c) })
	if err != nil {
		return nil, err
	}
	return newSocket(C.int(handle))
}

// Established waits until the attempt that DialStart began has ended, and returns its error.
func (s *Socket) Established() error { return s.established() }

// DialInThread is ox_dial. It occupies a thread until it ends; deadline is on the clock of Now.
func DialInThread(endpoint string, deadline int64) (Conn, error) {
	handle, err := withText(endpoint, func(c *C.char) C.int {
		return C.ox_dial(c, C.int64_t(deadline))
	})
	if err != nil {
		return Conn{}, err
	}
	s, err := newSocket(C.int(handle))
	if err != nil {
		return Conn{}, err
	}
	s.LocalAddr()
	s.RemoteAddr()
	return Conn{s}, nil
}

// Dial connects to an endpoint until ctx is done. It tries the addresses as ox_dial does: each a
// quarter of a second after the one before, or when that has failed; the first connection wins. If
// the addresses of one family are known before those of the other, it tries these. Connecting
// occupies no thread.
func Dial(ctx context.Context, endpoint string) (Conn, error) {
	return dial(ctx, endpoint, networkIn(endpoint))
}

// DialContext is Dial for http.Transport and the like. It accepts the networks tcp, tcp4, tcp6,
// udp, udp4, udp6, unix, unixgram and unixpacket.
func DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	endpoint, err := endpointOf(network, address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	c, err := dial(ctx, endpoint, network)
	if err != nil {
		return nil, err
	}
	return c, nil
}

func dial(ctx context.Context, endpoint, network string) (Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the look-ups, and closes the losers
	r := &race{ctx: ctx, found: lookUp(ctx, endpoint, network), ended: make(chan attempt)}
	s, addr, err := r.run()
	if err != nil {
		return Conn{}, &net.OpError{Op: "dial", Net: network, Addr: addr, Err: err}
	}
	return Conn{s}, nil
}

// An attempt to connect to an address.
type attempt struct {
	address Address
	socket  *Socket
	err     error
}

// A race connects to the addresses of a name, as they become known.
type race struct {
	ctx       context.Context
	found     <-chan found
	ended     chan attempt
	addresses []Address
	started   int
	failures  []attempt
}

// run returns the first connection, or the most telling error and the address that it is about.
func (r *race) run() (*Socket, net.Addr, error) {
	const headStart = 250 * time.Millisecond
	next := time.NewTimer(headStart)
	defer next.Stop()
	start := func() {
		if r.started < len(r.addresses) {
			go r.try(r.addresses[r.started])
			r.started++
			next.Reset(headStart)
		}
	}
	var lookUpFailed error
	for {
		select {
		case <-next.C:
			start()
		case more, ok := <-r.found:
			if !ok {
				r.found = nil
			} else if more.err != nil {
				lookUpFailed = more.err
			} else if r.add(more.addresses) {
				start()
			}
		case a := <-r.ended:
			if a.err == nil {
				return a.socket, nil, nil
			}
			r.failures = append(r.failures, a)
			start()
		case <-r.ctx.Done():
			return nil, nil, r.ctx.Err()
		}
		if r.found != nil || len(r.failures) < len(r.addresses) {
			continue
		}
		if len(r.failures) > 0 {
			addr, err := mostTelling(r.failures)
			return nil, addr, err
		}
		return nil, nil, lookUpFailed
	}
}

// add adds addresses, and reports whether there are new ones.
func (r *race) add(found []Address) bool {
	before := len(r.addresses)
next:
	for _, a := range found {
		for _, known := range r.addresses {
			if a.Equal(known) {
				continue next
			}
		}
		r.addresses = append(r.addresses, a)
	}
	return len(r.addresses) > before
}

// try connects to an address. The connection is closed if the race has ended meanwhile.
func (r *race) try(a Address) {
	s, err := connectedTo(r.ctx, a)
	select {
	case r.ended <- attempt{a, s, err}:
	case <-r.ctx.Done():
		if err == nil {
			s.Close()
		}
	}
}

func connectedTo(ctx context.Context, a Address) (*Socket, error) {
	s, err := DialStart(a.String())
	for a.Family() == syscall.AF_UNIX && errors.Is(err, syscall.EAGAIN) && ctx.Err() == nil {
		time.Sleep(2 * time.Millisecond) // poll does not report when the listener's queue has room
		s, err = DialStart(a.String())
	}
	if err != nil {
		return nil, err
	}
	stop := s.CancelWith(ctx)
	err = s.established()
	stop()
	if err == nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	if err == nil && a.Type() == syscall.SOCK_STREAM && s.toItself() {
		s.OptionSet("socket.linger", 0) // otherwise the port stays in TIME_WAIT
		err = syscall.ECONNREFUSED
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	s.LocalAddr()
	s.remote.is(a.netAddr()) // kept in case the peer is gone already
	s.RemoteAddr()
	return s, nil
}

// toItself reports whether a TCP socket is connected to itself.
func (s *Socket) toItself() bool {
	local, _ := s.Local()
	peer, _ := s.Peer()
	return s.domain != syscall.AF_UNIX && local == peer
}

// mostTelling returns the failure to report, chosen as ox_dial does.
func mostTelling(failures []attempt) (net.Addr, error) {
	told := failures[0]
	for _, a := range failures {
		if weight(a.err) > weight(told.err) {
			told = a
		}
	}
	var errno syscall.Errno
	if errors.As(told.err, &errno) {
		return told.address.netAddr(), os.NewSyscallError("connect", errno)
	}
	return told.address.netAddr(), told.err
}

// weight ranks errors: first a lack of resources, then that a host answered, that none did, that
// this machine forbids it, that a router has no route, and last that this machine has none.
func weight(err error) int {
	var errno syscall.Errno
	errors.As(err, &errno)
	switch errno {
	case syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOBUFS:
		return 6
	case syscall.ECONNREFUSED, syscall.ECONNRESET:
		return 5
	case syscall.ETIMEDOUT:
		return 4
	case syscall.EHOSTUNREACH, syscall.EHOSTDOWN:
		return 2
	case syscall.ENETUNREACH, syscall.ENETDOWN, syscall.EADDRNOTAVAIL,
		syscall.EAFNOSUPPORT, syscall.EINVAL:
		return 1
	}
	return 3
}
