"""Settings of the lab: its hosts share one machine's processors."""

# A JVM that compiles but once needs half the processor time for its start, and shows visitors the
# same; a VM that has its processors for itself is faster without it after the first minutes.
app_java_opts = "-XX:TieredStopAtLevel=1"
