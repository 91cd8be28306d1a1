"""The benchmarks: how long the kit takes, beside what the same machine needs at least."""
