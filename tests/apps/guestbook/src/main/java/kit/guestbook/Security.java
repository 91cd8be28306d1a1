package kit.guestbook;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Guests share an account; its keeper has one for one place at a time. */
@Configuration
class Security {

    private static final String GUEST = "guest";
    private static final String KEEPER = "keeper";
    private static final int UNLIMITED = -1;

    @Bean
    SecurityFilterChain chain(HttpSecurity http, SessionRegistry sessions) throws Exception {
        return http
            .authorizeHttpRequests(requests -> requests
                .requestMatchers(EndpointRequest.to("health")).permitAll()
                .anyRequest().authenticated())
            .formLogin(Customizer.withDefaults())
            .sessionManagement(management -> management.sessionConcurrency(several -> several
                .maximumSessions(login -> KEEPER.equals(login.getName()) ? 1 : UNLIMITED)
                .sessionRegistry(sessions)
                .expiredUrl("/login?expired")))
            .build();
    }

    @Bean
    UserDetailsService users(@Value("${GUESTBOOK_PASSWORD}") String password) {
        String encoded = PasswordEncoderFactories.createDelegatingPasswordEncoder().encode(password);
        return new InMemoryUserDetailsManager(
            User.withUsername(GUEST).password(encoded).roles("GUEST").build(),
            User.withUsername(KEEPER).password(encoded).roles("KEEPER").build());
    }
}
