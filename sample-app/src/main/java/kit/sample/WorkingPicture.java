package kit.sample;

import jakarta.servlet.http.HttpServletRequest;
import java.awt.image.BufferedImage;

/** The picture that the next step works on, as the step before left it in the session. */
record WorkingPicture(byte[] bytes, PictureCodec.Header header) {

    /** Finds the picture; without one the visitor is led to the upload. */
    static WorkingPicture of(HttpServletRequest request) {
        return new SessionPictures(request).working()
                .flatMap(bytes -> PictureCodec.header(bytes).map(header -> new WorkingPicture(bytes, header)))
                .orElseThrow(() -> new RejectionException("problem.no-picture", UploadController.PAGE));
    }

    /** The pixels. */
    BufferedImage decode() {
        return PictureCodec.decode(bytes).orElseThrow();
    }
}
