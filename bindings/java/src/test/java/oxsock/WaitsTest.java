package oxsock;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** What ends a call that waits, and what the owner of a socket does about it. */
public class WaitsTest implements Constants {
    private static final int RLIMIT_NOFILE = 7;

    @Rule public final Timeout noCallWaitsForEver = Timeout.seconds(60);

    // At the end, tests ask sockets that they still need whether they are open, so that these are
    // not collected earlier.

    interface Call {
        void make(OxSocket s) throws IOException;
    }

    /** Calls that wait on a connected UNIX socket whose peer sends nothing. */
    private static Map<String, Call> receiving() {
        return receivingInto(new byte[16]);
    }

    private static Map<String, Call> receivingInto(byte[] room) {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("read", s -> s.read(ByteBuffer.wrap(room)));
        calls.put("recv", s -> s.recv(room, 0));
        calls.put("recvfrom", s -> s.recvfrom(room, 0));
        calls.put("recvfromAddress", s -> s.recvfromAddress(room, 0));
        calls.put("readv", s -> s.readv(new byte[][] {room}));
        calls.put("recvmsg", s -> s.recvmsg(message(room), 0));
        calls.put("recvmmsg", s -> s.recvmmsg(new byte[][] {new byte[16]}, 0, -1));
        calls.put("recvAll", s -> s.recvAll(room, Oxsock.FOREVER));
        calls.put("recvUntil", s -> s.recvUntil(room, (byte) 0, Oxsock.FOREVER));
        calls.put("recvDescriptors", s -> s.recvDescriptors(room, 1));
        calls.put("recvHandles", s -> s.recvHandles(room, 1));
        return calls;
    }

    /** Calls that wait because the peer receives nothing. */
    private static Map<String, Call> sending() {
        byte[] text = new byte[16];
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("write", s -> s.write(ByteBuffer.wrap(text)));
        calls.put("send", s -> s.send(text, 0));
        calls.put("sendto", s -> s.sendto(text, 0, (byte[]) null));
        calls.put("writev", s -> s.writev(new byte[][] {text}));
        calls.put("sendmsg", s -> s.sendmsg(message(text), 0));
        calls.put("sendmmsg", s -> s.sendmmsg(new byte[][] {text}, 0));
        calls.put("sendAll", s -> s.sendAll(text, Oxsock.FOREVER));
        calls.put("sendDescriptors", s -> s.sendDescriptors(text, new int[] {0}));
        calls.put("sendHandles", s -> s.sendHandles(text, s));
        return calls;
    }

    private static OxSocket.Message message(byte[] buffer) {
        OxSocket.Message m = new OxSocket.Message();
        m.buffers = new byte[][] {buffer};
        return m;
    }

    private static OxSocket[] pair() throws IOException {
        return Oxsock.socketpair(AF_UNIX, SOCK_STREAM, 0);
    }

    private static void fill(OxSocket s) throws IOException {
        for (int size = 65536; size > 0;) {
            try {
                s.send(new byte[size], MSG_DONTWAIT);
            } catch (OxException e) {
                assertEquals(EAGAIN, e.code());
                size /= 2;
            }
        }
    }

    private static void isClosedByClose(String name, OxSocket s, Call call) throws Exception {
        Waiter waiter = new Waiter(() -> call.make(s));
        s.close();
        s.close();
        assertEquals(name, AsynchronousCloseException.class, waiter.failure().getClass());
        assertThrows(name, ClosedChannelException.class, () -> call.make(s));
    }

    private static void isClosedByInterrupt(String name, OxSocket s, Call call) throws Exception {
        Waiter waiter = new Waiter(() -> call.make(s));
        waiter.interrupt();
        assertEquals(name, ClosedByInterruptException.class, waiter.failure().getClass());
        assertTrue(name, waiter.interruptedAfterwards());
        assertFalse(name, s.isOpen());
    }

    @Test
    public void closeAndInterruptEndReceiving() throws Exception {
        for (Map.Entry<String, Call> call : receiving().entrySet()) {
            OxSocket[] one = pair();
            isClosedByClose(call.getKey(), one[0], call.getValue());
            OxSocket[] other = pair();
            isClosedByInterrupt(call.getKey(), other[0], call.getValue());
            assertEquals(0, one[1].recv(new byte[1], 0));
            assertEquals(0, other[1].recv(new byte[1], 0));
        }
    }

    @Test
    public void closeAndInterruptEndSending() throws Exception {
        for (Map.Entry<String, Call> call : sending().entrySet()) {
            OxSocket[] one = pair();
            fill(one[0]);
            isClosedByClose(call.getKey(), one[0], call.getValue());
            OxSocket[] other = pair();
            fill(other[0]);
            isClosedByInterrupt(call.getKey(), other[0], call.getValue());
            assertTrue(one[1].isOpen() && other[1].isOpen());
        }
    }

    @Test
    public void closeAndInterruptEndArrivals() throws Exception {
        byte[] room = new byte[16];
        isClosedByClose("recvArrival", datagrams(), s -> s.recvArrival(room, 0));
        isClosedByInterrupt("recvArrival", datagrams(), s -> s.recvArrival(room, 0));
    }

    private static OxSocket datagrams() throws IOException {
        OxSocket s = Oxsock.listenOn("udp://127.0.0.1:0");
        s.arrivals(true);
        return s;
    }

    @Test
    public void closeAndInterruptEndAccept() throws Exception {
        isClosedByClose("accept", Oxsock.listenOn("unix:"), OxSocket::accept);
        isClosedByInterrupt("accept", Oxsock.listenOn("tcp://127.0.0.1:0"), OxSocket::accept);
    }

    /** A listener whose queue is full, and the connection that fills it. */
    private static OxSocket[] full() throws IOException {
        OxSocket listener = Oxsock.listenOn("unix:", 0);
        return new OxSocket[] {listener, Oxsock.dial(listener.local(), Duration.ofSeconds(5))};
    }

    @Test
    public void closeAndInterruptEndConnect() throws Exception {
        OxSocket[] full = full();
        byte[] to = full[0].getsockname();
        isClosedByClose("connect", Oxsock.socket(AF_UNIX, SOCK_STREAM, 0), s -> s.connect(to));
        isClosedByInterrupt("connect", Oxsock.socket(AF_UNIX, SOCK_STREAM, 0), s -> s.connect(to));
        assertTrue(full[0].isOpen() && full[1].isOpen());
    }

    @Test
    public void interruptEndsDial() throws Exception {
        OxSocket[] full = full();
        String where = full[0].local();
        Waiter waiter = new Waiter(() -> Oxsock.dial(where, Oxsock.FOREVER));
        waiter.interrupt();
        assertEquals(ClosedByInterruptException.class, waiter.failure().getClass());
        assertTrue(waiter.interruptedAfterwards());

        OxSocket first = full[0].accept();
        OxSocket late = full[0].accept(); // the connection that no caller waits for any more
        late.deadline(OX_BOTH, CallsTest.soon());
        assertEquals("it is closed", 0, late.recv(new byte[1], 0));
        assertTrue(first.isOpen() && full[1].isOpen());
    }

    @Test
    public void interruptEndsPollAndClosesNothing() throws Exception {
        OxSocket[] pair = pair();
        short[] ready = {0, 0};
        Waiter waiter = new Waiter(
                () -> Oxsock.poll(pair, new short[] {(short) POLLIN, (short) POLLIN}, ready, -1));
        waiter.interrupt();
        assertEquals(ClosedByInterruptException.class, waiter.failure().getClass());
        assertTrue(waiter.interruptedAfterwards());
        assertTrue(pair[0].isOpen() && pair[1].isOpen());
    }

    interface Limits extends Library {
        int getrlimit(int resource, long[] limits);

        int setrlimit(int resource, long[] limits);
    }

    /** A server with as many connections as it may have can still wait for one to end. */
    @Test
    public void pollGoesOnWithoutFurtherDescriptors() throws Exception {
        OxSocket[] pair = pair();
        short[] ready = {0, 0};
        short[] events = {(short) POLLOUT, (short) POLLOUT};
        Limits system = Native.load("c", Limits.class);
        long[] before = new long[2];
        assertEquals(0, system.getrlimit(RLIMIT_NOFILE, before));
        Oxsock.poll(pair, events, ready, 0);
        OxException none = null;
        int count = 0;
        system.setrlimit(RLIMIT_NOFILE, new long[] {10, before[1]});
        try {
            Oxsock.socket(AF_UNIX, SOCK_STREAM, 0);
        } catch (OxException e) {
            none = e;
        }
        try {
            count = Oxsock.poll(pair, events, ready, 0);
        } finally {
            system.setrlimit(RLIMIT_NOFILE, before);
        }
        assertEquals(EMFILE, none.code());
        assertEquals(2, count);
        assertTrue(pair[0].isOpen() && pair[1].isOpen());
    }

    @Test
    public void closeEndsPoll() throws Exception {
        OxSocket[] pair = pair();
        short[] ready = {0, 0};
        Waiter waiter = new Waiter(
                () -> Oxsock.poll(pair, new short[] {0, 0}, ready, -1));
        pair[0].close();
        assertNull(waiter.failure());
        assertEquals(POLLNVAL, ready[0]);
    }

    @Test
    public void anInterruptBeforeTheCallEndsIt() throws Exception {
        OxSocket[] pair = pair();
        Thread.currentThread().interrupt();
        assertThrows(ClosedByInterruptException.class, () -> pair[0].recv(new byte[1], 0));
        assertTrue(Thread.interrupted());
        Thread.currentThread().interrupt();
        assertThrows(ClosedByInterruptException.class,
                () -> Oxsock.poll(pair, new short[2], new short[2], 0));
        assertTrue(Thread.interrupted());
    }

    /** An interrupt comes after a connection has arrived and before accept ends. */
    @Test
    public void whatACallGaveBeforeAnInterruptIsReturned() throws Exception {
        OxSocket s = pair()[0];
        Thread caller = Thread.currentThread();
        assertEquals(5, s.waiting(() -> {
            Thread other = new Thread(caller::interrupt);
            other.start();
            while (!caller.isInterrupted() || s.isOpen()) {
                Thread.yield();
            }
            return 5;
        }));
        assertTrue(Thread.interrupted());
        assertFalse(s.isOpen());
    }

    /** What another thread writes to other parts of an array during a call is kept. */
    @Test
    public void onlyWhatHasComeIsWritten() throws Exception {
        OxSocket[] pair = pair();
        byte[] room = new byte[16];
        Map<String, Call> calls = receivingInto(room);
        calls.remove("recvmmsg"); // returns new arrays
        for (Map.Entry<String, Call> call : calls.entrySet()) {
            room[9] = 0;
            Waiter waiter = new Waiter(() -> call.getValue().make(pair[0]));
            room[9] = 1;
            pair[1].send(new byte[] {5, 0}, 0);
            pair[1].shutdown(SHUT_WR); // recvAll reads the end
            waiter.failure();
            assertEquals(call.getKey(), 5, room[0]);
            assertEquals(call.getKey(), 1, room[9]);
            OxSocket[] next = pair();
            pair[0] = next[0];
            pair[1] = next[1];
        }
    }

    @Test
    public void whatIsSentIsOnlyRead() throws Exception {
        OxSocket[] pair = pair();
        byte[] text = new byte[1000000];
        Waiter waiter = new Waiter(() -> pair[0].sendAll(text, Oxsock.FOREVER));
        text[999999] = 1;
        pair[1].recvAll(new byte[text.length], CallsTest.soon());
        assertNull(waiter.failure());
        assertEquals(1, text[999999]);
    }

    @Test
    public void deadlines() throws Exception {
        OxSocket[] pair = pair();
        pair[0].deadline(OX_RECEIVING, Oxsock.after(Duration.ofMillis(10)));
        CallsTest.fails(ETIMEDOUT, () -> pair[0].recv(new byte[1], 0));
        assertTrue(pair[0].isOpen() && pair[1].isOpen());
        assertTrue(Oxsock.after(Duration.ofHours(-1)) <= Oxsock.now());
        assertTrue(Oxsock.after(Duration.ofSeconds(Long.MIN_VALUE)) <= Oxsock.now());
        assertTrue(Oxsock.after(Duration.ofNanos(Long.MAX_VALUE)) > Oxsock.now());
        assertEquals(Oxsock.FOREVER, Oxsock.after(Duration.ofSeconds(Long.MAX_VALUE)));
        assertEquals(Oxsock.FOREVER, Oxsock.after(ChronoUnit.FOREVER.getDuration()));
    }

    @Test
    public void collectorClosesWhatIsNotUsed() throws Exception {
        OxSocket other = halfOfAPair();
        long end = CallsTest.soon();
        for (int received = -1; received != 0;) {
            assertTrue("the collector has not closed it", Oxsock.now() < end);
            System.gc();
            other.deadline(OX_RECEIVING, Oxsock.after(Duration.ofMillis(10)));
            try {
                received = other.recv(new byte[1], 0);
            } catch (OxException e) {
                assertEquals(ETIMEDOUT, e.code());
            }
        }
    }

    private static OxSocket halfOfAPair() throws IOException {
        return pair()[1];
    }

    @Test
    public void collectorLeavesWhatWaits() throws Exception {
        OxSocket[] pair = pair();
        byte[] room = new byte[4];
        Waiter waiter = waitingAlone(pair, room);
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        pair[1].send(CallsTest.bytes("here"), 0);
        assertNull(waiter.failure());
        assertArrayEquals(CallsTest.bytes("here"), room);
    }

    /** A call on the first of two sockets to which there is no other reference. */
    private static Waiter waitingAlone(OxSocket[] pair, byte[] room) throws IOException {
        OxSocket[] box = {pair[0]};
        pair[0] = null;
        return new Waiter(() -> {
            OxSocket s = box[0];
            box[0] = null;
            s.recv(room, 0);
        });
    }

    @Test
    public void streams() throws Exception {
        OxSocket[] pair = pair();
        byte[] much = new byte[1000000];
        new Random(1).nextBytes(much);
        Thread writer = new Thread(() -> write(pair[0].outputStream(), much));
        writer.start();
        byte[] came = pair[1].inputStream().readAllBytes();
        assertArrayEquals(much, came);
        writer.join();
        assertFalse("closed with its stream", pair[0].isOpen());
    }

    private static void write(OutputStream stream, byte[] bytes) {
        try (stream) {
            stream.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
