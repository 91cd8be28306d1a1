"""Settings of the app servers."""

# The artifact: an executable Spring Boot JAR (3.5 or 4.x), a path on the control machine.
app_jar = "sample-app/target/sample-app.jar"

# The port that the load balancers reach.
app_port = 8080

# Debian's package that brings `java`: 17 on Debian 12, 21 on Debian 13.
java_package = "default-jre-headless"

# The largest heap, in percent of the host's memory, and further JVM options.
app_heap_percent = 50
app_java_opts = ""

# What SPRING_PROFILES_ACTIVE gets.
spring_profiles = "prod"

# Further Spring properties, nested or dotted: {"logging.level.root": "WARN"}.
spring_properties: dict[str, object] = {}

# What answers 200 once the server may get requests.
readiness_path = "/actuator/health/readiness"

# Limits of one server's turn, in seconds: for its requests in flight to end, and for the new
# release to become ready.
drain_timeout = 30
readiness_timeout = 120
