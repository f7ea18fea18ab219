rockspec_format = "3.0"
package = "oxsock"
version = "0.1.0-1"
source = {
	url = "git+file://.", -- it is made from oxsock's sources: luarocks make
}
description = {
	summary = "The sockets API without its traps, for LuaJIT",
	detailed = "Handles, deadlines, endpoints as text, options by name, failure on purpose; over liboxsock.",
	license = "MIT OR Apache-2.0",
}
dependencies = {
	"lua == 5.1", -- LuaJIT, for its ffi
}
build = {
	type = "builtin",
	modules = {
		["oxsock"] = "oxsock.lua",
		["oxsock.declarations"] = "oxsock/declarations.lua",
		["oxsock.functions"] = "oxsock/functions.lua",
	},
}
