"""Settings of the app servers."""

# The artifact: an executable Spring Boot JAR or WAR (3.5 or 4.x), a path on the control machine.
app_jar = "sample-app/target/sample-app.jar"

# The port that the load balancers reach.
app_port = 8080

# Debian's package that brings `java`: 17 on Debian 12, 21 on Debian 13.
java_package = "default-jre-headless"

# The path of another `java` on the app servers, of any vendor, which you have put there; then
# java_package is not installed. "" is the java of java_package.
java_command = ""

# The largest heap, in percent of the host's memory, and further JVM options. A host that is in the
# group redis too has to hold redis_memory_percent besides: the two may be 100 together at most, and
# their defaults are 110.
app_heap_percent = 50
app_java_opts = ""

# What SPRING_PROFILES_ACTIVE gets.
spring_profiles = "prod"

# Further Spring properties, nested or dotted: {"logging.level.root": "WARN"}.
spring_properties: dict[str, object] = {}

# Variables for the app's environment, {"SHOP_CURRENCY": "KRW"}, and the names of secret ones, whose
# values the environment of the control machine has, such as ["DB_PASSWORD"]. They stand in a file
# of root's on the app servers, and nowhere else; another value takes each server through its turn.
app_environment: dict[str, str] = {}
app_secrets: list[str] = []

# What is added to a release's identifier, the beginning of the JAR's SHA-256: "v2-3" and the like.
release_label = ""

# How many releases stay on a server to go back to; the running one and the one before it always do.
keep_releases = 5

# rollback.py only: the release to go back to, with the settings that it had last, or a revision
# (a release with certain settings); "" is what ran before.
release = ""

# What goes back when a server fails a gate: "fleet", the servers moved before it too, so that all
# are on one release, or "host", only the one that failed.
rollback_on_failure = "fleet"

# Whether the last app server that serves may be taken out; while it restarts, nobody is served.
allow_downtime = False

# How many app servers take a turn at once, and how many have to serve meanwhile: a count, or as
# "25%" a share of the servers (of the first rounded down, of the second up). A turn that would
# leave fewer is refused.
rolling_batch: int | str = 1
rolling_keep: int | str = 1

# What answers 200 once the server may get requests: the whole path, context path included. "" is
# Actuator's readiness, wherever spring_properties put that (server.servlet.context-path,
# management.endpoints.web.base-path).
readiness_path = ""

# The port of Actuator, and with it of readiness_path, where it is another one than app_port. The
# app then opens it for its own host only, unless spring_properties have management.server.address.
# None is management.server.port of spring_properties, and where that is not there app_port.
readiness_port: int | None = None

# How long the app waits for an answer of Redis and for a connection to it, in milliseconds. Long
# enough for a Redis or a host that stalls for a second; a request asks Redis twice, so that its
# visitor has an answer within three seconds when Redis is away.
redis_timeout_ms = 1300
redis_connect_timeout_ms = 1300

# Limits of one server's turn, in seconds: for its requests in flight to end; for systemd to start
# the unit; for the readiness path to answer 200; for a visitor to take the journey; for one whose
# session the release before wrote to see it again. The last two are tried until then while the
# server says that something is wrong with it (5xx) or nothing: a fresh start may be slow.
drain_timeout = 30
start_timeout = 30
readiness_timeout = 120
smoke_timeout = 10
session_gate_timeout = 10
