// oxsock for C++17: owning types over the C functions, which do the work. See oxsock.h for what
// each of them does; here each has its name without ox_, as a member of ox::socket_ref where its
// first argument is a handle, of ox::address where that is an address, and else as a function in
// the namespace ox.
#ifndef OXSOCK_HPP
#define OXSOCK_HPP

#include <oxsock/address.hpp>
#include <oxsock/buffer.hpp>
#include <oxsock/everyday.hpp>
#include <oxsock/fault.hpp>
#include <oxsock/result.hpp>
#include <oxsock/socket.hpp>
#include <oxsock/time.hpp>

#endif
