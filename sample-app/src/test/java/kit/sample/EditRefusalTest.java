package kit.sample;

import static kit.sample.TestPictures.BLUE;
import static kit.sample.TestPictures.GREEN;
import static kit.sample.TestPictures.RED;
import static kit.sample.TestPictures.png;
import static kit.sample.TestPictures.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpSession;

class EditRefusalTest extends StudioTest {

    private static final byte[] PICTURE = png(row(RED, GREEN, BLUE), row(BLUE, RED, GREEN));

    @BeforeEach
    void uploadThePicture() throws Exception {
        upload(PICTURE);
    }

    @ParameterizedTest(name = "{0}: {1}={2}")
    @CsvSource({
        "rotate,degrees,45",
        "rotate,degrees,0",
        "rotate,degrees,ninety",
        "rotate,degrees,''",
        "rotate,other,90",
        "brightness,percent,-1",
        "brightness,percent,301",
        "brightness,percent,1.5",
        "brightness,percent,99999999999",
        "crop,x,one",
    })
    void aValueThatIsNoneGetsAMessage(String edit, String name, String value) throws Exception {
        assertThat(follow(submit("/edit/" + edit, name, value), "/edit"))
                .contains("Please enter whole numbers within the given limits.");
        assertThat(bytes("/edit/raw")).isEqualTo(PICTURE);
    }

    @ParameterizedTest
    @CsvSource({
        "3,0,1,1",
        "0,2,1,1",
        "-5,0,5,1",
        "0,0,0,1",
        "0,0,1,-1",
        "2147483647,0,2147483647,1"
    })
    void aRectangleOutsideThePictureGetsAMessage(String x, String y, String width, String height)
            throws Exception {
        assertThat(
                        follow(
                                submit(
                                        "/edit/crop",
                                        "x",
                                        x,
                                        "y",
                                        y,
                                        "width",
                                        width,
                                        "height",
                                        height),
                                "/edit"))
                .contains("That rectangle lies outside your picture.");
        assertThat(bytes("/edit/raw")).isEqualTo(PICTURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rotate", "crop", "grayscale", "brightness", "undo"})
    void withoutAPictureAnEditLeadsToTheUpload(String edit) throws Exception {
        session = new MockHttpSession();

        assertThat(
                        follow(
                                submit(
                                        "/edit/" + edit,
                                        "degrees",
                                        "90",
                                        "percent",
                                        "50",
                                        "x",
                                        "0",
                                        "y",
                                        "0",
                                        "width",
                                        "1",
                                        "height",
                                        "1"),
                                "/image"))
                .contains("There is no picture here, or your session has ended.");
    }

    @Test
    void withoutAPictureThePageLeadsToTheUpload() throws Exception {
        session = new MockHttpSession();

        open("/edit").andExpect(redirectedUrl("/image"));
    }
}
