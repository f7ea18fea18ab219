package oxsock

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Users observe the same as with package net: the same is done with both, and the observations are
// recorded and compared.

// A way to connect.
type way struct {
	listen func() (net.Listener, error)
	dial   func(net.Listener) (net.Conn, error)
}

func byNet(network, address string) way {
	return way{
		func() (net.Listener, error) { return net.Listen(network, address) },
		func(l net.Listener) (net.Conn, error) { return net.Dial(network, l.Addr().String()) },
	}
}

func byOxsock(network, endpoint string) way {
	return way{
		func() (net.Listener, error) { return ListenOn(endpoint) },
		func(l net.Listener) (net.Conn, error) {
			return DialContext(context.Background(), network, l.Addr().String())
		},
	}
}

// notes are observations, with names in place of addresses.
type notes struct {
	lines []string
	names *strings.Replacer
}

func (n *notes) note(what string, more ...any) {
	text := what
	for _, item := range more {
		text += " " + n.names.Replace(described(item))
	}
	n.lines = append(n.lines, text)
}

func described(item any) string {
	err, ok := item.(error)
	if !ok {
		return fmt.Sprintf("%v", item)
	}
	text := fmt.Sprintf("%T %q", err, err.Error())
	for name, kind := range map[string]error{
		"EOF": io.EOF, "closed": net.ErrClosed, "late": os.ErrDeadlineExceeded,
	} {
		if errors.Is(err, kind) {
			text += " " + name
		}
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		text += " " + Errname(int(errno))
	}
	var system *os.SyscallError
	text += fmt.Sprint(" a system's ", errors.As(err, &system))
	if e, ok := err.(net.Error); ok {
		text += fmt.Sprint(" timeout ", e.Timeout())
	}
	if e, ok := err.(*net.OpError); ok {
		text += fmt.Sprintf(" %s %s %T %T", e.Op, e.Net, e.Source, e.Addr)
	}
	return text
}

func textOfAddr(a net.Addr) string { return fmt.Sprintf("%T %s %v", a, a.Network(), a) }

var room = make([]byte, 16)

// oneByte sends one byte.
func oneByte(n *notes, from, to net.Conn) {
	written, err := from.Write([]byte("x"))
	n.note("write", written, err)
	read, err := to.Read(room)
	n.note("read", read, err)
}

func readAndWrite(n *notes, c net.Conn) {
	for _, p := range [][]byte{nil, {}, {'x'}} {
		count, err := c.Read(p)
		n.note("read", len(p), count, err)
		count, err = c.Write(p)
		n.note("write", len(p), count, err)
	}
}

// What is done with a connection from c to s, and with its listener.
var doings = map[string]func(n *notes, l net.Listener, c, s net.Conn){
	"addresses": func(n *notes, l net.Listener, c, s net.Conn) {
		n.note("", textOfAddr(l.Addr()), textOfAddr(s.LocalAddr()), textOfAddr(c.RemoteAddr()))
	},
	"closed": func(n *notes, l net.Listener, c, s net.Conn) {
		n.note("close", c.Close())
		readAndWrite(n, c)
		n.note("again", c.Close())
		now := time.Now()
		n.note("deadlines", c.SetDeadline(now), c.SetReadDeadline(now), c.SetWriteDeadline(now))
		n.note("half", c.(half).CloseWrite(), c.(half).CloseRead())
		n.note("addresses", textOfAddr(c.LocalAddr()), textOfAddr(c.RemoteAddr()))
		count, err := s.Read(room)
		n.note("peer", count, err)
	},
	"listener closed": func(n *notes, l net.Listener, c, s net.Conn) {
		n.note("close", l.Close())
		_, err := l.Accept()
		n.note("accept", err)
		n.note("again", l.Close(), textOfAddr(l.Addr()))
		n.note("deadline", l.(late).SetDeadline(time.Now()))
		oneByte(n, c, s)
	},
	"past deadline": func(n *notes, l net.Listener, c, s net.Conn) {
		oneByte(n, c, s)
		s.Write([]byte("y")) // it is sent, and not read
		n.note("set", c.SetDeadline(time.Unix(1, 0)), l.(late).SetDeadline(time.Unix(1, 0)))
		readAndWrite(n, c)
		_, err := l.Accept()
		n.note("accept", err)
		n.note("none", c.SetDeadline(time.Time{}))
		oneByte(n, s, c)
	},
	"deadline of one side": func(n *notes, l net.Listener, c, s net.Conn) {
		n.note("set", c.SetReadDeadline(time.Unix(1, 0)))
		readAndWrite(n, c)
		n.note("set", c.SetReadDeadline(time.Time{}), c.SetWriteDeadline(time.Unix(1, 0)))
		s.Write([]byte("abc"))
		readAndWrite(n, c)
	},
	"closed while it reads": func(n *notes, l net.Listener, c, s net.Conn) {
		n.whileBlocked(func() error { _, err := c.Read(room); return err }, func() { c.Close() })
	},
	"deadline while it reads": func(n *notes, l net.Listener, c, s net.Conn) {
		n.whileBlocked(func() error { _, err := c.Read(room); return err },
			func() { c.SetReadDeadline(time.Unix(1, 0)) })
	},
	"closed while it writes": func(n *notes, l net.Listener, c, s net.Conn) {
		n.whileBlocked(func() error { return writeForever(c) }, func() { c.Close() })
	},
	"deadline while it writes": func(n *notes, l net.Listener, c, s net.Conn) {
		n.whileBlocked(func() error { return writeForever(c) },
			func() { c.SetWriteDeadline(time.Now().Add(time.Millisecond)) })
	},
	"closed while it accepts": func(n *notes, l net.Listener, c, s net.Conn) {
		n.whileBlocked(func() error { _, err := l.Accept(); return err }, func() { l.Close() })
	},
	"a read is waiting, and a write goes on": func(n *notes, l net.Listener, c, s net.Conn) {
		ended := make(chan error)
		go func() { _, err := c.Read(room[:1]); ended <- err }()
		count, err := c.Write([]byte("x"))
		n.note("write", count, err)
		s.Write([]byte("y"))
		n.note("read", <-ended)
	},
	"half closed": func(n *notes, l net.Listener, c, s net.Conn) {
		n.note("close", c.(half).CloseWrite())
		count, err := s.Read(room)
		n.note("end", count, err)
		oneByte(n, s, c)
		count, err = c.Write([]byte("x"))
		n.note("write", count, err)
		n.note("close", c.(half).CloseRead())
		count, err = c.Read(room)
		n.note("read", count, err)
	},
	"its peer is gone": func(n *notes, l net.Listener, c, s net.Conn) {
		n.note("close", s.Close())
		count, err := c.Read(room)
		n.note("read", count, err)
		for err = nil; err == nil; {
			_, err = c.Write([]byte("x")) // TCP returns the error only from a later call
		}
		n.note("write", strings.Replace(described(err), "ECONNRESET", "EPIPE", 1))
		n.note("addresses", textOfAddr(c.LocalAddr()), textOfAddr(c.RemoteAddr()))
	},
	"its peer is gone without reading": func(n *notes, l net.Listener, c, s net.Conn) {
		c.Write([]byte("x"))
		for { // until it is there
			if count, _, err := peek(s); count > 0 || err != nil {
				break
			}
		}
		s.Close()
		count, err := c.Read(room)
		n.note("read", count, err)
		n.note("addresses", textOfAddr(c.LocalAddr()), textOfAddr(c.RemoteAddr()))
	},
	"nobody listens any more": func(n *notes, l net.Listener, c, s net.Conn) {
		n.note("deadline", l.(late).SetDeadline(time.Now().Add(time.Millisecond)))
		_, err := l.Accept()
		n.note("accept", err)
	},
}

type half interface {
	CloseRead() error
	CloseWrite() error
}

type late interface{ SetDeadline(time.Time) error }

// peek reports whether something can be read, and what.
func peek(c net.Conn) (int, []byte, error) {
	if s, ok := c.(Conn); ok {
		return s.Recvfrom(room, syscall.MSG_PEEK)
	}
	raw, err := c.(syscall.Conn).SyscallConn()
	count := 0
	if err == nil {
		raw.Control(func(fd uintptr) {
			count, _, _ = syscall.Recvfrom(int(fd), room, syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		})
	}
	return count, nil, err
}

func writeForever(c net.Conn) error {
	for {
		if _, err := c.Write(make([]byte, 1<<16)); err != nil {
			return err
		}
	}
}

// whileBlocked makes a call; once it waits, it calls end.
func (n *notes) whileBlocked(call func() error, end func()) {
	ended := make(chan error)
	go blocked(call, ended)
	for stacks := make([]byte, 1<<20); ; runtime.Gosched() {
		all := string(stacks[:runtime.Stack(stacks, true)])
		for _, stack := range strings.Split(all, "\n\n") {
			if strings.Contains(stack, "[IO wait") && strings.Contains(stack, "oxsock.blocked(") {
				end()
				n.note("ended", <-ended)
				return
			}
		}
	}
}

func blocked(call func() error, ended chan error) { ended <- call() }

func seen(t *testing.T, w way, do func(*notes, net.Listener, net.Conn, net.Conn)) string {
	t.Helper()
	l, err := w.listen()
	need(t, err)
	defer l.Close()
	c, err := w.dial(l)
	need(t, err)
	defer c.Close()
	s, err := l.Accept()
	need(t, err)
	defer s.Close()
	n := &notes{}
	if strings.HasPrefix(l.Addr().Network(), "unix") {
		n.names = strings.NewReplacer(l.Addr().String(), "LISTENER", "@", "") // package net's for none
	} else {
		n.names = strings.NewReplacer(l.Addr().String(), "LISTENER", c.LocalAddr().String(), "CLIENT",
			c.RemoteAddr().String(), "SERVER")
	}
	do(n, l, c, s)
	return strings.Join(n.lines, "\n")
}

func TestAllIsAsWithNet(t *testing.T) {
	path := t.TempDir() + "/"
	for _, kind := range []struct{ network, address, endpoint string }{
		{"tcp", "127.0.0.1:0", "tcp://127.0.0.1:0"},
		{"tcp", "[::1]:0", "tcp://[::1]:0"},
		{"tcp", ":0", "tcp://*:0"},
		{"unix", path + "net", "unix:" + path + "oxsock"},
		{"unixpacket", path + "net", "unix-seqpacket:" + path + "oxsock"},
	} {
		for name, do := range doings {
			t.Run(kind.network+" "+kind.address+" "+name, func(t *testing.T) {
				is := seen(t, byOxsock(kind.network, kind.endpoint), do)
				wanted := seen(t, byNet(kind.network, kind.address), do)
				if is != wanted {
					t.Fatalf("oxsock:\n%s\n\nnet:\n%s", is, wanted)
				}
			})
		}
	}
}
