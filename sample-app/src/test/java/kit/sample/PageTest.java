package kit.sample;

import static kit.sample.TestPictures.RED;
import static kit.sample.TestPictures.png;
import static kit.sample.TestPictures.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

import java.io.IOException;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What holds for each page: its language, and that it can be used from the keyboard. */
class PageTest extends StudioTest {

    @BeforeEach
    void fillTheSession() throws Exception {
        byte[] picture = png(row(RED));
        upload(picture);
        compose(picture, "0", "0", "100");
    }

    @ParameterizedTest(name = "{1} in {0}")
    @CsvSource({
        "en-GB,/image,Upload a picture", "ko-KR,/image,사진 업로드",
        "en-GB,/edit,Edit your picture", "ko-KR,/edit,사진 편집",
        "en-GB,/compose,Lay another picture over yours", "ko-KR,/compose,다른 사진 겹치기",
        "en-GB,/result,Your result", "ko-KR,/result,결과",
    })
    void aPageSpeaksTheVisitorsLanguage(String language, String path, String title)
            throws Exception {
        String page = page(path, language);

        assertThat(page)
                .contains(
                        "<html lang=\"" + language.substring(0, 2) + "\">",
                        "<h1>" + title + "</h1>")
                .doesNotContain("??");
        assertThat(Pattern.compile("\\p{IsHangul}").matcher(page).find())
                .isEqualTo(language.equals("ko-KR"));
    }

    @ParameterizedTest(name = "{0} gets {1}")
    @CsvSource(
            delimiter = '|',
            value = {"fr|en", "fr, ko|ko", "ko;q=0.3, en;q=0.8|en", "*|en"})
    void otherLanguagesGetTheFirstThatTheSiteSpeaks(String accepted, String language)
            throws Exception {
        assertThat(page("/image", accepted)).contains("<html lang=\"" + language + "\">");
    }

    @Test
    void messagesSpeakTheVisitorsLanguageToo() throws Exception {
        submit("/image");

        assertThat(page("/image", "ko")).contains("먼저 파일을 선택해 주세요.");
    }

    @Test
    void bothLanguagesSayTheSameThings() throws IOException {
        assertThat(texts("messages_ko.properties").stringPropertyNames())
                .isEqualTo(texts("messages.properties").stringPropertyNames());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/image", "/edit", "/compose", "/result"})
    void eachInputHasALabelAndEachPictureAText(String path) throws Exception {
        String page = page(path, "en");

        assertThat(page)
                .contains(
                        "<a class=\"skip\" href=\"#content\">",
                        "<main id=\"content\" tabindex=\"-1\">");
        assertThat(matches("<(?:input|select) id=\"(\\w+)\"", page))
                .containsExactlyInAnyOrderElementsOf(
                        matches("<label for=\"(\\w+)\"", page).toList())
                .doesNotHaveDuplicates()
                .hasSize(matches("<(input|select)", page).toList().size());
        assertThat(matches("<img [^>]*alt=\"([^\"]+)\"", page))
                .hasSameSizeAs(matches("<(img)", page).toList());
    }

    @Test
    void aMessageHasTheFocusAndTheFormComesNext() throws Exception {
        submit("/image");

        assertThat(page("/image", "en"))
                .containsPattern(
                        "<p class=\"problem\" role=\"alert\" tabindex=\"-1\""
                                + " autofocus>[^<]+</p>\\s+<section>\\s+<form");
    }

    private String page(String path, String language) throws Exception {
        return site.perform(get(path).session(session).header("Accept-Language", language))
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    private static Stream<String> matches(String pattern, String page) {
        return Pattern.compile(pattern).matcher(page).results().map(PageTest::first);
    }

    private static String first(MatchResult match) {
        return match.group(1);
    }

    private static Properties texts(String file) throws IOException {
        return PropertiesLoaderUtils.loadProperties(
                new EncodedResource(new ClassPathResource(file), "UTF-8"));
    }
}
