package oxsock

// #include <oxsock.h>
import "C"

import (
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// A Conn is a net.Conn: a Socket that is connected. Its own methods return errors of package net,
// those of Socket return errors as C's functions do.
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

// An end is an address of a socket, kept because the system does not return it after the socket is
// closed, or the peer's after that is gone.
type end struct{ last atomic.Pointer[net.Addr] }

func (e *end) is(a net.Addr) net.Addr {
	if a != nil {
		e.last.Store(&a)
	} else if last := e.last.Load(); last != nil {
		return *last
	}
	return a
}

// LocalAddr is the local address: a *net.TCPAddr, *net.UDPAddr, *net.UnixAddr or *net.IPAddr.
func (s *Socket) LocalAddr() net.Addr {
	if s == nil {
		return nil
	}
	sockaddr, _ := s.Getsockname()
	return s.local.is(netAddr(sockaddr, s.kind))
}

// RemoteAddr is the peer's address.
func (s *Socket) RemoteAddr() net.Addr {
	if s == nil {
		return nil
	}
	sockaddr, _ := s.Getpeername()
	return s.remote.is(netAddr(sockaddr, s.kind))
}

// network is package net's name for the kind of socket.
func (s *Socket) network() string { return networkOf(s.domain, s.kind) }

// opError makes an error one of package net. call is the name of the call that failed.
func (s *Socket) opError(op, call string, source, addr net.Addr, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	if errno, ok := err.(syscall.Errno); ok {
		if err = s.ended(errno); err == errno {
			err = os.NewSyscallError(call, errno)
		}
	}
	return &net.OpError{Op: op, Net: s.network(), Source: source, Addr: addr, Err: err}
}

// moved makes the results of Read or Write.
func (s *Socket) moved(op string, n int, err error) (int, error) {
	if err == nil || err == io.EOF {
		return n, err
	}
	return n, s.opError(op, op, s.LocalAddr(), s.RemoteAddr(), err)
}

func (s *Socket) set(set func(*Socket, time.Time) error, t time.Time) error {
	if s == nil {
		return syscall.EINVAL
	}
	return s.opError("set", "set", nil, s.LocalAddr(), set(s, t))
}

// Read receives; io.EOF at the end of a stream.
func (c Conn) Read(p []byte) (int, error) {
	if c.Socket == nil {
		return 0, syscall.EINVAL
	}
	n, err := c.Socket.Read(p)
	return c.moved("read", n, err)
}

// Write sends all of p; on a datagram socket, as one datagram.
func (c Conn) Write(p []byte) (int, error) {
	if c.Socket == nil {
		return 0, syscall.EINVAL
	}
	n, err := c.Socket.Write(p)
	return c.moved("write", n, err)
}

// Close closes the connection. Calls that wait return.
func (c Conn) Close() error {
	if c.Socket == nil {
		return syscall.EINVAL
	}
	return c.opError("close", "close", c.LocalAddr(), c.RemoteAddr(), c.Socket.Close())
}

// CloseWrite shuts down the sending side, so that the peer reads the end.
func (c Conn) CloseWrite() error { return c.closeHalf(syscall.SHUT_WR) }

// CloseRead shuts down the receiving side.
func (c Conn) CloseRead() error { return c.closeHalf(syscall.SHUT_RD) }

func (c Conn) closeHalf(how int) error {
	if c.Socket == nil {
		return syscall.EINVAL
	}
	err := c.Shutdown(how)
	return c.opError("close", "shutdown", c.LocalAddr(), c.RemoteAddr(), err)
}

// SetDeadline sets the deadline for Read and Write.
func (c Conn) SetDeadline(t time.Time) error { return c.set((*Socket).SetDeadline, t) }

// SetReadDeadline sets the deadline for Read.
func (c Conn) SetReadDeadline(t time.Time) error { return c.set((*Socket).SetReadDeadline, t) }

// SetWriteDeadline sets the deadline for Write.
func (c Conn) SetWriteDeadline(t time.Time) error { return c.set((*Socket).SetWriteDeadline, t) }

// Addr is the address at which it listens.
func (l Listener) Addr() net.Addr { return l.LocalAddr() }

// Accept waits for the next connection.
func (l Listener) Accept() (net.Conn, error) {
	if l.Socket == nil {
		return nil, syscall.EINVAL
	}
	client, _, err := l.Socket.Accept()
	if err != nil {
		return nil, l.opError("accept", "accept", nil, l.Addr(), err)
	}
	client.LocalAddr()
	return Conn{client}, nil
}

// Close closes the listener. Calls that wait return.
func (l Listener) Close() error {
	if l.Socket == nil {
		return syscall.EINVAL
	}
	return l.opError("close", "close", nil, l.Addr(), l.Socket.Close())
}

// SetDeadline sets the deadline for Accept.
func (l Listener) SetDeadline(t time.Time) error { return l.set((*Socket).SetDeadline, t) }

// ReadFrom receives a datagram, and its sender's address.
func (p PacketConn) ReadFrom(b []byte) (int, net.Addr, error) {
	if p.Socket == nil {
		return 0, nil, syscall.EINVAL
	}
	n, sockaddr, err := p.Recvfrom(b, 0)
	if err != nil {
		n, err = p.moved("read", n, err)
		return n, nil, err
	}
	return n, netAddr(sockaddr, p.kind), nil
}

// WriteTo sends a datagram to an Address, or to an address of package net.
func (p PacketConn) WriteTo(b []byte, to net.Addr) (int, error) {
	if p.Socket == nil {
		return 0, syscall.EINVAL
	}
	address, err := addressOf(to)
	if err != nil {
		return 0, p.opError("write", "write", p.LocalAddr(), to, err)
	}
	n, err := p.SendtoAddress(b, 0, address)
	return n, p.opError("write", "sendto", p.LocalAddr(), to, err)
}

// Close closes the socket. Calls that wait return.
func (p PacketConn) Close() error { return Conn(p).Close() }

// SetDeadline sets the deadline for ReadFrom and WriteTo.
func (p PacketConn) SetDeadline(t time.Time) error { return p.set((*Socket).SetDeadline, t) }

// SetReadDeadline sets the deadline for ReadFrom.
func (p PacketConn) SetReadDeadline(t time.Time) error { return p.set((*Socket).SetReadDeadline, t) }

// SetWriteDeadline sets the deadline for WriteTo.
func (p PacketConn) SetWriteDeadline(t time.Time) error { return p.set((*Socket).SetWriteDeadline, t) }

// listenOn is ox_listen_on: the socket listens at an endpoint or, for datagrams, is bound to it.
func listenOn(endpoint string, backlog int) (*Socket, error) {
	handle, err := withText(endpoint, func(c *C.char) C.int {
		return C.ox_listen_on(c, C.int(backlog))
	})
	var s *Socket
	if err == nil {
		s, err = newSocket(C.int(handle))
	}
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: networkIn(endpoint), Err: err}
	}
	s.LocalAddr()
	return s, nil
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
