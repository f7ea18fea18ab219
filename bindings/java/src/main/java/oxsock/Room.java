package oxsock;

import com.sun.jna.Memory;

/**
 * C's memory for one call, freed when the call ends: the garbage collector does not take its size
 * into account.
 */
final class Room extends Memory {
    /** Allocate this many bytes. */
    Room(long size) {
        super(Math.max(1, size));
    }

    /** Allocate a copy of these bytes. */
    Room(byte[] bytes) {
        this(bytes.length);
        write(0, bytes, 0, bytes.length);
    }

    /** An array of struct iovec, and the memory that it points to. */
    static final class Pieces implements AutoCloseable {
        final Room array;
        private final Room[] pieces;

        Pieces(byte[]... buffers) {
            array = new Room((long) buffers.length * Constants.IOVEC_SIZE);
            pieces = new Room[buffers.length];
            for (int i = 0; i < buffers.length; i++) {
                pieces[i] = new Room(buffers[i]);
                long at = (long) i * Constants.IOVEC_SIZE;
                array.setPointer(at + Constants.IOVEC_AT_IOV_BASE, pieces[i]);
                array.setLong(at + Constants.IOVEC_AT_IOV_LEN, buffers[i].length);
            }
        }

        /** Copy received bytes back, buffer by buffer. */
        void read(byte[][] buffers, int count) {
            for (int i = 0; i < buffers.length; i++) {
                int here = Math.min(count, buffers[i].length);
                pieces[i].read(0, buffers[i], 0, here);
                count -= here;
            }
        }

        byte[] piece(int i, int length) {
            return pieces[i].getByteArray(0, length);
        }

        /** An array of struct mmsghdr with one struct iovec each. */
        Room messages() {
            Room messages = new Room((long) pieces.length * Constants.MMSGHDR_SIZE);
            messages.clear();
            for (int i = 0; i < pieces.length; i++) {
                long at = (long) i * Constants.MMSGHDR_SIZE + Constants.MMSGHDR_AT_MSG_HDR;
                messages.setPointer(at + Constants.MSGHDR_AT_MSG_IOV,
                        array.share((long) i * Constants.IOVEC_SIZE));
                messages.setLong(at + Constants.MSGHDR_AT_MSG_IOVLEN, 1);
            }
            return messages;
        }

        @Override
        public void close() {
            array.close();
            for (Room piece : pieces) {
                piece.close();
            }
        }
    }
}
