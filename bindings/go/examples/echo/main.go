// Echo sends back whatever its clients send: echo [ENDPOINT]
package main

import (
	"fmt"
	"log"
	"net"
	"os"
	"time"

	"oxsock"
)

func serve(c net.Conn) {
	defer c.Close()
	p := make([]byte, 4096)
	for { // A client has half a minute to send something and to take the answer.
		c.SetDeadline(time.Now().Add(30 * time.Second))
		n, err := c.Read(p)
		if err != nil {
			return
		}
		if _, err = c.Write(p[:n]); err != nil {
			return
		}
	}
}

func main() {
	endpoint := "*:7777"
	if len(os.Args) > 1 {
		endpoint = os.Args[1]
	}
	listener, err := oxsock.ListenOn(endpoint)
	if err != nil {
		log.Fatal(err)
	}
	where, err := listener.Local()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(where)
	for {
		c, err := listener.Accept()
		if err != nil { // No descriptors left: the clients wait in the queue.
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go serve(c)
	}
}
