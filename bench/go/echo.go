// Echoes over TCP on loopback, with package net and oxsock in turns: messages a second there and
// back, and the median of the rounds' ratios.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"sort"
	"strconv"
	"sync"
	"time"

	"oxsock"
)

const bar = 0.9

// A way to connect and listen.
type way struct {
	listen func() (net.Listener, error)
	dial   func(net.Listener) (net.Conn, error)
}

var byNet = way{
	func() (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") },
	func(l net.Listener) (net.Conn, error) { return net.Dial("tcp", l.Addr().String()) },
}

var byOxsock = way{
	func() (net.Listener, error) { return oxsock.ListenOn("tcp://127.0.0.1:0") },
	func(l net.Listener) (net.Conn, error) {
		return oxsock.Dial(context.Background(), l.Addr().String())
	},
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func echo(c net.Conn, size int) {
	p := make([]byte, size)
	for {
		n, err := c.Read(p)
		if err != nil {
			return
		}
		if _, err = c.Write(p[:n]); err != nil {
			return
		}
	}
}

// connections connects to a server that sends back what it receives.
func (w way) connections(count, size int) []net.Conn {
	listener, err := w.listen()
	must(err)
	defer listener.Close()
	var clients []net.Conn
	for i := 0; i < count; i++ {
		client, err := w.dial(listener)
		must(err)
		server, err := listener.Accept()
		must(err)
		go echo(server, size)
		clients = append(clients, client)
	}
	return clients
}

// speed returns round trips a second, on all connections at once.
func speed(clients []net.Conn, size, count int) float64 {
	start := time.Now()
	var all sync.WaitGroup
	for _, c := range clients {
		all.Add(1)
		go func(c net.Conn) {
			defer all.Done()
			p := make([]byte, size)
			for i := 0; i < count; i++ {
				_, err := c.Write(p)
				must(err)
				_, err = io.ReadFull(c, p)
				must(err)
			}
		}(c)
	}
	all.Wait()
	return float64(len(clients)*count) / time.Since(start).Seconds()
}

func median(list []float64) float64 {
	sort.Float64s(list)
	return list[len(list)/2]
}

// compare measures both in rounds, in the order A B B A.
func compare(connections, size, count, rounds int) (a, b, ratio float64) {
	first, second := byNet.connections(connections, size), byOxsock.connections(connections, size)
	var as, bs, ratios []float64
	for i := 0; i < rounds; i++ {
		x := speed(first, size, count)
		y := speed(second, size, count)
		y += speed(second, size, count)
		x += speed(first, size, count)
		as, bs, ratios = append(as, x/2), append(bs, y/2), append(ratios, y/x)
	}
	for _, c := range append(first, second...) {
		c.Close()
	}
	return median(as), median(bs), median(ratios)
}

func main() {
	factor := 1.0
	if text := os.Getenv("OXSOCK_BENCH_FACTOR"); text != "" {
		factor, _ = strconv.ParseFloat(text, 64)
	}
	fmt.Println("| | net | oxsock | oxsock / net | bar |\n|---|---:|---:|---:|---|")
	missed := false
	for _, kind := range []struct{ connections, size, count int }{
		{1, 64, 400}, {1, 4096, 400}, {16, 4096, 40}, {1, 65536, 100},
	} {
		rounds := 5 + int(100*factor)
		a, b, ratio := compare(kind.connections, kind.size, kind.count, rounds)
		fmt.Printf("| %d connections, %d bytes there and back | %.0f /s | %.0f /s | %.3f | ≥ %.1f |\n",
			kind.connections, kind.size, a, b, ratio, bar)
		missed = missed || ratio < bar
	}
	if missed {
		os.Exit(1)
	}
}
