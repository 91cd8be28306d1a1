package kit.shop;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Everything is behind the login but readiness; there is no start without the password. */
@Configuration
class Security {

    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
        return http
            .authorizeHttpRequests(requests -> requests
                .requestMatchers("/actuator/health/**").permitAll()
                .anyRequest().authenticated())
            .formLogin(Customizer.withDefaults())
            .build();
    }

    @Bean
    UserDetailsService users(@Value("${SHOP_PASSWORD}") String password) {
        String encoded = PasswordEncoderFactories.createDelegatingPasswordEncoder().encode(password);
        return new InMemoryUserDetailsManager(
            User.withUsername("smoke").password(encoded).roles("USER").build());
    }
}
