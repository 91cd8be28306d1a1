package kit.sample;

import org.springframework.web.multipart.MultipartFile;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A file with a picture's header that a visitor sent; the page shows what is wrong with it. */
record PictureUpload(byte[] bytes, PictureCodec.Header header, String page) {

    /** Takes a file, which is null when the request has none, without decoding a pixel. */
    static PictureUpload of(MultipartFile file, String page) {
        if (file == null || file.isEmpty()) {
            throw new RejectionException("problem.no-file", page);
        }
        byte[] bytes;
        try {
            bytes = file.getBytes();
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
        PictureCodec.Header header =
                PictureCodec.header(bytes).orElseThrow(() -> notAPicture(page));
        if (!PixelBudget.allows(header)) {
            throw new RejectionException("problem.too-many-pixels", page);
        }
        return new PictureUpload(bytes, header, page);
    }

    /** The pixels; refuses a file that is broken behind its header. */
    BufferedImage decode() {
        return PictureCodec.decode(bytes).orElseThrow(() -> notAPicture(page));
    }

    private static RejectionException notAPicture(String page) {
        return new RejectionException("problem.not-a-picture", page);
    }
}
