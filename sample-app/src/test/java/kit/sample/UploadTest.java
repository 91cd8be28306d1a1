package kit.sample;

import static kit.sample.TestPictures.BLUE;
import static kit.sample.TestPictures.RED;
import static kit.sample.TestPictures.encoded;
import static kit.sample.TestPictures.png;
import static kit.sample.TestPictures.pngClaiming;
import static kit.sample.TestPictures.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.head;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

class UploadTest extends StudioTest {

    private static final byte[] PICTURE = png(row(RED, BLUE));
    private static final String SHOWN = "src=\"/image/raw\"";

    @Test
    void theStartLeadsToThePageWithTheForm() throws Exception {
        String page = follow(open("/"), "/image");

        assertThat(page)
                .contains("enctype=\"multipart/form-data\"", "name=\"image\" type=\"file\"")
                .doesNotContain(SHOWN);
    }

    @Test
    void whoOnlyLooksGetsNoSession() throws Exception {
        var answer = site.perform(get("/image")).andExpect(status().isOk()).andReturn();

        assertThat(answer.getRequest().getSession(false)).isNull();
    }

    @Test
    void anUploadIsKeptInTheSessionAndShown() throws Exception {
        String page = follow(upload(PICTURE), "/image");

        assertThat(session.getAttribute("uploadedImage")).isEqualTo(PICTURE);
        assertThat(session.getAttribute("uploadedImageContentType")).isEqualTo("image/png");
        assertThat(page).contains(SHOWN, "Your picture is here.");
        assertThat(follow(open("/"), "/image"))
                .contains(SHOWN)
                .doesNotContain("Your picture is here.");
    }

    @Test
    void theRawPictureIsTheUploadByteForByte() throws Exception {
        byte[] photo = encoded(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "jpeg");
        upload(photo);

        open("/image/raw")
                .andExpect(status().isOk())
                .andExpect(content().bytes(photo))
                .andExpect(content().contentType("image/jpeg"))
                .andExpect(header().string("Cache-Control", "no-store"))
                .andExpect(header().string("X-Content-Type-Options", "nosniff"));
        site.perform(head("/image/raw").session(session))
                .andExpect(status().isOk())
                .andExpect(header().longValue("Content-Length", photo.length));
    }

    @Test
    void withoutAPictureThereIsNoRawOne() throws Exception {
        open("/image/raw").andExpect(status().isNotFound());
        open("/edit/raw").andExpect(status().isNotFound());
        open("/result/raw").andExpect(status().isNotFound());
        open("/result/download").andExpect(status().isNotFound());
    }

    static Stream<Arguments> refused() {
        String notAPicture = "That file is not a picture we can read.";
        String tooManyPixels = "That picture has more than 25 million pixels";
        return Stream.of(
                arguments("empty", new byte[0], "Please choose a file first."),
                arguments("a text", "no picture".getBytes(StandardCharsets.UTF_8), notAPicture),
                arguments("cut off behind its header", Arrays.copyOf(PICTURE, 40), notAPicture),
                arguments(
                        "not for browsers",
                        encoded(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "bmp"),
                        notAPicture),
                arguments("a bomb", pngClaiming(30_000, 30_000), tooManyPixels),
                arguments("one endless row", pngClaiming(20_001, 1), tooManyPixels));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void aRefusedFileGetsAMessageAndNothingIsStored(String name, byte[] file, String message)
            throws Exception {
        String page = follow(upload(file), "/image");

        assertThat(page).contains("role=\"alert\"", message).doesNotContain(SHOWN);
        assertThat(session.getAttributeNames().hasMoreElements()).isFalse();
    }

    @Test
    void aRefusedFileLeavesTheOneBeforeAlone() throws Exception {
        upload(PICTURE);

        assertThat(follow(upload(new byte[] {1, 2, 3}), "/image")).contains(SHOWN);
        assertThat(bytes("/image/raw")).isEqualTo(PICTURE);
    }

    @Test
    void aFormWithoutTheFileGetsTheSameMessageAsAnEmptyOne() throws Exception {
        assertThat(follow(submit("/image"), "/image")).contains("Please choose a file first.");
        assertThat(follow(submit("/image", "image", "text"), "/image"))
                .contains("Please choose a file first.");
    }

    @Test
    void aNewUploadStartsTheWorkAnew() throws Exception {
        upload(PICTURE);
        submit("/edit/grayscale");
        compose(PICTURE, "0", "0", "100");
        byte[] other = png(row(BLUE));

        upload(other);

        assertThat(bytes("/edit/raw")).isEqualTo(other);
        open("/result").andExpect(redirectedUrl("/compose"));
    }
}
