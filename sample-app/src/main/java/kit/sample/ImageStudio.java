package kit.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The site: upload a picture, edit it, compose it with another, download the result. */
@SpringBootApplication
public class ImageStudio {

    /** Starts the site. */
    public static void main(String[] arguments) {
        SpringApplication.run(ImageStudio.class, arguments);
    }
}
