"""Settings of the Redis host."""

# What Redis may use of its host's memory, in percent. When it is full, the sessions that are
# nearest their end go first (volatile-ttl).
redis_memory_percent = 60
