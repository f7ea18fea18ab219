package oxsock

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Each call has the same effect through the binding as in C.

const soon = 5 * time.Second

func need(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same[T comparable](t *testing.T, is, wanted T) {
	t.Helper()
	if is != wanted {
		t.Fatalf("%v, not %v", is, wanted)
	}
}

func failsWith(t *testing.T, err, wanted error) {
	t.Helper()
	if !errors.Is(err, wanted) {
		t.Fatalf("%v, not %v", err, wanted)
	}
}

func pair(t *testing.T, socktype int) (*Socket, *Socket) {
	t.Helper()
	a, b, err := Socketpair(syscall.AF_UNIX, socktype, 0)
	need(t, err)
	for _, s := range []*Socket{a, b} {
		need(t, s.SetDeadline(time.Now().Add(soon)))
		s := s
		t.Cleanup(func() { s.Close() })
	}
	return a, b
}

func sends(t *testing.T, s *Socket, text string) {
	t.Helper()
	n, err := s.Send([]byte(text), 0)
	need(t, err)
	same(t, n, len(text))
}

func receives(t *testing.T, s *Socket, text string) {
	t.Helper()
	p := make([]byte, 64)
	n, err := s.Recv(p, 0)
	need(t, err)
	same(t, string(p[:n]), text)
}

func TestStreamByAddressesOfTheSystem(t *testing.T) {
	any, err := AddressParse("tcp://127.0.0.1:0")
	need(t, err)
	sockaddr, err := any.ToSockaddr()
	need(t, err)
	listener, err := OpenSocket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	need(t, err)
	need(t, listener.Bind(sockaddr))
	need(t, listener.Listen(4))
	where, err := listener.Getsockname()
	need(t, err)
	client, err := OpenSocket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	need(t, err)
	need(t, client.Connect(where))
	peer, err := client.Getpeername()
	need(t, err)
	same(t, string(peer), string(where))
	server, from, err := listener.Accept()
	need(t, err)
	own, _ := client.Getsockname()
	same(t, string(from), string(own))
	_, err = client.Write([]byte("abc"))
	need(t, err)
	p := make([]byte, 16)
	n, err := server.Read(p)
	need(t, err)
	same(t, string(p[:n]), "abc")
	n, err = server.Read(nil)
	need(t, err)
	same(t, n, 0)
	_, err = client.Write(nil)
	need(t, err)
	mark, err := client.Sockatmark()
	need(t, err)
	same(t, mark, false)
	available, err := client.Available()
	need(t, err)
	same(t, available, 0)
	need(t, server.SetsockoptInt(syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, 1))
	need(t, server.Setsockopt(syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, []byte{1, 0, 0, 0}))
	value, err := server.Getsockopt(syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, 4)
	need(t, err)
	same(t, value[0], 1)
	flags, err := server.Fcntl(syscall.F_GETFD, 0)
	need(t, err)
	same(t, flags, syscall.FD_CLOEXEC)
	duplicate, err := server.Fcntl(syscall.F_DUPFD_CLOEXEC, 0)
	need(t, err)
	other, err := FromHandle(duplicate)
	need(t, err)
	sends(t, other, "x")
	need(t, other.Close())
	receives(t, client, "x")
	need(t, client.Shutdown(syscall.SHUT_WR))
	_, err = server.Read(p)
	failsWith(t, err, io.EOF)
	need(t, client.Close())
	_, err = client.Write(p)
	failsWith(t, err, net.ErrClosed)
	failsWith(t, client.Listen(1), syscall.EBADF)
}

func TestSeveralPiecesAndMessages(t *testing.T) {
	a, b := pair(t, syscall.SOCK_DGRAM)
	n, err := a.Writev([][]byte{[]byte("abc"), nil, []byte("def")})
	need(t, err)
	same(t, n, 6)
	two := [][]byte{make([]byte, 2), make([]byte, 4)}
	n, err = b.Readv(two)
	need(t, err)
	same(t, n, 6)
	same(t, string(two[1]), "cdef")
	n, err = a.Sendmmsg([][]byte{[]byte("one"), []byte("three")}, 0)
	need(t, err)
	same(t, n, 2)
	two = [][]byte{make([]byte, 4), make([]byte, 8), make([]byte, 8)}
	n, err = b.Recvmmsg(two, 0)
	need(t, err)
	same(t, n, 2)
	same(t, string(two[0])+string(two[1]), "onethree")

	fd, err := a.Fd()
	need(t, err)
	n, err = a.Sendmsg(&Message{Buffers: [][]byte{[]byte("with")}, Control: syscall.UnixRights(fd)}, 0)
	need(t, err)
	same(t, n, 4)
	message := Message{Buffers: [][]byte{make([]byte, 2), make([]byte, 8)}, Control: make([]byte, 64), Sockaddr: make([]byte, 110)}
	n, err = b.Recvmsg(&message, 0)
	need(t, err)
	same(t, n, 4)
	same(t, string(message.Buffers[1][:2]), "th")
	control, err := syscall.ParseSocketControlMessage(message.Control)
	need(t, err)
	fds, err := syscall.ParseUnixRights(&control[0])
	need(t, err)
	adopted, err := Adopt(fds[0])
	need(t, err)
	defer adopted.Close()
	sends(t, adopted, "x")
	receives(t, b, "x")
}

func TestDatagramsByAddress(t *testing.T) {
	server, err := OpenSocket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	need(t, err)
	defer server.Close()
	any, err := AddressParse("udp://127.0.0.1:0")
	need(t, err)
	need(t, server.BindAddress(any))
	where, err := server.Local()
	need(t, err)
	to, err := AddressParse(where)
	need(t, err)
	client, err := OpenSocket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	need(t, err)
	defer client.Close()
	_, err = client.SendtoAddress([]byte("ask"), 0, to)
	need(t, err)
	p := make([]byte, 16)
	n, from, err := server.RecvfromAddress(p, 0)
	need(t, err)
	same(t, string(p[:n]), "ask")
	sockaddr, err := from.ToSockaddr()
	need(t, err)
	_, err = server.Sendto([]byte("tell"), 0, sockaddr)
	need(t, err)
	n, sender, err := client.Recvfrom(p, 0)
	need(t, err)
	same(t, string(p[:n]), "tell")
	back, err := AddressFromSockaddr(syscall.SOCK_DGRAM, sender)
	need(t, err)
	if !back.Equal(to) || from.Equal(to) || back.Type() != syscall.SOCK_DGRAM {
		t.Fatal(back, from, to)
	}
	need(t, client.ConnectAddress(to))
	peer, err := client.Peer()
	need(t, err)
	same(t, peer, to.String())
	port, err := to.Port()
	need(t, err)
	same(t, client.RemoteAddr().(*net.UDPAddr).Port, port)
	_, err = AddressParse("udp://127.0.0.1:99999")
	failsWith(t, err, syscall.EINVAL)
	if !strings.Contains(err.Error(), "port 99999") {
		t.Fatal(err)
	}
	_, err = AddressParse("udp://127.0.0.1:80\x00")
	failsWith(t, err, syscall.EINVAL)
}

// A struct sockaddr can be shorter than C's type for it.
func TestShortSockaddr(t *testing.T) {
	s, err := OpenSocket(syscall.AF_UNIX, syscall.SOCK_DGRAM, 0)
	need(t, err)
	defer s.Close()
	need(t, s.Bind([]byte{syscall.AF_UNIX, 0}))
	name, err := s.Getsockname()
	need(t, err)
	_, err = s.Sendto([]byte("x"), 0, name)
	need(t, err)
	receives(t, s, "x")
	failsWith(t, s.Bind(nil), syscall.EINVAL)
}

func TestEveryDay(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	listener, err := ListenOn("tcp://127.0.0.1:0")
	need(t, err)
	defer listener.Close()
	where, _ := listener.Local()
	addresses, err := Resolve(ctx, where)
	need(t, err)
	same(t, len(addresses), 1)
	client, err := Dial(ctx, where)
	need(t, err)
	defer client.Close()
	accepted, err := listener.Accept()
	need(t, err)
	server := accepted.(Conn)
	defer server.Close()
	need(t, client.OptionSet("tcp.nodelay", 0))
	value, err := client.OptionGet("tcp.nodelay")
	need(t, err)
	same(t, value, 0)
	runtime.LockOSThread()
	_, err = client.OptionGet("tcp.nodelai")
	failsWith(t, err, syscall.ENOPROTOOPT)
	if !strings.Contains(Explanation(), "tcp.nodelay") || !strings.Contains(err.Error(), "tcp.nodelay") {
		t.Fatal(err, Explanation())
	}
	runtime.UnlockOSThread()
	if OptionAt(0) == "" || OptionAt(100000) != "" {
		t.Fatal("option names")
	}

	go client.SendAll(bytes.Repeat([]byte("x"), 10000000)) // more than the buffers hold
	all := make([]byte, 10000000)
	n, err := server.RecvAll(all)
	need(t, err)
	same(t, n, len(all))
	sends(t, client.Socket, "line\nmore")
	n, err = server.RecvUntil(all[:100], '\n')
	need(t, err)
	same(t, string(all[:n]), "line\n")
	receives(t, server.Socket, "more")
	file, err := os.Open(os.Args[0])
	need(t, err)
	defer file.Close()
	sent, err := client.SendFile(file, 100000)
	need(t, err)
	same(t, sent, 100000)
	n, err = server.RecvAll(all[:100000])
	need(t, err)
	same(t, string(all[1:4]), "ELF")
	need(t, client.CloseWrite())
	n, err = server.RecvAll(all[:8])
	failsWith(t, err, io.ErrUnexpectedEOF)

	started, err := DialStart(where)
	need(t, err)
	defer started.Close()
	need(t, started.Established())
	entries := []PollEntry{{Socket: started, Events: 4}}
	ready, err := Poll(entries, 1000)
	need(t, err)
	same(t, ready, 1)
	same(t, entries[0].Revents, 4)
	inThread, err := DialInThread(where, Now()+5000000)
	need(t, err)
	need(t, inThread.Deadline(Both, Forever))
	need(t, inThread.Close())
	_, err = Inherit("", 0)
	failsWith(t, err, syscall.ENOENT)
	endpoint, err := EndpointPath("run/50%", syscall.SOCK_STREAM)
	need(t, err)
	same(t, endpoint, "unix:run/50%25")
	_, err = Dial(ctx, "tcp://127.0.0.1:1")
	failsWith(t, err, syscall.ECONNREFUSED)
	_, err = Dial(ctx, "tcp://127.0.0.1:99999")
	failsWith(t, err, syscall.EINVAL)
}

func TestDescriptorsAndHandles(t *testing.T) {
	a, b := pair(t, syscall.SOCK_STREAM)
	fd, err := a.Fd()
	need(t, err)
	_, err = a.SendDescriptors([]byte("d"), []int{fd})
	need(t, err)
	p := make([]byte, 16)
	n, fds, err := b.RecvDescriptors(p, 2)
	need(t, err)
	same(t, n+len(fds), 2)
	adopted, err := Adopt(fds[0])
	need(t, err)
	_, err = Adopt(fds[0])
	failsWith(t, err, syscall.EBUSY)
	released, err := adopted.Release()
	need(t, err)
	need(t, syscall.Close(released))
	_, err = a.SendHandles([]byte("h"), []*Socket{a})
	need(t, err)
	_, sockets, err := b.RecvHandles(p, 2)
	need(t, err)
	same(t, len(sockets), 1)
	defer sockets[0].Close()
	sends(t, sockets[0], "z")
	receives(t, b, "z")
	peer, err := a.PeerCredentials()
	need(t, err)
	same(t, peer.Pid, os.Getpid())
}

func TestNumbersThatNoDescriptorHas(t *testing.T) {
	a, b := pair(t, syscall.SOCK_STREAM)
	fd, err := b.Fd()
	need(t, err)
	const aboveC = 1 << 32 // cut to 32 bits, the sum would be the other number
	_, err = a.SendDescriptors([]byte("d"), []int{fd + aboveC})
	failsWith(t, err, syscall.EBADF)
	duplicate, err := syscall.Dup(fd)
	need(t, err)
	defer syscall.Close(duplicate)
	_, err = Adopt(duplicate + aboveC)
	failsWith(t, err, syscall.EBADF)
	_, err = FromHandle(b.Handle() + aboveC)
	failsWith(t, err, syscall.EBADF)
}

func TestArrivalsAndReports(t *testing.T) {
	server, err := ListenPacket("udp://127.0.0.1:0")
	need(t, err)
	where, _ := server.Local()
	client, err := Dial(context.Background(), where)
	need(t, err)
	defer client.Close()
	need(t, client.SetDeadline(time.Now().Add(soon)))
	need(t, server.Arrivals(true))
	sends(t, client.Socket, "?")
	p := make([]byte, 16)
	_, arrival, err := server.RecvArrival(p, 0)
	need(t, err)
	if arrival.TTL() <= 0 || arrival.Time().IsZero() {
		t.Fatal(arrival)
	}
	own, _ := client.Local()
	same(t, arrival.Sender().String(), own)
	_, err = server.SendReply([]byte("!"), 0, arrival)
	need(t, err)
	receives(t, client.Socket, "!")
	need(t, client.ErrorReports(true))
	need(t, server.Close())
	sends(t, client.Socket, "?")
	_, err = client.Recv(p, 0)
	failsWith(t, err, syscall.ECONNREFUSED)
	n, report, err := client.RecvError(p)
	need(t, err)
	same(t, n, 1)
	same(t, report.Err, syscall.ECONNREFUSED)

	member, err := OpenSocket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	need(t, err)
	defer member.Close()
	failsWith(t, member.GroupJoin("nonsense", "", ""), syscall.EINVAL)
	need(t, member.GroupJoin("239.1.2.3", "lo", ""))
	need(t, member.GroupLeave("239.1.2.3", "lo", ""))
}

func TestEchoes(t *testing.T) {
	ping, err := EchoOpen(syscall.AF_INET)
	if errors.Is(err, syscall.EACCES) {
		t.Skip("no sockets for echoes here")
	}
	need(t, err)
	defer ping.Close()
	need(t, ping.SetDeadline(time.Now().Add(soon)))
	to, err := AddressParse("udp://127.0.0.1:0")
	need(t, err)
	need(t, ping.EchoSend(to, 7, []byte("echo")))
	n, echo, err := ping.EchoRecv(make([]byte, 16))
	need(t, err)
	same(t, n, 4)
	same(t, echo.Sequence, 7)
	same(t, echo.Sender.Family(), syscall.AF_INET)
}

func TestFaults(t *testing.T) {
	_, b := pair(t, syscall.SOCK_STREAM)
	rule, err := AddFault("recv error=ECONNRESET")
	need(t, err)
	_, err = b.Read(make([]byte, 1))
	failsWith(t, err, syscall.ECONNRESET)
	count, err := rule.Count()
	need(t, err)
	same(t, count, 1)
	same(t, FaultAt(0), rule)
	text, err := rule.Text()
	need(t, err)
	same(t, text, "recv error=ECONNRESET")
	need(t, rule.Remove())
	failsWith(t, rule.Remove(), syscall.ENOENT)
	_, err = AddFault("recieve")
	failsWith(t, err, syscall.EINVAL)
}

func TestTheRest(t *testing.T) {
	same(t, Errname(ErrorAt(0)), "EPERM")
	same(t, ErrorAt(100000), 0)
	same(t, Version(), "0.1.0")
	if !strings.Contains(APIJSON(), "ox_dial") || Strerror(2) == "" {
		t.Fatal(APIJSON())
	}
	same(t, Interruptible(true), false)
	same(t, Interruptible(false), true)
}

// A connection for which there is no second descriptor stays in the queue, as with package net.
func TestAcceptAtTheLimitLosesNobody(t *testing.T) {
	listener, err := ListenOn("unix:")
	need(t, err)
	defer listener.Close()
	need(t, listener.SetDeadline(time.Now().Add(soon)))
	where, err := listener.Local()
	need(t, err)
	client, err := DialInThread(where, Forever)
	need(t, err)
	defer client.Close()
	sends(t, client.Socket, "x")
	for _, free := range []int{0, 1, 1, 1} {
		giveBack := leaveDescriptors(t, free)
		_, err = listener.Accept()
		giveBack()
		failsWith(t, err, syscall.EMFILE)
	}
	server, err := listener.Accept()
	need(t, err)
	defer server.Close()
	receives(t, server.(Conn).Socket, "x")
}

// leaveDescriptors opens descriptors until only so many are free. The function that it returns
// closes them.
func leaveDescriptors(t *testing.T, free int) func() {
	t.Helper()
	var before syscall.Rlimit
	need(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before))
	low := before
	low.Cur = 100
	need(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &low))
	var taken []int
	for {
		fd, err := syscall.Dup(0)
		if err != nil {
			break
		}
		taken = append(taken, fd)
	}
	for _, fd := range taken[:free] {
		syscall.Close(fd)
	}
	return func() {
		for _, fd := range taken[free:] {
			syscall.Close(fd)
		}
		need(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before))
	}
}

// The system can return a length that is larger than the room for the option.
func TestOptionLongerThanItsRoom(t *testing.T) {
	const peerGroups = 59 // SO_PEERGROUPS
	before, err := syscall.Getgroups()
	need(t, err)
	if os.Geteuid() == 0 {
		need(t, syscall.Setgroups([]int{1, 2, 3}))
		defer syscall.Setgroups(before)
	}
	a, _ := pair(t, syscall.SOCK_STREAM)
	groups, err := a.Getsockopt(syscall.SOL_SOCKET, peerGroups, 4096)
	need(t, err)
	if len(groups) == 0 {
		t.Skip("this process is in no further groups")
	}
	_, err = a.Getsockopt(syscall.SOL_SOCKET, peerGroups, 0)
	failsWith(t, err, syscall.ERANGE)
}

func TestALongTimeoutOfPollIsNotShort(t *testing.T) {
	a, b := pair(t, syscall.SOCK_STREAM)
	time.AfterFunc(20*time.Millisecond, func() { b.Send([]byte("x"), 0) })
	entries := []PollEntry{{Socket: a, Events: 1}}
	n, err := Poll(entries, 1<<40)
	need(t, err)
	same(t, n, 1)
	receives(t, a, "x")
	time.AfterFunc(20*time.Millisecond, func() { b.Send([]byte("x"), 0) })
	n, err = Poll(entries, -1<<40) // no limit
	need(t, err)
	same(t, n, 1)
}

// Recvmsg leaves the bytes behind the message unchanged.
func TestRecvmsgLeavesTheRestAsItWas(t *testing.T) {
	a, b := pair(t, syscall.SOCK_STREAM)
	room := bytes.Repeat([]byte{7}, 64)
	m := Message{Buffers: [][]byte{room[:16]}, Sockaddr: room[16:32], Control: room[32:]}
	_, err := b.Recvmsg(&m, syscall.MSG_DONTWAIT|syscall.MSG_OOB)
	if err == nil {
		t.Fatal("there was something to receive")
	}
	sends(t, a, "x")
	_, err = b.Recvmsg(&m, 0)
	need(t, err)
	same(t, string(room[1:]), strings.Repeat("\x07", 63))
	same(t, len(m.Sockaddr)+len(m.Control), 0)
}
