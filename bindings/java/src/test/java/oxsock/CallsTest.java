package oxsock;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

/**
 * Each call has the same effect through the binding as in C; and each function of the description,
 * which the property oxsock.description names, is reached through the binding.
 */
public class CallsTest implements Constants {
    static final Duration SOON = Duration.ofSeconds(5);

    @BeforeClass
    public static void record() {
        Recorder.install();
    }

    @AfterClass
    public static void everythingIsReached() throws IOException {
        String description = Files.readString(Path.of(System.getProperty("oxsock.description")));
        Matcher name = Pattern.compile("\"name\": ?\"(ox_\\w+)\",\\s*\"section\"").matcher(description);
        List<String> missing = new ArrayList<>();
        int functions = 0;
        for (; name.find(); functions++) {
            if (!Recorder.reached.contains(name.group(1))) {
                missing.add(name.group(1));
            }
        }
        assertTrue("the description has functions", functions > 80);
        assertEquals("not reached through the binding", List.of(), missing);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    static String received(OxSocket s, int size) throws IOException {
        byte[] to = new byte[size];
        return text(to, s.recv(to, 0));
    }

    static OxSocket[] pair(int type) throws IOException {
        OxSocket[] pair = Oxsock.socketpair(AF_UNIX, type, 0);
        for (OxSocket s : pair) {
            s.deadline(OX_BOTH, Oxsock.after(SOON));
        }
        return pair;
    }

    static long soon() {
        return Oxsock.after(SOON);
    }

    static OxException fails(int code, ThrowingRunnable call) {
        OxException e = assertThrows(OxException.class, call);
        assertEquals(e.getMessage(), code, e.code());
        return e;
    }

    private static byte[] anyPortOfLoopback() {
        ByteBuffer addr = ByteBuffer.allocate(SOCKADDR_IN_SIZE).order(ByteOrder.nativeOrder());
        addr.putShort(SOCKADDR_IN_AT_SIN_FAMILY, (short) AF_INET);
        addr.order(ByteOrder.BIG_ENDIAN).putInt(SOCKADDR_IN_AT_SIN_ADDR, 0x7f000001);
        return addr.array();
    }

    @Test
    public void streamByAddressesOfTheSystem() throws IOException {
        OxSocket listener = Oxsock.socket(AF_INET, SOCK_STREAM, 0);
        listener.bind(anyPortOfLoopback());
        listener.listen(SOMAXCONN);
        OxSocket client = Oxsock.socket(AF_INET, SOCK_STREAM, 0);
        client.deadline(OX_BOTH, soon());
        client.connect(listener.getsockname());
        assertArrayEquals(listener.getsockname(), client.getpeername());
        OxSocket server = listener.accept();
        server.deadline(OX_BOTH, soon());
        assertArrayEquals(client.getsockname(), server.getpeername());

        assertEquals(3, client.send(bytes("abc"), 0));
        assertEquals("abc", received(server, 16));
        assertEquals(3, client.write(ByteBuffer.wrap(bytes("def"))));
        ByteBuffer to = ByteBuffer.allocate(16);
        assertEquals(3, server.read(to));
        assertEquals("def", text(to.array(), to.position()));
        assertEquals(0, client.available());
        assertFalse(client.sockatmark());

        server.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1);
        byte[] on = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, 1).array();
        assertArrayEquals(on, server.getsockopt(SOL_SOCKET, SO_KEEPALIVE, 4));
        assertEquals(FD_CLOEXEC, server.fcntl(F_GETFD, 0));
        OxSocket second = new OxSocket(server.fcntl(F_DUPFD_CLOEXEC, 0));
        assertEquals(1, second.send(bytes("x"), 0));
        assertEquals("x", received(client, 16));
        fails(EAGAIN, () -> server.recv(new byte[1], MSG_DONTWAIT));
        client.shutdown(SHUT_WR);
        assertEquals("", received(server, 16));
        assertEquals(-1, server.read(ByteBuffer.allocate(1)));
    }

    @Test
    public void severalPieces() throws IOException {
        OxSocket[] pair = pair(SOCK_DGRAM);
        assertEquals(6, pair[0].writev(new byte[][] {bytes("abc"), {}, bytes("def")}));
        byte[][] pieces = {new byte[2], new byte[10]};
        assertEquals(6, pair[1].readv(pieces));
        assertEquals("ab", text(pieces[0], 2));
        assertEquals("cdef", text(pieces[1], 4));
    }

    @Test
    public void severalMessages() throws IOException {
        OxSocket[] pair = pair(SOCK_DGRAM);
        assertEquals(2, pair[0].sendmmsg(new byte[][] {bytes("one"), bytes("three")}, 0));
        byte[][] messages = {new byte[4], new byte[4]};
        assertEquals(2, pair[1].recvmmsg(messages, 0, 1500000000));
        assertArrayEquals(bytes("one"), messages[0]);
        assertArrayEquals(bytes("thre"), messages[1]);
        fails(EAGAIN, () -> pair[1].recvmmsg(new byte[1][4], 0, 0));
        pair[0].send(bytes("longer"), 0);
        assertEquals("the true length", 6, pair[1].recv(new byte[2], MSG_TRUNC));
    }

    @Test
    public void messagesWithAddressAndControl() throws IOException {
        OxSocket server = Oxsock.listenOn("udp://127.0.0.1:0");
        server.deadline(OX_BOTH, soon());
        server.setsockopt(IPPROTO_IP, IP_PKTINFO, 1);
        OxSocket client = Oxsock.socket(AF_INET, SOCK_DGRAM, 0);
        OxSocket.Message out = new OxSocket.Message();
        out.buffers = new byte[][] {bytes("mess"), bytes("age")};
        out.sockaddr = server.getsockname();
        assertEquals(7, client.sendmsg(out, 0));

        OxSocket.Message in = new OxSocket.Message();
        in.buffers = new byte[][] {new byte[2], new byte[3]};
        in.sockaddr = new byte[SOCKADDR_STORAGE_SIZE];
        in.control = new byte[256];
        assertEquals(5, server.recvmsg(in, 0));
        assertEquals("me", text(in.buffers[0], 2));
        assertEquals("ssa", text(in.buffers[1], 3));
        assertEquals(MSG_TRUNC, in.flags & MSG_TRUNC);
        assertEquals(AF_INET, Address.fromSockaddr(SOCK_DGRAM, in.sockaddr).family());
        ByteBuffer header = ByteBuffer.wrap(in.control).order(ByteOrder.nativeOrder());
        assertEquals(IP_PKTINFO, header.getInt(CMSGHDR_AT_CMSG_TYPE));
    }

    @Test
    public void datagramsByAddress() throws IOException {
        OxSocket server = Oxsock.socket(AF_INET, SOCK_DGRAM, 0);
        server.bind(Address.parse("udp://127.0.0.1:0"));
        server.deadline(OX_BOTH, soon());
        Address to = Address.parse(server.local());
        OxSocket client = Oxsock.socket(AF_INET, SOCK_DGRAM, 0);
        client.deadline(OX_BOTH, soon());
        byte[] room = new byte[16];
        assertEquals(3, client.sendto(bytes("ask"), 0, to));
        OxSocket.From ask = server.recvfromAddress(room, 0);
        assertEquals("ask", text(room, ask.length));
        assertEquals(4, server.sendto(bytes("tell"), 0, ask.address));
        assertEquals("tell", received(client, 16));
        assertEquals(5, client.sendto(bytes("again"), 0, to.toSockaddr()));
        OxSocket.From again = server.recvfrom(room, 0);
        assertEquals("again", text(room, again.length));
        assertEquals(ask.address, Address.fromSockaddr(SOCK_DGRAM, again.sockaddr));
        assertEquals(ask.address.hashCode(), Address.fromSockaddr(SOCK_DGRAM, again.sockaddr).hashCode());
        client.connect(to);
        assertEquals(to.text(), client.peer());
    }

    @Test
    public void addresses() throws IOException {
        Address a = Address.parse("udp://127.0.0.1:53");
        assertEquals(AF_INET, a.family());
        assertEquals(SOCK_DGRAM, a.type());
        assertEquals(53, a.port());
        assertEquals("udp://127.0.0.1:53", a.toString());
        assertEquals(a, Address.parse(a.text()));
        assertNotEquals(a, Address.parse("udp://127.0.0.1:54"));
        assertEquals("", new Address().toString());
        OxException e = fails(EINVAL, () -> Address.parse("udp://127.0.0.1:99999"));
        assertTrue(e.getMessage(), e.getMessage().contains("port 99999"));
        assertThrows(IllegalArgumentException.class, () -> Address.parse("udp://127.0.0.1:80\0"));
        assertThrows(IllegalArgumentException.class, () -> Address.parse("unix:/\ud800"));
    }

    @Test
    public void everyDay() throws IOException {
        OxSocket listener = Oxsock.listenOn("tcp://127.0.0.1:0");
        String where = listener.local();
        assertEquals(List.of(Address.parse(where)), Oxsock.resolve(where, soon()));
        OxSocket client = Oxsock.dial(where, SOON);
        OxSocket server = listener.accept();
        client.setOption("tcp.nodelay", 0);
        assertEquals(0, client.option("tcp.nodelay"));
        OxException e = fails(ENOPROTOOPT, () -> client.option("tcp.nodelai"));
        assertTrue(e.getMessage(), e.getMessage().contains("tcp.nodelay"));
        assertTrue(Oxsock.optionAt(0).contains("."));
        assertNull(Oxsock.optionAt(100000));
        fails(ENOENT, () -> Oxsock.inherit(null, 0));
        assertEquals("unix:run/50%25", Oxsock.endpointPath("run/50%", SOCK_STREAM));
        fails(ECONNREFUSED, () -> Oxsock.dial("tcp://127.0.0.1:1", SOON));
        OxException bad = fails(EINVAL, () -> Oxsock.dial("tcp://127.0.0.1:99999", SOON));
        assertTrue(bad.getMessage(), bad.getMessage().contains("port 99999"));

        OxSocket started = Oxsock.dialStart(where);
        short[] ready = {-1, -1};
        OxSocket[] both = {started, server};
        short[] events = {(short) POLLOUT, (short) POLLIN};
        assertEquals(1, Oxsock.poll(both, events, ready, 5000));
        assertArrayEquals(new short[] {(short) POLLOUT, 0}, ready);
        assertEquals(0, started.option("socket.error"));
        assertTrue("not collected before", listener.isOpen() && client.isOpen());
    }

    @Test
    public void wholeTransfers() throws IOException {
        OxSocket[] pair = pair(SOCK_STREAM);
        pair[0].sendAll(bytes("begin"), soon());
        byte[] room = new byte[100];
        OxException late = fails(ETIMEDOUT, () -> pair[1].recvAll(room, 0));
        assertEquals(5, late.done());
        assertEquals("begin", text(room, 5));
        pair[0].sendAll(bytes("line\nmore"), soon());
        assertEquals(5, pair[1].recvUntil(room, (byte) '\n', soon()));
        assertEquals("line\n", text(room, 5));
        byte[] more = new byte[4];
        pair[1].recvAll(more, soon());
        assertEquals("more", text(more, 4));
    }

    /** Java has no way to get the descriptor of a file. */
    interface Libc extends Library {
        int open(String path, int flags);

        int close(int fd);
    }

    @Test
    public void files() throws IOException {
        Path path = Files.createTempFile("oxsock", "");
        Libc libc = Native.load("c", Libc.class);
        int fd = libc.open(path.toString(), 0);
        try {
            Files.writeString(path, "0123456789");
            OxSocket[] pair = pair(SOCK_STREAM);
            assertEquals(4, pair[0].sendFile(fd, 2, 4, soon()));
            OxException e = fails(ENODATA, () -> pair[0].sendFile(fd, 8, 3, soon()));
            assertEquals(2, e.done());
            assertEquals(7, pair[0].sendFile(fd, 3, -1, soon()));
            byte[] room = new byte[13];
            pair[1].recvAll(room, soon());
            assertEquals("2345893456789", text(room, 13));
        } finally {
            libc.close(fd);
            Files.delete(path);
        }
    }

    @Test
    public void descriptorsAndHandles() throws IOException {
        OxSocket[] pair = pair(SOCK_STREAM);
        OxSocket a = pair[0];
        OxSocket b = pair[1];
        assertEquals(1, a.sendDescriptors(bytes("d"), new int[] {a.fd()}));
        byte[] room = new byte[16];
        OxSocket.Received came = b.recvDescriptors(room, 2);
        assertEquals("d", text(room, came.length));
        assertEquals(1, came.numbers.length);
        OxSocket adopted = Oxsock.adopt(came.numbers[0]);
        fails(EBUSY, () -> Oxsock.adopt(came.numbers[0]));
        assertEquals(1, adopted.send(bytes("x"), 0));
        assertEquals("x", received(b, 1));
        OxSocket again = Oxsock.adopt(adopted.release());
        assertFalse(adopted.isOpen());
        assertEquals(1, again.send(bytes("y"), 0));
        assertEquals("y", received(b, 1));

        assertEquals(1, a.sendHandles(bytes("h"), a, a));
        OxSocket.Received handles = b.recvHandles(room, 2);
        assertEquals(1, new OxSocket(handles.numbers[1]).send(bytes("z"), 0));
        assertEquals("z", received(b, 1));
        assertEquals(ProcessHandle.current().pid(), a.peerCredentials()[0]);
    }

    @Test
    public void arrivalsAndReports() throws IOException {
        OxSocket server = Oxsock.listenOn("udp://127.0.0.1:0");
        OxSocket client = Oxsock.dial(server.local(), SOON);
        client.deadline(OX_BOTH, soon());
        server.deadline(OX_BOTH, soon());
        server.arrivals(true);
        client.send(bytes("?"), 0);
        byte[] room = new byte[16];
        Arrival arrival = server.recvArrival(room, 0);
        assertEquals("?", text(room, arrival.length));
        assertTrue(arrival.ttl() > 0 && arrival.time() > 0 && arrival.ifindex() > 0);
        assertEquals(0, arrival.ecn());
        assertEquals(0, arrival.flags());
        assertEquals(client.local(), arrival.sender().text());
        assertEquals(server.local(), arrival.destination().text());
        assertEquals(1, server.sendReply(bytes("!"), 0, arrival));
        assertEquals("!", received(client, 16));

        client.errorReports(true);
        String where = server.local();
        server.close();
        client.send(bytes("?"), 0);
        fails(ECONNREFUSED, () -> client.recv(room, 0));
        ErrorReport report = client.recvError(room);
        assertEquals("?", text(room, report.length));
        assertEquals(ECONNREFUSED, report.code);
        assertEquals(OX_ERROR_ICMP, report.origin);
        assertEquals(where, report.destination.text());
        assertEquals(AF_INET, report.reporter.family());
    }

    @Test
    public void afterCloseEachCallSaysSo() throws IOException {
        OxSocket s = pair(SOCK_STREAM)[0];
        s.close();
        byte[] one = new byte[1];
        Address address = Address.parse("tcp://127.0.0.1:0");
        for (ThrowingRunnable call : new ThrowingRunnable[] {
            s::local, s::peer, s::getsockname, s::getpeername, s::fd, s::release, s::available,
            s::sockatmark, s::peerCredentials, s::accept, () -> s.bind(address), () -> s.bind(one),
            () -> s.connect(address), () -> s.listen(1), () -> s.shutdown(SHUT_RDWR),
            () -> s.fcntl(F_GETFL, 0), () -> s.getsockopt(SOL_SOCKET, SO_TYPE, 4),
            () -> s.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1), () -> s.option("socket.type"),
            () -> s.setOption("socket.keepalive", 1), () -> s.deadline(OX_BOTH, 0),
            () -> s.arrivals(true), () -> s.errorReports(true), () -> s.recvError(one),
            () -> s.groupJoin("239.1.2.3", null, null), () -> s.groupLeave("239.1.2.3", null, null),
            () -> s.recv(one, 0), () -> s.sendAll(one, 0), () -> s.recvAll(one, 0)}) {
            assertThrows(ClosedChannelException.class, call);
        }
    }

    /** Texts are UTF-8 in any locale. */
    @Test
    public void textsAreUtf8() throws IOException {
        assertEquals("unix:%C3%A4%F0%9F%98%80", Oxsock.endpointPath("\u00e4\ud83d\ude00", SOCK_STREAM));
        OxSocket listener = Oxsock.listenOn("unix:@\u00e4" + ProcessHandle.current().pid());
        assertEquals("\u00e4".getBytes(StandardCharsets.UTF_8)[0], listener.getsockname()[3]);
        assertTrue(Oxsock.dial(listener.local(), SOON).isOpen());
    }

    /** An empty datagram is not the end, as with a DatagramChannel. */
    @Test
    public void anEmptyDatagramIsNotTheEnd() throws IOException {
        OxSocket[] datagrams = pair(SOCK_DGRAM);
        datagrams[0].send(new byte[0], 0);
        assertEquals(0, datagrams[1].read(ByteBuffer.allocate(1)));
        OxSocket[] stream = pair(SOCK_STREAM);
        assertEquals(0, stream[1].read(ByteBuffer.allocate(0)));
        stream[0].shutdown(SHUT_WR);
        assertEquals(-1, stream[1].read(ByteBuffer.allocate(1)));
    }

    private static long resident() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
        return Long.parseLong(pages) * 4096;
    }

    /** C's memory for a call is freed without the garbage collector. */
    @Test
    public void memoryIsGivenBack() throws IOException {
        OxSocket[] pair = pair(SOCK_DGRAM);
        byte[][] rooms = {new byte[1 << 22]};
        OxSocket.Message message = new OxSocket.Message();
        long before = resident();
        for (int i = 0; i < 100; i++) {
            pair[0].writev(new byte[][] {new byte[1]});
            pair[1].readv(rooms);
            pair[0].sendmmsg(new byte[][] {new byte[1]}, 0);
            message.buffers = rooms;
            pair[1].recvmsg(message, 0);
            pair[0].send(new byte[1], 0);
            pair[1].recvmmsg(new byte[][] {rooms[0]}, 0, -1);
        }
        assertTrue("" + (resident() - before), resident() - before < 200000000);
    }

    @Test
    public void groups() throws IOException {
        OxSocket member = Oxsock.socket(AF_INET, SOCK_DGRAM, 0);
        OxException e = fails(EINVAL, () -> member.groupJoin("nonsense", null, null));
        assertTrue(e.getMessage(), e.getMessage().contains("nonsense"));
        member.groupJoin("239.1.2.3", "lo", null);
        member.groupLeave("239.1.2.3", "lo", null);
        fails(EADDRNOTAVAIL, () -> member.groupLeave("239.1.2.3", "lo", null));
    }

    /** Raw sockets need a privilege that a process may lack. */
    @Test
    public void echoes() throws IOException {
        OxSocket ping;
        try {
            ping = Oxsock.echoOpen(AF_INET);
        } catch (OxException e) {
            assertEquals(EACCES, e.code());
            ping = Oxsock.socket(AF_UNIX, SOCK_DGRAM, 0);
            OxSocket none = ping;
            assertThrows(OxException.class, () -> none.echoSend(new Address(), (short) 7, bytes("echo")));
            ping.deadline(OX_BOTH, 0);
            assertThrows(OxException.class, () -> none.echoRecv(new byte[16]));
            return;
        }
        ping.deadline(OX_BOTH, soon());
        ping.echoSend(Address.parse("udp://127.0.0.1:0"), (short) 7, bytes("echo"));
        byte[] payload = new byte[16];
        OxSocket.Echo reply = ping.echoRecv(payload);
        assertEquals("echo", text(payload, reply.length));
        assertEquals(AF_INET, reply.sender.family());
        assertEquals(7, reply.sequence);
        assertTrue(reply.ttl > 0);
    }

    @Test
    public void faults() throws IOException {
        OxSocket[] pair = pair(SOCK_SEQPACKET);
        int rule = Oxsock.fault("recv error=ECONNRESET");
        fails(ECONNRESET, () -> pair[1].recv(new byte[1], 0));
        assertEquals(1, Oxsock.faultCount(rule));
        assertEquals(rule, Oxsock.faultAt(0));
        assertEquals("recv error=ECONNRESET", Oxsock.faultText(rule));
        Oxsock.faultRemove(rule);
        fails(ENOENT, () -> Oxsock.faultCount(rule));
        OxException e = fails(EINVAL, () -> Oxsock.fault("recieve"));
        assertTrue(e.getMessage(), e.getMessage().contains("recieve"));
    }

    @Test
    public void errorsAndVersion() {
        assertEquals("EPERM", Oxsock.errname(Oxsock.errorAt(0)));
        assertNull(Oxsock.errname(-2999));
        assertFalse(Oxsock.strerror(-EPERM).isEmpty());
        assertEquals(0, Oxsock.errorAt(100000));
        assertEquals("0.1.0", Oxsock.version());
        assertTrue(Oxsock.apiJson().contains("\"ox_dial\""));
        assertFalse(Oxsock.interruptible(true));
        assertTrue(Oxsock.interruptible(false));
        OxException e = assertThrows(OxException.class, () -> Oxsock.dial("nonsense", SOON));
        assertEquals(Oxsock.errname(-e.code()), e.name());
    }
}
