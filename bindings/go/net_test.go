package oxsock

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Behaviour of connections and listeners that users of package net rely on.

func connected(t *testing.T) (client, server Conn) {
	t.Helper()
	listener, err := ListenOn("tcp://127.0.0.1:0")
	need(t, err)
	defer listener.Close()
	where, _ := listener.Local()
	client, err = Dial(context.Background(), where)
	need(t, err)
	accepted, err := listener.Accept()
	need(t, err)
	server = accepted.(Conn)
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

func TestHTTP(t *testing.T) {
	listener, err := ListenOn("tcp://127.0.0.1:0")
	need(t, err)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s", r.RemoteAddr, body)
	})}
	go server.Serve(listener)
	client := http.Client{Transport: &http.Transport{DialContext: DialContext}, Timeout: soon}
	var all sync.WaitGroup
	for i := 0; i < 50; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			body := strings.Repeat("x", 100000)
			answer, err := client.Post("http://"+listener.Addr().String(), "text/plain", strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			text, _ := io.ReadAll(answer.Body)
			answer.Body.Close()
			if !strings.HasPrefix(string(text), "127.0.0.1:") || !strings.HasSuffix(string(text), " "+body) {
				t.Errorf("%d bytes: %.40s", len(text), text)
			}
		}()
	}
	all.Wait()
	client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	need(t, server.Shutdown(ctx)) // closes the listener and ends its Accept
}

// TLS and HTTP/2 shut down one direction, and set deadlines.
func TestTLS(t *testing.T) {
	listener, err := ListenOn("tcp://127.0.0.1:0")
	need(t, err)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, r.Body)
	}))
	server.Listener.Close()
	server.Listener = listener
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	transport := server.Client().Transport.(*http.Transport)
	transport.DialContext = DialContext
	transport.ForceAttemptHTTP2 = true
	for i := 0; i < 10; i++ {
		body := strings.Repeat("x", 300000)
		answer, err := server.Client().Post(server.URL, "text/plain", strings.NewReader(body))
		need(t, err)
		text, err := io.ReadAll(answer.Body)
		need(t, err)
		answer.Body.Close()
		same(t, answer.Proto, "HTTP/2.0")
		if string(text) != body {
			t.Fatal(len(text), "bytes came back")
		}
	}
}

// A dial that has ended, and a connection that is closed, leave no goroutines or descriptors.
func TestNothingIsLeftBehind(t *testing.T) {
	listener, err := ListenOn("tcp://127.0.0.1:0")
	need(t, err)
	defer listener.Close()
	where, _ := listener.Local()
	descriptors := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		need(t, err)
		return len(entries)
	}
	goroutines, before := runtime.NumGoroutine(), descriptors()
	for i := 0; i < 50; i++ {
		ctx, cancel := context.WithTimeout(context.Background(), soon)
		c, err := Dial(ctx, where)
		need(t, err)
		s, err := listener.Accept()
		need(t, err)
		_, err = Dial(ctx, "tcp://127.0.0.1:1")
		failsWith(t, err, syscall.ECONNREFUSED)
		cancel()
		c.Close()
		s.Close()
	}
	for end := time.Now().Add(soon); runtime.NumGoroutine() > goroutines || descriptors() > before; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d descriptors; before %d, %d", runtime.NumGoroutine(), descriptors(),
				goroutines, before)
		}
	}
}

// reading starts a goroutine that reads.
func reading(c Conn) chan error {
	ended := make(chan error)
	started := make(chan bool)
	go func() {
		close(started)
		_, err := c.Read(make([]byte, 1))
		ended <- err
	}()
	<-started
	return ended
}

func TestCloseEndsARead(t *testing.T) {
	client, _ := connected(t)
	ended := reading(client)
	need(t, client.Close())
	failsWith(t, <-ended, net.ErrClosed)
	failsWith(t, client.Close(), net.ErrClosed)
}

func TestCloseEndsAnAccept(t *testing.T) {
	listener, err := ListenOn("unix:")
	need(t, err)
	ended := make(chan error)
	go func() {
		_, err := listener.Accept()
		ended <- err
	}()
	need(t, listener.Close())
	failsWith(t, <-ended, net.ErrClosed)
}

func TestDeadlineEndsARead(t *testing.T) {
	client, server := connected(t)
	need(t, client.SetReadDeadline(time.Now().Add(time.Millisecond)))
	_, err := client.Read(make([]byte, 1))
	failsWith(t, err, os.ErrDeadlineExceeded)
	if e, ok := err.(net.Error); !ok || !e.Timeout() {
		t.Fatalf("%T is no timeout", err)
	}
	ended := reading(server)
	need(t, server.SetReadDeadline(time.Unix(1, 0))) // also ends a call that already waits
	failsWith(t, <-ended, os.ErrDeadlineExceeded)
	need(t, server.SetReadDeadline(time.Time{}))
	sends(t, client.Socket, "x")
	receives(t, server.Socket, "x")
}

func TestContextEndsACall(t *testing.T) {
	client, server := connected(t)
	ctx, cancel := context.WithCancel(context.Background())
	read := func() error { _, err := client.Read(make([]byte, 1)); return err }
	go cancel()
	failsWith(t, client.Do(ctx, read), context.Canceled)
	sends(t, server.Socket, "x")
	need(t, client.Do(context.Background(), read))
}

// A listener whose queue is full neither accepts nor refuses a connection.
func TestContextEndsADial(t *testing.T) {
	listener, err := listenOn("unix:", 0)
	need(t, err)
	defer listener.Close()
	where, _ := listener.Local()
	var in []Conn
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		c, err := Dial(ctx, where)
		cancel()
		if err != nil {
			failsWith(t, err, context.DeadlineExceeded)
			break
		}
		in = append(in, c)
		if len(in) > 100 {
			t.Fatal("the queue does not become full")
		}
	}
	for _, c := range in {
		c.Close()
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = Dial(ctx, where)
	failsWith(t, err, context.Canceled)
}

func raced(addresses ...Address) (*Socket, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	all := make(chan found, 1)
	all <- found{addresses, nil}
	close(all)
	r := &race{ctx: ctx, found: all, ended: make(chan attempt)}
	s, _, err := r.run()
	return s, err
}

func TestDialTriesAllAddresses(t *testing.T) {
	listener, err := ListenOn("tcp://127.0.0.1:0")
	need(t, err)
	defer listener.Close()
	refusing, _ := AddressParse("tcp://127.0.0.1:1")
	where, _ := listener.Local()
	good, _ := AddressParse(where)
	s, err := raced(refusing, good)
	need(t, err)
	need(t, s.Close())
	other, _ := AddressParse("tcp://[::1]:1")
	rule, err := AddFault("connect error=EACCES on=tcp://127.0.0.1:1")
	need(t, err)
	defer rule.Remove()
	_, err = raced(refusing, other)
	failsWith(t, err, syscall.ECONNREFUSED) // the more telling error
}

// An address that does not answer delays the next; one that refuses does not.
func TestDialGoesOnWhenOneHasFailed(t *testing.T) {
	silent, err := listenOn("tcp://127.0.0.1:0", 0)
	need(t, err)
	defer silent.Close()
	where, _ := silent.Local()
	first, err := Dial(context.Background(), where) // fills its queue
	need(t, err)
	defer first.Close()
	listener, err := ListenOn("tcp://127.0.0.1:0")
	need(t, err)
	defer listener.Close()
	good, _ := listener.Local()
	var addresses []Address
	texts := []string{where}
	for i := 1; i <= 8; i++ {
		texts = append(texts, fmt.Sprintf("tcp://127.0.0.%d:1", i))
	}
	for _, text := range append(texts, good) {
		a, err := AddressParse(text)
		need(t, err)
		addresses = append(addresses, a)
	}
	start := time.Now()
	s, err := raced(addresses...)
	need(t, err)
	need(t, s.Close())
	if took := time.Since(start); took > 1500*time.Millisecond {
		t.Fatal("connected only after ", took)
	}
}

func TestPackets(t *testing.T) {
	for _, endpoint := range []string{"udp://127.0.0.1:0", "unix-dgram:"} {
		server, err := ListenPacket(endpoint)
		need(t, err)
		client, err := ListenPacket(endpoint)
		need(t, err)
		_, err = client.WriteTo([]byte("ask"), server.LocalAddr())
		need(t, err)
		p := make([]byte, 16)
		n, from, err := server.ReadFrom(p)
		need(t, err)
		same(t, string(p[:n]), "ask")
		same(t, from.String(), client.LocalAddr().String())
		_, err = server.WriteTo(nil, from)
		need(t, err)
		n, _, err = client.ReadFrom(p)
		need(t, err)
		same(t, n, 0)
		need(t, client.Close())
		need(t, server.Close())
	}
}

// Many waiting goroutines occupy few threads.
func TestWaitingCostsNoThreads(t *testing.T) {
	const count = 500
	before := pprof.Lookup("threadcreate").Count()
	a, b := make([]*Socket, count), make([]*Socket, count)
	ended := make(chan error, count)
	for i := range a {
		a[i], b[i] = pair(t, syscall.SOCK_STREAM)
		s := a[i]
		go func() {
			_, err := s.Read(make([]byte, 1))
			ended <- err
		}()
	}
	for _, s := range b {
		sends(t, s, "x")
	}
	for range a {
		need(t, <-ended)
	}
	if more := pprof.Lookup("threadcreate").Count() - before; more > 50 {
		t.Fatalf("%d waiting goroutines made %d threads", count, more)
	}
}

func TestTextIsReadByLines(t *testing.T) {
	client, server := connected(t)
	fmt.Fprintf(client, "one\ntwo\n")
	need(t, client.CloseWrite())
	lines := bufio.NewScanner(server)
	for _, wanted := range []string{"one", "two"} {
		same(t, lines.Scan(), true)
		same(t, lines.Text(), wanted)
	}
	same(t, lines.Scan(), false)
	need(t, lines.Err())
	need(t, server.CloseRead())
}
