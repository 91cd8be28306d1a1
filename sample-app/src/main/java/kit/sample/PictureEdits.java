package kit.sample;

import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.function.IntUnaryOperator;

/** Edits of pictures: each gives a new picture and leaves its argument alone. */
public final class PictureEdits {

    private PictureEdits() {
    }

    /** Turns a picture clockwise by 90, 180 or 270 degrees. */
    public static BufferedImage rotate(BufferedImage picture, int degrees) {
        int quarters = Math.floorMod(degrees / 90, 4);
        boolean upright = quarters % 2 == 0;
        int width = upright ? picture.getWidth() : picture.getHeight();
        int height = upright ? picture.getHeight() : picture.getWidth();
        AffineTransform turn = new AffineTransform();
        turn.translate(width / 2.0, height / 2.0);
        turn.quadrantRotate(quarters);
        turn.translate(-picture.getWidth() / 2.0, -picture.getHeight() / 2.0);
        BufferedImage turned = blank(width, height);
        Graphics2D graphics = turned.createGraphics();
        graphics.drawImage(picture, turn, null);
        graphics.dispose();
        return turned;
    }

    /** Cuts out a rectangle, in pixels; what lies outside the picture is left out. */
    public static BufferedImage crop(BufferedImage picture, int x, int y, int width, int height) {
        int left = within(x, 0, picture.getWidth() - 1);
        int top = within(y, 0, picture.getHeight() - 1);
        int cutWidth = within(width, 1, picture.getWidth() - left);
        int cutHeight = within(height, 1, picture.getHeight() - top);
        BufferedImage cut = blank(cutWidth, cutHeight);
        Graphics2D graphics = cut.createGraphics();
        graphics.drawImage(picture, -left, -top, null);
        graphics.dispose();
        return cut;
    }

    /** Takes the colours out, by the luma weights of ITU-R BT.601. */
    public static BufferedImage grayscale(BufferedImage picture) {
        return eachPixel(picture, pixel -> {
            int luma = (299 * red(pixel) + 587 * green(pixel) + 114 * blue(pixel)) / 1000;
            return pixel & 0xff000000 | luma << 16 | luma << 8 | luma;
        });
    }

    /** Multiplies each colour by a percentage: 100 changes nothing, 200 doubles. */
    public static BufferedImage brightness(BufferedImage picture, int percent) {
        return eachPixel(picture, pixel -> pixel & 0xff000000
                | scale(red(pixel), percent) << 16
                | scale(green(pixel), percent) << 8
                | scale(blue(pixel), percent));
    }

    /** Lays a picture over another, its corner at x, y in pixels, opacity in percent. */
    public static BufferedImage compose(BufferedImage below, BufferedImage above, int x, int y, int opacity) {
        BufferedImage composed = blank(below.getWidth(), below.getHeight());
        Graphics2D graphics = composed.createGraphics();
        graphics.drawImage(below, 0, 0, null);
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, opacity / 100f));
        graphics.drawImage(above, x, y, null);
        graphics.dispose();
        return composed;
    }

    private static BufferedImage blank(int width, int height) {
        return new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    }

    private static BufferedImage eachPixel(BufferedImage picture, IntUnaryOperator change) {
        BufferedImage changed = blank(picture.getWidth(), picture.getHeight());
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                changed.setRGB(x, y, change.applyAsInt(picture.getRGB(x, y)));
            }
        }
        return changed;
    }

    private static int within(int value, int least, int most) {
        return Math.max(least, Math.min(value, most));
    }

    private static int scale(int colour, int percent) {
        return Math.min(255, colour * percent / 100);
    }

    private static int red(int pixel) {
        return pixel >> 16 & 0xff;
    }

    private static int green(int pixel) {
        return pixel >> 8 & 0xff;
    }

    private static int blue(int pixel) {
        return pixel & 0xff;
    }
}
