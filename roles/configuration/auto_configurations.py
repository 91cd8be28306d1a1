"""What Spring Boot sets up for sessions in Redis by itself, by the names of its classes."""

# Boot 3.x and 4.x name these classes differently; the ones that are not there are ignored.
SESSION_AUTO_CONFIGURATIONS = (
    "org.springframework.boot.autoconfigure.session.SessionAutoConfiguration",
    "org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration",
)
REDIS_AUTO_CONFIGURATIONS = (
    *SESSION_AUTO_CONFIGURATIONS,
    "org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration",
    "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
)
