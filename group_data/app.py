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

# What is added to a release's identifier, the beginning of the JAR's SHA-256: "v2-3" and the like.
release_label = ""

# How many releases stay on a server to go back to; the running one and the one before it always do.
keep_releases = 5

# rollback.py only: the release to go back to; "" is the one before the running one.
release = ""

# What goes back when a server fails a gate: "fleet", the servers moved before it too, so that all
# are on one release, or "host", only the one that failed.
rollback_on_failure = "fleet"

# Whether the last app server that serves may be taken out; while it restarts, nobody is served.
allow_downtime = False

# What answers 200 once the server may get requests.
readiness_path = "/actuator/health/readiness"

# Limits of one server's turn, in seconds: for its requests in flight to end; for systemd to start
# the unit; for the readiness path to answer 200; for an answer to the smoke upload; for an answer
# to a visitor whose session the release before wrote.
drain_timeout = 30
start_timeout = 30
readiness_timeout = 120
smoke_timeout = 10
session_gate_timeout = 10
