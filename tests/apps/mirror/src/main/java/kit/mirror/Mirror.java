package kit.mirror;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A mirror: it says what it sees of a request, and answers in all the ways that sites do. */
@SpringBootApplication
public class Mirror {

    public static void main(String[] arguments) {
        SpringApplication.run(Mirror.class, arguments);
    }
}
