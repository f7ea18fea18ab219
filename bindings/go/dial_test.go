package oxsock

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// Failed dials return the same errors as with package net.
func TestFailedDialsAreAsWithNet(t *testing.T) {
	past, cancel := context.WithTimeout(context.Background(), -time.Second)
	defer cancel()
	for _, it := range []struct {
		ctx              context.Context
		network, address string
	}{
		{context.Background(), "tcp", "127.0.0.1:1"},
		{context.Background(), "tcp4", "localhost:1"},
		{context.Background(), "unix", "/nowhere/at?all%20"},
		{context.Background(), "unixgram", "@nobody%41"},
		{context.Background(), "tcp4", "[::1]:1"},
		{context.Background(), "tcp6", "127.0.0.1:1"},
		{context.Background(), "tcp", "127.0.0.1"},
		{context.Background(), "ip7", "127.0.0.1:1"},
		{past, "tcp", "127.0.0.1:1"},
	} {
		seen := func(c net.Conn, err error) string {
			if err == nil {
				c.Close()
				t.Fatalf("%s %s: connected", it.network, it.address)
			}
			op := err.(*net.OpError)
			if errno := syscall.Errno(0); errors.As(err, &errno) {
				return described(err)
			}
			return fmt.Sprint(op.Op, op.Net, op.Timeout())
		}
		is := seen(DialContext(it.ctx, it.network, it.address))
		var dialer net.Dialer
		same(t, is, seen(dialer.DialContext(it.ctx, it.network, it.address)))
	}
}

const typeA, typeAAAA = 1, 28

// startNameServer answers questions of these types after a delay, and no others.
func startNameServer(t *testing.T, after map[uint16]time.Duration) {
	server, err := net.ListenPacket("udp", "127.0.0.1:53")
	need(t, err)
	t.Cleanup(func() { server.Close() })
	go func() {
		for {
			p := make([]byte, 600)
			n, from, err := server.ReadFrom(p)
			if err != nil {
				return
			}
			kind, answer := answerTo(p[:n])
			if pause, ok := after[kind]; ok {
				time.AfterFunc(pause, func() { server.WriteTo(answer, from) })
			}
		}
	}()
}

// answerTo answers that the name is this machine.
func answerTo(question []byte) (kind uint16, answer []byte) {
	end := 12
	for question[end] != 0 {
		end += 1 + int(question[end])
	}
	end += 5
	kind = binary.BigEndian.Uint16(question[end-4:])
	ip := net.IPv4(127, 0, 0, 1).To4()
	if kind == typeAAAA {
		ip = net.IPv6loopback
	}
	answer = append(answer, question[0], question[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0)
	answer = append(answer, question[12:end]...)
	answer = append(answer, 0xc0, 12, 0, byte(kind), 0, 1, 0, 0, 0, 60, 0, byte(len(ip)))
	return kind, append(answer, ip...)
}

// inPrivateMachine runs the test again in a network namespace and with its own /etc; there it
// returns true.
func inPrivateMachine(t *testing.T) bool {
	const mark = "OXSOCK_PRIVATE_MACHINE"
	if os.Getenv(mark) == "" {
		again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		again.Env = append(os.Environ(), mark+"=1")
		again.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET,
			UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
		}
		output, err := again.CombinedOutput()
		if errors.Is(err, syscall.EPERM) {
			t.Skip("no namespaces here")
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		return false
	}
	need(t, exec.Command("ip", "link", "set", "lo", "up").Run())
	need(t, syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""))
	for name, text := range map[string]string{
		"resolv.conf":   "nameserver 127.0.0.1\noptions timeout:30 attempts:1\n",
		"nsswitch.conf": "hosts: dns\nservices: files\n",
	} {
		file := t.TempDir() + "/" + name
		need(t, os.WriteFile(file, []byte(text), 0o644))
		need(t, syscall.Mount(file, "/etc/"+name, "", syscall.MS_BIND, ""))
	}
	return true
}

func dialsWithin(t *testing.T, limit time.Duration, listener Listener) {
	t.Helper()
	port := listener.Addr().(*net.TCPAddr).Port
	start := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), 2*limit)
	defer cancel()
	c, err := Dial(ctx, fmt.Sprintf("host.test:%d", port))
	need(t, err)
	if took := time.Since(start); took > limit {
		t.Fatal("connected only after ", took)
	}
	same(t, c.RemoteAddr().String(), listener.Addr().String())
	c.Close()
}

// A name server that answers for only one family does not delay dialling.
func TestOneFamilyIsUnanswered(t *testing.T) {
	if !inPrivateMachine(t) {
		return
	}
	for kind, endpoint := range map[uint16]string{typeA: "tcp://127.0.0.1:0", typeAAAA: "tcp://[::1]:0"} {
		listener, err := ListenOn(endpoint)
		need(t, err)
		t.Run(endpoint, func(t *testing.T) {
			startNameServer(t, map[uint16]time.Duration{kind: 0})
			dialsWithin(t, 2500*time.Millisecond, listener)
		})
		need(t, listener.Close())
	}
}

// Nobody listens at the addresses that become known first; the later ones are tried as well.
func TestLateFamilyJoins(t *testing.T) {
	if !inPrivateMachine(t) {
		return
	}
	listener, err := ListenOn("tcp://[::1]:0")
	need(t, err)
	defer listener.Close()
	startNameServer(t, map[uint16]time.Duration{typeA: 0, typeAAAA: 500 * time.Millisecond})
	dialsWithin(t, 2500*time.Millisecond, listener)
}

// The system can choose for the client the very port that it dials, if nobody listens there.
func TestDialNotToItself(t *testing.T) {
	if !inPrivateMachine(t) {
		return
	}
	need(t, os.WriteFile("/proc/sys/net/ipv4/ip_local_port_range", []byte("40000 40000"), 0))
	for i := 0; i < 2; i++ {
		_, err := Dial(context.Background(), "tcp://127.0.0.1:40000")
		failsWith(t, err, syscall.ECONNREFUSED)
	}
	_, err := ListenOn("tcp://127.0.0.1:40000") // the port has stayed free
	need(t, err)
}

// Networks of package net can be limited to one family.
func TestNetworksOfOneFamily(t *testing.T) {
	for network, endpoint := range map[string]string{"tcp4": "tcp://127.0.0.1:0", "tcp6": "tcp://[::1]:0"} {
		listener, err := ListenOn(endpoint)
		need(t, err)
		port := listener.Addr().(*net.TCPAddr).Port
		for _, host := range []string{"", "localhost"} {
			c, err := DialContext(context.Background(), network, fmt.Sprintf("%s:%d", host, port))
			if network == "tcp6" && host != "" && err != nil {
				continue // the name may have no such address
			}
			need(t, err)
			same(t, c.RemoteAddr().String(), listener.Addr().String())
			need(t, c.Close())
		}
		need(t, listener.Close())
	}
}

// An unknown name is also package net's error for that.
func TestUnknownName(t *testing.T) {
	_, err := DialContext(context.Background(), "tcp", "no.such.name.invalid:80")
	var dns *net.DNSError
	if !errors.As(err, &dns) || dns.IsNotFound == dns.IsTemporary {
		t.Fatalf("%#v", err)
	}
}

// Calls on a zero value return an error and do not panic, as with package net.
func TestZeroValues(t *testing.T) {
	var c Conn
	_, err := c.Read(nil)
	failsWith(t, err, syscall.EINVAL)
	_, err = c.Write(nil)
	failsWith(t, err, syscall.EINVAL)
	failsWith(t, c.Close(), syscall.EINVAL)
	failsWith(t, c.CloseWrite(), syscall.EINVAL)
	failsWith(t, c.SetDeadline(time.Time{}), syscall.EINVAL)
	if c.LocalAddr() != nil || c.RemoteAddr() != nil {
		t.Fatal("it has an address")
	}
	_, err = Listener{}.Accept()
	failsWith(t, err, syscall.EINVAL)
	failsWith(t, Listener{}.Close(), syscall.EINVAL)
	_, _, err = PacketConn{}.ReadFrom(nil)
	failsWith(t, err, syscall.EINVAL)
	_, err = PacketConn{}.WriteTo(nil, nil)
	failsWith(t, err, syscall.EINVAL)
	failsWith(t, PacketConn{}.Close(), syscall.EINVAL)
}

// Datagrams can be sent to any address type of package net.
func TestWriteToAddressesOfNet(t *testing.T) {
	for _, name := range []string{"@a%41?b", t.TempDir() + "/a%41?b"} {
		server, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
		need(t, err)
		client, err := ListenPacket("unix-dgram:")
		need(t, err)
		_, err = client.WriteTo([]byte("x"), server.LocalAddr())
		need(t, err)
		p := make([]byte, 4)
		n, _, err := server.ReadFrom(p)
		need(t, err)
		same(t, n, 1)
		c, err := DialContext(context.Background(), "unixgram", name)
		need(t, err)
		_, err = c.Write([]byte("xy"))
		need(t, err)
		n, _, err = server.ReadFrom(p)
		need(t, err)
		same(t, n, 2)
		server.Close()
		client.Close()
		c.Close()
	}
	server, err := net.ListenUDP("udp", nil)
	need(t, err)
	defer server.Close()
	client, err := ListenPacket("udp://*:0")
	need(t, err)
	defer client.Close()
	port := server.LocalAddr().(*net.UDPAddr).Port
	for _, to := range []*net.UDPAddr{{Port: port}, {IP: net.IPv4(127, 0, 0, 1), Port: port}, {IP: net.IPv6loopback, Port: port}} {
		_, err = client.WriteTo([]byte("x"), to)
		need(t, err)
		n, from, err := server.ReadFrom(make([]byte, 4))
		need(t, err)
		same(t, n, 1)
		same(t, from.(*net.UDPAddr).Port, client.LocalAddr().(*net.UDPAddr).Port)
	}
	for _, wrong := range []net.Addr{nil, (*net.UDPAddr)(nil), (*net.UnixAddr)(nil), &net.TCPAddr{}} {
		_, err = client.WriteTo([]byte("x"), wrong)
		failsWith(t, err, syscall.EINVAL)
	}
}
