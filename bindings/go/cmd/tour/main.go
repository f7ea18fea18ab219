// The tour of every domain and type of socket, with the C program at the other end: tour PROGRAM.
// It needs a network namespace (PROGRAM network).
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"oxsock"
)

const (
	rounds   = 100
	size     = 1000
	limit    = 5 * time.Second
	ipHeader = 20
)

type stop struct {
	number, domain, kind, how string
	family, socktype          int
	protocol                  int
}

func must(err error) {
	if err != nil {
		log.Panic(err)
	}
}

func same(came, went []byte) {
	if !bytes.Equal(came, went) {
		log.Panic("what came back is not what was sent")
	}
}

func message(round int) []byte {
	m := bytes.Repeat([]byte{'a' + byte(round%26)}, size)
	copy(m, fmt.Sprintf("message %d", round))
	return m
}

func clientAt(stop stop, to []byte) *oxsock.Socket {
	family := int(binary.LittleEndian.Uint16(to))
	s, err := oxsock.OpenSocket(family, stop.socktype, stop.protocol)
	must(err)
	must(s.SetDeadline(time.Now().Add(limit)))
	if stop.family == syscall.AF_UNIX && stop.socktype == syscall.SOCK_DGRAM {
		must(s.Bind([]byte{syscall.AF_UNIX, 0})) // the system chooses a name
	}
	must(s.Connect(to))
	return s
}

func exchange(s *oxsock.Socket, stop stop) {
	receive := func(p []byte) (int, error) { return s.Recv(p, 0) }
	if stop.socktype == syscall.SOCK_STREAM {
		receive = s.RecvAll // a stream may deliver a message in parts
	}
	came := make([]byte, size)
	for i := 0; i < rounds; i++ {
		_, err := s.Write(message(i))
		must(err)
		n, err := receive(came)
		must(err)
		same(came[:n], message(i))
	}
	must(s.Close())
}

func exchangeThroughAPair(stop stop, to []byte) {
	mine, theirs, err := oxsock.Socketpair(stop.family, stop.socktype, stop.protocol)
	must(err)
	must(mine.SetDeadline(time.Now().Add(limit)))
	way, err := oxsock.OpenSocket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	must(err)
	must(way.Connect(to))
	// O_NONBLOCK belongs to the socket, which the two processes share. It is cleared before the other
	// one has the socket, because that one blocks in its calls.
	fd, err := theirs.Fd()
	must(err)
	must(syscall.SetNonblock(fd, false))
	_, err = way.SendHandles([]byte("h"), []*oxsock.Socket{theirs})
	must(err)
	must(theirs.Close())
	must(way.Close())
	exchange(mine, stop)
}

// A raw IPv4 socket receives the IP header with the payload, and sends one with IP_HDRINCL.
func exchangeRaw(stop stop, to []byte) {
	s := clientAt(stop, to)
	var header []byte
	if stop.how == "IP_HDRINCL" {
		must(s.SetsockoptInt(syscall.IPPROTO_IP, syscall.IP_HDRINCL, 1))
		header = []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 1, byte(stop.protocol), 0, 0, 127, 0, 0, 1}
		header = append(header, to[4:8]...)
	}
	came := make([]byte, ipHeader+size)
	for i := 0; i < rounds; i++ {
		_, err := s.Write(append(header[:len(header):len(header)], message(i)...))
		must(err)
		n, err := s.Read(came)
		must(err)
		same(came[ipHeader:n], message(i))
	}
	must(s.Close())
}

func putChecksum(packet []byte) {
	var sum uint32
	for i := 0; i < len(packet); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(packet[i:]))
	}
	sum = sum&0xffff + sum>>16
	binary.BigEndian.PutUint16(packet[2:], ^uint16(sum+sum>>16))
}

// The kernel answers. Packets for others are ignored.
func ping(s *oxsock.Socket, request, reply byte, lead int) {
	for i := 0; i < rounds; i++ {
		out := append([]byte{request, 0, 0, 0, 'o', 'x', 0, byte(i)}, message(i)...)
		putChecksum(out)
		_, err := s.Write(out)
		must(err)
		came := make([]byte, lead+len(out))
		for {
			n, err := s.Read(came)
			must(err)
			if came[lead] == reply {
				same(came[lead+4:n], out[4:])
				break
			}
		}
	}
	must(s.Close())
}

func visit(program string, stop stop) {
	fmt.Println(stop.domain, stop.kind, stop.how)
	server := exec.Command(program, "serve", stop.number)
	output, err := server.StdoutPipe()
	must(err)
	must(server.Start())
	lines := bufio.NewScanner(output)
	lines.Scan()
	to, err := hex.DecodeString(lines.Text())
	must(err)
	switch {
	case stop.how == "socketpair":
		exchangeThroughAPair(stop, to)
	case stop.how == "ICMP":
		ping(clientAt(stop, to), 8, 0, ipHeader)
	case stop.how == "ICMPv6":
		ping(clientAt(stop, to), 128, 129, 0)
	case stop.socktype == syscall.SOCK_RAW:
		exchangeRaw(stop, to)
	default:
		exchange(clientAt(stop, to), stop)
	}
	must(server.Wait())
}

func main() {
	list, err := exec.Command(os.Args[1], "list").Output()
	must(err)
	lines := strings.Split(strings.TrimSpace(string(list)), "\n")
	if len(lines) < 26 {
		log.Panic("stops are missing")
	}
	for _, line := range lines {
		f := strings.Split(line, "\t")
		var numbers [3]int
		for i := range numbers {
			numbers[i], err = strconv.Atoi(f[4+i])
			must(err)
		}
		visit(os.Args[1], stop{f[0], f[1], f[2], f[3], numbers[0], numbers[1], numbers[2]})
	}
}
