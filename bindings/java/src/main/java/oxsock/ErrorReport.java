package oxsock;

import java.nio.ByteBuffer;

/** An error that a datagram has caused. */
public final class ErrorReport implements Constants {
    public final int length;
    public final Address reporter;
    public final Address destination;
    public final int code;
    public final int origin;
    public final int icmpType;
    public final int icmpCode;
    public final int info;
    public final int ttl;

    ErrorReport(int length, byte[] bytes) {
        this.length = length;
        ByteBuffer fields = Calls.structure(bytes);
        reporter = Address.in(bytes, OX_ERROR_REPORT_AT_REPORTER);
        destination = Address.in(bytes, OX_ERROR_REPORT_AT_DESTINATION);
        code = fields.getInt(OX_ERROR_REPORT_AT_CODE);
        origin = fields.getInt(OX_ERROR_REPORT_AT_ORIGIN);
        icmpType = fields.getInt(OX_ERROR_REPORT_AT_ICMP_TYPE);
        icmpCode = fields.getInt(OX_ERROR_REPORT_AT_ICMP_CODE);
        info = fields.getInt(OX_ERROR_REPORT_AT_INFO);
        ttl = fields.getInt(OX_ERROR_REPORT_AT_TTL);
    }
}
