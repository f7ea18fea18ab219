module bench

go 1.19

require oxsock v0.0.0

replace oxsock => ../../bindings/go
