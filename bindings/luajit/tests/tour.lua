-- The tour of every domain and type of socket, with the C program at the other end: tour.lua
-- PROGRAM. It needs a network namespace (PROGRAM network).

local bit, ffi, ox = require("bit"), require("ffi"), require("oxsock")
local program = arg[1]

local ROUNDS, SIZE, LIMIT, IP_HEADER = 100, 1000, 5, 20

local function message(round)
	local beginning = "message " .. round
	return beginning .. string.char(97 + round % 26):rep(SIZE - #beginning)
end

local function client_at(stop, to)
	local family = ffi.cast("const struct sockaddr *", to).sa_family
	local s = assert(ox.socket(family, stop.kind, stop.protocol))
	assert(s:deadline(ox.OX_BOTH, LIMIT))
	if stop.family == ox.AF_UNIX and stop.kind == ox.SOCK_DGRAM then
		assert(s:bind("\1\0")) -- only the family: the system chooses a name
	end
	assert(s:connect(to))
	return s
end

local function exchange(s)
	for round = 1, ROUNDS do
		local out = message(round)
		assert(s:send(out) == SIZE)
		assert(assert(s:recv(SIZE, ox.MSG_WAITALL)) == out)
	end
end

local function exchange_through_a_pair(stop, to)
	local mine, theirs = assert(ox.socketpair(stop.family, stop.kind, stop.protocol))
	assert(mine:deadline(ox.OX_BOTH, LIMIT))
	local way = assert(ox.socket(ox.AF_UNIX, ox.SOCK_STREAM))
	assert(way:connect(to) and way:send_handles("h", { theirs }) == 1)
	exchange(mine)
end

-- A raw IPv4 socket receives the IP header with the payload, and sends one with IP_HDRINCL.
local function exchange_raw(stop, to)
	local s, header = client_at(stop, to), ""
	if stop.how == "IP_HDRINCL" then
		assert(s:setsockopt(ox.IPPROTO_IP, ox.IP_HDRINCL, "\1\0\0\0"))
		header = "\69\0\0\0\0\0\0\0\1" .. string.char(stop.protocol) .. "\0\0\127\0\0\1" .. to:sub(5, 8)
	end
	for round = 1, ROUNDS do
		local out = message(round)
		assert(s:send(header .. out) == #header + SIZE)
		assert(assert(s:recv(IP_HEADER + SIZE)):sub(IP_HEADER + 1) == out)
	end
end

local function with_checksum(packet)
	local sum = 0
	for i = 1, #packet, 2 do
		sum = sum + packet:byte(i) * 256 + packet:byte(i + 1)
	end
	sum = sum % 65536 + math.floor(sum / 65536)
	sum = 65535 - (sum % 65536 + math.floor(sum / 65536))
	local checksum = string.char(bit.rshift(sum, 8), bit.band(sum, 255))
	return packet:sub(1, 2) .. checksum .. packet:sub(5)
end

-- The kernel answers. Packets for others are ignored.
local function ping(s, request, reply, lead)
	for round = 1, ROUNDS do
		local out = with_checksum(string.char(request, 0, 0, 0, 111, 120, 0, round) .. message(round))
		assert(s:send(out) == #out)
		local came
		repeat
			came = assert(s:recv(lead + #out)):sub(lead + 1)
		until came:byte(1) == reply
		assert(came:sub(5) == out:sub(5))
	end
end

local function visit(stop)
	print(stop.domain, stop.type, stop.how)
	local server = io.popen(program .. " serve " .. stop.number .. "; echo status $?")
	local to = assert(server:read("*l")):gsub("%x%x", function(hexadecimal)
		return string.char(tonumber(hexadecimal, 16))
	end)
	if stop.how == "socketpair" then
		exchange_through_a_pair(stop, to)
	elseif stop.how == "ICMP" then
		ping(client_at(stop, to), 8, 0, IP_HEADER)
	elseif stop.how == "ICMPv6" then
		ping(client_at(stop, to), 128, 129, 0)
	elseif stop.kind == ox.SOCK_RAW then
		exchange_raw(stop, to)
	else
		exchange(client_at(stop, to))
	end
	collectgarbage() -- closes the connection, so that the server reads its end
	local rest = server:read("*a")
	assert(rest == "status 0\n", rest)
end

local count = 0
for line in io.popen(program .. " list"):lines() do
	local stop = {}
	stop.number, stop.domain, stop.type, stop.how, stop.family, stop.kind, stop.protocol =
		line:match("^(%d+)\t(.-)\t(.-)\t(.-)\t(%d+)\t(%d+)\t(%d+)$")
	for _, name in ipairs({ "family", "kind", "protocol" }) do
		stop[name] = tonumber(stop[name])
	end
	visit(stop)
	count = count + 1
end
assert(count >= 26)
