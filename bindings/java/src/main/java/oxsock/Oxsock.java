package oxsock;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The functions of oxsock.h without a socket or an address as first argument, with their names
 * without ox_. JNA loads the library: -Djna.library.path=DIRECTORY says where it is, if the system
 * does not find it.
 */
public final class Oxsock implements Constants {
    /** The deadline that never comes. */
    public static final long FOREVER = OX_FOREVER;

    static C c = load();

    private static final ThreadLocal<OxSocket> WAKEUP = new ThreadLocal<>();

    private Oxsock() {}

    private static C load() {
        if (Native.POINTER_SIZE != 8) {
            throw new UnsatisfiedLinkError("oxsock for Java is for machines with 64 bits");
        }
        return Native.load("oxsock", C.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
    }

    /** The time now, in microseconds of the monotonic clock. */
    public static long now() {
        return c.ox_now();
    }

    /** The deadline after a duration; FOREVER for more than 292 years. */
    public static long after(Duration duration) {
        try {
            long nanos = duration.toNanos();
            return now() + (nanos > 0 ? (nanos - 1) / 1000 + 1 : 0);
        } catch (ArithmeticException e) {
            return duration.isNegative() ? 0 : FOREVER;
        }
    }

    /** Open a socket. */
    public static OxSocket socket(int domain, int socktype, int protocol) throws OxException {
        return new OxSocket(Calls.check(c.ox_socket(domain, socktype, protocol)));
    }

    /** Open two sockets that are connected to each other. */
    public static OxSocket[] socketpair(int domain, int socktype, int protocol) throws OxException {
        int[] sv = new int[2];
        Calls.check(c.ox_socketpair(domain, socktype, protocol, sv));
        return new OxSocket[] {new OxSocket(sv[0]), new OxSocket(sv[1])};
    }

    /** Make a socket of a descriptor, which it owns from then on. */
    public static OxSocket adopt(int fd) throws OxException {
        return new OxSocket(Calls.check(c.ox_adopt(fd)));
    }

    /** The i-th socket that a service manager passed under this name; of all, for null. */
    public static OxSocket inherit(String name, int i) throws OxException {
        return new OxSocket(Calls.explained(c.ox_inherit(Calls.text(name), i)));
    }

    /** Open a socket for ICMP echoes. */
    public static OxSocket echoOpen(int family) throws OxException {
        return new OxSocket(Calls.check(c.ox_echo_open(family)));
    }

    private static void drop(OxSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            return; // the caller no longer waits
        }
    }

    /** Connect to an endpoint, with its name resolved, by the deadline. An interrupt ends it. */
    public static OxSocket dial(String endpoint, long deadline) throws IOException {
        byte[] text = Calls.text(endpoint);
        return Calls.interruptibly(
                () -> new OxSocket(Calls.explained(c.ox_dial(text, deadline))), Oxsock::drop);
    }

    /** The same within a duration. */
    public static OxSocket dial(String endpoint, Duration within) throws IOException {
        return dial(endpoint, after(within));
    }

    /** Begin to connect to an endpoint without names. The socket is non-blocking. */
    public static OxSocket dialStart(String endpoint) throws OxException {
        return new OxSocket(Calls.explained(c.ox_dial_start(Calls.text(endpoint))));
    }

    /** Open a socket that listens at an endpoint or, for datagrams, is bound to it. */
    public static OxSocket listenOn(String endpoint, int backlog) throws IOException {
        byte[] text = Calls.text(endpoint);
        return Calls.interruptibly(
                () -> new OxSocket(Calls.explained(c.ox_listen_on(text, backlog))), Oxsock::drop);
    }

    /** The same with the longest queue. */
    public static OxSocket listenOn(String endpoint) throws IOException {
        return listenOn(endpoint, SOMAXCONN);
    }

    /** The addresses of an endpoint, in the order in which dial tries them. */
    public static List<Address> resolve(String endpoint, long deadline) throws IOException {
        byte[] text = Calls.text(endpoint);
        return Calls.interruptibly(() -> resolved(text, deadline), found -> {});
    }

    private static List<Address> resolved(byte[] endpoint, long deadline) throws OxException {
        for (int room = 8;;) {
            byte[] found = new byte[room * OX_ADDRESS_SIZE];
            int count = Calls.explained(c.ox_resolve(endpoint, found, room, deadline));
            if (count <= room) {
                List<Address> addresses = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    byte[] bytes = new byte[OX_ADDRESS_SIZE];
                    System.arraycopy(found, i * OX_ADDRESS_SIZE, bytes, 0, OX_ADDRESS_SIZE);
                    addresses.add(new Address(bytes));
                }
                return addresses;
            }
            room = count;
        }
    }

    /**
     * Wait until one of several is ready. events are what to wait for; ready is filled with what
     * has happened. The timeout is in milliseconds; a negative one is no limit.
     */
    public static int poll(OxSocket[] sockets, short[] events, short[] ready, int timeout)
            throws IOException {
        byte[] fds = new byte[(sockets.length + 1) * POLLFD_SIZE];
        ByteBuffer entries = ByteBuffer.wrap(fds).order(ByteOrder.nativeOrder());
        for (int i = 0; i < sockets.length; i++) {
            entries.putInt(i * POLLFD_SIZE + POLLFD_AT_FD, sockets[i].handle());
            entries.putShort(i * POLLFD_SIZE + POLLFD_AT_EVENTS, events[i]);
        }
        OxSocket wakeup = wakeup();
        entries.putInt(sockets.length * POLLFD_SIZE + POLLFD_AT_FD, wakeup.handle());
        int count = wakeup.waiting(() -> pollBefore(wakeup, fds, timeout));
        Reference.reachabilityFence(sockets);
        for (int i = 0; i < sockets.length; i++) {
            ready[i] = entries.getShort(i * POLLFD_SIZE + POLLFD_AT_REVENTS);
        }
        return count;
    }

    /**
     * A socket of this thread that an interrupt closes. It is kept for later calls, which may find
     * no free descriptor.
     */
    private static OxSocket wakeup() throws OxException {
        OxSocket wakeup = WAKEUP.get();
        if (wakeup == null || !wakeup.isOpen()) {
            wakeup = socket(AF_UNIX, SOCK_DGRAM, 0);
            WAKEUP.set(wakeup);
        }
        return wakeup;
    }

    /**
     * How many entries before the last, the wakeup socket, are ready; an error if that was closed.
     */
    private static int pollBefore(OxSocket wakeup, byte[] fds, int timeout) {
        int count = c.ox_poll(fds, fds.length / POLLFD_SIZE, timeout);
        return count > 0 && !wakeup.isOpen() ? -ECANCELED : count;
    }

    /** Set whether signals end calls that wait. Returns what was set before. */
    public static boolean interruptible(boolean on) {
        return c.ox_interruptible(on ? 1 : 0) != 0;
    }

    /** The text for a code. */
    public static String strerror(int code) {
        return c.ox_strerror(code);
    }

    /** The name of a code; null for an unknown one. */
    public static String errname(int code) {
        return c.ox_errname(code);
    }

    /** The i-th code that oxsock knows, negative; 0 past the last one. */
    public static int errorAt(int i) {
        return c.ox_error_at(i);
    }

    /** The version of the library. */
    public static String version() {
        return c.ox_version();
    }

    /** The description of the API. */
    public static String apiJson() {
        return c.ox_api_json();
    }

    /** What was wrong with the text that this thread last passed to oxsock. */
    public static String explanation() {
        return c.ox_explanation();
    }

    /** The endpoint of a UNIX socket at a path. */
    public static String endpointPath(String path, int socktype) throws OxException {
        byte[] checked = Calls.text(path);
        return Calls.textOf((text, size) -> c.ox_endpoint_path(checked, socktype, text, size));
    }

    /** The name of the i-th option; null past the last one. */
    public static String optionAt(int i) {
        return c.ox_option_at(i);
    }

    /** Add a rule by which calls fail on purpose: "recv error=ECONNRESET nth=3". */
    public static int fault(String rule) throws OxException {
        return Calls.explained(c.ox_fault(Calls.text(rule)));
    }

    /** Remove a rule; all rules, for 0. */
    public static void faultRemove(int rule) throws OxException {
        Calls.check(c.ox_fault_remove(rule));
    }

    /** How often a rule has struck. */
    public static int faultCount(int rule) throws OxException {
        return Calls.check(c.ox_fault_count(rule));
    }

    /** The text of a rule. */
    public static String faultText(int rule) throws OxException {
        return Calls.textOf((text, size) -> c.ox_fault_text(rule, text, size));
    }

    /** The number of the i-th rule; 0 past the last one. */
    public static int faultAt(int i) {
        return c.ox_fault_at(i);
    }
}
