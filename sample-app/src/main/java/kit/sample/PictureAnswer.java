package kit.sample;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Answers that are pictures. */
final class PictureAnswer {

    private PictureAnswer() {
    }

    /** A visitor's own picture: never kept by a cache on the way, never taken for a page. */
    static ResponseEntity<byte[]> of(byte[] bytes, String contentType) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(contentType))
                .cacheControl(CacheControl.noStore())
                .header("X-Content-Type-Options", "nosniff")
                .body(bytes);
    }
}
