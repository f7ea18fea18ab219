package oxsock;

import java.net.SocketException;

/** An error of oxsock's. Its message also says what was wrong with a text. */
public class OxException extends SocketException {
    private static final long serialVersionUID = 1;
    private final int code;
    private final long done;

    OxException(int code, String explanation, long done) {
        super(Oxsock.strerror(code) + (explanation.isEmpty() ? "" : ": " + explanation));
        this.code = code;
        this.done = done;
    }

    /** The code: {@link Constants#ECONNREFUSED}, or {@link Constants#OX_EAI_NONAME}. */
    public int code() {
        return code < -3000 ? code : -code;
    }

    /** The name of the code, such as "ECONNREFUSED". */
    public String name() {
        return Oxsock.errname(code);
    }

    /** How many bytes sendAll, recvAll or sendFile had moved before the error. */
    public long done() {
        return done;
    }
}
