package oxsock

// #define _GNU_SOURCE
// #include <errno.h>
// #include <oxsock.h>
// #include <stdlib.h>
// #include <sys/socket.h>
// #include <sys/uio.h>
//
// // With the address as a number, cgo neither copies nor looks for pointers in what it leads to.
// static int recv_at(int s, uintptr_t p, size_t n) { return ox_recv(s, (void *)p, n, MSG_DONTWAIT); }
// static int send_at(int s, uintptr_t p, size_t n) { return ox_send(s, (void *)p, n, MSG_DONTWAIT); }
import "C"

import (
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
	"unsafe"
)

// Calls pass MSG_DONTWAIT where they can; otherwise the library would ask the system whether the
// lent descriptor is non-blocking.

// A movement is the state of a Read or Write that waits. Movements are reused, so that these
// allocate nothing.
type movement struct {
	s     *Socket
	p     []byte
	moved int
	code  C.int
	step  func(*movement) bool
	ready func(uintptr) bool // calls step
}

var movements = sync.Pool{New: func() any {
	m := new(movement)
	m.ready = func(uintptr) bool { return m.step(m) }
	return m
}}

func (s *Socket) move(until func(func(uintptr) bool) error, p []byte,
	step func(*movement) bool) (int, error) {
	m := movements.Get().(*movement)
	m.s, m.p, m.moved, m.code, m.step = s, p, 0, 0, step
	err := until(m.ready)
	moved, code := m.moved, m.code
	m.s, m.p = nil, nil
	movements.Put(m)
	if err != nil {
		return moved, s.ended(err)
	}
	return moved, failure(code)
}

// The buffer stays alive, because m refers to it, and does not move, because m is on the heap.
func (m *movement) receive() bool {
	m.code = C.recv_at(m.s.handle, address(m.p), C.size_t(len(m.p)))
	m.moved = max0(m.code)
	return m.code != -C.EAGAIN
}

func address(p []byte) C.uintptr_t { return C.uintptr_t(uintptr(unsafe.Pointer(&p[0]))) }

func (m *movement) send() bool {
	for {
		rest := m.p[m.moved:]
		m.code = C.send_at(m.s.handle, address(rest), C.size_t(len(rest)))
		if m.code < 0 {
			return m.code != -C.EAGAIN
		}
		m.moved += int(m.code)
		if m.moved == len(m.p) || m.s.kind != syscall.SOCK_STREAM {
			return true
		}
	}
}

// Read receives, as net.Conn's Read does: io.EOF at the end of a stream.
func (s *Socket) Read(p []byte) (int, error) {
	if len(p) == 0 {
		n := C.ox_read(s.handle, nil, 0) // leaves a datagram in the queue
		return max0(n), s.ended(failure(n))
	}
	n, err := s.move(s.raw.Read, p, (*movement).receive)
	if n == 0 && err == nil && s.kind != syscall.SOCK_DGRAM && s.kind != syscall.SOCK_RAW {
		err = io.EOF
	}
	return n, err
}

// Write sends all of p, as net.Conn's Write does; on a datagram socket, as one datagram.
func (s *Socket) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return s.sending(func() C.int { return C.ox_write(s.handle, nil, 0) })
	}
	return s.move(s.raw.Write, p, (*movement).send)
}

// Send makes one send call, with flags.
func (s *Socket) Send(p []byte, flags int) (int, error) {
	return s.sending(func() C.int {
		return C.ox_send(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), C.int(flags)|C.MSG_DONTWAIT)
	})
}

// Recv makes one receive call, with flags. On a stream, MSG_WAITALL does not wait here; see
// RecvAll.
func (s *Socket) Recv(p []byte, flags int) (int, error) {
	return s.receiving(func() C.int {
		return C.ox_recv(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), C.int(flags)|C.MSG_DONTWAIT)
	})
}

// Sendto sends to an address, the bytes of a struct sockaddr.
func (s *Socket) Sendto(p []byte, flags int, sockaddr []byte) (int, error) {
	return s.sending(func() C.int {
		addr, length := sockaddrOf(sockaddr)
		return C.ox_sendto(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), C.int(flags)|C.MSG_DONTWAIT, addr, length)
	})
}

// Recvfrom receives, and returns the bytes of the sender's struct sockaddr.
func (s *Socket) Recvfrom(p []byte, flags int) (int, []byte, error) {
	room := make([]byte, 128)
	length := C.socklen_t(0)
	n, err := s.receiving(func() C.int {
		length = C.socklen_t(len(room))
		return C.ox_recvfrom(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), C.int(flags)|C.MSG_DONTWAIT,
			(*C.struct_sockaddr)(unsafe.Pointer(&room[0])), &length)
	})
	return n, cut(room, length), err
}

// SendtoAddress sends to an Address.
func (s *Socket) SendtoAddress(p []byte, flags int, to Address) (int, error) {
	return s.sending(func() C.int {
		return C.ox_sendto_address(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), C.int(flags)|C.MSG_DONTWAIT, &to.c)
	})
}

// RecvfromAddress receives, and returns the sender's Address.
func (s *Socket) RecvfromAddress(p []byte, flags int) (int, Address, error) {
	var from Address
	n, err := s.receiving(func() C.int {
		return C.ox_recvfrom_address(s.handle, unsafe.Pointer(&some(p)[0]), C.size_t(len(p)), C.int(flags)|C.MSG_DONTWAIT, &from.c)
	})
	return n, from, err
}

// Buffers of several pieces are in C's memory, because Go's pointers must not be passed inside
// arrays.
type pieces struct {
	iov   []C.struct_iovec
	sizes []int
}

func piecesOf(buffers [][]byte, fill bool) *pieces {
	p := &pieces{}
	array := C.calloc(C.size_t(len(buffers)+1), C.size_t(unsafe.Sizeof(C.struct_iovec{})))
	p.iov = unsafe.Slice((*C.struct_iovec)(array), len(buffers)+1)[:len(buffers)]
	for i, buffer := range buffers {
		p.iov[i].iov_base = C.malloc(C.size_t(len(buffer) + 1))
		p.iov[i].iov_len = C.size_t(len(buffer))
		p.sizes = append(p.sizes, len(buffer))
		if fill {
			copy(p.bytes(i), buffer)
		}
	}
	return p
}

func (p *pieces) first() *C.struct_iovec { return &p.iov[:1][0] }

func (p *pieces) bytes(i int) []byte {
	return unsafe.Slice((*byte)(p.iov[i].iov_base), p.sizes[i])
}

func (p *pieces) copyTo(buffers [][]byte, count int) {
	for i := range buffers {
		n := len(buffers[i])
		if n > count {
			n = count
		}
		copy(buffers[i][:n], p.bytes(i))
		count -= n
	}
}

func (p *pieces) free() {
	for i := range p.iov {
		C.free(p.iov[i].iov_base)
	}
	C.free(unsafe.Pointer(p.first()))
}

// Writev sends several buffers by one call.
func (s *Socket) Writev(buffers [][]byte) (int, error) {
	p := piecesOf(buffers, true)
	defer p.free()
	return s.sending(func() C.int {
		return C.ox_writev(s.handle, p.first(), C.int(len(buffers)))
	})
}

// Readv receives into several buffers by one call.
func (s *Socket) Readv(buffers [][]byte) (int, error) {
	p := piecesOf(buffers, false)
	defer p.free()
	n, err := s.receiving(func() C.int {
		return C.ox_readv(s.handle, p.first(), C.int(len(buffers)))
	})
	p.copyTo(buffers, n)
	return n, err
}

// A Message is what Sendmsg and Recvmsg move. For Recvmsg, Sockaddr and Control are buffers, which
// are cut to what was received; Flags are then those of the message.
type Message struct {
	Buffers  [][]byte
	Sockaddr []byte
	Control  []byte
	Flags    int
}

func (m *Message) withHeader(fill bool, call func(*C.struct_msghdr) (int, error)) (int, error) {
	p := piecesOf(m.Buffers, fill)
	defer p.free()
	more := piecesOf([][]byte{m.Sockaddr, m.Control}, fill)
	defer more.free()
	header := (*C.struct_msghdr)(C.calloc(1, C.size_t(unsafe.Sizeof(C.struct_msghdr{}))))
	defer C.free(unsafe.Pointer(header))
	header.msg_iov, header.msg_iovlen = p.first(), C.size_t(len(m.Buffers))
	if len(m.Sockaddr) > 0 {
		header.msg_name, header.msg_namelen = more.iov[0].iov_base, C.socklen_t(len(m.Sockaddr))
	}
	if len(m.Control) > 0 {
		header.msg_control, header.msg_controllen = more.iov[1].iov_base, C.size_t(len(m.Control))
	}
	n, err := call(header)
	if err == nil && !fill {
		p.copyTo(m.Buffers, n)
		m.Sockaddr = cut(m.Sockaddr, header.msg_namelen)
		m.Control = cut(m.Control, C.socklen_t(header.msg_controllen))
		copy(m.Sockaddr, more.bytes(0))
		copy(m.Control, more.bytes(1))
		m.Flags = int(header.msg_flags)
	}
	return n, err
}

// Sendmsg sends a message with its address and control messages.
func (s *Socket) Sendmsg(m *Message, flags int) (int, error) {
	return m.withHeader(true, func(header *C.struct_msghdr) (int, error) {
		return s.sending(func() C.int { return C.ox_sendmsg(s.handle, header, C.int(flags)|C.MSG_DONTWAIT) })
	})
}

// Recvmsg receives a message.
func (s *Socket) Recvmsg(m *Message, flags int) (int, error) {
	return m.withHeader(false, func(header *C.struct_msghdr) (int, error) {
		return s.receiving(func() C.int { return C.ox_recvmsg(s.handle, header, C.int(flags)|C.MSG_DONTWAIT) })
	})
}

func messagesOf(p *pieces) []C.struct_mmsghdr {
	size := C.size_t(unsafe.Sizeof(C.struct_mmsghdr{}))
	array := (*C.struct_mmsghdr)(C.calloc(C.size_t(len(p.iov)+1), size))
	messages := unsafe.Slice(array, len(p.iov)+1)
	for i := range p.iov {
		messages[i].msg_hdr.msg_iov, messages[i].msg_hdr.msg_iovlen = &p.iov[i], 1
	}
	return messages
}

// Sendmmsg sends each buffer as a message, and returns how many were sent.
func (s *Socket) Sendmmsg(buffers [][]byte, flags int) (int, error) {
	p := piecesOf(buffers, true)
	defer p.free()
	messages := messagesOf(p)
	defer C.free(unsafe.Pointer(&messages[0]))
	return s.sending(func() C.int {
		return C.ox_sendmmsg(s.handle, &messages[0], C.uint(len(buffers)), C.int(flags)|C.MSG_DONTWAIT)
	})
}

// Recvmmsg receives at least one message and as many as there are, and cuts the buffers to them.
func (s *Socket) Recvmmsg(buffers [][]byte, flags int) (int, error) {
	p := piecesOf(buffers, false)
	defer p.free()
	messages := messagesOf(p)
	defer C.free(unsafe.Pointer(&messages[0]))
	n, err := s.receiving(func() C.int {
		return C.ox_recvmmsg(s.handle, &messages[0], C.uint(len(buffers)), C.int(flags)|C.MSG_DONTWAIT, nil)
	})
	for i := 0; i < n; i++ {
		copy(buffers[i], p.bytes(i))
		buffers[i] = cut(buffers[i], messages[i].msg_len)
	}
	return n, err
}

// whole repeats a call that moves what it can without waiting, until everything is moved.
func whole(wait func(func() C.int) (int, error), step func() C.int) error {
	_, err := wait(func() C.int {
		code := step()
		if code == -C.ETIMEDOUT { // its deadline has passed, so it would have to wait
			return -C.EAGAIN
		}
		return code
	})
	return err
}

// SendAll sends all of p. It returns how much the system has taken, also with an error.
func (s *Socket) SendAll(p []byte) (int, error) {
	sent := 0
	err := whole(s.sending, func() C.int {
		var done C.size_t
		code := C.ox_send_all(s.handle, unsafe.Pointer(&some(p[sent:])[0]), C.size_t(len(p)-sent), 0, &done)
		sent += int(done)
		return code
	})
	return sent, err
}

// RecvAll fills p. It returns how much was received, also with an error.
func (s *Socket) RecvAll(p []byte) (int, error) {
	came := 0
	err := whole(s.receiving, func() C.int {
		var done C.size_t
		code := C.ox_recv_all(s.handle, unsafe.Pointer(&some(p[came:])[0]), C.size_t(len(p)-came), 0, &done)
		came += int(done)
		return code
	})
	if errors.Is(err, syscall.ENODATA) {
		err = io.ErrUnexpectedEOF
	}
	return came, err
}

// RecvUntil receives up to the first byte that is delimiter, which is included. It returns how much
// was received, also with an error: syscall.EMSGSIZE if p is full without a delimiter.
func (s *Socket) RecvUntil(p []byte, delimiter byte) (int, error) {
	came := 0
	err := whole(s.receiving, func() C.int {
		var done C.size_t
		rest := p[came:]
		code := C.ox_recv_until(s.handle, unsafe.Pointer(&some(rest)[0]), C.size_t(len(rest)),
			C.int(delimiter), 0, &done)
		came += int(done)
		return code
	})
	if errors.Is(err, syscall.ENODATA) {
		err = io.ErrUnexpectedEOF
	}
	return came, err
}

// SendFile sends length bytes of a file from its position on; up to its end if length is negative.
func (s *Socket) SendFile(file *os.File, length int64) (int64, error) {
	raw, err := file.SyscallConn()
	if err != nil {
		return 0, err
	}
	var sent C.uint64_t
	failed := raw.Control(func(fd uintptr) {
		err = whole(s.sending, func() C.int {
			left := C.uint64_t(1<<64 - 1)
			if length >= 0 {
				left = C.uint64_t(length) - sent
			}
			var done C.uint64_t
			code := C.ox_send_file(s.handle, C.int(fd), nil, left, 0, &done)
			sent += done
			return code
		})
	})
	if failed != nil {
		err = failed
	}
	return int64(sent), err
}
