package kit.sample;

import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/** Edits of pictures: each gives a new picture and leaves its argument alone. */
public final class PictureEdits {

    private PictureEdits() {}

    /** Mirrors a picture left to right where asked, then turns it clockwise by quarters. */
    public static BufferedImage turn(BufferedImage picture, boolean mirrored, int quarters) {
        boolean sideways = quarters % 2 == 1;
        int width = sideways ? picture.getHeight() : picture.getWidth();
        int height = sideways ? picture.getWidth() : picture.getHeight();
        AffineTransform turn = new AffineTransform();
        turn.translate(width / 2.0, height / 2.0);
        turn.quadrantRotate(quarters);
        turn.scale(mirrored ? -1 : 1, 1);
        turn.translate(-picture.getWidth() / 2.0, -picture.getHeight() / 2.0);
        return new AffineTransformOp(turn, AffineTransformOp.TYPE_NEAREST_NEIGHBOR)
                .filter(picture, new BufferedImage(width, height, picture.getType()));
    }

    /** Cuts out a rectangle that lies inside the picture, in pixels. */
    public static BufferedImage crop(BufferedImage picture, Rectangle cut) {
        return drawn(
                cut.width,
                cut.height,
                picture.getType(),
                graphics -> graphics.drawImage(picture, -cut.x, -cut.y, null));
    }

    /** Takes the colours out, by the luma weights of ITU-R BT.601. */
    public static BufferedImage grayscale(BufferedImage picture) {
        return eachPixel(
                picture,
                pixel -> {
                    int luma = (299 * red(pixel) + 587 * green(pixel) + 114 * blue(pixel)) / 1000;
                    return pixel & 0xff000000 | luma << 16 | luma << 8 | luma;
                });
    }

    /** Multiplies each colour by a percentage: 100 changes nothing, 200 doubles. */
    public static BufferedImage brightness(BufferedImage picture, int percent) {
        return eachPixel(
                picture,
                pixel ->
                        pixel & 0xff000000
                                | scale(red(pixel), percent) << 16
                                | scale(green(pixel), percent) << 8
                                | scale(blue(pixel), percent));
    }

    /** Lays a picture over another, its corner at x, y in pixels, opacity in percent. */
    public static BufferedImage compose(
            BufferedImage below, BufferedImage above, int x, int y, int opacity) {
        return drawn(
                below.getWidth(),
                below.getHeight(),
                below.getType(),
                graphics -> {
                    graphics.drawImage(below, 0, 0, null);
                    graphics.setComposite(
                            AlphaComposite.getInstance(AlphaComposite.SRC_OVER, opacity / 100f));
                    graphics.drawImage(above, x, y, null);
                });
    }

    /** A new picture, drawn from others: pixels are copied unless the drawing sets otherwise. */
    static BufferedImage drawn(int width, int height, int type, Consumer<Graphics2D> drawing) {
        BufferedImage picture = new BufferedImage(width, height, type);
        Graphics2D graphics = picture.createGraphics();
        // Copied, not mixed with nothing: that would round the colours of a translucent pixel.
        graphics.setComposite(AlphaComposite.Src);
        drawing.accept(graphics);
        graphics.dispose();
        return picture;
    }

    private static BufferedImage eachPixel(BufferedImage picture, IntUnaryOperator change) {
        int width = picture.getWidth();
        BufferedImage changed = new BufferedImage(width, picture.getHeight(), picture.getType());
        int[] row = new int[width];
        for (int y = 0; y < picture.getHeight(); y++) {
            picture.getRGB(0, y, width, 1, row, 0, width);
            Arrays.setAll(row, x -> change.applyAsInt(row[x]));
            changed.setRGB(0, y, width, 1, row, 0, width);
        }
        return changed;
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
