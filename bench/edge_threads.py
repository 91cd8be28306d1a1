"""The app's threads that wait for somebody to read, by the JVMs' own word."""

import shlex

from bench.floors import as_root
from bench.measure import measure_together
from bench.site import Site
from roles.configuration.cluster import Member

# As many as Tomcat has for visitors where nobody says otherwise.
THREADS = 200
DUMP_TIMEOUT = 30
HELD = r"""/^"/ { name = $0 }
/SocketWrapper\.doWrite\(/ && name ~ /^"http-nio-/ { held[name] = 1 }
END { for (name in held) count++; print count + 0 }"""


def free_threads(site: Site) -> int:
    """Count the threads for visitors, over all app servers, that no visitor holds by reading."""
    servers = site.target.cluster.app
    held = measure_together([_dump(site, server) for server in servers]).outputs
    return THREADS * len(servers) - sum(map(int, held))


def _dump(site: Site, server: Member) -> list[str]:
    unit = site.target.places.unit
    # A JVM answers SIGQUIT with what each of its threads does, and a line about references last.
    said = f'journalctl --unit={unit} --output=cat --no-pager --after-cursor="$cursor"'
    script = (
        f"cursor=$(journalctl --unit={unit} --lines=0 --show-cursor | sed -n 's/^-- cursor: //p'); "
        f"systemctl kill --kill-whom=main --signal=QUIT {unit}; "
        f"until {said} | grep -q '^JNI global ref'; do sleep 0.1; done; "
        f"{said} | awk {shlex.quote(HELD)}"
    )
    return as_root(site, server, f"timeout {DUMP_TIMEOUT} sh -c {shlex.quote(script)}")
