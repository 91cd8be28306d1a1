package kit.sample;

import static kit.sample.TestPictures.BLUE;
import static kit.sample.TestPictures.RED;
import static kit.sample.TestPictures.WHITE;
import static kit.sample.TestPictures.png;
import static kit.sample.TestPictures.row;
import static kit.sample.TestPictures.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.ResultActions;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Collections;

class JourneyTest extends StudioTest {

    @Test
    void eachStepReadsWhatTheStepBeforeLeftOnAnotherServer() throws Exception {
        assertThat(follow(moved(upload(png(row(RED, WHITE), row(WHITE, RED)))), "/image"))
                .contains("/image/raw");
        assertThat(
                        follow(
                                moved(
                                        submit(
                                                "/edit/crop",
                                                "x",
                                                "0",
                                                "y",
                                                "0",
                                                "width",
                                                "2",
                                                "height",
                                                "1")),
                                "/edit"))
                .contains("2 × 1 pixels");
        assertThat(follow(moved(submit("/edit/rotate", "degrees", "90")), "/edit"))
                .contains("1 × 2 pixels");
        assertThat(follow(moved(submit("/edit/grayscale")), "/edit")).contains("Done.");
        assertThat(follow(moved(submit("/edit/brightness", "percent", "50")), "/edit"))
                .contains("Done.");
        assertThat(follow(moved(compose(png(row(BLUE)), "0", "1", "100")), "/result"))
                .contains("/result/raw");

        assertThat(rows(bytes("/result/download")))
                .isEqualTo(new int[][] {row(0xff262626), row(BLUE)});
        assertThat(Collections.list(session.getAttributeNames()))
                .containsExactlyInAnyOrder(
                        "uploadedImage", "uploadedImageContentType", "editedImage", "composedImage")
                .allSatisfy(
                        name ->
                                assertThat(session.getAttribute(name))
                                        .isInstanceOfAny(byte[].class, String.class));
    }

    /** The answer, with the session as another server reads it: serialised, message and all. */
    private ResultActions moved(ResultActions answer) throws Exception {
        MockHttpSession elsewhere = new MockHttpSession();
        for (String name : Collections.list(session.getAttributeNames())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
                objects.writeObject(session.getAttribute(name));
            }
            try (ObjectInputStream objects =
                    new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                elsewhere.setAttribute(name, objects.readObject());
            }
        }
        session = elsewhere;
        return answer;
    }
}
