-- The functions of oxsock that the description of the API says all about. Generated.
-- They are put into three tables: methods of sockets, methods of addresses, and the module.

local ffi = require("ffi")
local cast, new, sizeof, string = ffi.cast, ffi.new, ffi.sizeof, ffi.string
local min = math.min

return function(C, socket, address, module, help)
local Socket, failure, deadline_at = help.Socket, help.failure, help.deadline_at
local text, c_text, flag = help.text, help.c_text, help.flag
local integers_to_c, sockets_to_c = help.integers_to_c, help.sockets_to_c
local integers_from_c, sockets_from_c = help.integers_from_c, help.sockets_from_c

function module.socket(domain, socktype, protocol)
	local result = C.ox_socket(domain, socktype, protocol or 0)
	if result < 0 then
		return failure(result)
	end
	return Socket(result)
end

function module.socketpair(domain, socktype, protocol)
	local sv = new("int[2]")
	local result = C.ox_socketpair(domain, socktype, protocol or 0, sv)
	if result < 0 then
		return failure(result)
	end
	return Socket(sv[0]), Socket(sv[1])
end

function socket.bind(self, addr)
	local result = C.ox_bind(self.handle, cast("const struct sockaddr *", addr), #addr)
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.listen(self, backlog)
	local result = C.ox_listen(self.handle, backlog or C.SOMAXCONN)
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.accept(self)
	local addr = new("struct sockaddr_storage")
	local len = new("unsigned int[1]", sizeof(addr))
	local result = C.ox_accept(self.handle, cast("struct sockaddr *", addr), len)
	if result < 0 then
		return failure(result)
	end
	return Socket(result), string(addr, min(len[0], sizeof(addr)))
end

function socket.connect(self, addr)
	local result = C.ox_connect(self.handle, cast("const struct sockaddr *", addr), #addr)
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.shutdown(self, how)
	local result = C.ox_shutdown(self.handle, how)
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.read(self, size)
	local buf = new("char[?]", size)
	local len = size
	local result = C.ox_read(self.handle, buf, len)
	if result < 0 then
		return failure(result)
	end
	return string(buf, min(result, size)), result
end

function socket.write(self, buf)
	local result = C.ox_write(self.handle, buf, #buf)
	if result < 0 then
		return failure(result)
	end
	return result
end

function socket.send(self, buf, flags)
	local result = C.ox_send(self.handle, buf, #buf, flags or 0)
	if result < 0 then
		return failure(result)
	end
	return result
end

function socket.recv(self, size, flags)
	local buf = new("char[?]", size)
	local len = size
	local result = C.ox_recv(self.handle, buf, len, flags or 0)
	if result < 0 then
		return failure(result)
	end
	return string(buf, min(result, size)), result
end

function socket.sendto(self, buf, flags, to)
	local result = C.ox_sendto(self.handle, buf, #buf, flags or 0, cast("const struct sockaddr *", to), #to)
	if result < 0 then
		return failure(result)
	end
	return result
end

function socket.recvfrom(self, size, flags)
	local buf = new("char[?]", size)
	local len = size
	local src = new("struct sockaddr_storage")
	local srclen = new("unsigned int[1]", sizeof(src))
	local result = C.ox_recvfrom(self.handle, buf, len, flags or 0, cast("struct sockaddr *", src), srclen)
	if result < 0 then
		return failure(result)
	end
	return string(buf, min(result, size)), string(src, min(srclen[0], sizeof(src))), result
end

function socket.sendmsg(self, msg, flags)
	local result = C.ox_sendmsg(self.handle, msg, flags or 0)
	if result < 0 then
		return failure(result)
	end
	return result
end

function socket.recvmsg(self, msg, flags)
	local result = C.ox_recvmsg(self.handle, msg, flags or 0)
	if result < 0 then
		return failure(result)
	end
	return result
end

function module.interruptible(on)
	local result = C.ox_interruptible(on)
	if result < 0 then
		return failure(result)
	end
	return result
end

function socket.getsockopt(self, level, name, size)
	local value = new("char[?]", size)
	local len = new("unsigned int[1]", size)
	local result = C.ox_getsockopt(self.handle, level, name, value, len)
	if result < 0 then
		return failure(result)
	end
	return string(value, len[0])
end

function socket.setsockopt(self, level, name, value)
	local result = C.ox_setsockopt(self.handle, level, name, value, #value)
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.getsockname(self)
	local addr = new("struct sockaddr_storage")
	local len = new("unsigned int[1]", sizeof(addr))
	local result = C.ox_getsockname(self.handle, cast("struct sockaddr *", addr), len)
	if result < 0 then
		return failure(result)
	end
	return string(addr, min(len[0], sizeof(addr)))
end

function socket.getpeername(self)
	local addr = new("struct sockaddr_storage")
	local len = new("unsigned int[1]", sizeof(addr))
	local result = C.ox_getpeername(self.handle, cast("struct sockaddr *", addr), len)
	if result < 0 then
		return failure(result)
	end
	return string(addr, min(len[0], sizeof(addr)))
end

function socket.sockatmark(self)
	local result = C.ox_sockatmark(self.handle)
	if result < 0 then
		return failure(result)
	end
	return result ~= 0
end

function socket.available(self)
	local result = C.ox_available(self.handle)
	if result < 0 then
		return failure(result)
	end
	return result
end

function socket.deadline(self, which, deadline)
	local result = C.ox_deadline(self.handle, which, deadline_at(deadline))
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.fd(self)
	local result = C.ox_fd(self.handle)
	if result < 0 then
		return failure(result)
	end
	return result
end

function module.adopt(fd)
	local result = C.ox_adopt(fd)
	if result < 0 then
		return failure(result)
	end
	return Socket(result)
end

function module.version()
	local result = C.ox_version()
	return text(result)
end

function module.api_json()
	local result = C.ox_api_json()
	return text(result)
end

function module.address_parse(text)
	local address = new("struct ox_address")
	local result = C.ox_address_parse(address, c_text(text))
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return address
end

function address.text(self)
	local text = new("char[?]", C.OX_TEXT_MAX)
	local result = C.ox_address_text(self, text, C.OX_TEXT_MAX)
	if result < 0 then
		return failure(result)
	end
	return string(text, result)
end

function address.family(self)
	local result = C.ox_address_family(self)
	if result < 0 then
		return failure(result)
	end
	return result
end

function address.type(self)
	local result = C.ox_address_type(self)
	if result < 0 then
		return failure(result)
	end
	return result
end

function address.port(self)
	local result = C.ox_address_port(self)
	if result < 0 then
		return failure(result)
	end
	return result
end

function address.equal(self, b)
	local result = C.ox_address_equal(self, b)
	if result < 0 then
		return failure(result)
	end
	return result ~= 0
end

function module.address_from_sockaddr(socktype, addr)
	local address = new("struct ox_address")
	local result = C.ox_address_from_sockaddr(address, socktype, cast("const struct sockaddr *", addr), #addr)
	if result < 0 then
		return failure(result)
	end
	return address
end

function address.to_sockaddr(self)
	local addr = new("struct sockaddr_storage")
	local len = new("unsigned int[1]", sizeof(addr))
	local result = C.ox_address_to_sockaddr(self, cast("struct sockaddr *", addr), len)
	if result < 0 then
		return failure(result)
	end
	return string(addr, min(len[0], sizeof(addr)))
end

function module.endpoint_path(path, socktype)
	local text = new("char[?]", C.OX_TEXT_MAX)
	local result = C.ox_endpoint_path(c_text(path), socktype, text, C.OX_TEXT_MAX)
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return string(text, result)
end

function socket.local_(self)
	local text = new("char[?]", C.OX_TEXT_MAX)
	local result = C.ox_local(self.handle, text, C.OX_TEXT_MAX)
	if result < 0 then
		return failure(result)
	end
	return string(text, result)
end

function socket.peer(self)
	local text = new("char[?]", C.OX_TEXT_MAX)
	local result = C.ox_peer(self.handle, text, C.OX_TEXT_MAX)
	if result < 0 then
		return failure(result)
	end
	return string(text, result)
end

function socket.bind_address(self, address)
	local result = C.ox_bind_address(self.handle, address)
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.connect_address(self, address)
	local result = C.ox_connect_address(self.handle, address)
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.sendto_address(self, buf, flags, to)
	local result = C.ox_sendto_address(self.handle, buf, #buf, flags or 0, to)
	if result < 0 then
		return failure(result)
	end
	return result
end

function socket.recvfrom_address(self, size, flags)
	local buf = new("char[?]", size)
	local len = size
	local src = new("struct ox_address")
	local result = C.ox_recvfrom_address(self.handle, buf, len, flags or 0, src)
	if result < 0 then
		return failure(result)
	end
	return string(buf, min(result, size)), src, result
end

function module.explanation()
	local result = C.ox_explanation()
	return text(result)
end

function module.dial(endpoint, deadline)
	local result = C.ox_dial(c_text(endpoint), deadline_at(deadline))
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return Socket(result)
end

function module.dial_start(endpoint)
	local result = C.ox_dial_start(c_text(endpoint))
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return Socket(result)
end

function module.listen_on(endpoint, backlog)
	local result = C.ox_listen_on(c_text(endpoint), backlog or C.SOMAXCONN)
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return Socket(result)
end

function module.inherit(name, i)
	local result = C.ox_inherit(c_text(name), i or 0)
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return Socket(result)
end

function socket.send_all(self, buf, deadline)
	local done = new("size_t[1]")
	local result = C.ox_send_all(self.handle, buf, #buf, deadline_at(deadline), done)
	if result < 0 then
		return failure(result, nil, tonumber(done[0]))
	end
	return tonumber(done[0])
end

function socket.recv_all(self, size, deadline)
	local buf = new("char[?]", size)
	local len = size
	local done = new("size_t[1]")
	local result = C.ox_recv_all(self.handle, buf, len, deadline_at(deadline), done)
	if result < 0 then
		return failure(result, nil, string(buf, tonumber(done[0])))
	end
	return string(buf, tonumber(done[0]))
end

function socket.recv_until(self, size, delimiter, deadline)
	local buf = new("char[?]", size)
	local len = size
	local done = new("size_t[1]")
	local result = C.ox_recv_until(self.handle, buf, len, delimiter, deadline_at(deadline), done)
	if result < 0 then
		return failure(result, nil, string(buf, tonumber(done[0])))
	end
	return string(buf, tonumber(done[0]))
end

function socket.option_set(self, name, value)
	local result = C.ox_option_set(self.handle, c_text(name), value)
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return true
end

function socket.option_get(self, name)
	local value = new("int64_t[1]")
	local result = C.ox_option_get(self.handle, c_text(name), value)
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return tonumber(value[0])
end

function module.option_at(i)
	local result = C.ox_option_at(i or 0)
	return text(result)
end

function socket.send_descriptors(self, buf, fds)
	local c_fds = integers_to_c(fds)
	local result = C.ox_send_descriptors(self.handle, buf, #buf, c_fds, #fds)
	if result < 0 then
		return failure(result)
	end
	return result
end

function socket.recv_descriptors(self, size, room)
	local buf = new("char[?]", size)
	local len = size
	local fds = new("int[?]", room)
	local count = new("int[1]", room)
	local result = C.ox_recv_descriptors(self.handle, buf, len, fds, count)
	if result < 0 then
		return failure(result)
	end
	return string(buf, min(result, size)), integers_from_c(fds, count[0], room), count[0], result
end

function socket.send_handles(self, buf, handles)
	local c_handles = sockets_to_c(handles)
	local result = C.ox_send_handles(self.handle, buf, #buf, c_handles, #handles)
	if result < 0 then
		return failure(result)
	end
	return result
end

function socket.recv_handles(self, size, room)
	local buf = new("char[?]", size)
	local len = size
	local handles = new("int[?]", room)
	local count = new("int[1]", room)
	local result = C.ox_recv_handles(self.handle, buf, len, handles, count)
	if result < 0 then
		return failure(result)
	end
	return string(buf, min(result, size)), sockets_from_c(handles, count[0], room), count[0], result
end

function socket.peer_credentials(self)
	local credentials = new("struct ox_credentials")
	local result = C.ox_peer_credentials(self.handle, credentials)
	if result < 0 then
		return failure(result)
	end
	return credentials
end

function socket.arrivals(self, on)
	local result = C.ox_arrivals(self.handle, flag(on))
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.recv_arrival(self, size, flags)
	local buf = new("char[?]", size)
	local len = size
	local arrival = new("struct ox_arrival")
	local result = C.ox_recv_arrival(self.handle, buf, len, flags or 0, arrival)
	if result < 0 then
		return failure(result)
	end
	return string(buf, min(result, size)), arrival, result
end

function socket.send_reply(self, buf, flags, arrival)
	local result = C.ox_send_reply(self.handle, buf, #buf, flags or 0, arrival)
	if result < 0 then
		return failure(result)
	end
	return result
end

function socket.error_reports(self, on)
	local result = C.ox_error_reports(self.handle, flag(on))
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.recv_error(self, size)
	local buf = new("char[?]", size)
	local len = size
	local report = new("struct ox_error_report")
	local result = C.ox_recv_error(self.handle, buf, len, report)
	if result < 0 then
		return failure(result)
	end
	return string(buf, min(result, size)), report, result
end

function socket.group_join(self, group, iface, source)
	local result = C.ox_group_join(self.handle, c_text(group), c_text(iface), c_text(source))
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return true
end

function socket.group_leave(self, group, iface, source)
	local result = C.ox_group_leave(self.handle, c_text(group), c_text(iface), c_text(source))
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return true
end

function module.echo_open(family)
	local result = C.ox_echo_open(family)
	if result < 0 then
		return failure(result)
	end
	return Socket(result)
end

function socket.echo_send(self, to, sequence, payload)
	local result = C.ox_echo_send(self.handle, to, sequence, payload, #payload)
	if result < 0 then
		return failure(result)
	end
	return true
end

function socket.echo_recv(self, size)
	local sender = new("struct ox_address")
	local sequence = new("uint16_t[1]")
	local payload = new("char[?]", size)
	local len = size
	local ttl = new("int[1]")
	local result = C.ox_echo_recv(self.handle, sender, sequence, payload, len, ttl)
	if result < 0 then
		return failure(result)
	end
	return sender, tonumber(sequence[0]), string(payload, min(result, size)), tonumber(ttl[0]), result
end

function module.fault(rule)
	local result = C.ox_fault(c_text(rule))
	if result < 0 then
		return failure(result, C.ox_explanation())
	end
	return result
end

function module.fault_remove(rule)
	local result = C.ox_fault_remove(rule)
	if result < 0 then
		return failure(result)
	end
	return true
end

function module.fault_count(rule)
	local result = C.ox_fault_count(rule)
	if result < 0 then
		return failure(result)
	end
	return result
end

function module.fault_text(rule)
	local text = new("char[?]", C.OX_TEXT_MAX)
	local result = C.ox_fault_text(rule, text, C.OX_TEXT_MAX)
	if result < 0 then
		return failure(result)
	end
	return string(text, result)
end

function module.fault_at(i)
	local result = C.ox_fault_at(i or 0)
	if result < 0 then
		return failure(result)
	end
	return result
end
end
