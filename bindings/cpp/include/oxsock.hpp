// oxsock for C++17: owning types over the C functions; oxsock.h says what each function does. Its
// name here is the same without ox_. It is a member of ox::socket_ref if its first argument is a
// handle, of ox::address if that is an address, and otherwise a function in the namespace ox.
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
