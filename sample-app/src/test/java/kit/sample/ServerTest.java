package kit.sample;

import static kit.sample.TestPictures.RED;
import static kit.sample.TestPictures.png;
import static kit.sample.TestPictures.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.util.unit.DataSize;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;

/** What only a real server shows: the limits of an upload, the error pages, the cookie. */
class ServerTest extends StudioTest {

    @Value("${local.server.port}")
    int port;

    @Value("${spring.servlet.multipart.max-file-size}")
    DataSize fileLimit;

    @Value("${spring.servlet.multipart.max-request-size}")
    DataSize requestLimit;

    private Visitor english;
    private Visitor korean;

    @BeforeEach
    void twoVisitorsCome() {
        english = new Visitor(port, Map.of("Accept-Language", "en"));
        korean = new Visitor(port, Map.of("Accept-Language", "ko"));
    }

    @Test
    void aFileOverTheLimitGetsAPage() throws Exception {
        byte[] file = new byte[(int) fileLimit.toBytes() + 1];

        assertThat(file.length).isLessThan((int) requestLimit.toBytes());
        assertPage(english.upload(file), 413, "That file is too large", "at most 10MB");
        assertPage(korean.upload(file), 413, "파일이 너무 큽니다", "최대 10MB");
        assertThat(english.open("/image/raw").statusCode()).isEqualTo(404);
    }

    @Test
    void aRequestFarOverTheLimitGetsThePageTooAndNoCutConnection() throws Exception {
        byte[] file = new byte[(int) requestLimit.toBytes() * 3];

        assertPage(english.upload(file), 413, "That file is too large", "at most 10MB");
        assertPage(korean.upload(file), 413, "파일이 너무 큽니다", "최대 10MB");
        assertThat(english.open("/image/raw").statusCode()).isEqualTo(404);
    }

    @Test
    void aFileOfJustTheLimitIsTaken() throws Exception {
        byte[] file = Arrays.copyOf(png(row(RED)), (int) fileLimit.toBytes());

        assertThat(english.upload(file).headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).endsWith("/image"));
        assertThat(english.open("/image/raw").headers().firstValueAsLong("Content-Length"))
                .hasValue(file.length);
    }

    @Test
    void theSessionIsACookieThatScriptsAndOtherSitesDoNotGet() throws Exception {
        assertThat(english.upload(png(row(RED))).headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(
                        cookie -> assertThat(cookie).contains("HttpOnly", "SameSite=Lax"));
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "GET,/no-such-page,404,There is no such page,페이지를 찾을 수 없습니다",
        "GET,/edit/rotate,405,This address is not a page,직접 열 수 없는 주소입니다",
        "POST,/image,400,We cannot read what your browser sent,요청을 읽을 수 없습니다",
        "GET,/error,500,Something went wrong on our side,서버에 문제가 생겼습니다",
    })
    void anErrorGetsAPage(String method, String path, int status, String title, String koreanTitle)
            throws Exception {
        assertPage(send(english, method, path), status, title, "Back to the start");
        assertPage(send(korean, method, path), status, koreanTitle, "처음으로");
    }

    @Test
    void readinessAndLivenessAnswer() throws Exception {
        assertThat(english.open("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(english.open("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(english.open("/actuator/env").statusCode()).isEqualTo(404);
    }

    /** A POST is an upload whose parts are none. */
    private static HttpResponse<String> send(Visitor visitor, String method, String path)
            throws Exception {
        return method.equals("GET")
                ? visitor.open(path)
                : visitor.send(
                        method, path, "multipart/form-data", BodyPublishers.ofString("no parts"));
    }

    private static void assertPage(
            HttpResponse<String> answer, int status, String title, String text) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body())
                .contains("<h1>" + title + "</h1>", text)
                .doesNotContain("Exception", "org.springframework", "org.apache");
    }
}
