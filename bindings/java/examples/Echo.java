import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import oxsock.OxException;
import oxsock.OxSocket;
import oxsock.Oxsock;

/** Sends back whatever its clients send: Echo.java [ENDPOINT] */
public class Echo {
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    private static void serve(OxSocket client) {
        byte[] text = new byte[4096];
        try (client) {
            while (true) { // a client has half a minute to send something and to take the answer
                client.deadline(OxSocket.OX_RECEIVING, Oxsock.after(HALF_A_MINUTE));
                int length = client.recv(text, 0);
                if (length == 0) {
                    return;
                }
                byte[] answer = Arrays.copyOf(text, length);
                client.sendAll(answer, Oxsock.after(HALF_A_MINUTE));
            }
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        OxSocket listener = Oxsock.listenOn(arguments.length > 0 ? arguments[0] : "*:7777");
        System.out.println(listener.local());
        while (true) {
            try {
                OxSocket client = listener.accept();
                new Thread(() -> serve(client)).start();
            } catch (OxException e) { // No descriptors left: the clients wait in the queue.
                Thread.sleep(100);
            }
        }
    }
}
