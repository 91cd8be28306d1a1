package kit.sample;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

/** Pictures small enough to check each pixel of. */
final class TestPictures {

    static final int RED = 0xffff0000;
    static final int GREEN = 0xff00ff00;
    static final int BLUE = 0xff0000ff;
    static final int WHITE = 0xffffffff;
    static final int GREY = 0xff808080;

    private TestPictures() {}

    /** A picture of rows of ARGB pixels. */
    static BufferedImage picture(int[]... rows) {
        BufferedImage picture =
                new BufferedImage(rows[0].length, rows.length, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < rows.length; y++) {
            picture.setRGB(0, y, rows[y].length, 1, rows[y], 0, rows[y].length);
        }
        return picture;
    }

    /** A row of pixels. */
    static int[] row(int... pixels) {
        return pixels;
    }

    static byte[] png(int[]... rows) {
        return encoded(picture(rows), "png");
    }

    static byte[] encoded(BufferedImage picture, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, format, bytes)) {
                throw new IllegalArgumentException("no writer takes " + picture + " as " + format);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The rows of ARGB pixels that Java itself reads. */
    static int[][] rows(byte[] bytes) throws IOException {
        return rows(ImageIO.read(new ByteArrayInputStream(bytes)));
    }

    static int[][] rows(BufferedImage picture) {
        int[][] rows = new int[picture.getHeight()][];
        for (int y = 0; y < rows.length; y++) {
            rows[y] = picture.getRGB(0, y, picture.getWidth(), 1, null, 0, picture.getWidth());
        }
        return rows;
    }

    /** A whole PNG of one pixel whose header claims other measures. */
    static byte[] pngClaiming(int width, int height) {
        byte[] bytes = png(row(RED));
        ByteBuffer header = ByteBuffer.wrap(bytes).putInt(16, width).putInt(20, height);
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 12, 17);
        header.putInt(29, (int) checksum.getValue());
        return bytes;
    }
}
