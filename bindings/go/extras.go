package oxsock

// #include <oxsock.h>
import "C"

import (
	"runtime"
	"syscall"
	"time"
	"unsafe"
)

// Credentials identify a process.
type Credentials struct {
	Pid      int
	Uid, Gid uint32
}

// An Arrival describes how a datagram arrived.
type Arrival struct{ c C.struct_ox_arrival }

// Sender is the address that sent it, Destination the one that it was sent to.
func (a *Arrival) Sender() Address      { return Address{a.c.sender} }
func (a *Arrival) Destination() Address { return Address{a.c.destination} }

// Time is when it reached this machine; the zero time if unknown.
func (a *Arrival) Time() time.Time {
	if a.c.time == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(a.c.time))
}

// Interface is the index of the interface that received it; 0 if unknown.
func (a *Arrival) Interface() int { return int(a.c.ifindex) }

// TTL and ECN are -1 if unknown.
func (a *Arrival) TTL() int     { return int(a.c.ttl) }
func (a *Arrival) ECN() int     { return int(a.c.ecn) }
func (a *Arrival) Flags() int32 { return int32(a.c.flags) }

// An ErrorReport describes an error that a datagram has caused.
type ErrorReport struct {
	Reporter, Destination Address
	Err                   syscall.Errno
	Origin                int
	ICMPType, ICMPCode    int
	Info                  uint32
	TTL                   int
}

func (s *Socket) SendDescriptors(p []byte, fds []int) (int, error) {
	c := intsToC(fds)
	return s.sending(func() C.int {
		return C.ox_send_descriptors(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), &c[0], C.int(len(fds)))
	})
}

// RecvDescriptors receives bytes, and at most room descriptors. An entry below 0 is the error for
// which a descriptor could not be received.
func (s *Socket) RecvDescriptors(p []byte, room int) (int, []int, error) {
	c, count := make([]C.int, room+1), C.int(0)
	n, err := s.receiving(func() C.int {
		count = C.int(room)
		return C.ox_recv_descriptors(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), &c[0], &count)
	})
	return n, intsFromC(c[:room], count, err), err
}

// SendHandles sends bytes, and with them the sockets of handles.
func (s *Socket) SendHandles(p []byte, sockets []*Socket) (int, error) {
	handles := make([]int, len(sockets))
	for i, other := range sockets {
		handles[i] = other.Handle()
	}
	defer runtime.KeepAlive(sockets)
	c := intsToC(handles)
	return s.sending(func() C.int {
		return C.ox_send_handles(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), &c[0], C.int(len(handles)))
	})
}

// RecvHandles receives bytes, and at most room sockets; nil for one that could not be received.
func (s *Socket) RecvHandles(p []byte, room int) (int, []*Socket, error) {
	c, count := make([]C.int, room+1), C.int(0)
	n, err := s.receiving(func() C.int {
		count = C.int(room)
		return C.ox_recv_handles(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), &c[0], &count)
	})
	var sockets []*Socket
	for _, handle := range intsFromC(c[:room], count, err) {
		socket, _ := newSocket(C.int(handle))
		sockets = append(sockets, socket)
	}
	return n, sockets, err
}

func intsToC(list []int) []C.int {
	c := make([]C.int, len(list)+1)
	for i, number := range list {
		c[i] = numberToC(number)
	}
	return c
}

// numberToC converts a descriptor or a handle for C; a number that does not fit becomes -1, which
// is neither.
func numberToC(number int) C.int {
	if int(C.int(number)) != number {
		return -1
	}
	return C.int(number)
}

func intsFromC(c []C.int, count C.int, err error) []int {
	var list []int
	for i := 0; err == nil && i < len(c) && i < int(count); i++ {
		list = append(list, int(c[i]))
	}
	return list
}

// PeerCredentials returns the credentials of the peer of a UNIX connection.
func (s *Socket) PeerCredentials() (Credentials, error) {
	var c C.struct_ox_credentials
	code := C.ox_peer_credentials(s.handle, &c)
	return Credentials{int(c.pid), uint32(c.uid), uint32(c.gid)}, failure(code)
}

// Arrivals turns on what RecvArrival reports.
func (s *Socket) Arrivals(on bool) error { return failure(C.ox_arrivals(s.handle, number(on))) }

// RecvArrival receives a datagram, and how it arrived.
func (s *Socket) RecvArrival(p []byte, flags int) (int, *Arrival, error) {
	a := new(Arrival)
	n, err := s.receiving(func() C.int {
		return C.ox_recv_arrival(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), C.int(flags)|C.MSG_DONTWAIT, &a.c)
	})
	return n, a, err
}

// SendReply answers a datagram from the address that it was sent to.
func (s *Socket) SendReply(p []byte, flags int, a *Arrival) (int, error) {
	return s.sending(func() C.int {
		return C.ox_send_reply(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), C.int(flags)|C.MSG_DONTWAIT, &a.c)
	})
}

// ErrorReports turns on the queue of errors for RecvError.
func (s *Socket) ErrorReports(on bool) error {
	return failure(C.ox_error_reports(s.handle, number(on)))
}

func number(on bool) C.int {
	if on {
		return 1
	}
	return 0
}

// RecvError takes the first error out of the queue, and the part of the datagram that came back. It
// never waits: syscall.EAGAIN if there is none.
func (s *Socket) RecvError(p []byte) (int, *ErrorReport, error) {
	var c C.struct_ox_error_report
	n := C.ox_recv_error(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), &c)
	if n < 0 {
		return 0, nil, failure(n)
	}
	return int(n), &ErrorReport{
		Address{c.reporter}, Address{c.destination}, syscall.Errno(c.code), int(c.origin),
		int(c.icmp_type), int(c.icmp_code), uint32(c.info), int(c.ttl),
	}, nil
}

// GroupJoin joins a multicast group; iface and source may be empty.
func (s *Socket) GroupJoin(group, iface, source string) error {
	return withGroup(group, iface, source, func(g, i, from *C.char) C.int {
		return C.ox_group_join(s.handle, g, i, from)
	})
}

// GroupLeave leaves a group that was joined with the same texts.
func (s *Socket) GroupLeave(group, iface, source string) error {
	return withGroup(group, iface, source, func(g, i, from *C.char) C.int {
		return C.ox_group_leave(s.handle, g, i, from)
	})
}

func withGroup(group, iface, source string, call func(g, i, from *C.char) C.int) error {
	optional := func(text string, c *C.char) *C.char {
		if text == "" {
			return nil
		}
		return c
	}
	_, err := withText(group, func(g *C.char) C.int {
		var code C.int
		withText(iface, func(i *C.char) C.int {
			withText(source, func(from *C.char) C.int {
				code = call(g, optional(iface, i), optional(source, from))
				return 0
			})
			return 0
		})
		return code
	})
	return err
}

// EchoOpen opens a socket for ICMP echoes.
func EchoOpen(family int) (*Socket, error) { return newSocket(C.ox_echo_open(C.int(family))) }

// EchoSend sends an ICMP echo request.
func (s *Socket) EchoSend(to Address, sequence uint16, payload []byte) error {
	_, err := s.sending(func() C.int {
		n := C.size_t(len(payload))
		return C.ox_echo_send(s.handle, &to.c, C.uint16_t(sequence), unsafe.Pointer(&some(payload)[0]), n)
	})
	return err
}

// An Echo is a reply; with an error, it says who reported the error, and for which request.
type Echo struct {
	Sender   Address
	Sequence uint16
	TTL      int
}

// EchoRecv receives the next reply. It returns the length of the payload.
func (s *Socket) EchoRecv(payload []byte) (int, Echo, error) {
	var echo Echo
	var sequence C.uint16_t
	var ttl C.int
	n, err := s.receiving(func() C.int {
		return C.ox_echo_recv(s.handle, &echo.Sender.c, &sequence, unsafe.Pointer(&some(payload)[0]),
			C.size_t(len(payload)), &ttl)
	})
	echo.Sequence, echo.TTL = uint16(sequence), int(ttl)
	return n, echo, err
}
