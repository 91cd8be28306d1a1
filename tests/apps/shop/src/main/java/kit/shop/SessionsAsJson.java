package kit.shop;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.security.jackson.SecurityJacksonModules;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** Where sessions are kept in Redis they are JSON: a login of Spring Security's, and the cart. */
@Configuration
class SessionsAsJson {

    /** Spring Session finds it by its name. */
    @Bean
    RedisSerializer<Object> springSessionDefaultRedisSerializer() {
        BasicPolymorphicTypeValidator.Builder types =
            BasicPolymorphicTypeValidator.builder().allowIfSubType(Cart.class);
        return new GenericJacksonJsonRedisSerializer(JsonMapper.builder()
            .addModules(SecurityJacksonModules.getModules(getClass().getClassLoader(), types))
            .build());
    }
}
