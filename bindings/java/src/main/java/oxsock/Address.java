package oxsock;

import java.util.Arrays;

/** An endpoint as a value, in which no name has to be resolved. */
public final class Address {
    final byte[] bytes;

    /** Make an empty address. */
    public Address() {
        this(new byte[Constants.OX_ADDRESS_SIZE]);
    }

    Address(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The address inside a structure, at an offset. */
    static Address in(byte[] structure, int offset) {
        return new Address(Arrays.copyOfRange(structure, offset, offset + Constants.OX_ADDRESS_SIZE));
    }

    /** Parse an endpoint. */
    public static Address parse(String text) throws OxException {
        Address a = new Address();
        Calls.explained(Oxsock.c.ox_address_parse(a.bytes, Calls.text(text)));
        return a;
    }

    /** Make an address from the bytes of a struct sockaddr. */
    public static Address fromSockaddr(int socktype, byte[] sockaddr) throws OxException {
        Address a = new Address();
        Calls.check(Oxsock.c.ox_address_from_sockaddr(a.bytes, socktype, sockaddr, sockaddr.length));
        return a;
    }

    /** The address as an endpoint. */
    public String text() throws OxException {
        return Calls.textOf((text, size) -> Oxsock.c.ox_address_text(bytes, text, size));
    }

    /** AF_INET, AF_INET6 or AF_UNIX; 0 if it is empty. */
    public int family() throws OxException {
        return Calls.check(Oxsock.c.ox_address_family(bytes));
    }

    /** SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET; 0 if it is empty. */
    public int type() throws OxException {
        return Calls.check(Oxsock.c.ox_address_type(bytes));
    }

    /** The port. */
    public int port() throws OxException {
        return Calls.check(Oxsock.c.ox_address_port(bytes));
    }

    /** The bytes of a struct sockaddr. */
    public byte[] toSockaddr() throws OxException {
        byte[] addr = new byte[Constants.SOCKADDR_STORAGE_SIZE];
        int[] length = {addr.length};
        Calls.check(Oxsock.c.ox_address_to_sockaddr(bytes, addr, length));
        return Calls.cut(addr, length[0]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address
                && Oxsock.c.ox_address_equal(bytes, ((Address) other).bytes) == 1;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        try {
            return text();
        } catch (OxException e) {
            return "";
        }
    }
}
