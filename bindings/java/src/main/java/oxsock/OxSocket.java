package oxsock;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Arrays;
import java.util.function.IntSupplier;

/**
 * The owner of a handle. Its calls wait as C's do. As with the channels of java.nio, a call that
 * waits ends with AsynchronousCloseException when another thread closes the socket;
 * Thread.interrupt closes the socket and ends the call with ClosedByInterruptException. The garbage
 * collector closes a socket that is no longer used.
 */
public final class OxSocket extends AbstractInterruptibleChannel implements ByteChannel, Constants {
    private static final Cleaner CLEANER = Cleaner.create();

    private final int handle;
    private final C c = Oxsock.c;

    private final Closing closing;
    private final Cleaner.Cleanable cleanable;

    /** Take ownership of a handle. */
    public OxSocket(int handle) {
        this.handle = handle;
        closing = new Closing(handle);
        cleanable = CLEANER.register(this, closing);
    }

    /** Closes the handle once: by close, or after the owner was collected. */
    private static final class Closing implements Runnable {
        private final int handle;
        private int code;

        Closing(int handle) {
            this.handle = handle;
        }

        @Override
        public void run() {
            code = Oxsock.c.ox_close(handle);
        }
    }

    /** The handle, for C. */
    public int handle() {
        return handle;
    }

    @Override
    protected void implCloseChannel() throws IOException {
        cleanable.clean();
        if (closing.code < 0 && closing.code != -EBADF) { // EBADF: it was released
            throw new OxException(closing.code, "", 0);
        }
    }

    /**
     * The code of a call on the handle. The fence keeps the collector from closing the handle
     * before the call has ended.
     */
    private int alive(int code) throws ClosedChannelException {
        Reference.reachabilityFence(this);
        if (code == -EBADF && !isOpen()) {
            throw new ClosedChannelException();
        }
        return code;
    }

    private int check(int code) throws IOException {
        return Calls.check(alive(code));
    }

    private int explained(int code) throws IOException {
        return Calls.explained(alive(code));
    }

    /**
     * Make a call that may wait. If it has returned something before an interrupt, that is
     * returned, as a connection or a descriptor would otherwise be lost.
     */
    int waiting(IntSupplier call) throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        int code = -ECANCELED;
        try {
            begin();
            code = call.getAsInt();
        } finally {
            Reference.reachabilityFence(this);
            ended(code);
        }
        return Calls.check(code);
    }

    private void ended(int code) throws AsynchronousCloseException {
        try {
            end(code >= 0);
        } catch (ClosedByInterruptException e) {
            if (code < 0) {
                throw e;
            }
        }
    }

    /** A call that reads or writes C's memory. */
    private interface Transfer {
        int make(Pointer room);
    }

    private int sending(byte[] from, Transfer call) throws IOException {
        try (Room room = new Room(from)) {
            return waiting(() -> call.make(room));
        }
    }

    private int receiving(byte[] to, Transfer call) throws IOException {
        try (Room room = new Room(to.length)) {
            int n = waiting(() -> call.make(room));
            room.read(0, to, 0, Math.min(n, to.length));
            return n;
        }
    }

    // Lifecycle

    /** Bind the socket to an address, the bytes of a struct sockaddr. */
    public void bind(byte[] sockaddr) throws IOException {
        check(c.ox_bind(handle, sockaddr, sockaddr.length));
    }

    public void bind(Address address) throws IOException {
        check(c.ox_bind_address(handle, address.bytes));
    }

    public void listen(int backlog) throws IOException {
        check(c.ox_listen(handle, backlog));
    }

    public OxSocket accept() throws IOException {
        return new OxSocket(waiting(() -> c.ox_accept(handle, null, null)));
    }

    public void connect(byte[] sockaddr) throws IOException {
        waiting(() -> c.ox_connect(handle, sockaddr, sockaddr.length));
    }

    public void connect(Address address) throws IOException {
        waiting(() -> c.ox_connect_address(handle, address.bytes));
    }

    public void shutdown(int how) throws IOException {
        check(c.ox_shutdown(handle, how));
    }

    /** Return the descriptor, and end the handle. */
    public int release() throws IOException {
        int fd = check(c.ox_release(handle));
        close();
        return fd;
    }

    // Bytes

    /** Read as a channel: -1 at the end of a stream, 0 for an empty datagram. */
    @Override
    public int read(ByteBuffer to) throws IOException {
        if (to.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        int size = to.remaining();
        try (Room room = new Room(size)) {
            int n = waiting(() -> c.ox_read(handle, room, size));
            to.put(room.getByteArray(0, n));
            return n == 0 && size > 0 && !hasDatagrams() ? -1 : n;
        }
    }

    /** Whether a read of 0 bytes may be a datagram. */
    private boolean hasDatagrams() throws IOException {
        int type = Calls.structure(getsockopt(SOL_SOCKET, SO_TYPE, 4)).getInt(0);
        return type == SOCK_DGRAM || type == SOCK_RAW;
    }

    /** Write as a channel. */
    @Override
    public int write(ByteBuffer from) throws IOException {
        byte[] bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        int n = sending(bytes, room -> c.ox_write(handle, room, bytes.length));
        from.position(from.position() + n);
        return n;
    }

    public InputStream inputStream() {
        return Channels.newInputStream(this);
    }

    public OutputStream outputStream() {
        return Channels.newOutputStream(this);
    }

    public int send(byte[] from, int flags) throws IOException {
        return sending(from, room -> c.ox_send(handle, room, from.length, flags));
    }

    public int recv(byte[] to, int flags) throws IOException {
        return receiving(to, room -> c.ox_recv(handle, room, to.length, flags));
    }

    public int sendto(byte[] from, int flags, byte[] sockaddr) throws IOException {
        int length = sockaddr == null ? 0 : sockaddr.length;
        return sending(from,
                room -> c.ox_sendto(handle, room, from.length, flags, sockaddr, length));
    }

    public int sendto(byte[] from, int flags, Address to) throws IOException {
        return sending(from,
                room -> c.ox_sendto_address(handle, room, from.length, flags, to.bytes));
    }

    /** What recvfrom and the like return: the number of bytes, and the sender. */
    public static final class From {
        public int length;
        public byte[] sockaddr;
        public Address address;
    }

    /** Receive bytes, and the sender's struct sockaddr. */
    public From recvfrom(byte[] to, int flags) throws IOException {
        From from = new From();
        byte[] addr = new byte[SOCKADDR_STORAGE_SIZE];
        int[] length = {addr.length};
        from.length = receiving(to,
                room -> c.ox_recvfrom(handle, room, to.length, flags, addr, length));
        from.sockaddr = Calls.cut(addr, length[0]);
        return from;
    }

    /** Receive bytes, and the sender's address. */
    public From recvfromAddress(byte[] to, int flags) throws IOException {
        From from = new From();
        from.address = new Address();
        byte[] address = from.address.bytes;
        from.length = receiving(to,
                room -> c.ox_recvfrom_address(handle, room, to.length, flags, address));
        return from;
    }

    public int writev(byte[][] buffers) throws IOException {
        try (Room.Pieces pieces = new Room.Pieces(buffers)) {
            return waiting(() -> c.ox_writev(handle, pieces.array, buffers.length));
        }
    }

    public int readv(byte[][] buffers) throws IOException {
        try (Room.Pieces pieces = new Room.Pieces(buffers)) {
            int n = waiting(() -> c.ox_readv(handle, pieces.array, buffers.length));
            pieces.read(buffers, n);
            return n;
        }
    }

    /**
     * A message. For recvmsg, sockaddr and control are buffers, which are cut to what was received.
     */
    public static final class Message {
        public byte[][] buffers = {};
        public byte[] sockaddr = {};
        public byte[] control = {};
        public int flags;
    }

    private int withHeader(Message m, boolean receive, Transfer call) throws IOException {
        try (Room.Pieces pieces = new Room.Pieces(m.buffers);
                Room.Pieces more = new Room.Pieces(m.sockaddr, m.control);
                Room header = new Room(MSGHDR_SIZE)) {
            header.clear();
            header.setPointer(MSGHDR_AT_MSG_IOV, pieces.array);
            header.setLong(MSGHDR_AT_MSG_IOVLEN, m.buffers.length);
            if (m.sockaddr.length > 0) {
                header.setPointer(MSGHDR_AT_MSG_NAME, more.array.getPointer(IOVEC_AT_IOV_BASE));
                header.setInt(MSGHDR_AT_MSG_NAMELEN, m.sockaddr.length);
            }
            if (m.control.length > 0) {
                header.setPointer(MSGHDR_AT_MSG_CONTROL,
                        more.array.getPointer(IOVEC_SIZE + IOVEC_AT_IOV_BASE));
                header.setLong(MSGHDR_AT_MSG_CONTROLLEN, m.control.length);
            }
            int n = waiting(() -> call.make(header));
            if (receive) {
                pieces.read(m.buffers, n);
                int length = Math.min(m.sockaddr.length, header.getInt(MSGHDR_AT_MSG_NAMELEN));
                m.sockaddr = more.piece(0, length);
                m.control = more.piece(1, (int) header.getLong(MSGHDR_AT_MSG_CONTROLLEN));
                m.flags = header.getInt(MSGHDR_AT_MSG_FLAGS);
            }
            return n;
        }
    }

    public int sendmsg(Message message, int flags) throws IOException {
        return withHeader(message, false, header -> c.ox_sendmsg(handle, header, flags));
    }

    public int recvmsg(Message message, int flags) throws IOException {
        return withHeader(message, true, header -> c.ox_recvmsg(handle, header, flags));
    }

    /** Send each buffer as a message; returns how many were sent. */
    public int sendmmsg(byte[][] buffers, int flags) throws IOException {
        try (Room.Pieces pieces = new Room.Pieces(buffers); Room messages = pieces.messages()) {
            return waiting(() -> c.ox_sendmmsg(handle, messages, buffers.length, flags));
        }
    }

    /** Receive messages, and cut the buffers to them. nanos limits the wait; -1 is no limit. */
    public int recvmmsg(byte[][] buffers, int flags, long nanos) throws IOException {
        long[] timeout = nanos < 0 ? null : new long[] {nanos / 1000000000, nanos % 1000000000};
        try (Room.Pieces pieces = new Room.Pieces(buffers); Room messages = pieces.messages()) {
            int n = waiting(() -> c.ox_recvmmsg(handle, messages, buffers.length, flags, timeout));
            for (int i = 0; i < n; i++) {
                int length = messages.getInt((long) i * MMSGHDR_SIZE + MMSGHDR_AT_MSG_LEN);
                buffers[i] = pieces.piece(i, Math.min(length, buffers[i].length));
            }
            return n;
        }
    }

    /** Send all of the bytes. The done of an error is how many were sent. */
    public void sendAll(byte[] from, long deadline) throws IOException {
        long[] done = {0};
        try (Room room = new Room(from)) {
            whole(() -> c.ox_send_all(handle, room, from.length, deadline, done), done);
        }
    }

    /** Fill the array. The done of an error is how many bytes were received. */
    public void recvAll(byte[] to, long deadline) throws IOException {
        long[] done = {0};
        try (Room room = new Room(to.length)) {
            filling(to, room, () -> c.ox_recv_all(handle, room, to.length, deadline, done), done);
        }
    }

    /** Receive up to the first delimiter, which is included. Returns the number of bytes. */
    public int recvUntil(byte[] to, byte delimiter, long deadline) throws IOException {
        long[] done = {0};
        int byteValue = delimiter & 0xff;
        try (Room room = new Room(to.length)) {
            filling(to, room, () ->
                    c.ox_recv_until(handle, room, to.length, byteValue, deadline, done), done);
        }
        return (int) done[0];
    }

    private void filling(byte[] to, Room room, IntSupplier call, long[] done) throws IOException {
        try {
            whole(call, done);
        } finally {
            room.read(0, to, 0, (int) done[0]);
        }
    }

    /**
     * Send length bytes of a descriptor's file from offset on, or up to its end for -1. Returns how
     * many were sent.
     */
    public long sendFile(int fd, long offset, long length, long deadline) throws IOException {
        long[] done = {0};
        long[] at = {offset};
        whole(() -> c.ox_send_file(handle, fd, at, length, deadline, done), done);
        return done[0];
    }

    private void whole(IntSupplier call, long[] done) throws IOException {
        try {
            waiting(call);
        } catch (OxException e) {
            throw new OxException(-e.code(), "", done[0]);
        }
    }

    // Control

    /** F_DUPFD_CLOEXEC returns a handle, for new OxSocket. */
    public int fcntl(int command, int argument) throws IOException {
        int result = alive(c.ox_fcntl(handle, command, argument));
        return command == F_GETOWN ? result : check(result);
    }

    /** Read an option of at most size bytes. */
    public byte[] getsockopt(int level, int name, int size) throws IOException {
        byte[] value = new byte[size];
        int[] length = {size};
        check(c.ox_getsockopt(handle, level, name, value, length));
        return Calls.cut(value, length[0]);
    }

    public void setsockopt(int level, int name, byte[] value) throws IOException {
        check(c.ox_setsockopt(handle, level, name, value, value.length));
    }

    /** Set an option that is an int. */
    public void setsockopt(int level, int name, int value) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, value);
        setsockopt(level, name, bytes.array());
    }

    public void setOption(String name, long value) throws IOException {
        explained(c.ox_option_set(handle, Calls.text(name), value));
    }

    public long option(String name) throws IOException {
        long[] value = {0};
        explained(c.ox_option_get(handle, Calls.text(name), value));
        return value[0];
    }

    public byte[] getsockname() throws IOException {
        byte[] addr = new byte[SOCKADDR_STORAGE_SIZE];
        int[] length = {addr.length};
        check(c.ox_getsockname(handle, addr, length));
        return Calls.cut(addr, length[0]);
    }

    public byte[] getpeername() throws IOException {
        byte[] addr = new byte[SOCKADDR_STORAGE_SIZE];
        int[] length = {addr.length};
        check(c.ox_getpeername(handle, addr, length));
        return Calls.cut(addr, length[0]);
    }

    /** The local address as an endpoint. */
    public String local() throws IOException {
        byte[] text = new byte[OX_TEXT_MAX];
        return Calls.utf8(text, check(c.ox_local(handle, text, text.length)));
    }

    /** The peer's address as an endpoint. */
    public String peer() throws IOException {
        byte[] text = new byte[OX_TEXT_MAX];
        return Calls.utf8(text, check(c.ox_peer(handle, text, text.length)));
    }

    public boolean sockatmark() throws IOException {
        return check(c.ox_sockatmark(handle)) == 1;
    }

    public int available() throws IOException {
        return check(c.ox_available(handle));
    }

    /** Set the deadline of one side (OX_RECEIVING, OX_SENDING) or of both; see Oxsock.after. */
    public void deadline(int which, long deadline) throws IOException {
        check(c.ox_deadline(handle, which, deadline));
    }

    /** The descriptor, lent. */
    public int fd() throws IOException {
        return check(c.ox_fd(handle));
    }

    // Extras

    /**
     * What recvDescriptors and recvHandles return: an entry below 0 is the error for which one
     * could not be received.
     */
    public static final class Received {
        public int length;
        public int[] numbers;
    }

    public int sendDescriptors(byte[] from, int[] fds) throws IOException {
        return sending(from,
                room -> c.ox_send_descriptors(handle, room, from.length, fds, fds.length));
    }

    public Received recvDescriptors(byte[] to, int room) throws IOException {
        Received r = new Received();
        int[] count = {room};
        r.numbers = new int[room];
        r.length = receiving(to,
                bytes -> c.ox_recv_descriptors(handle, bytes, to.length, r.numbers, count));
        r.numbers = Arrays.copyOf(r.numbers, Math.min(room, count[0]));
        return r;
    }

    public int sendHandles(byte[] from, OxSocket... sockets) throws IOException {
        int[] handles = Arrays.stream(sockets).mapToInt(OxSocket::handle).toArray();
        int n = sending(from,
                room -> c.ox_send_handles(handle, room, from.length, handles, handles.length));
        Reference.reachabilityFence(sockets);
        return n;
    }

    /** Receive bytes, and handles for new OxSocket. */
    public Received recvHandles(byte[] to, int room) throws IOException {
        Received r = new Received();
        int[] count = {room};
        r.numbers = new int[room];
        r.length = receiving(to,
                bytes -> c.ox_recv_handles(handle, bytes, to.length, r.numbers, count));
        r.numbers = Arrays.copyOf(r.numbers, Math.min(room, count[0]));
        return r;
    }

    /** The pid, uid and gid of a UNIX connection's peer. */
    public int[] peerCredentials() throws IOException {
        byte[] bytes = new byte[OX_CREDENTIALS_SIZE];
        check(c.ox_peer_credentials(handle, bytes));
        ByteBuffer peer = Calls.structure(bytes);
        return new int[] {peer.getInt(OX_CREDENTIALS_AT_PID), peer.getInt(OX_CREDENTIALS_AT_UID),
            peer.getInt(OX_CREDENTIALS_AT_GID)};
    }

    public void arrivals(boolean on) throws IOException {
        check(c.ox_arrivals(handle, on ? 1 : 0));
    }

    public Arrival recvArrival(byte[] to, int flags) throws IOException {
        Arrival arrival = new Arrival();
        arrival.length =
                receiving(to, room -> c.ox_recv_arrival(handle, room, to.length, flags, arrival.bytes));
        return arrival;
    }

    public int sendReply(byte[] from, int flags, Arrival arrival) throws IOException {
        return sending(from,
                room -> c.ox_send_reply(handle, room, from.length, flags, arrival.bytes));
    }

    public void errorReports(boolean on) throws IOException {
        check(c.ox_error_reports(handle, on ? 1 : 0));
    }

    public ErrorReport recvError(byte[] to) throws IOException {
        byte[] bytes = new byte[OX_ERROR_REPORT_SIZE];
        int length = check(c.ox_recv_error(handle, to, to.length, bytes));
        return new ErrorReport(length, bytes);
    }

    /** Join a multicast group; iface and source may be null. */
    public void groupJoin(String group, String iface, String source) throws IOException {
        explained(c.ox_group_join(
                handle, Calls.text(group), Calls.text(iface), Calls.text(source)));
    }

    public void groupLeave(String group, String iface, String source) throws IOException {
        explained(c.ox_group_leave(
                handle, Calls.text(group), Calls.text(iface), Calls.text(source)));
    }

    public void echoSend(Address to, short sequence, byte[] payload) throws IOException {
        sending(payload,
                room -> c.ox_echo_send(handle, to.bytes, sequence, room, payload.length));
    }

    /** A reply to an ICMP echo request. */
    public static final class Echo {
        public int length;
        public Address sender = new Address();
        public short sequence;
        public int ttl;
    }

    public Echo echoRecv(byte[] payload) throws IOException {
        Echo e = new Echo();
        short[] sequence = {0};
        int[] ttl = {0};
        e.length = receiving(payload, room -> c.ox_echo_recv(
                handle, e.sender.bytes, sequence, room, payload.length, ttl));
        e.sequence = sequence[0];
        e.ttl = ttl[0];
        return e;
    }
}
