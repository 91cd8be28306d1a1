package kit.sample;

import static kit.sample.TestPictures.BLUE;
import static kit.sample.TestPictures.GREEN;
import static kit.sample.TestPictures.RED;
import static kit.sample.TestPictures.WHITE;
import static kit.sample.TestPictures.png;
import static kit.sample.TestPictures.pngClaiming;
import static kit.sample.TestPictures.row;
import static kit.sample.TestPictures.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpSession;

class ComposeTest extends StudioTest {

    private static final byte[] BELOW = png(row(RED, RED, RED), row(WHITE, WHITE, WHITE));
    private static final int CLEAR = 0;
    private static final byte[] ABOVE = png(row(BLUE, CLEAR), row(GREEN, BLUE));

    @BeforeEach
    void uploadThePicture() throws Exception {
        upload(BELOW);
    }

    @Test
    void theOtherPictureLiesWhereItWasPut() throws Exception {
        assertThat(composed("1", "0", "100"))
                .isEqualTo(new int[][] {row(RED, BLUE, RED), row(WHITE, GREEN, BLUE)});
        assertThat(composed("-1", "1", "100"))
                .isEqualTo(new int[][] {row(RED, RED, RED), row(WHITE, WHITE, WHITE)});
        assertThat(composed("2147483647", "-2147483648", "100"))
                .isEqualTo(new int[][] {row(RED, RED, RED), row(WHITE, WHITE, WHITE)});
    }

    @Test
    void opacityMixesTheTwo() throws Exception {
        assertThat(composed("0", "0", "40"))
                .isEqualTo(
                        new int[][] {
                            row(0xff990066, RED, RED), row(0xff99ff99, 0xff9999ff, WHITE)
                        });
        assertThat(composed("0", "0", "0"))
                .isEqualTo(new int[][] {row(RED, RED, RED), row(WHITE, WHITE, WHITE)});
    }

    @Test
    void itLiesOverTheEditedPictureWhichStaysAsItIs() throws Exception {
        submit("/edit/crop", "x", "0", "y", "0", "width", "2", "height", "1");

        assertThat(composed("0", "0", "100")).isEqualTo(new int[][] {row(BLUE, RED)});
        assertThat(rows(bytes("/edit/raw"))).isEqualTo(new int[][] {row(RED, RED)});
    }

    @Test
    void theResultIsAFileToKeep() throws Exception {
        composed("0", "0", "100");

        open("/result/download")
                .andExpect(
                        header().string(
                                        "Content-Disposition",
                                        "attachment; filename=\"picture.png\""))
                .andExpect(content().contentType("image/png"))
                .andExpect(content().bytes(bytes("/result/raw")));
    }

    @ParameterizedTest
    @CsvSource({"one,0,100", "0,1.5,100", "0,0,101", "0,0,-1", "0,0,much"})
    void aValueThatIsNoneGetsAMessage(String x, String y, String opacity) throws Exception {
        assertThat(follow(compose(ABOVE, x, y, opacity), "/compose"))
                .contains("Please enter whole numbers within the given limits.");
        assertNoResult();
    }

    @Test
    void aFileThatIsNoneGetsAMessage() throws Exception {
        assertThat(follow(submit("/compose"), "/compose")).contains("Please choose a file first.");
        assertThat(follow(compose(new byte[0], "0", "0", "9"), "/compose"))
                .contains("Please choose a file first.");
        assertThat(follow(compose(new byte[9], "0", "0", "9"), "/compose"))
                .contains("not a picture we can read");
        assertThat(follow(compose(pngClaiming(9999, 9999), "0", "0", "9"), "/compose"))
                .contains("25 million pixels");
        assertNoResult();
    }

    @Test
    void withoutAPictureTheVisitorIsLedToTheUpload() throws Exception {
        session = new MockHttpSession();

        assertThat(follow(compose(ABOVE, "0", "0", "100"), "/image"))
                .contains("There is no picture here");
        assertThat(follow(open("/compose"), "/image")).contains("There is no picture here");
    }

    private int[][] composed(String x, String y, String opacity) throws Exception {
        assertThat(follow(compose(ABOVE, x, y, opacity), "/result"))
                .contains("src=\"/result/raw\"", "href=\"/result/download\"");
        return rows(bytes("/result/raw"));
    }

    private void assertNoResult() throws Exception {
        assertThat(follow(open("/result"), "/compose")).contains("There is no result yet.");
    }
}
