package oxsock;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.function.ThrowingRunnable;

/** A thread that makes a call which waits. */
final class Waiter {
    private static final AtomicInteger count = new AtomicInteger();

    private final Thread thread;
    private volatile Throwable failure;
    private volatile boolean interruptedAfterwards;

    /** Start the thread, and return once the call waits. */
    Waiter(ThrowingRunnable call) throws IOException {
        thread = new Thread(() -> make(call), "waiter " + count.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
        Path task = task();
        while (!waits(task)) {
            assertTrue("it does not wait: " + failure, thread.isAlive());
            Thread.yield();
        }
    }

    private void make(ThrowingRunnable call) {
        try {
            call.run();
        } catch (Throwable t) {
            failure = t;
        }
        interruptedAfterwards = Thread.interrupted();
    }

    /** The /proc directory of the system's thread of the same name. */
    private Path task() throws IOException {
        while (thread.isAlive()) {
            try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
                for (Path task : (Iterable<Path>) tasks::iterator) {
                    if (read(task.resolve("comm")).equals(thread.getName() + "\n")) {
                        return task;
                    }
                }
            }
        }
        throw new AssertionError("it does not wait", failure);
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            return ""; // a thread that has ended
        }
    }

    /**
     * Whether the thread sleeps in a function of the library, or in Java while another thread makes
     * the call.
     */
    private boolean waits(Path task) {
        StackTraceElement[] stack = thread.getStackTrace();
        if (stack.length > 0 && stack[0].getClassName().equals("com.sun.jna.Native")) {
            return read(task.resolve("stat")).contains(") S ");
        }
        return thread.getState() == Thread.State.WAITING
                && Arrays.stream(stack).anyMatch(f -> f.getMethodName().equals("interruptibly"));
    }

    void interrupt() {
        thread.interrupt();
    }

    /** What the call failed with, once it has ended; null if it did not fail. */
    Throwable failure() throws InterruptedException {
        thread.join(10000);
        assertEquals("the call has not ended", Thread.State.TERMINATED, thread.getState());
        return failure;
    }

    boolean interruptedAfterwards() {
        return interruptedAfterwards;
    }
}
