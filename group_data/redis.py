"""Settings of the Redis host."""

# What Redis may use of its host's memory, in percent. When it is full, the sessions that are
# nearest their end go first (volatile-ttl). On an app server it and app_heap_percent may be 100
# together at most; their defaults are 110.
redis_memory_percent = 60
