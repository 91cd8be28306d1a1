package kit.sample;

import static kit.sample.TestPictures.BLUE;
import static kit.sample.TestPictures.GREEN;
import static kit.sample.TestPictures.GREY;
import static kit.sample.TestPictures.RED;
import static kit.sample.TestPictures.WHITE;
import static kit.sample.TestPictures.encoded;
import static kit.sample.TestPictures.picture;
import static kit.sample.TestPictures.png;
import static kit.sample.TestPictures.row;
import static kit.sample.TestPictures.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

class PictureCodecTest {

    // A PNG's signature, its header and the name of its pixels.
    private static final int PIXELS_START = 8 + 25 + 8;

    // The corners of a photo, clockwise from the top left.
    private static final String CORNERS = "RGWB";

    @ParameterizedTest(name = "EXIF orientation {0} is seen as {1}")
    @CsvSource({
        "1,RGWB", "2,GRBW", "3,WBRG", "4,BWGR", "5,RBWG", "6,BRGW", "7,WGRB", "8,GWBR", "0,RGWB",
        "9,RGWB"
    })
    void aPhotoIsDecodedUpright(int orientation, String seen) {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            byte[] photo = photo(32, 16, orientation, order);

            BufferedImage decoded = PictureCodec.decode(photo).orElseThrow();

            assertThat(corners(decoded)).isEqualTo(seen);
            assertThat(PictureCodec.header(photo))
                    .hasValue(
                            new PictureCodec.Header(
                                    "image/jpeg", decoded.getWidth(), decoded.getHeight()));
        }
    }

    @Test
    void aCutOffNoteOfTheCameraIsNone() {
        byte[] photo = photo(32, 16, 6, ByteOrder.BIG_ENDIAN);
        ByteBuffer.wrap(photo).putInt(2 + 10 + 4, Integer.MAX_VALUE);

        assertThat(corners(PictureCodec.decode(photo).orElseThrow())).isEqualTo(CORNERS);
    }

    @Test
    void greyWithAlphaKeepsItsBrightness() {
        // One pixel, grey 128, opaque; Java writes no such PNG itself.
        byte[] grey =
                Base64.getDecoder()
                        .decode(
                                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCA"
                                        + "AAAC0lEQVR4nGNo+A8AAgIBgG5WixMAAAAASUVORK5CYII=");

        assertThat(rows(PictureCodec.decode(grey).orElseThrow()))
                .isEqualTo(new int[][] {row(GREY)});
    }

    @Test
    void aJpegStaysOneAndOthersBecomePngs() {
        BufferedImage photo = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);

        assertThat(contentType(PictureCodec.encode(photo, "image/jpeg"))).isEqualTo("image/jpeg");
        assertThat(contentType(PictureCodec.encode(photo, "image/gif"))).isEqualTo("image/png");
        assertThat(contentType(PictureCodec.encode(picture(row(RED)), "image/png")))
                .isEqualTo("image/png");
    }

    @Test
    void brokenBytesAreNoPicture() {
        byte[] whole = png(row(RED, GREEN, BLUE, WHITE));

        for (int length = 0; length < PIXELS_START; length++) {
            assertThat(PictureCodec.decode(Arrays.copyOf(whole, length)))
                    .as("the first %s bytes", length)
                    .isEmpty();
        }
        assertThat(PictureCodec.header(new byte[] {(byte) 0xff, (byte) 0xd8, 0, 0})).isEmpty();
    }

    private static String contentType(byte[] bytes) {
        return PictureCodec.header(bytes).orElseThrow().contentType();
    }

    /** A photo with a colour in each corner and a note of how the camera was held. */
    private static byte[] photo(int width, int height, int orientation, ByteOrder order) {
        BufferedImage pixels = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int left = y < height / 2 ? RED : BLUE;
                int right = y < height / 2 ? GREEN : WHITE;
                pixels.setRGB(x, y, x < width / 2 ? left : right);
            }
        }
        byte[] jpeg = encoded(pixels, "jpeg");
        byte[] note =
                ByteBuffer.allocate(36)
                        .putShort((short) 0xffe1)
                        .putShort((short) 34)
                        .put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
                        .put(new byte[] {(byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I')})
                        .put(new byte[] {(byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I')})
                        .order(order)
                        .putShort((short) 42)
                        .putInt(8)
                        .putShort((short) 1)
                        .putShort((short) 0x0112)
                        .putShort((short) 3)
                        .putInt(1)
                        .putShort((short) orientation)
                        .array();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(jpeg, 0, 2);
        bytes.writeBytes(note);
        bytes.write(jpeg, 2, jpeg.length - 2);
        return bytes.toByteArray();
    }

    private static String corners(BufferedImage picture) {
        int right = picture.getWidth() - 1;
        int bottom = picture.getHeight() - 1;
        return name(picture.getRGB(0, 0))
                + name(picture.getRGB(right, 0))
                + name(picture.getRGB(right, bottom))
                + name(picture.getRGB(0, bottom));
    }

    private static String name(int pixel) {
        boolean red = (pixel >> 16 & 0xff) > 127;
        boolean green = (pixel >> 8 & 0xff) > 127;
        boolean blue = (pixel & 0xff) > 127;
        return red && green && blue ? "W" : red ? "R" : green ? "G" : blue ? "B" : "?";
    }
}
