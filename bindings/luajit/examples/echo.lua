-- Sends back whatever its clients send, to all of them at once: echo.lua [ENDPOINT]
local ox = require("oxsock")

local HALF_A_MINUTE = 30 -- to take an answer

local listener = assert(ox.listen_on(arg[1] or "*:7777"))
print(listener:local_())
io.flush()

local entries = { { listener, ox.POLLIN } }

local function greet()
	local client = listener:accept()
	if client then
		entries[#entries + 1] = { client, ox.POLLIN }
	else
		ox.poll({}, 0.1) -- No descriptors left: the clients wait in the queue.
	end
end

local function answered(client)
	local text = client:recv(4096)
	return text and text ~= "" and client:send_all(text, HALF_A_MINUTE)
end

while true do
	local _, ready = assert(ox.poll(entries))
	for i = #entries, 2, -1 do
		if ready[i] ~= 0 and not answered(entries[i][1]) then
			entries[i][1]:close()
			table.remove(entries, i)
		end
	end
	if ready[1] ~= 0 then
		greet()
	end
end
