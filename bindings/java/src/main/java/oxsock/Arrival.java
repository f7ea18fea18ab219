package oxsock;

/** How a datagram arrived. */
public final class Arrival implements Constants {
    final byte[] bytes = new byte[OX_ARRIVAL_SIZE];
    public int length;

    public Address sender() {
        return Address.in(bytes, OX_ARRIVAL_AT_SENDER);
    }

    public Address destination() {
        return Address.in(bytes, OX_ARRIVAL_AT_DESTINATION);
    }

    /** When it reached this machine, in nanoseconds of the realtime clock; 0 if unknown. */
    public long time() {
        return Calls.structure(bytes).getLong(OX_ARRIVAL_AT_TIME);
    }

    /** The index of the interface; 0 if unknown. */
    public int ifindex() {
        return Calls.structure(bytes).getInt(OX_ARRIVAL_AT_IFINDEX);
    }

    /** The time to live; -1 if unknown. */
    public int ttl() {
        return Calls.structure(bytes).getInt(OX_ARRIVAL_AT_TTL);
    }

    /** The ECN bits; -1 if unknown. */
    public int ecn() {
        return Calls.structure(bytes).getInt(OX_ARRIVAL_AT_ECN);
    }

    public int flags() {
        return Calls.structure(bytes).getInt(OX_ARRIVAL_AT_FLAGS);
    }
}
