package kit.sample;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.web.multipart.MultipartFile;

/** A file that a visitor sent and that is a picture. */
public record PictureUpload(byte[] bytes, PictureCodec.Header header) {

    /** Checks a file; the page is where a refusal is shown. */
    public static PictureUpload accept(MultipartFile file, String page) {
        if (file.isEmpty()) {
            throw new RejectedPictureException("upload.empty", page);
        }
        byte[] bytes;
        try {
            bytes = file.getBytes();
        } catch (IOException cutOff) {
            throw new UncheckedIOException(cutOff);
        }
        PictureCodec.Header header = PictureCodec.header(bytes)
                .orElseThrow(() -> new RejectedPictureException("upload.not-a-picture", page));
        if (!header.isDecodable()) {
            throw new RejectedPictureException("upload.too-many-pixels", page);
        }
        return new PictureUpload(bytes, header);
    }

    /** Decodes the picture; the page is where a refusal is shown. */
    public static BufferedImage pixels(byte[] bytes, String page) {
        return PictureCodec.decode(bytes)
                .orElseThrow(() -> new RejectedPictureException("upload.not-a-picture", page));
    }
}
