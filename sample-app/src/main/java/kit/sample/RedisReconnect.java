package kit.sample;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** How soon the site finds a Redis that was away. */
@Configuration(proxyBeanMethods = false)
@Profile("prod")
public class RedisReconnect {

    /** Lettuce on its own doubles its pause up to half a minute, which visitors would sit through. */
    static final Duration PAUSE = Duration.ofMillis(500);

    /** What Spring Boot builds its Redis connection with, in place of its own. */
    @Bean(destroyMethod = "shutdown")
    public ClientResources clientResources() {
        return DefaultClientResources.builder()
                .reconnectDelay(Delay.constant(PAUSE))
                .build();
    }
}
