"""Settings of the Redis host."""

# What Redis may use of its host's memory, in percent. When it is full, the sessions that are
# nearest their end go first (volatile-ttl). On an app server it and app_heap_percent may be 100
# together at most; their defaults are 110.
redis_memory_percent = 60

# Whether a Redis that is in use on the host, and that the kit has not set up, may be taken over: it
# keeps its keys, and gets the kit's settings and users.
adopt_redis = False
