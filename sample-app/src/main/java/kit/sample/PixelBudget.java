package kit.sample;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds the pixels that are in work at once. A pixel takes four bytes in each picture made on the
 * way: without the bound a dozen visitors with large photos could end the server.
 */
final class PixelBudget {

    /** The most pixels a picture may have: a photo of today's phones, and 100 MB in memory. */
    private static final int MOST_PIXELS = 25_000_000;

    // A reader takes whole rows: one row of all the pixels would cost it a few times the picture.
    private static final int LONGEST_SIDE = 20_000;
    private static final int PATIENCE_SECONDS = 20;
    private static final Semaphore FREE = new Semaphore(MOST_PIXELS, true);

    private PixelBudget() {}

    /** Whether a picture is small enough to decode. */
    static boolean allows(PictureCodec.Header header) {
        return header.pixels() <= MOST_PIXELS
                && Math.max(header.width(), header.height()) <= LONGEST_SIDE;
    }

    /** Does the work once that many pixels are free; the page says so when none get free. */
    static <R> R spend(long pixels, String page, Supplier<R> work) {
        int share = (int) Math.min(pixels, MOST_PIXELS);
        if (!acquire(share)) {
            throw new RejectionException("problem.busy", page);
        }
        try {
            return work.get();
        } finally {
            FREE.release(share);
        }
    }

    private static boolean acquire(int share) {
        try {
            return FREE.tryAcquire(share, PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
