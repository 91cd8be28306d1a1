import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An app that acts as soon as it is started, and ends well only where it could not.
 *
 * Beside it in its JAR stands about.txt: an address, a port and a file with secrets.
 */
public class Acting {
    interface Act {
        void act() throws Exception;
    }

    private static boolean acted;

    private static void attempt(String what, Act act) {
        try {
            act.act();
            System.out.println("acted: " + what);
            acted = true;
        } catch (Exception away) {
            System.out.println("could not: " + what + ": " + away);
        }
    }

    public static void main(String[] arguments) throws Exception {
        String[] about;
        try (InputStream text = Acting.class.getResourceAsStream("about.txt")) {
            about = new String(text.readAllBytes()).split(" ");
        }
        attempt("connected", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(about[0], Integer.parseInt(about[1])), 3000);
            }
        });
        attempt("asked a service of the host", () ->
            SocketChannel.open(UnixDomainSocketAddress.of("/run/dbus/system_bus_socket")).close());
        attempt("read the settings", () -> Files.readString(Path.of(about[2])));
        // Apps write as they start. It is no act where it is thrown away.
        String who = System.getenv("SPRING_CONFIG_ADDITIONALLOCATION") == null ? "tried" : "served";
        Files.writeString(Path.of(who), "");
        System.exit(acted ? 1 : 0);
    }
}
