package kit.sample;

import static kit.sample.TestPictures.BLUE;
import static kit.sample.TestPictures.GREEN;
import static kit.sample.TestPictures.RED;
import static kit.sample.TestPictures.WHITE;
import static kit.sample.TestPictures.png;
import static kit.sample.TestPictures.row;
import static kit.sample.TestPictures.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EditTest extends StudioTest {

    private static final int FAINT = 0x40c86432;
    private static final byte[] PICTURE = png(row(RED, GREEN, BLUE), row(WHITE, FAINT, RED));

    @BeforeEach
    void uploadThePicture() throws Exception {
        upload(PICTURE);
    }

    @Test
    void rotateTurnsClockwise() throws Exception {
        assertThat(afresh("/edit/rotate", "degrees", "90"))
                .isEqualTo(new int[][] {row(WHITE, RED), row(FAINT, GREEN), row(RED, BLUE)});
        assertThat(afresh("/edit/rotate", "degrees", "180"))
                .isEqualTo(new int[][] {row(RED, FAINT, WHITE), row(BLUE, GREEN, RED)});
        assertThat(afresh("/edit/rotate", "degrees", "270"))
                .isEqualTo(new int[][] {row(BLUE, RED), row(GREEN, FAINT), row(RED, WHITE)});
    }

    @Test
    void cropCutsOutTheRectangle() throws Exception {
        assertThat(afresh("/edit/crop", "x", "1", "y", "0", "width", "2", "height", "1"))
                .isEqualTo(new int[][] {row(GREEN, BLUE)});
    }

    @Test
    void cropLeavesOutWhatLiesOutside() throws Exception {
        assertThat(afresh("/edit/crop", "x", "-1", "y", "1", "width", "3", "height", "2147483647"))
                .isEqualTo(new int[][] {row(WHITE, FAINT)});
    }

    @Test
    void grayscaleKeepsTheLumaAndTheAlpha() throws Exception {
        assertThat(afresh("/edit/grayscale"))
                .isEqualTo(
                        new int[][] {
                            row(0xff4c4c4c, 0xff959595, 0xff1d1d1d),
                            row(WHITE, 0x407c7c7c, 0xff4c4c4c),
                        });
    }

    @Test
    void brightnessMultipliesEachColourAndKeepsTheAlpha() throws Exception {
        assertThat(afresh("/edit/brightness", "percent", "50"))
                .isEqualTo(
                        new int[][] {
                            row(0xff7f0000, 0xff007f00, 0xff00007f),
                            row(0xff7f7f7f, 0x40643219, 0xff7f0000),
                        });
        assertThat(afresh("/edit/brightness", "percent", "300"))
                .isEqualTo(
                        new int[][] {
                            row(RED, GREEN, BLUE), row(WHITE, 0x40ffff96, RED),
                        });
    }

    @Test
    void eachEditWorksOnWhatTheOneBeforeLeftAndUndoGoesBackToTheUpload() throws Exception {
        edited("/edit/crop", "x", "0", "y", "0", "width", "2", "height", "1");

        assertThat(edited("/edit/rotate", "degrees", "90"))
                .isEqualTo(new int[][] {row(RED), row(GREEN)});
        assertThat(bytes("/image/raw")).isEqualTo(PICTURE);
        assertThat(follow(submit("/edit/undo"), "/edit"))
                .contains("Your picture is as you uploaded it.");
        assertThat(bytes("/edit/raw")).isEqualTo(PICTURE);
    }

    @Test
    void thePageKnowsThePicturesSize() throws Exception {
        assertThat(follow(submit("/edit/rotate", "degrees", "90"), "/edit"))
                .contains("2 × 3 pixels", "name=\"width\" type=\"number\" min=\"1\" max=\"2\"");
    }

    private int[][] afresh(String path, String... fields) throws Exception {
        upload(PICTURE);
        return edited(path, fields);
    }

    private int[][] edited(String path, String... fields) throws Exception {
        assertThat(follow(submit(path, fields), "/edit"))
                .contains("Done. This is your picture now.");
        return rows(bytes("/edit/raw"));
    }
}
