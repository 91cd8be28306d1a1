"""What nginx shall be on one host, by what that says of itself."""

from dataclasses import dataclass

from roles.survey.host_survey import HostSurvey

# Before it nginx ends a worker at a reload while answers are under way (its ticket #2367).
FIRST_TO_FINISH_ANSWERS = (1, 23, 1)
# Before it HTTP/2 is said where a site listens, and from it on that is deprecated.
FIRST_TO_SAY_HTTP2 = (1, 25, 1)
# A worker takes half a kilobyte for each connection that it may have: all of them together, while
# nobody comes, less than a hundredth of the host's memory.
CONNECTIONS_A_MEGABYTE = 16
FEWEST_CONNECTIONS, MOST_CONNECTIONS = 2048, 65536
# A connection is a visitor's, and for each of them there is the app's or a file.
FILES_A_CONNECTION = 2
# What a worker has open besides: logs, listening sockets, its line to the master.
FURTHER_FILES = 512


@dataclass(frozen=True)
class HostNginx:
    """How nginx differs from host to host.

    `ipv6` tells whether it can listen there too, `buffers_answers` whether it may take an answer
    faster than the visitor does, `says_http2` whether HTTP/2 has a directive of its own;
    `connections` and `open_files` are what each of its workers may have at once.
    """

    ipv6: bool
    buffers_answers: bool
    says_http2: bool
    connections: int
    open_files: int


def host_nginx(survey: HostSurvey) -> HostNginx:
    """Fit nginx to a host; what somebody has set higher there stays."""
    connections = max(_fitting_connections(survey), survey.worker_connections or 0)
    needed = FILES_A_CONNECTION * connections + FURTHER_FILES
    return HostNginx(
        ipv6=survey.ipv6,
        buffers_answers=_is_at_least(FIRST_TO_FINISH_ANSWERS, survey.nginx_version),
        says_http2=_is_at_least(FIRST_TO_SAY_HTTP2, survey.nginx_version),
        connections=connections,
        open_files=max(needed, survey.worker_rlimit_nofile or 0),
    )


def _is_at_least(first: tuple[int, ...], version: str | None) -> bool:
    # Where none is installed yet, nothing is known to be wrong with it.
    return version is None or tuple(map(int, version.split("."))) >= first


def _fitting_connections(survey: HostSurvey) -> int:
    """Divide what the host can carry among its workers, one for each processor."""
    by_memory = survey.memory_mb * CONNECTIONS_A_MEGABYTE // survey.processors
    by_files = (survey.open_files_limit - FURTHER_FILES) // FILES_A_CONNECTION
    within = max(FEWEST_CONNECTIONS, min(by_memory, by_files, MOST_CONNECTIONS))
    # A power of two: a kernel that keeps a few megabytes more for itself changes nothing.
    return int(2 ** (within.bit_length() - 1))
