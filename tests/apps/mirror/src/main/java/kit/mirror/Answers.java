package kit.mirror;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers of several kinds: with a large header, of any status, as text, compressed already. */
@RestController
class Answers {

    private static final String TEXT = "The same again.\n".repeat(1000);

    @GetMapping("/header")
    ResponseEntity<String> withHeader(@RequestParam int bytes) {
        return ResponseEntity.ok().header("X-Large", "x".repeat(bytes)).body("done\n");
    }

    @GetMapping(path = "/text", produces = MediaType.TEXT_PLAIN_VALUE)
    String text() {
        return TEXT;
    }

    @GetMapping(path = "/picture", produces = MediaType.IMAGE_PNG_VALUE)
    byte[] picture() {
        return TEXT.getBytes(StandardCharsets.UTF_8);
    }

    @GetMapping("/status")
    ResponseEntity<String> withStatus(@RequestParam int code) {
        return ResponseEntity.status(code).body("the app's own page\n");
    }

    @GetMapping("/compressed")
    ResponseEntity<byte[]> compressed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream file = new GZIPOutputStream(bytes)) {
            // A thousand times, so that there would still be something to compress.
            for (int time = 0; time < 1000; time++) {
                file.write(TEXT.getBytes(StandardCharsets.UTF_8));
            }
        }
        return ResponseEntity.ok().header(HttpHeaders.CONTENT_ENCODING, "gzip")
            .contentType(MediaType.TEXT_PLAIN).body(bytes.toByteArray());
    }
}
