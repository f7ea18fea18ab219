// Package oxsock is the C library oxsock for Go: the sockets API without its traps.
//
// A goroutine that waits occupies no thread: handles are non-blocking, and the runtime's poller
// waits for a duplicate of the descriptor. So deadlines are those of package net, Close ends calls
// that wait, and a [Conn] and a [Listener] can be used wherever a net.Conn and a net.Listener can.
//
// Each function of oxsock.h has its name here without ox_, in Go's spelling: a method of [Socket]
// if its first argument is a handle, of [Address] if that is an address, and otherwise a function.
// Set CGO_CFLAGS and CGO_LDFLAGS if the C compiler does not find the library by itself.
package oxsock

/*
#cgo LDFLAGS: -loxsock
#define _GNU_SOURCE
#include <oxsock.h>
#include <stdlib.h>
*/
import "C"

import (
	"math"
	"net"
	"runtime"
	"syscall"
	"time"
	"unsafe"
)

// Forever is the deadline that never comes, for functions that take a deadline of C's.
const Forever = int64(C.OX_FOREVER)

// The sides of a socket, for [Socket.Deadline].
const (
	Receiving = int(C.OX_RECEIVING)
	Sending   = int(C.OX_SENDING)
	Both      = int(C.OX_BOTH)
)

// Flags of an arrival.
const (
	CutOff = int32(C.OX_ARRIVAL_CUT_OFF)
	ToMany = int32(C.OX_ARRIVAL_TO_MANY)
)

// A ResolveError is the error of a name that could not be resolved. It is a net.Error.
type ResolveError struct {
	Code int // OX_EAI_NONAME and the like, negative
}

func (e *ResolveError) Error() string { return Strerror(e.Code) }

// Timeout is false: a deadline that has passed is another error.
func (e *ResolveError) Timeout() bool { return false }

// Temporary reports whether the name may be resolved later.
func (e *ResolveError) Temporary() bool { return e.Code == C.OX_EAI_AGAIN }

// As lets errors.As find package net's error for this.
func (e *ResolveError) As(target any) bool {
	dns, ok := target.(**net.DNSError)
	if ok {
		unknown := e.Code == C.OX_EAI_NONAME || e.Code == C.OX_EAI_NODATA
		*dns = &net.DNSError{Err: e.Error(), IsNotFound: unknown, IsTemporary: e.Temporary()}
	}
	return ok
}

// An Explained error also has what was wrong with a text, or how each address failed.
type Explained struct {
	Err         error
	Explanation string
}

func (e *Explained) Error() string { return e.Err.Error() + ": " + e.Explanation }
func (e *Explained) Unwrap() error { return e.Err }

// Timeout and Temporary make it a net.Error, with the answers of the error that it explains.
func (e *Explained) Timeout() bool {
	t, ok := e.Err.(net.Error)
	return ok && t.Timeout()
}

// Temporary is the answer of the error that it explains.
func (e *Explained) Temporary() bool {
	t, ok := e.Err.(net.Error)
	return ok && t.Temporary()
}

// failure is the error for a code: a syscall.Errno, or a *ResolveError.
func failure(code C.int) error {
	switch {
	case code >= 0:
		return nil
	case code > -3000:
		return syscall.Errno(-code)
	}
	return &ResolveError{int(code)}
}

// explained makes a call that takes a text. The explanation belongs to the thread.
func explained(call func() C.int) (int, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	code := call()
	if code >= 0 {
		return int(code), nil
	}
	if why := C.GoString(C.ox_explanation()); why != "" {
		return 0, &Explained{failure(code), why}
	}
	return 0, failure(code)
}

// withText makes a call with a text for C. A text with a zero byte is rejected, as C would cut it
// there.
func withText(text string, call func(*C.char) C.int) (int, error) {
	for i := 0; i < len(text); i++ {
		if text[i] == 0 {
			return 0, syscall.EINVAL
		}
	}
	c := C.CString(text)
	defer C.free(unsafe.Pointer(c))
	return explained(func() C.int { return call(c) })
}

// textOf returns the text that a C function writes.
func textOf(write func(*C.char, C.size_t) C.int) (string, error) {
	text := make([]byte, C.OX_TEXT_MAX)
	n := write((*C.char)(unsafe.Pointer(&text[0])), C.OX_TEXT_MAX)
	if n < 0 {
		return "", failure(n)
	}
	return string(text[:n]), nil
}

// some returns the bytes, or one unused byte if there are none. Calls have to use &some(p)[0], so
// that cgo checks only these bytes for pointers, and not the whole of what contains them.
func some(p []byte) []byte {
	if len(p) == 0 {
		return nothing[:]
	}
	return p
}

var nothing [1]byte

// at returns the address of the first byte; nil if there are none.
func at(p []byte) unsafe.Pointer {
	if len(p) == 0 {
		return nil
	}
	return unsafe.Pointer(&p[0])
}

// Strerror is the text for a code of C's, which may be negative or positive.
func Strerror(code int) string { return C.GoString(C.ox_strerror(C.int(code))) }

// Errname is the name of a code, such as "ECONNREFUSED"; "" for an unknown one.
func Errname(code int) string { return C.GoString(C.ox_errname(C.int(code))) }

// ErrorAt is the i-th code that oxsock knows, negative; 0 past the last one.
func ErrorAt(i int) int { return int(C.ox_error_at(C.int(i))) }

// Version is the version of the library.
func Version() string { return C.GoString(C.ox_version()) }

// APIJSON is the description of the API.
func APIJSON() string { return C.GoString(C.ox_api_json()) }

// Now is the time on the clock of C's deadlines, in microseconds.
func Now() int64 { return int64(C.ox_now()) }

// deadlineOf converts a time to the clock of C's deadlines; the zero time is Forever.
func deadlineOf(when time.Time) C.int64_t {
	if when.IsZero() {
		return C.OX_FOREVER
	}
	left := time.Until(when).Microseconds()
	if left <= 0 {
		return 0
	}
	return C.ox_now() + C.int64_t(left) + 1
}

// Interruptible sets whether signals end calls that wait in C. In this package only Poll,
// DialInThread, Resolve and ListenOn do.
func Interruptible(on bool) bool {
	number := C.int(0)
	if on {
		number = 1
	}
	return C.ox_interruptible(number) != 0
}

// Explanation is what was wrong with a text, if the goroutine has kept its thread since
// (runtime.LockOSThread). Errors contain it as *[Explained] in any case.
func Explanation() string { return C.GoString(C.ox_explanation()) }

// OptionAt is the name of the i-th option, in alphabetical order; empty past the last one.
func OptionAt(i int) string { return C.GoString(C.ox_option_at(C.int(i))) }

// EndpointPath is the endpoint of a UNIX socket at a path, which may have any bytes.
func EndpointPath(path string, socktype int) (string, error) {
	var endpoint string
	_, err := withText(path, func(c *C.char) C.int {
		var code C.int
		endpoint, _ = textOf(func(text *C.char, size C.size_t) C.int {
			code = C.ox_endpoint_path(c, C.int(socktype), text, size)
			return code
		})
		return code
	})
	return endpoint, err
}

// A PollEntry is a socket to be polled.
type PollEntry struct {
	Socket          *Socket
	Events, Revents int16
}

// Poll waits until one of several is ready, for at most so many milliseconds; a negative number is
// no limit. It occupies a thread; goroutines that each wait for one socket do not.
func Poll(entries []PollEntry, timeout int) (int, error) {
	fds := make([]C.struct_pollfd, len(entries)+1)
	for i, entry := range entries {
		fds[i].fd, fds[i].events = C.int(entry.Socket.handle), C.short(entry.Events)
	}
	switch {
	case timeout > math.MaxInt32:
		timeout = math.MaxInt32
	case timeout < 0:
		timeout = -1
	}
	n := C.ox_poll(&fds[0], C.nfds_t(len(entries)), C.int(timeout))
	for i := range entries {
		entries[i].Revents = int16(fds[i].revents)
	}
	return max0(n), failure(n)
}

func max0(n C.int) int {
	if n < 0 {
		return 0
	}
	return int(n)
}

// A Fault is the number of a rule by which calls fail on purpose.
type Fault int

// AddFault adds a rule: AddFault("recv error=ECONNRESET nth=3").
func AddFault(rule string) (Fault, error) {
	n, err := withText(rule, func(c *C.char) C.int { return C.ox_fault(c) })
	return Fault(n), err
}

// FaultAt is the i-th rule; 0 past the last one.
func FaultAt(i int) Fault { return Fault(C.ox_fault_at(C.int(i))) }

// Remove removes a rule, and Fault(0).Remove all of them.
func (f Fault) Remove() error { return failure(C.ox_fault_remove(C.int(f))) }

// Count is how often it has struck.
func (f Fault) Count() (int, error) {
	n := C.ox_fault_count(C.int(f))
	return max0(n), failure(n)
}

// Text is the rule.
func (f Fault) Text() (string, error) {
	return textOf(func(text *C.char, size C.size_t) C.int {
		return C.ox_fault_text(C.int(f), text, size)
	})
}
