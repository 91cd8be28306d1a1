package kit.sample;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * How the camera was held. Phones store a portrait lying on its side with a note, which browsers
 * follow; edited pixels carry no note, so they are put upright first.
 */
record ExifOrientation(boolean mirrored, int quarters) {

    private static final ExifOrientation UPRIGHT = new ExifOrientation(false, 0);
    // EXIF 2.3, tag 0x0112: the values 1 to 8, as the turns clockwise that undo them.
    private static final List<ExifOrientation> VALUES =
            List.of(
                    UPRIGHT,
                    new ExifOrientation(true, 0),
                    new ExifOrientation(false, 2),
                    new ExifOrientation(true, 2),
                    new ExifOrientation(true, 3),
                    new ExifOrientation(false, 1),
                    new ExifOrientation(true, 1),
                    new ExifOrientation(false, 3));
    private static final short TAG = 0x0112;
    private static final short START_OF_IMAGE = (short) 0xffd8;
    private static final short START_OF_SCAN = (short) 0xffda;
    private static final short APP1 = (short) 0xffe1;
    private static final long EXIF = 0x457869660000L;

    /** Reads the note of a JPEG; upright when the bytes hold none. */
    static ExifOrientation of(byte[] bytes) {
        ByteBuffer data = ByteBuffer.wrap(bytes);
        try {
            if (data.getShort(0) != START_OF_IMAGE) {
                return UPRIGHT;
            }
            int segment = Short.BYTES;
            while (data.getShort(segment) != START_OF_SCAN) {
                int length = Short.toUnsignedInt(data.getShort(segment + 2));
                if (data.getShort(segment) == APP1 && data.getLong(segment + 4) >>> 16 == EXIF) {
                    return fromTiff(data.slice(segment + 10, length - 8));
                }
                segment += 2 + length;
            }
            return UPRIGHT;
        } catch (IndexOutOfBoundsException malformed) {
            return UPRIGHT;
        }
    }

    private static ExifOrientation fromTiff(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = Short.toUnsignedInt(tiff.getShort(directory));
        for (int entry = directory + 2; entry < directory + 2 + 12 * entries; entry += 12) {
            if (tiff.getShort(entry) == TAG) {
                return VALUES.get(tiff.getShort(entry + 8) - 1);
            }
        }
        return UPRIGHT;
    }

    /** Whether width and height change places. */
    boolean isSideways() {
        return quarters % 2 == 1;
    }

    /** Undoes the orientation. */
    BufferedImage upright(BufferedImage picture) {
        return equals(UPRIGHT) ? picture : PictureEdits.turn(picture, mirrored, quarters);
    }
}
