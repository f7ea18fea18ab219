package oxsock;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** What the calls have in common: errors, texts, addresses, waiting without a handle. */
final class Calls {
    private Calls() {}

    interface Writer {
        int write(byte[] text, long size);
    }

    interface AddressWriter {
        int write(byte[] addr, int[] length);
    }

    interface Call<T> {
        T make() throws IOException;
    }

    static int check(int code) throws OxException {
        if (code < 0) {
            throw new OxException(code, "", 0);
        }
        return code;
    }

    /** As check, for a call that takes a text. */
    static int explained(int code) throws OxException {
        if (code < 0) {
            throw new OxException(code, Oxsock.explanation(), 0);
        }
        return code;
    }

    /** A text that reaches C as it is: C's ends at a zero byte, and UTF-8 has no half surrogates. */
    static String text(String text) {
        if (text != null
                && (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text))) {
            throw new IllegalArgumentException("a zero byte or half a surrogate in a text");
        }
        return text;
    }

    static String textOf(Writer writer) throws OxException {
        byte[] text = new byte[Constants.OX_TEXT_MAX];
        int length = check(writer.write(text, text.length));
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    static byte[] sockaddrOf(AddressWriter writer) throws OxException {
        byte[] addr = new byte[Constants.SOCKADDR_STORAGE_SIZE];
        int[] length = {addr.length};
        check(writer.write(addr, length));
        return cut(addr, length[0]);
    }

    /** To read a struct's fields, at Constants' offsets. */
    static ByteBuffer structure(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    static byte[] cut(byte[] bytes, long length) {
        return length < bytes.length ? Arrays.copyOf(bytes, (int) length) : bytes;
    }

    /**
     * Make a call that waits and has no handle yet, so that an interrupt can end the wait: a thread
     * of its own makes it. What it returns after that is given to drop.
     */
    static <T> T interruptibly(Call<T> call, Consumer<T> drop) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                T value = call.make();
                if (!result.complete(value)) {
                    drop.accept(value);
                }
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        }, "oxsock");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get();
        } catch (InterruptedException e) {
            if (!result.cancel(false) && !result.isCompletedExceptionally()) {
                drop.accept(result.join());
            }
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                throw (IOException) e.getCause();
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** An array of struct iovec, and the memory that it leads to. */
    static final class Pieces {
        final Memory array;
        private final Memory[] pieces;

        Pieces(byte[][] buffers) {
            array = new Memory(Math.max(1, (long) buffers.length * Constants.IOVEC_SIZE));
            array.clear();
            pieces = new Memory[buffers.length];
            for (int i = 0; i < buffers.length; i++) {
                pieces[i] = new Memory(Math.max(1, buffers[i].length));
                pieces[i].write(0, buffers[i], 0, buffers[i].length);
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
        Memory messages() {
            Memory messages = new Memory(Math.max(1, (long) pieces.length * Constants.MMSGHDR_SIZE));
            messages.clear();
            for (int i = 0; i < pieces.length; i++) {
                long at = (long) i * Constants.MMSGHDR_SIZE + Constants.MMSGHDR_AT_MSG_HDR;
                messages.setPointer(at + Constants.MSGHDR_AT_MSG_IOV,
                        array.share((long) i * Constants.IOVEC_SIZE));
                messages.setLong(at + Constants.MSGHDR_AT_MSG_IOVLEN, 1);
            }
            return messages;
        }
    }
}
