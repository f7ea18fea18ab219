// Package nettest runs the Go project's tests for implementations of net.Conn, from Debian's
// package golang-golang-x-net-dev.
package nettest

import (
	"context"
	"net"
	"testing"

	"golang.org/x/net/nettest"

	"oxsock"
)

func TestConn(t *testing.T) {
	for _, endpoint := range []string{"tcp://127.0.0.1:0", "tcp://[::1]:0", "unix:"} {
		t.Run(endpoint, func(t *testing.T) {
			nettest.TestConn(t, func() (net.Conn, net.Conn, func(), error) { return pipe(endpoint) })
		})
	}
}

func pipe(endpoint string) (client, server net.Conn, stop func(), err error) {
	listener, err := oxsock.ListenOn(endpoint)
	if err != nil {
		return nil, nil, nil, err
	}
	defer listener.Close()
	where, err := listener.Local()
	if err != nil {
		return nil, nil, nil, err
	}
	if client, err = oxsock.Dial(context.Background(), where); err != nil {
		return nil, nil, nil, err
	}
	server, err = listener.Accept()
	return client, server, func() { client.Close(); server.Close() }, err
}
