# frozen_string_literal: true

# The tour of every domain and type of socket, with the C program at the other end: tour.rb PROGRAM.
# It needs a network namespace (PROGRAM network).

require "oxsock"

include Oxsock # rubocop:disable Style/MixinUsage

PROGRAM = ARGV.fetch(0)
ROUNDS = 100
SIZE = 1000
LIMIT = 5
IP_HEADER = 20
Stop = Struct.new(:number, :domain, :type, :how, :family, :kind, :protocol)

def message(round)
  "message #{round}".ljust(SIZE, (97 + round % 26).chr)
end

def same!(came, went)
  came == went or raise "what came back is not what was sent"
end

def client_at(stop, to)
  s = Oxsock.socket(to.unpack1("S"), stop.kind, stop.protocol)
  s.deadline(OX_BOTH, LIMIT)
  # With only the family, the system chooses a name.
  s.bind([AF_UNIX].pack("S")) if stop.family == AF_UNIX && stop.kind == SOCK_DGRAM
  s.connect(to)
  s
end

def exchange(socket)
  ROUNDS.times do |round|
    socket.send(message(round))
    same! socket.recv(SIZE, MSG_WAITALL), message(round)
  end
  socket.close # to the server of a connection that is the end
end

def exchange_through_a_pair(stop, to)
  mine, theirs = Oxsock.socketpair(stop.family, stop.kind, stop.protocol)
  mine.deadline(OX_BOTH, LIMIT)
  way = Oxsock.socket(AF_UNIX, SOCK_STREAM)
  way.connect(to)
  way.send_handles("h", [theirs])
  theirs.close
  exchange(mine)
end

# A raw IPv4 socket receives the IP header with the payload, and sends one with IP_HDRINCL.
def exchange_raw(stop, to)
  s = client_at(stop, to)
  header = "".b
  if stop.how == "IP_HDRINCL"
    s.setsockopt(IPPROTO_IP, IP_HDRINCL, [1].pack("i"))
    header = [0x45, 0, 0, 0, 0, 1, stop.protocol, 0, 127, 0, 0, 1].pack("CCnnnCCnC4") + to[4, 4]
  end
  ROUNDS.times do |round|
    s.send(header + message(round))
    same! s.recv(IP_HEADER + SIZE)[IP_HEADER..], message(round)
  end
end

def with_checksum(packet)
  sum = packet.unpack("n*").sum
  2.times { sum = (sum & 0xffff) + (sum >> 16) }
  packet.tap { packet[2, 2] = [~sum & 0xffff].pack("n") }
end

# The kernel answers. Packets for others are ignored.
def ping(socket, request, reply, lead)
  ROUNDS.times do |round|
    out = with_checksum([request, 0, 0, 0x6f78, round].pack("CCnnn") + message(round))
    socket.send(out)
    came = socket.recv(lead + out.size)[lead..] until came&.getbyte(0) == reply
    same! came[4..], out[4..]
  end
end

def visit(stop)
  puts [stop.domain, stop.type, stop.how].join(" ")
  server = IO.popen([PROGRAM, "serve", stop.number.to_s])
  to = [server.gets.chomp].pack("H*")
  if stop.how == "socketpair" then exchange_through_a_pair(stop, to)
  elsif stop.how == "ICMP" then ping(client_at(stop, to), 8, 0, IP_HEADER)
  elsif stop.how == "ICMPv6" then ping(client_at(stop, to), 128, 129, 0)
  elsif stop.kind == SOCK_RAW then exchange_raw(stop, to)
  else exchange(client_at(stop, to))
  end
  rest = server.read
  server.close
  raise "#{rest} #{$?}" unless $?.success?
end

stops = IO.popen([PROGRAM, "list"], &:readlines).map do |line|
  fields = line.chomp.split("\t")
  Stop.new(*fields[0, 4], *fields[4, 3].map(&:to_i))
end
raise "stops are missing" if stops.size < 26

stops.each { |stop| visit(stop) }
