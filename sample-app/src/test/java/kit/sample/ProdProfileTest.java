package kit.sample;

import static kit.sample.TestPictures.RED;
import static kit.sample.TestPictures.png;
import static kit.sample.TestPictures.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.resource.Delay;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.session.Session;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.ReflectionTestUtils;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** The prod profile while no Redis answers: what it is set to, and what a visitor sees. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("prod")
class ProdProfileTest {

    private static final int CLOSED_PORT = closedPort();

    @Value("${local.server.port}")
    int port;

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry environment) {
        environment.add("SPRING_DATA_REDIS_HOST", () -> "127.0.0.1");
        environment.add("SPRING_DATA_REDIS_PORT", () -> CLOSED_PORT);
    }

    @Test
    void redisIsWhereTheEnvironmentSays(@Autowired LettuceConnectionFactory redis) {
        assertThat(redis.getHostName()).isEqualTo("127.0.0.1");
        assertThat(redis.getPort()).isEqualTo(CLOSED_PORT);
        assertThat(redis.getTimeout()).isEqualTo(Duration.ofSeconds(2).toMillis());
    }

    @Test
    void aRedisThatWasAwayIsFoundSoon(@Autowired LettuceConnectionFactory redis) {
        Delay delay = redis.getClientConfiguration().getClientResources().orElseThrow().reconnectDelay();

        assertThat(delay.createDelay(1)).isEqualTo(RedisReconnect.PAUSE);
        assertThat(delay.createDelay(100)).isEqualTo(RedisReconnect.PAUSE);
    }

    @Test
    void theSessionsInMemoryAreCounted() throws Exception {
        String metric = "/actuator/metrics/tomcat.sessions.active.current";

        assertThat(new Visitor(port, Map.of()).open(metric).body()).contains("\"value\":0");
    }

    @Test
    void sessionsAreNamedAndTimedAsAgreed(@Autowired RedisSessionRepository sessions) {
        Session session = sessions.createSession();

        assertThat(session.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(30));
        // No getter tells the namespace.
        assertThat(ReflectionTestUtils.getField(sessions, "keyNamespace"))
                .isEqualTo("spring:session:");
    }

    @Test
    void whoHasASessionGetsAPageInsteadOfAStackTrace() throws Exception {
        assertBroken(returning("en").open("/image"), "Something went wrong on our side");
        assertBroken(returning("ko").open("/edit"), "서버에 문제가 생겼습니다");
        assertBroken(returning("en").upload(png(row(RED))), "Something went wrong on our side");
    }

    @Test
    void whatNeedsNoSessionGoesOn() throws Exception {
        assertThat(returning("en").open("/studio.css").statusCode()).isEqualTo(200);
        assertThat(returning("en").open("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(new Visitor(port, Map.of()).open("/image").statusCode()).isEqualTo(200);
    }

    private Visitor returning(String language) {
        byte[] id = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        String cookie = "SESSION=" + Base64.getEncoder().encodeToString(id);
        return new Visitor(port, Map.of("Accept-Language", language, "Cookie", cookie));
    }

    private static void assertBroken(HttpResponse<String> answer, String title) {
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("<h1>" + title + "</h1>").doesNotContain("Exception");
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException noPortLeft) {
            throw new IllegalStateException(noPortLeft);
        }
    }
}
