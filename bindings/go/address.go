package oxsock

// #include <oxsock.h>
import "C"

import (
	"encoding/binary"
	"net"
	"strconv"
	"strings"
	"syscall"
	"unsafe"
)

// An Address is an endpoint as a value. The zero value is empty.
type Address struct{ c C.struct_ox_address }

// AddressParse parses an endpoint without names.
func AddressParse(text string) (Address, error) {
	var a Address
	_, err := withText(text, func(c *C.char) C.int { return C.ox_address_parse(&a.c, c) })
	return a, err
}

// AddressFromSockaddr makes an address from the bytes of a struct sockaddr.
func AddressFromSockaddr(socktype int, sockaddr []byte) (Address, error) {
	var a Address
	addr, length := sockaddrOf(sockaddr)
	return a, failure(C.ox_address_from_sockaddr(&a.c, C.int(socktype), addr, length))
}

// Text returns the address as an endpoint.
func (a Address) Text() (string, error) {
	return textOf(func(text *C.char, size C.size_t) C.int {
		return C.ox_address_text(&a.c, text, size)
	})
}

// String returns the address as an endpoint; "" if it is empty.
func (a Address) String() string {
	text, _ := a.Text()
	return text
}

// Network is the network of a net.Addr.
func (a Address) Network() string { return networkOf(a.Family(), a.Type()) }

// Family is syscall.AF_INET, AF_INET6 or AF_UNIX; 0 if it is empty.
func (a Address) Family() int { return int(C.ox_address_family(&a.c)) }

// Type is syscall.SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET; 0 if it is empty.
func (a Address) Type() int { return int(C.ox_address_type(&a.c)) }

// Port returns the port.
func (a Address) Port() (int, error) {
	n := C.ox_address_port(&a.c)
	return max0(n), failure(n)
}

// Equal reports whether two addresses are the same.
func (a Address) Equal(b Address) bool { return C.ox_address_equal(&a.c, &b.c) == 1 }

// ToSockaddr returns the bytes of a struct sockaddr.
func (a Address) ToSockaddr() ([]byte, error) {
	return sockaddrFrom(func(addr *C.struct_sockaddr, length *C.socklen_t) C.int {
		return C.ox_address_to_sockaddr(&a.c, addr, length)
	})
}

// sockaddrOf makes a struct sockaddr for C. Shorter bytes, as of a UNIX socket, are copied into a
// whole one, as Go's pointer checks would otherwise end the program.
func sockaddrOf(bytes []byte) (*C.struct_sockaddr, C.socklen_t) {
	length := C.socklen_t(len(bytes))
	if length > 0 && length < C.sizeof_struct_sockaddr {
		bytes = append(make([]byte, 0, C.sizeof_struct_sockaddr), bytes...)[:C.sizeof_struct_sockaddr]
	}
	return (*C.struct_sockaddr)(at(bytes)), length
}

// sockaddrFrom returns the struct sockaddr that a C function writes.
func sockaddrFrom(write func(*C.struct_sockaddr, *C.socklen_t) C.int) ([]byte, error) {
	room := make([]byte, 128)
	length := C.socklen_t(len(room))
	if code := write((*C.struct_sockaddr)(unsafe.Pointer(&room[0])), &length); code < 0 {
		return nil, failure(code)
	}
	return cut(room, length), nil
}

func cut(room []byte, length C.socklen_t) []byte {
	if int(length) < len(room) {
		return room[:length]
	}
	return room
}

func networkOf(family, socktype int) string {
	names := map[[2]int]string{
		{syscall.AF_UNIX, syscall.SOCK_STREAM}:    "unix",
		{syscall.AF_UNIX, syscall.SOCK_DGRAM}:     "unixgram",
		{syscall.AF_UNIX, syscall.SOCK_SEQPACKET}: "unixpacket",
		{syscall.AF_INET, syscall.SOCK_DGRAM}:     "udp",
		{syscall.AF_INET6, syscall.SOCK_DGRAM}:    "udp",
	}
	if name, ok := names[[2]int{family, socktype}]; ok {
		return name
	}
	return "tcp"
}

// netAddr converts a struct sockaddr to an address of package net; nil if that has none.
func netAddr(sockaddr []byte, socktype int) net.Addr {
	if len(sockaddr) < 2 {
		return nil
	}
	var ip net.IP
	var zone string
	switch family := int(*(*uint16)(unsafe.Pointer(&sockaddr[0]))); {
	case family == syscall.AF_UNIX:
		name := string(sockaddr[2:])
		if name != "" && name[0] == 0 {
			name = "@" + name[1:]
		} else {
			name = untilZero(name)
		}
		return &net.UnixAddr{Name: name, Net: networkOf(family, socktype)}
	case family == syscall.AF_INET && len(sockaddr) >= 16:
		ip = net.IP(sockaddr[4:8])
	case family == syscall.AF_INET6 && len(sockaddr) >= 28:
		ip = net.IP(sockaddr[8:24])
		zone = zoneOf(*(*uint32)(unsafe.Pointer(&sockaddr[24])))
	default:
		return nil
	}
	port := int(binary.BigEndian.Uint16(sockaddr[2:]))
	switch socktype {
	case syscall.SOCK_STREAM:
		return &net.TCPAddr{IP: ip, Port: port, Zone: zone}
	case syscall.SOCK_DGRAM:
		return &net.UDPAddr{IP: ip, Port: port, Zone: zone}
	}
	return &net.IPAddr{IP: ip, Zone: zone}
}

// netAddr converts an address to one of package net.
func (a Address) netAddr() net.Addr {
	sockaddr, _ := a.ToSockaddr()
	return netAddr(sockaddr, a.Type())
}

// addressOf converts an address of package net.
func addressOf(to net.Addr) (Address, error) {
	switch to := to.(type) {
	case Address:
		return to, nil
	case *net.UDPAddr:
		if to == nil {
			break
		}
		ip := to.IP
		if len(ip) == 0 { // package net: this machine
			ip = net.IPv4zero
		}
		text := net.IPAddr{IP: ip, Zone: to.Zone}
		return AddressParse("udp://" + net.JoinHostPort(text.String(), strconv.Itoa(to.Port)))
	case *net.UnixAddr:
		if to == nil {
			break
		}
		return unixAddress(to.Name, syscall.SOCK_DGRAM)
	}
	return Address{}, syscall.EINVAL
}

// unixAddress converts a name of package net: a path, or @ and an abstract name.
func unixAddress(name string, socktype int) (Address, error) {
	sockaddr := make([]byte, 2, 2+len(name))
	*(*uint16)(unsafe.Pointer(&sockaddr[0])) = syscall.AF_UNIX
	sockaddr = append(sockaddr, name...)
	if strings.HasPrefix(name, "@") {
		sockaddr[2] = 0
	}
	return AddressFromSockaddr(socktype, sockaddr)
}

// networkIn returns the network of package net for an endpoint.
func networkIn(endpoint string) string {
	scheme, _, _ := strings.Cut(endpoint, ":")
	switch scheme {
	case "udp", "unix":
		return scheme
	case "unix-dgram":
		return "unixgram"
	case "unix-seqpacket":
		return "unixpacket"
	}
	return "tcp"
}

// endpointOf makes an endpoint from a network and an address of package net.
func endpointOf(network, address string) (string, error) {
	switch network {
	case "unix", "unixgram", "unixpacket":
		socktypes := map[string]int{"unix": syscall.SOCK_STREAM, "unixgram": syscall.SOCK_DGRAM,
			"unixpacket": syscall.SOCK_SEQPACKET}
		a, err := unixAddress(address, socktypes[network])
		return a.String(), err
	case "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6":
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return "", err
		}
		if host == "" { // package net: this machine
			host = "127.0.0.1"
			if network[3:] == "6" {
				host = "::1"
			}
		}
		return network[:3] + "://" + net.JoinHostPort(host, port), nil
	}
	return "", net.UnknownNetworkError(network)
}

func untilZero(text string) string {
	for i := range text {
		if text[i] == 0 {
			return text[:i]
		}
	}
	return text
}

func zoneOf(index uint32) string {
	if index == 0 {
		return ""
	}
	if i, err := net.InterfaceByIndex(int(index)); err == nil {
		return i.Name
	}
	return strconv.Itoa(int(index))
}
