package oxsock;

import com.sun.jna.Memory;

/** Memory of C's for one call, given back with its end: the collector does not know its size. */
final class Room extends Memory {
    /** Of so many bytes. */
    Room(long size) {
        super(Math.max(1, size));
    }

    /** With a copy of these bytes. */
    Room(byte[] bytes) {
        this(bytes.length);
        write(0, bytes, 0, bytes.length);
    }

    /** An array of struct iovec, and the memory that it leads to. */
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

        /** Put the first bytes of all back, piece by piece. */
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

        /** An array of struct mmsghdr with one piece each. */
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
