package kit.sample;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.server.ResponseStatusException;

import java.util.Optional;

/** Answers that are pictures. */
final class PictureAnswer {

    private PictureAnswer() {}

    /** A picture that the site made, or 404. */
    static ResponseEntity<byte[]> of(Optional<byte[]> bytes) {
        return of(bytes, bytes.flatMap(PictureCodec::header).map(PictureCodec.Header::contentType));
    }

    /** A visitor's own picture: kept by no cache on the way, never taken for a page; or 404. */
    static ResponseEntity<byte[]> of(Optional<byte[]> bytes, Optional<String> contentType) {
        if (bytes.isEmpty() || contentType.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(contentType.get()))
                .cacheControl(CacheControl.noStore())
                .header("X-Content-Type-Options", "nosniff")
                .body(bytes.get());
    }
}
