# frozen_string_literal: true

# Each call has the same effect through the binding as in C; and each function of the description is
# reached through the binding.

require "minitest/autorun"
require "oxsock"
require "tempfile"
require "timeout"

# Record the functions that are called.
REACHED = {}
functions = JSON.parse(File.read(ENV.fetch("OXSOCK_DESCRIPTION")))["functions"].map { |f| f["name"] }
Oxsock::C.singleton_class.prepend(
  Module.new do
    functions.each do |name|
      define_method(name) do |*arguments|
        REACHED[name] = true
        super(*arguments)
      end
    end
  end
)
Minitest.after_run do
  missing = functions - REACHED.keys
  unless missing.empty? || functions.empty?
    warn "not reached through the binding: #{missing.join(', ')}"
    exit 1
  end
end

class CallsTest < Minitest::Test
  include Oxsock
  # Rules apply to the whole process, so tests run one after the other.
  def self.test_order
    :sorted
  end

  SOON = 5

  def pair(type = SOCK_STREAM)
    Oxsock.socketpair(AF_UNIX, type).each { |s| s.deadline(OX_BOTH, SOON) }
  end

  def int(value)
    [value].pack("i")
  end

  def test_stream_by_addresses_of_the_system
    listener = Oxsock.socket(AF_INET, SOCK_STREAM)
    listener.bind(::Socket.sockaddr_in(0, "127.0.0.1"))
    listener.listen
    client = Oxsock.socket(AF_INET, SOCK_STREAM)
    client.connect(listener.getsockname)
    assert_equal listener.getsockname, client.getpeername
    server, from = listener.accept
    assert_equal client.getsockname, from
    assert_equal 3, client.send("abc")
    assert_equal "abc", server.recv(16)
    assert_equal 3, client.write("def")
    assert_equal "def", server.read(16)
    assert_equal 0, client.available
    assert_equal false, client.sockatmark
    server.setsockopt(SOL_SOCKET, SO_KEEPALIVE, int(1))
    assert_equal int(1), server.getsockopt(SOL_SOCKET, SO_KEEPALIVE, 4)
    assert_equal FD_CLOEXEC, server.fcntl(F_GETFD)
    server.fcntl(F_DUPFD_CLOEXEC).send("x")
    assert_equal "x", client.recv(1)
    assert_raises(Errno::EAGAIN) { server.recv(1, MSG_DONTWAIT) }
    client.shutdown(SHUT_WR)
    assert_equal "", server.recv(16)
    client.close
    assert_raises(Errno::EBADF) { client.send("late") }
  end

  def test_several_pieces_and_messages
    a, b = pair(SOCK_DGRAM)
    assert_equal 6, a.writev(["abc", "", "def"])
    assert_equal %w[ab cdef], b.readv([2, 10])
    assert_equal 2, a.sendmmsg(%w[one three])
    assert_equal %w[one thre], b.recvmmsg(2, 4, 0, 1.5)
    assert_raises(Errno::EAGAIN) { b.recvmmsg(1, 4, 0, 0) }
    a.send("longer")
    assert_equal ["lo", 6], b.recv(2, MSG_TRUNC)

    bytes = FFI::MemoryPointer.from_string("message")
    message = C::STRUCTURES["msghdr"].zeroed
    message[:msg_iov] = iov = Values.iovecs([[bytes, 7]])
    message[:msg_iovlen] = 1
    assert_equal 7, a.sendmsg(message)
    bytes.put_bytes(0, "-" * 7)
    assert_equal 7, b.recvmsg(message)
    assert_equal "message", bytes.read_string
    refute_nil iov
  end

  def test_datagrams_by_address
    server = Oxsock.socket(AF_INET, SOCK_DGRAM)
    server.bind_address(Address.parse("udp://127.0.0.1:0"))
    to = Address.parse(server.local)
    client = Oxsock.socket(AF_INET, SOCK_DGRAM)
    client.sendto_address("ask", to)
    text, from = server.recvfrom_address(16)
    assert_equal "ask", text
    server.sendto_address("tell", 0, from)
    assert_equal "tell", client.recv(16)
    client.sendto("again", to.to_sockaddr)
    text, sender = server.recvfrom(16)
    assert_equal "again", text
    assert_equal from, Oxsock.address_from_sockaddr(SOCK_DGRAM, sender)
    client.connect_address(to)
    assert_equal client.peer, to.to_s
    assert_equal [AF_INET, SOCK_DGRAM], [to.family, to.type]
    assert_operator to.port, :>, 0
    refute_equal to, from
    assert_predicate Address.new, :empty?
    error = assert_raises(Errno::EINVAL) { Address.parse("udp://127.0.0.1:99999") }
    assert_match(/port 99999/, error.message)
    assert_raises(ArgumentError) { Address.parse("udp://127.0.0.1:80\0") }
  end

  def test_every_day
    listener = Oxsock.listen_on("tcp://127.0.0.1:0")
    assert_equal listener.local, Oxsock.resolve(listener.local, SOON).first.to_s
    client = Oxsock.dial(listener.local, Deadline.after(SOON))
    server, = listener.accept
    client.option_set("tcp.nodelay", 0)
    assert_equal 0, client.option_get("tcp.nodelay")
    assert_raises(Errno::ENOPROTOOPT) { client.option_get("tcp.nodelai") }
    assert_match(/tcp.nodelay/, Oxsock.explanation)
    refute_nil Oxsock.option_at(0)
    assert_nil Oxsock.option_at(100_000)

    assert_equal 5, client.send_all("begin", SOON)
    assert_equal "begin", assert_raises(Errno::ETIMEDOUT) { server.recv_all(8, 0) }.done
    client.send_all("line\nmore", SOON)
    assert_equal "line\n", server.recv_until(100, "\n", SOON)
    assert_equal "more", server.recv(100)
    Tempfile.create do |file|
      file.write("x" * 100_000)
      file.flush
      assert_equal 10, client.send_file(file, offset: 0, length: 10, deadline: SOON)
      error = assert_raises(Errno::ENODATA) { client.send_file(file, offset: 99_990, length: 11) }
      assert_equal 10, error.done
    end
    assert_equal "x" * 20, server.recv_all(20, SOON)

    started = Oxsock.dial_start(listener.local)
    assert_equal [POLLOUT], Oxsock.poll([[started, POLLOUT]], SOON)
    assert_nil Oxsock.poll([[started, POLLIN]], 0)
    assert_equal 0, started.option_get("socket.error")
    assert_equal [[started], [], []].first, IO.select(nil, [started], nil, SOON)[1]
    assert_raises(Errno::ENOENT) { Oxsock.inherit }
    assert_equal "unix:run/50%25", Oxsock.endpoint_path("run/50%", SOCK_STREAM)
    error = assert_raises(Errno::ECONNREFUSED) { Oxsock.dial("tcp://127.0.0.1:1", SOON) }
    assert_match(%r{tcp://127.0.0.1:1}, error.message)
  end

  def test_descriptors_and_handles
    a, b = pair
    a.send_descriptors("d", [a.fd])
    text, fds, count = b.recv_descriptors(16, 2)
    assert_equal ["d", 1, 1], [text, fds.size, count]
    adopted = Oxsock.adopt(fds.first)
    assert_raises(Errno::EBUSY) { Oxsock.adopt(fds.first) }
    adopted.send("x")
    Oxsock.adopt(adopted.release).send("y")
    assert_equal "xy", b.recv_all(2, SOON)
    a.send_handles("h", [a, a])
    _, sockets, = b.recv_handles(16, 2)
    sockets[1].send("z")
    assert_equal "z", b.recv(1)
    assert_equal Process.pid, a.peer_credentials.pid
  end

  def test_arrivals_and_reports
    server = Oxsock.listen_on("udp://127.0.0.1:0")
    client = Oxsock.dial(server.local, SOON)
    client.deadline(OX_BOTH, SOON)
    server.arrivals(true)
    client.send("?")
    text, arrival = server.recv_arrival(16)
    assert_equal "?", text
    assert_operator arrival.ttl, :>, 0
    assert_equal client.local, arrival.sender.to_s
    server.send_reply("!", arrival)
    assert_equal "!", client.recv(16)
    client.error_reports(true)
    server.close
    client.send("?")
    assert_raises(Errno::ECONNREFUSED) { client.recv(16) }
    text, report = client.recv_error(16)
    assert_equal ["?", Errno::ECONNREFUSED::Errno], [text, report.code]
    member = Oxsock.socket(AF_INET, SOCK_DGRAM)
    error = assert_raises(Errno::EINVAL) { member.group_join("nonsense") }
    assert_match(/nonsense/, error.message)
    member.group_join("239.1.2.3", "lo")
    member.group_leave("239.1.2.3", "lo")
  end

  def test_echoes
    ping = Oxsock.echo_open(AF_INET)
    ping.deadline(OX_BOTH, SOON)
    ping.echo_send(Address.parse("udp://127.0.0.1:0"), 7, "echo")
    sender, sequence, payload, ttl = ping.echo_recv(16)
    assert_equal [AF_INET, 7, "echo"], [sender.family, sequence, payload]
    assert_operator ttl, :>, 0
    [-1, 65_536].each do |number|
      assert_raises(RangeError) { ping.echo_send(Address.parse("udp://127.0.0.1:0"), number, "") }
    end
  rescue Errno::EACCES
    skip "no sockets for echoes here"
  end

  def test_faults
    _, b = pair
    rule = Oxsock.fault("recv error=ECONNRESET")
    assert_raises(Errno::ECONNRESET) { b.recv(1) }
    assert_equal [1, rule], [Oxsock.fault_count(rule), Oxsock.fault_at(0)]
    assert_equal "recv error=ECONNRESET", Oxsock.fault_text(rule)
    Oxsock.fault_remove(rule)
    assert_raises(Errno::ENOENT) { Oxsock.fault_count(rule) }
    error = assert_raises(Errno::EINVAL) { Oxsock.fault("recieve") }
    assert_match(/recieve/, error.message)
    a, b = pair
    rule = Oxsock.fault("recv interrupt")
    a.send("x")
    assert_equal "x", b.recv(1), "an interrupted call goes on"
  ensure
    Oxsock.fault_remove(0)
  end

  def test_the_rest
    first = Oxsock.error_at(0)
    assert_equal "EPERM", Oxsock.errname(first)
    refute_empty Oxsock.strerror(first)
    assert_nil Oxsock.error_at(100_000)
    assert_equal "0.1.0", Oxsock.version
    assert_includes Oxsock.api_json, "ox_dial"
    assert_equal 1, Oxsock.interruptible(1)
    assert_operator Oxsock.now, :>, 0
    assert_kind_of ResolutionError, Oxsock.error_of(OX_EAI_NONAME)
  end

  def test_a_size_is_not_negative
    a, b = pair
    a.send("x" * 1000)
    [-> { b.recv(-1) }, -> { b.read(-1) }, -> { b.recvfrom(-1) }, -> { b.recv_descriptors(-1, 1) },
     -> { b.recv_descriptors(1, -1) }, -> { b.recv_handles(1, -1) }, -> { b.readv([1, -1]) },
     -> { b.recvmmsg(1, -1) }, -> { b.recvmmsg(-1, 1) }, -> { b.recv_all(-1, 0) },
     -> { b.recv_until(-1, "\n", 0) }, -> { b.getsockopt(SOL_SOCKET, SO_KEEPALIVE, -1) }].each do |call|
      assert_raises(ArgumentError) { call.call }
    end
    ["", "\u00e4", "ab"].each { |d| assert_raises(ArgumentError) { b.recv_until(1, d, 0) } }
    a.send("\xff")
    assert_equal 1001, b.recv_until(2000, "\xff", SOON).bytesize
  end

  def test_zero_is_no
    s = Oxsock.listen_on("udp://127.0.0.1:0")
    s.arrivals(1)
    assert_equal int(1), s.getsockopt(IPPROTO_IP, IP_PKTINFO, 4)
    s.arrivals(0)
    assert_equal int(0), s.getsockopt(IPPROTO_IP, IP_PKTINFO, 4)
  end

  def test_the_bytes_of_an_address_are_as_many_as_they_are
    assert_raises(ArgumentError) { Address.new("short") }
  end

  def test_deadlines
    a, = pair
    assert_raises(Errno::ETIMEDOUT) { a.recv_all(1, -1e9) }
    assert_raises(FloatDomainError) { a.recv_all(1, Float::NAN) }
    assert_nil Oxsock.poll([[a, POLLIN]], -1)
  end

  def test_a_socket_is_closed_once_and_knows_it
    a, b = pair
    refute_predicate a, :closed?
    assert_nil a.close
    assert_nil a.close
    assert_predicate a, :closed?
    IO.for_fd(b.release).close
    assert_predicate b, :closed?
    assert_nil b.close
  end

  def copies(socket)
    [socket.dup, socket.clone].each { |s| s.send("x") }
    nil
  end

  def test_a_copy_has_a_handle_of_its_own
    a, b = pair
    20.times { copies(a) }
    GC.start
    assert_equal "x" * 40, b.recv_all(40, SOON)
    assert_equal 1, a.send("y")
    assert_raises(TypeError) { Marshal.dump(a) }
  end

  # Threads that wait do not block others, and Ruby can end their wait.

  # The bytes that were passed are sent, even if another thread changes the string meanwhile.
  def test_a_string_changes_while_it_is_sent
    a, b = pair
    text = "A" * 4_000_000
    sender = Thread.new { a.send(text) }
    Thread.pass until sender.stop?
    text.replace("B")
    GC.start
    assert_equal 4_000_000, b.recv_all(4_000_000, SOON).count("A")
    assert_equal 4_000_000, sender.value
  end

  def test_signals_do_not_lengthen_a_wait
    a, = pair(SOCK_DGRAM)
    before = trap(:USR1) {}
    signals = Thread.new { loop { Process.kill(:USR1, Process.pid) && sleep(0.02) } }
    Timeout.timeout(SOON) { assert_raises(Errno::EAGAIN) { a.recvmmsg(1, 1, 0, 0.1) } }
  ensure
    signals.kill.join
    trap(:USR1, before)
  end

  def waiting(socket)
    Thread.new { socket.recv(1) }.tap { |t| Thread.pass until t.stop? }
  end

  def test_close_wakes
    a, _b = pair
    thread = waiting(a)
    thread.report_on_exception = false
    a.close
    assert_raises(Errno::ECANCELED) { thread.value }
  end

  def test_a_waiting_thread_is_killed
    a, = pair
    a.deadline(OX_BOTH, nil)
    assert_nil waiting(a).kill.value
  end

  def test_timeout_ends_a_call
    a, = pair
    a.deadline(OX_BOTH, nil)
    assert_raises(Timeout::Error) { Timeout.timeout(0.01) { a.recv(1) } }
  end

  def test_ctrl_c_ends_a_call
    a, = pair
    a.deadline(OX_BOTH, nil)
    main = Thread.current
    before = trap(:INT, "DEFAULT") # whoever runs the tests may have it ignored
    Thread.new do
      Thread.pass until main.stop?
      Process.kill(:INT, Process.pid)
    end
    assert_raises(Interrupt) { a.recv(1) }
  ensure
    trap(:INT, before)
  end
end
