package oxsock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Used by all calls: errors, texts, addresses, waiting without a handle. */
final class Calls {
    private Calls() {}

    interface Writer {
        int write(byte[] text, long size);
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

    /** The same as check, for a call that takes a text. */
    static int explained(int code) throws OxException {
        if (code < 0) {
            throw new OxException(code, Oxsock.explanation(), 0);
        }
        return code;
    }

    /** A text for C, with a zero byte at its end. A text that has no UTF-8 form is rejected. */
    static byte[] text(String text) {
        if (text == null) {
            return null;
        }
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("a zero byte or half a surrogate in a text");
        }
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    static String textOf(Writer writer) throws OxException {
        byte[] text = new byte[Constants.OX_TEXT_MAX];
        return utf8(text, check(writer.write(text, text.length)));
    }

    static String utf8(byte[] text, int length) {
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** A structure whose fields can be read at the offsets of Constants. */
    static ByteBuffer structure(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    static byte[] cut(byte[] bytes, long length) {
        return length < bytes.length ? Arrays.copyOf(bytes, (int) length) : bytes;
    }

    /**
     * Make a call that waits and has no handle yet in a thread of its own, so that an interrupt can
     * end the wait. A result that comes later is passed to drop.
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
}
