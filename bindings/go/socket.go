package oxsock

// #include <oxsock.h>
// #include <errno.h>
// #include <fcntl.h>
import "C"

import (
	"net"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// A Socket owns a handle, which is non-blocking; its calls wait in the runtime's poller.
type Socket struct {
	handle C.int
	domain int
	kind   int
	file   *os.File // a duplicate of the descriptor, for the runtime's poller
	raw    syscall.RawConn
	closed int32

	local, remote end
}

// newSocket takes ownership of a handle, and closes it if it fails.
func newSocket(handle C.int) (*Socket, error) {
	if handle < 0 {
		return nil, failure(handle)
	}
	fd := C.ox_fd(handle)
	if fd < 0 {
		C.ox_close(handle)
		return nil, failure(fd)
	}
	duplicate, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), C.F_DUPFD_CLOEXEC, 0)
	if errno != 0 {
		C.ox_close(handle)
		return nil, errno
	}
	return newSocketWith(handle, C.int(duplicate))
}

// newSocketWith takes ownership of a handle and of the duplicate of its descriptor.
func newSocketWith(handle, duplicate C.int) (*Socket, error) {
	s := &Socket{handle: handle}
	if err := s.prepare(duplicate); err != nil {
		syscall.Close(int(duplicate))
		C.ox_close(handle)
		return nil, err
	}
	runtime.SetFinalizer(s, (*Socket).Close)
	return s, nil
}

func (s *Socket) prepare(duplicate C.int) error {
	flags := C.ox_fcntl(s.handle, C.F_GETFL, 0)
	if flags >= 0 && flags&C.O_NONBLOCK == 0 {
		flags = C.ox_fcntl(s.handle, C.F_SETFL, flags|C.O_NONBLOCK)
	}
	if flags < 0 {
		return failure(flags)
	}
	s.domain, _ = s.GetsockoptInt(syscall.SOL_SOCKET, syscall.SO_DOMAIN)
	s.kind, _ = s.GetsockoptInt(syscall.SOL_SOCKET, syscall.SO_TYPE)
	s.file = os.NewFile(uintptr(duplicate), "oxsock") // looks up whether it is non-blocking
	s.raw, _ = s.file.SyscallConn()
	return nil
}

// OpenSocket opens a socket, as ox_socket.
func OpenSocket(domain, socktype, protocol int) (*Socket, error) {
	socktype |= syscall.SOCK_NONBLOCK
	return newSocket(C.ox_socket(C.int(domain), C.int(socktype), C.int(protocol)))
}

// Socketpair opens two sockets that are connected to each other.
func Socketpair(domain, socktype, protocol int) (*Socket, *Socket, error) {
	var sv [2]C.int
	code := C.ox_socketpair(C.int(domain), C.int(socktype), C.int(protocol), &sv[0])
	if code < 0 {
		return nil, nil, failure(code)
	}
	a, err := newSocket(sv[0])
	if err != nil {
		C.ox_close(sv[1])
		return nil, nil, err
	}
	b, err := newSocket(sv[1])
	if err != nil {
		a.Close()
		return nil, nil, err
	}
	return a, b, nil
}

// Adopt makes a socket of a descriptor, which it owns from then on.
func Adopt(fd int) (*Socket, error) { return newSocket(C.ox_adopt(numberToC(fd))) }

// FromHandle takes ownership of a handle.
func FromHandle(handle int) (*Socket, error) {
	c := numberToC(handle)
	if c < 0 {
		return nil, syscall.EBADF
	}
	return newSocket(c)
}

// Inherit takes the i-th socket that a service manager passed under this name; of all, for "".
func Inherit(name string, i int) (*Socket, error) {
	if name == "" {
		return newSocket(C.ox_inherit(nil, C.int(i)))
	}
	handle, err := withText(name, func(c *C.char) C.int { return C.ox_inherit(c, C.int(i)) })
	if err != nil {
		return nil, err
	}
	return newSocket(C.int(handle))
}

// Handle returns the handle, for C.
func (s *Socket) Handle() int { return int(s.handle) }

// Fd lends the descriptor.
func (s *Socket) Fd() (int, error) {
	fd := C.ox_fd(s.handle)
	return max0(fd), failure(fd)
}

// Close closes the socket. Calls that wait return net.ErrClosed.
func (s *Socket) Close() error {
	if !atomic.CompareAndSwapInt32(&s.closed, 0, 1) {
		return net.ErrClosed
	}
	runtime.SetFinalizer(s, nil)
	s.file.Close() // returns when no call uses it any more
	return failure(C.ox_close(s.handle))
}

// Release ends the handle and returns its descriptor, which is non-blocking.
func (s *Socket) Release() (int, error) {
	if !atomic.CompareAndSwapInt32(&s.closed, 0, 1) {
		return 0, net.ErrClosed
	}
	runtime.SetFinalizer(s, nil)
	s.file.Close()
	fd := C.ox_release(s.handle)
	return max0(fd), failure(fd)
}

// receiving repeats a call until it need not wait, and waits for readability in between.
func (s *Socket) receiving(call func() C.int) (int, error) {
	return s.waited(s.raw.Read, call)
}

// sending does the same for writability.
func (s *Socket) sending(call func() C.int) (int, error) {
	return s.waited(s.raw.Write, call)
}

func (s *Socket) waited(until func(func(uintptr) bool) error, call func() C.int) (int, error) {
	var code C.int
	err := until(func(uintptr) bool {
		code = call()
		return code != -C.EAGAIN
	})
	if err != nil {
		return 0, s.ended(err)
	}
	return max0(code), failure(code)
}

// ended is the error of a call that was ended: by a deadline, or because the socket was closed.
func (s *Socket) ended(err error) error {
	if err != nil && atomic.LoadInt32(&s.closed) != 0 {
		return net.ErrClosed
	}
	return err
}

// SetDeadline is that of net.Conn: calls that wait longer return os.ErrDeadlineExceeded.
func (s *Socket) SetDeadline(t time.Time) error { return s.ended(s.file.SetDeadline(t)) }

// SetReadDeadline sets the deadline of Accept, Read, and everything named Recv.
func (s *Socket) SetReadDeadline(t time.Time) error { return s.ended(s.file.SetReadDeadline(t)) }

// SetWriteDeadline sets the deadline of Connect, Write, and everything named Send.
func (s *Socket) SetWriteDeadline(t time.Time) error { return s.ended(s.file.SetWriteDeadline(t)) }

// Deadline sets the handle's own deadline, on the clock of Now, for calls that C makes with it.
func (s *Socket) Deadline(which int, at int64) error {
	return failure(C.ox_deadline(s.handle, C.int(which), C.int64_t(at)))
}

// Bind binds the socket to an address, the bytes of a struct sockaddr.
func (s *Socket) Bind(sockaddr []byte) error {
	addr, length := sockaddrOf(sockaddr)
	return failure(C.ox_bind(s.handle, addr, length))
}

// BindAddress binds the socket to an Address.
func (s *Socket) BindAddress(a Address) error {
	return failure(C.ox_bind_address(s.handle, &a.c))
}

// Listen makes the socket accept connections.
func (s *Socket) Listen(backlog int) error { return failure(C.ox_listen(s.handle, C.int(backlog))) }

// Accept returns the next connection, and the bytes of its peer's struct sockaddr.
func (s *Socket) Accept() (*Socket, []byte, error) {
	room := make([]byte, 128)
	length := C.socklen_t(len(room))
	// Reserves the descriptor of the duplicate. If that failed after accepting, the connection would
	// be lost.
	place, _, errno := syscall.Syscall(syscall.SYS_EVENTFD2, 0, syscall.O_CLOEXEC, 0)
	if errno != 0 {
		return nil, nil, s.ended(errno)
	}
	handle, err := s.receiving(func() C.int {
		length = C.socklen_t(len(room))
		return C.ox_accept(s.handle, (*C.struct_sockaddr)(unsafe.Pointer(&room[0])), &length)
	})
	if err != nil {
		syscall.Close(int(place))
		return nil, nil, err
	}
	if err := syscall.Dup3(int(C.ox_fd(C.int(handle))), int(place), syscall.O_CLOEXEC); err != nil {
		syscall.Close(int(place))
		C.ox_close(C.int(handle))
		return nil, nil, err
	}
	client, err := newSocketWith(C.int(handle), C.int(place))
	if err != nil {
		return nil, nil, err
	}
	sockaddr := cut(room, length)
	client.remote.is(netAddr(sockaddr, client.kind))
	return client, sockaddr, nil
}

// Connect connects to an address, the bytes of a struct sockaddr.
func (s *Socket) Connect(sockaddr []byte) error {
	return s.connected(func() C.int {
		addr, length := sockaddrOf(sockaddr)
		return C.ox_connect(s.handle, addr, length)
	})
}

// ConnectAddress connects to an Address.
func (s *Socket) ConnectAddress(a Address) error {
	return s.connected(func() C.int { return C.ox_connect_address(s.handle, &a.c) })
}

// connected tries again while the queue of a UNIX listener is full; poll does not report when it
// has room.
func (s *Socket) connected(connect func() C.int) error {
	const pause = 2 * time.Millisecond
	for {
		code := connect()
		switch code {
		case -C.EINPROGRESS:
			return s.established()
		case -C.EAGAIN:
			if err := s.raw.Write(func(uintptr) bool { return true }); err != nil {
				return s.ended(err) // past the deadline, or closed
			}
			time.Sleep(pause)
		default:
			return failure(code)
		}
	}
}

// established waits until an attempt to connect has ended.
func (s *Socket) established() error {
	err := s.raw.Write(func(uintptr) bool {
		entry := C.struct_pollfd{fd: s.handle, events: C.POLLOUT}
		return C.ox_poll(&entry, 1, 0) != 0
	})
	if err != nil {
		return s.ended(err)
	}
	reason, err := s.GetsockoptInt(syscall.SOL_SOCKET, syscall.SO_ERROR)
	if err == nil && reason != 0 {
		return syscall.Errno(reason)
	}
	return err
}

// Shutdown ends one direction, or both: syscall.SHUT_WR.
func (s *Socket) Shutdown(how int) error { return failure(C.ox_shutdown(s.handle, C.int(how))) }

// Fcntl is fcntl for commands whose argument is an int. F_DUPFD returns a handle, for FromHandle.
func (s *Socket) Fcntl(cmd, arg int) (int, error) {
	n := C.ox_fcntl(s.handle, C.int(cmd), C.int(arg))
	return int(n), failure(n)
}

// Getsockopt reads an option of at most size bytes.
func (s *Socket) Getsockopt(level, name, size int) ([]byte, error) {
	value := make([]byte, size+1)
	length := C.socklen_t(size)
	code := C.ox_getsockopt(s.handle, C.int(level), C.int(name), unsafe.Pointer(&some(value)[0]), &length)
	if code < 0 {
		return nil, failure(code) // the length may be larger than the room
	}
	return cut(value[:size], length), nil
}

// GetsockoptInt reads an option that is an int.
func (s *Socket) GetsockoptInt(level, name int) (int, error) {
	var value C.int
	length := C.socklen_t(unsafe.Sizeof(value))
	p := unsafe.Pointer(&value)
	code := C.ox_getsockopt(s.handle, C.int(level), C.int(name), p, &length)
	return int(value), failure(code)
}

// Setsockopt sets an option.
func (s *Socket) Setsockopt(level, name int, value []byte) error {
	length := C.socklen_t(len(value))
	return failure(C.ox_setsockopt(s.handle, C.int(level), C.int(name), unsafe.Pointer(&some(value)[0]), length))
}

// SetsockoptInt sets an option that is an int.
func (s *Socket) SetsockoptInt(level, name, value int) error {
	number := C.int(value)
	return failure(C.ox_setsockopt(s.handle, C.int(level), C.int(name), unsafe.Pointer(&number),
		C.socklen_t(unsafe.Sizeof(number))))
}

// OptionSet sets the option of this name: OptionSet("tcp.nodelay", 1).
func (s *Socket) OptionSet(name string, value int64) error {
	_, err := withText(name, func(c *C.char) C.int {
		return C.ox_option_set(s.handle, c, C.int64_t(value))
	})
	return err
}

// OptionGet reads the option of this name.
func (s *Socket) OptionGet(name string) (int64, error) {
	var value C.int64_t
	_, err := withText(name, func(c *C.char) C.int {
		return C.ox_option_get(s.handle, c, &value)
	})
	return int64(value), err
}

// Getsockname returns the local address, the bytes of a struct sockaddr.
func (s *Socket) Getsockname() ([]byte, error) {
	return sockaddrFrom(func(addr *C.struct_sockaddr, length *C.socklen_t) C.int {
		return C.ox_getsockname(s.handle, addr, length)
	})
}

// Getpeername returns the peer's address, likewise.
func (s *Socket) Getpeername() ([]byte, error) {
	return sockaddrFrom(func(addr *C.struct_sockaddr, length *C.socklen_t) C.int {
		return C.ox_getpeername(s.handle, addr, length)
	})
}

// Local returns the local address as an endpoint.
func (s *Socket) Local() (string, error) {
	return textOf(func(text *C.char, size C.size_t) C.int { return C.ox_local(s.handle, text, size) })
}

// Peer returns the peer's address as an endpoint.
func (s *Socket) Peer() (string, error) {
	return textOf(func(text *C.char, size C.size_t) C.int { return C.ox_peer(s.handle, text, size) })
}

// Sockatmark reports whether the next byte is at the out-of-band mark.
func (s *Socket) Sockatmark() (bool, error) {
	n := C.ox_sockatmark(s.handle)
	return n == 1, failure(n)
}

// Available returns how many bytes can be read without waiting.
func (s *Socket) Available() (int, error) {
	n := C.ox_available(s.handle)
	return max0(n), failure(n)
}
