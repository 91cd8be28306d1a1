package kit.sample;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Turns bytes into pixels and back. */
public final class PictureCodec {

    static final String PNG = "image/png";
    static final String JPEG = "image/jpeg";

    // What browsers show. Java's other readers stay out: its BMP reader believes the sizes that a
    // file of a hundred bytes claims, and takes gigabytes for it.
    private static final List<String> CONTENT_TYPES = List.of(PNG, JPEG, "image/gif");
    private static final float JPEG_QUALITY = 0.92f;

    private PictureCodec() {}

    /** What the header of a picture says; width and height in pixels, as a viewer sees them. */
    public record Header(String contentType, int width, int height) {

        /** How many pixels the picture has. */
        public long pixels() {
            return (long) width * height;
        }
    }

    /** Reads a picture's header without decoding a pixel; empty when the bytes are no picture. */
    public static Optional<Header> header(byte[] bytes) {
        return read(bytes, reader -> header(reader, ExifOrientation.of(bytes)));
    }

    /** Decodes a picture, upright, as RGB or ARGB; empty when the bytes are no picture. */
    public static Optional<BufferedImage> decode(byte[] bytes) {
        return read(bytes, reader -> plain(reader.read(0)))
                .map(picture -> ExifOrientation.of(bytes).upright(picture));
    }

    /** Encodes a picture: a JPEG stays one, because a photo's PNG is many times its size. */
    public static byte[] encode(BufferedImage picture, String contentType) {
        boolean jpeg = contentType.equals(JPEG) && !picture.getColorModel().hasAlpha();
        ImageWriter writer = ImageIO.getImageWritersByMIMEType(jpeg ? JPEG : PNG).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (jpeg) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(JPEG_QUALITY);
            }
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private interface Reading<R> {
        R from(ImageReader reader) throws IOException;
    }

    private static <R> Optional<R> read(byte[] bytes, Reading<R> reading) {
        try (ImageInputStream stream =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            ImageReader reader = ImageIO.getImageReaders(stream).next();
            try {
                // Metadata stay unread: a compressed comment may be a thousand times its size.
                reader.setInput(stream, true, true);
                return CONTENT_TYPES.contains(contentType(reader))
                        ? Optional.of(reading.from(reader))
                        : Optional.empty();
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException notAPicture) {
            return Optional.empty();
        }
    }

    private static Header header(ImageReader reader, ExifOrientation orientation)
            throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        return orientation.isSideways()
                ? new Header(contentType(reader), height, width)
                : new Header(contentType(reader), width, height);
    }

    private static String contentType(ImageReader reader) {
        return reader.getOriginatingProvider().getMIMETypes()[0];
    }

    private static BufferedImage plain(BufferedImage decoded) {
        ColorModel model = decoded.getColorModel();
        boolean greyWithAlpha = model.getNumComponents() == 2;
        BufferedImage source = greyWithAlpha ? asColours(decoded) : decoded;
        int type = model.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        return PictureEdits.drawn(
                decoded.getWidth(),
                decoded.getHeight(),
                type,
                graphics -> graphics.drawImage(source, 0, 0, null));
    }

    /** Grey samples as red, green and blue: Java takes them for linear and would brighten them. */
    private static BufferedImage asColours(BufferedImage grey) {
        WritableRaster samples =
                grey.getRaster()
                        .createWritableChild(
                                0,
                                0,
                                grey.getWidth(),
                                grey.getHeight(),
                                0,
                                0,
                                new int[] {0, 0, 0, 1});
        ColorModel model =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_sRGB),
                        true,
                        false,
                        Transparency.TRANSLUCENT,
                        samples.getTransferType());
        return new BufferedImage(model, samples, false, null);
    }
}
