"""What an app server really runs: the release its JVM started in and the JARs it holds open."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from roles.configuration.artifact import JAR, WAR
from roles.configuration.cluster import Member
from verify.target import Target

# Prints the release that is installed, its checksums, and the checksum of each JAR that the JVM has
# open, read through its own file descriptors.
SCRIPT = """
pid=$(systemctl show -p MainPID --value {unit})
echo "installed $(readlink {current})"
sed 's/^/listed /' {current}/SHA256SUMS
for fd in /proc/$pid/fd/*; do
    case $(readlink "$fd") in
    {releases}/*.[jw]ar*) echo "open $(sha256sum <"$fd" | cut -d' ' -f1)  $(readlink "$fd")" ;;
    esac
done
"""


@dataclass(frozen=True)
class RunningRelease:
    """The releases by name, and checksums by path: `listed` as installed, `opened` as running.

    `running` is the release of the JAR that the JVM was started with; "" where it has none open.
    """

    installed: str
    running: str
    listed: Mapping[str, str]
    opened: Mapping[str, str]

    @property
    def strangers(self) -> list[str]:
        """The JARs that the JVM has open and that are not the installed release's."""
        return [path for path, checksum in self.opened.items() if self.listed.get(path) != checksum]


def read_running(target: Target, server: Member) -> RunningRelease:
    """Read what a server runs."""
    places = target.places
    script = SCRIPT.format(unit=places.unit, current=places.current, releases=places.releases)
    return parse_running(target.host(server).run(script).stdout, places.releases)


def parse_running(text: str, releases: str) -> RunningRelease:
    """Read what the script prints; paths are relative to the release."""
    installed = running = ""
    listed: dict[str, str] = {}
    opened: dict[str, str] = {}
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        checksum, _, path = rest.partition("  ")
        if kind == "installed":
            installed = PurePosixPath(rest).name
        elif kind == "listed":
            listed[path.removeprefix("./")] = checksum
        else:
            # A file that was replaced since counts too, by its checksum.
            path = path.removesuffix(" (deleted)").removeprefix(f"{releases}/")
            release, _, name = path.partition("/")
            if name in (JAR, WAR):
                running = release
            opened[name] = checksum
    return RunningRelease(installed, running, listed, opened)
