package kit.guestbook;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A guest book: what somebody writes into it is kept in the session. */
@SpringBootApplication
public class Guestbook {

    public static void main(String[] arguments) {
        SpringApplication.run(Guestbook.class, arguments);
    }
}
