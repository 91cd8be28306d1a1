package kit.guestbook;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.web.session.HttpSessionEventPublisher;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

/** Whose sessions there are: on all servers where Redis keeps them, else in this one's memory. */
@Configuration
class Sessions<S extends Session> {

    @Bean
    SessionRegistry sessionRegistry(ObjectProvider<FindByIndexNameSessionRepository<S>> redis) {
        FindByIndexNameSessionRepository<S> kept = redis.getIfAvailable();
        return kept == null
            ? new SessionRegistryImpl()
            : new SpringSessionBackedSessionRegistry<>(kept);
    }

    /** Tells the registry in memory which sessions have ended. */
    @Bean
    HttpSessionEventPublisher sessionEvents() {
        return new HttpSessionEventPublisher();
    }
}
