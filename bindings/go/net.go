package oxsock

// #include <errno.h>
// #include <oxsock.h>
import "C"

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// A Conn is a net.Conn.
type Conn struct{ *Socket }

// A Listener is a net.Listener.
type Listener struct{ *Socket }

// A PacketConn is a net.PacketConn.
type PacketConn struct{ *Socket }

var (
	_ net.Conn       = Conn{}
	_ net.Listener   = Listener{}
	_ net.PacketConn = PacketConn{}
)

// network is the name that package net has for it.
func (s *Socket) network() string { return networkOf(s.domain, s.kind) }

// LocalAddr is its own address: a *net.TCPAddr, *net.UDPAddr, *net.UnixAddr, *net.IPAddr.
func (s *Socket) LocalAddr() net.Addr {
	sockaddr, _ := s.Getsockname()
	return netAddr(sockaddr, s.kind)
}

// RemoteAddr is its peer's.
func (s *Socket) RemoteAddr() net.Addr {
	sockaddr, _ := s.Getpeername()
	return netAddr(sockaddr, s.kind)
}

// wrap makes an error one of package net's.
func (s *Socket) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return &net.OpError{Op: op, Net: s.network(), Source: s.LocalAddr(), Err: err}
}

// Addr is where it listens.
func (l Listener) Addr() net.Addr { return l.LocalAddr() }

// Accept waits for the next connection.
func (l Listener) Accept() (net.Conn, error) {
	client, _, err := l.Socket.Accept()
	if err != nil {
		return nil, l.wrap("accept", err)
	}
	return Conn{client}, nil
}

// CloseWrite ends the sending side, so that the peer reads the end.
func (c Conn) CloseWrite() error { return c.wrap("close", c.Shutdown(syscall.SHUT_WR)) }

// CloseRead ends the receiving side.
func (c Conn) CloseRead() error { return c.wrap("close", c.Shutdown(syscall.SHUT_RD)) }

// ReadFrom receives a datagram, and its sender's address.
func (p PacketConn) ReadFrom(b []byte) (int, net.Addr, error) {
	n, sockaddr, err := p.Recvfrom(b, 0)
	if err != nil {
		return n, nil, p.wrap("read", err)
	}
	return n, netAddr(sockaddr, p.kind), nil
}

// WriteTo sends a datagram to an Address, or to an address of package net's.
func (p PacketConn) WriteTo(b []byte, to net.Addr) (int, error) {
	address, ok := to.(Address)
	if !ok {
		var err error
		if address, err = addressOf(to); err != nil {
			return 0, p.wrap("write", err)
		}
	}
	n, err := p.SendtoAddress(b, 0, address)
	return n, p.wrap("write", err)
}

func addressOf(to net.Addr) (Address, error) {
	switch to := to.(type) {
	case *net.UDPAddr:
		return AddressParse("udp://" + to.String())
	case *net.UnixAddr:
		endpoint, err := EndpointPath(to.Name, syscall.SOCK_DGRAM)
		if len(to.Name) > 0 && to.Name[0] == '@' {
			endpoint, err = "unix-dgram:"+to.Name, nil
		}
		if err != nil {
			return Address{}, err
		}
		return AddressParse(endpoint)
	}
	return Address{}, syscall.EAFNOSUPPORT
}

// listenOn is ox_listen_on: it listens at an endpoint, or for datagrams is bound to it.
func listenOn(endpoint string, backlog int) (*Socket, error) {
	handle, err := withText(endpoint, func(c *C.char) C.int {
		return C.ox_listen_on(c, C.int(backlog))
	})
	if err != nil {
		return nil, err
	}
	return newSocket(C.int(handle))
}

// ListenOn listens at an endpoint: "tcp://*:8080", "unix:/run/x.sock".
func ListenOn(endpoint string) (Listener, error) {
	s, err := listenOn(endpoint, syscall.SOMAXCONN)
	return Listener{s}, err
}

// ListenPacket binds a socket for datagrams to an endpoint: "udp://*:53".
func ListenPacket(endpoint string) (PacketConn, error) {
	s, err := listenOn(endpoint, 0)
	return PacketConn{s}, err
}

// Resolve gives the addresses of an endpoint, in the order in which to try them. It occupies a
// thread where names are looked up. When ctx is done it returns, and the look-up ends by itself.
func Resolve(ctx context.Context, endpoint string) ([]Address, error) {
	deadline, _ := ctx.Deadline()
	by := deadlineOf(deadline)
	type answer struct {
		addresses []Address
		err       error
	}
	answers := make(chan answer, 1)
	go func() {
		addresses, err := resolve(endpoint, by)
		answers <- answer{addresses, err}
	}()
	select {
	case a := <-answers:
		if errors.Is(a.err, syscall.ETIMEDOUT) && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return a.addresses, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
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

// DialStart begins to connect to an endpoint without names; see Established.
func DialStart(endpoint string) (*Socket, error) {
	handle, err := withText(endpoint, func(c *C.char) C.int { return C.ox_dial_start(c) })
	if err != nil {
		return nil, err
	}
	return newSocket(C.int(handle))
}

// Established waits until what DialStart began has ended, and says how.
func (s *Socket) Established() error { return s.established() }

// DialInThread is ox_dial, which occupies a thread until it ends; deadline is on the clock of Now.
func DialInThread(endpoint string, deadline int64) (Conn, error) {
	handle, err := withText(endpoint, func(c *C.char) C.int {
		return C.ox_dial(c, C.int64_t(deadline))
	})
	if err != nil {
		return Conn{}, err
	}
	s, err := newSocket(C.int(handle))
	return Conn{s}, err
}

// Dial connects to an endpoint until ctx is done. It tries its addresses as ox_dial does: each a
// quarter of a second after the one before, or when that has failed; the first connection wins.
// Connecting occupies no thread.
func Dial(ctx context.Context, endpoint string) (Conn, error) {
	addresses, err := Resolve(ctx, endpoint)
	if err != nil {
		return Conn{}, &net.OpError{Op: "dial", Net: "oxsock", Err: err}
	}
	s, err := race(ctx, addresses)
	if err != nil {
		return Conn{}, &net.OpError{Op: "dial", Net: addresses[0].Network(), Addr: addresses[0], Err: err}
	}
	return Conn{s}, nil
}

// DialContext is Dial for http.Transport and the like.
func DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := Dial(ctx, endpointOf(network, address))
	if err != nil {
		return nil, err
	}
	return c, nil
}

func endpointOf(network, address string) string {
	switch network {
	case "unix":
		return "unix:" + address
	case "unixgram":
		return "unix-dgram:" + address
	case "unixpacket":
		return "unix-seqpacket:" + address
	case "udp", "udp4", "udp6":
		return "udp://" + address
	}
	return "tcp://" + address
}

type attempt struct {
	socket *Socket
	err    error
}

func race(ctx context.Context, addresses []Address) (*Socket, error) {
	const pause = 250 * time.Millisecond
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // which closes the losers
	ended := make(chan attempt, len(addresses))
	next := time.NewTimer(0)
	defer next.Stop()
	var failures []error
	started := 0
	for {
		select {
		case <-next.C:
			if started < len(addresses) {
				go func(a Address) { ended <- try(ctx, a) }(addresses[started])
				started++
				next.Reset(pause)
			}
		case a := <-ended:
			if a.err == nil {
				go discard(ended, started-len(failures)-1)
				return a.socket, nil
			}
			failures = append(failures, a.err)
			if len(failures) == len(addresses) {
				return nil, mostInformative(failures)
			}
			if started == len(failures) {
				next.Reset(0)
			}
		case <-ctx.Done():
			go discard(ended, started-len(failures))
			return nil, ctx.Err()
		}
	}
}

func discard(ended chan attempt, count int) {
	for ; count > 0; count-- {
		if a := <-ended; a.err == nil {
			a.socket.Close()
		}
	}
}

// mostInformative prefers that a host refused to that another was unreachable.
func mostInformative(failures []error) error {
	for _, err := range failures {
		if !errors.Is(err, syscall.ENETUNREACH) && !errors.Is(err, syscall.EHOSTUNREACH) &&
			!errors.Is(err, syscall.EADDRNOTAVAIL) {
			return err
		}
	}
	return failures[0]
}

func try(ctx context.Context, a Address) attempt {
	s, err := DialStart(a.String())
	for a.Family() == syscall.AF_UNIX && errors.Is(err, syscall.EAGAIN) && ctx.Err() == nil {
		time.Sleep(2 * time.Millisecond) // nothing tells when the listener's queue has room
		s, err = DialStart(a.String())
	}
	if err != nil {
		return attempt{nil, err}
	}
	stop := s.CancelWith(ctx)
	err = s.established()
	stop()
	if err == nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	if err == nil && a.Type() == syscall.SOCK_STREAM && s.toItself() {
		err = syscall.ECONNREFUSED
	}
	if err != nil {
		s.Close()
		return attempt{nil, err}
	}
	return attempt{s, nil}
}

// toItself says whether a TCP socket has been connected to itself.
func (s *Socket) toItself() bool {
	local, _ := s.Local()
	peer, _ := s.Peer()
	return s.domain != syscall.AF_UNIX && local == peer
}

// CancelWith has the calls that wait end with os.ErrDeadlineExceeded when ctx is done, until the
// function that it returns is called, which also takes the deadline away again.
func (s *Socket) CancelWith(ctx context.Context) (stop func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	stopped := make(chan struct{})
	var ended sync.WaitGroup
	ended.Add(1)
	cancelled := false
	go func() {
		defer ended.Done()
		select {
		case <-ctx.Done():
			cancelled = true
			s.SetDeadline(time.Unix(1, 0))
		case <-stopped:
		}
	}()
	return func() {
		close(stopped)
		ended.Wait()
		if cancelled {
			s.SetDeadline(time.Time{})
		}
	}
}

// Do makes calls that end with ctx.Err when ctx is done: s.Do(ctx, func() error { _, err := s.Read(p);
// return err }).
func (s *Socket) Do(ctx context.Context, calls func() error) error {
	stop := s.CancelWith(ctx)
	err := calls()
	stop()
	if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
