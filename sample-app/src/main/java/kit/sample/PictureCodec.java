package kit.sample;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Turns bytes into pixels and back. */
public final class PictureCodec {

    /** The most pixels a picture may have: 160 MB in memory at four bytes each. */
    static final long MOST_PIXELS = 40_000_000;

    private PictureCodec() {
    }

    /** What the header of a picture says. */
    public record Header(String contentType, int width, int height) {

        /** Whether the picture is small enough to decode. */
        public boolean isDecodable() {
            return (long) width * height <= MOST_PIXELS;
        }
    }

    /** Reads a picture's header without decoding a pixel; empty when the bytes are no picture. */
    public static Optional<Header> header(byte[] bytes) {
        try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                return Optional.empty();
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream);
                String contentType = reader.getOriginatingProvider().getMIMETypes()[0];
                return Optional.of(new Header(contentType, reader.getWidth(0), reader.getHeight(0)));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException notAPicture) {
            return Optional.empty();
        }
    }

    /** Decodes a picture that {@link #header} accepted, as ARGB; empty when it is broken inside. */
    public static Optional<BufferedImage> decode(byte[] bytes) {
        try {
            BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(bytes));
            if (decoded == null) {
                return Optional.empty();
            }
            BufferedImage picture =
                    new BufferedImage(decoded.getWidth(), decoded.getHeight(), BufferedImage.TYPE_INT_ARGB);
            Graphics2D graphics = picture.createGraphics();
            graphics.drawImage(decoded, 0, 0, null);
            graphics.dispose();
            return Optional.of(picture);
        } catch (IOException | RuntimeException broken) {
            return Optional.empty();
        }
    }

    /** Encodes a picture as PNG. */
    public static byte[] encode(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
