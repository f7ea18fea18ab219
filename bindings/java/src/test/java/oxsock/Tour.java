package oxsock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * The tour of every domain and type of socket, with the C program at the other end: Tour PROGRAM.
 * It needs a network namespace (PROGRAM network).
 */
public final class Tour implements Constants {
    private static final int ROUNDS = 100;
    private static final int SIZE = 1000;
    private static final int IP_HEADER = 20;

    private final String program;
    private final String number;
    private final String name;
    private final String how;
    private final int family;
    private final int type;
    private final int protocol;

    private Tour(String program, String stop) {
        this.program = program;
        String[] fields = stop.split("\t");
        number = fields[0];
        how = fields[3];
        name = String.join(" ", fields[1], fields[2], how);
        family = Integer.parseInt(fields[4]);
        type = Integer.parseInt(fields[5]);
        protocol = Integer.parseInt(fields[6]);
    }

    private static byte[] message(int round) {
        byte[] message = new byte[SIZE];
        Arrays.fill(message, (byte) ('a' + round % 26));
        byte[] beginning = ("message " + round).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(beginning, 0, message, 0, beginning.length);
        return message;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void same(byte[] came, int from, byte[] went, int start) {
        if (!Arrays.equals(came, from, came.length, went, start, went.length)) {
            throw new AssertionError("what came back is not what was sent");
        }
    }

    private static byte[] received(OxSocket s, int size, int flags) throws IOException {
        byte[] room = new byte[size];
        return Calls.cut(room, s.recv(room, flags));
    }

    private static long soon() {
        return Oxsock.after(Duration.ofSeconds(5));
    }

    private static byte[] familyOf(int family) {
        return ByteBuffer.allocate(2).order(ByteOrder.nativeOrder()).putShort((short) family).array();
    }

    private OxSocket clientAt(byte[] to) throws IOException {
        int domain = ByteBuffer.wrap(to).order(ByteOrder.nativeOrder()).getShort();
        OxSocket s = Oxsock.socket(domain, type, protocol);
        s.deadline(OX_BOTH, soon());
        if (family == AF_UNIX && type == SOCK_DGRAM) {
            s.bind(familyOf(AF_UNIX)); // only the family: the system chooses a name
        }
        s.connect(to);
        return s;
    }

    private static void exchange(OxSocket s) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] out = message(round);
            s.send(out, 0);
            same(received(s, SIZE, MSG_WAITALL), 0, out, 0);
        }
    }

    private OxSocket endOfAPair(byte[] to) throws IOException {
        OxSocket[] pair = Oxsock.socketpair(family, type, protocol);
        pair[0].deadline(OX_BOTH, soon());
        try (OxSocket way = Oxsock.socket(AF_UNIX, SOCK_STREAM, 0); OxSocket theirs = pair[1]) {
            way.connect(to);
            way.sendHandles(new byte[] {'h'}, theirs);
        }
        return pair[0];
    }

    /** A raw IPv4 socket receives the IP header with the payload, and sends one with IP_HDRINCL. */
    private void exchangeRaw(OxSocket s, byte[] to) throws IOException {
        byte[] header = {};
        if (how.equals("IP_HDRINCL")) {
            s.setsockopt(IPPROTO_IP, IP_HDRINCL, 1);
            header = ByteBuffer.allocate(IP_HEADER).put(0, (byte) 0x45).put(8, (byte) 1)
                    .put(9, (byte) protocol).putInt(12, 0x7f000001)
                    .putInt(16, ByteBuffer.wrap(to).getInt(SOCKADDR_IN_AT_SIN_ADDR)).array();
        }
        for (int round = 0; round < ROUNDS; round++) {
            byte[] out = message(round);
            s.send(joined(header, out), 0);
            same(received(s, IP_HEADER + SIZE, 0), IP_HEADER, out, 0);
        }
    }

    private static byte[] withChecksum(byte[] packet) {
        int sum = 0;
        for (int i = 0; i < packet.length; i += 2) {
            sum += Short.toUnsignedInt(ByteBuffer.wrap(packet).getShort(i));
        }
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return ByteBuffer.wrap(packet).putShort(2, (short) ~sum).array();
    }

    /** The kernel answers. Packets for others are ignored. */
    private static void ping(OxSocket s, int request, int reply, int lead) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] head = {(byte) request, 0, 0, 0, 'o', 'x', 0, (byte) round};
            byte[] out = withChecksum(joined(head, message(round)));
            s.send(out, 0);
            byte[] came;
            do {
                came = received(s, lead + out.length, 0);
            } while (came[lead] != (byte) reply);
            same(came, lead + 4, out, 4);
        }
    }

    private void meet(byte[] to) throws IOException {
        try (OxSocket s = how.equals("socketpair") ? endOfAPair(to) : clientAt(to)) {
            if (how.equals("ICMP")) {
                ping(s, 8, 0, IP_HEADER);
            } else if (how.equals("ICMPv6")) {
                ping(s, 128, 129, 0);
            } else if (type == SOCK_RAW) {
                exchangeRaw(s, to);
            } else {
                exchange(s);
            }
        }
    }

    private void visit() throws Exception {
        System.out.println(name);
        Process server = start(program, "serve", number);
        try (BufferedReader output = outputOf(server)) {
            String hexadecimal = output.readLine();
            byte[] to = new BigInteger("01" + hexadecimal, 16).toByteArray(); // 01 keeps zeros
            meet(Arrays.copyOfRange(to, 1, to.length));
            String rest = String.join("\n", (Iterable<String>) output.lines()::iterator);
            if (server.waitFor() != 0) {
                throw new AssertionError(name + ": " + rest);
            }
        }
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static BufferedReader outputOf(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream()));
    }

    /** Takes the tour. */
    public static void main(String[] arguments) throws Exception {
        int count = 0;
        try (BufferedReader list = outputOf(start(arguments[0], "list"))) {
            for (String stop = list.readLine(); stop != null; stop = list.readLine()) {
                new Tour(arguments[0], stop).visit();
                count++;
            }
        }
        if (count < 26) {
            throw new AssertionError("stops are missing");
        }
    }
}
