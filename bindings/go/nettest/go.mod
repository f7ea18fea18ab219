module nettest

go 1.19

require (
	golang.org/x/net v0.7.0
	oxsock v0.0.0
)

replace (
	golang.org/x/net => /usr/share/gocode/src/golang.org/x/net
	oxsock => ../
)
