package kit.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class PixelBudgetTest {

    private static final long MORE_THAN_ALL = Long.MAX_VALUE;

    @Test
    void smallPicturesAreInWorkTogetherAndALargeOneWaits() throws Exception {
        CountDownLatch together = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        Runnable small =
                () ->
                        PixelBudget.spend(
                                1,
                                "/edit",
                                () -> {
                                    together.countDown();
                                    return awaited(end);
                                });
        new Thread(small).start();
        new Thread(small).start();
        assertThat(awaited(together)).isTrue();

        Thread large = new Thread(() -> PixelBudget.spend(MORE_THAN_ALL, "/edit", () -> "done"));
        large.start();
        while (large.getState() != Thread.State.TIMED_WAITING) {
            assertThat(large.getState()).isNotEqualTo(Thread.State.TERMINATED);
        }
        end.countDown();
        large.join();
    }

    @Test
    void workThatFailsGivesItsPixelsBack() {
        for (int time = 0; time < 3; time++) {
            assertThatThrownBy(
                            () ->
                                    PixelBudget.spend(
                                            MORE_THAN_ALL,
                                            "/edit",
                                            () -> {
                                                throw new IllegalStateException("broken");
                                            }))
                    .hasMessage("broken");
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
