package kit.sample;

import jakarta.servlet.http.HttpServletRequest;

import java.awt.image.BufferedImage;
import java.util.function.UnaryOperator;

/** The picture that the next step works on, as the step before left it in the session. */
record WorkingPicture(byte[] bytes, PictureCodec.Header header) {

    /** Finds the picture; without one the visitor is led to the upload. */
    static WorkingPicture of(HttpServletRequest request) {
        return new SessionPictures(request)
                .working()
                .flatMap(
                        bytes ->
                                PictureCodec.header(bytes)
                                        .map(header -> new WorkingPicture(bytes, header)))
                .orElseThrow(
                        () -> new RejectionException("problem.no-picture", UploadController.PAGE));
    }

    /** Changes the pixels; gives the bytes of the picture that comes of it. */
    byte[] changed(UnaryOperator<BufferedImage> change) {
        BufferedImage pixels = PictureCodec.decode(bytes).orElseThrow();
        return PictureCodec.encode(change.apply(pixels), header.contentType());
    }
}
