"""What an app server really runs: the release its JVM started in and the JARs it holds open."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from roles.configuration.cluster import Member
from verify.target import Target

# Prints the release that is installed, the JVM's folder, the release's checksums, and the checksum
# of each JAR that the JVM has open, read through its own file descriptors.
SCRIPT = """
pid=$(systemctl show -p MainPID --value {unit})
echo "installed $(readlink {current})"
echo "running $(readlink /proc/$pid/cwd)"
sed 's/^/listed /' {current}/SHA256SUMS
for fd in /proc/$pid/fd/*; do
    case $(readlink "$fd") in
    {releases}/*.jar*) echo "open $(sha256sum <"$fd" | cut -d' ' -f1)  $(readlink "$fd")" ;;
    esac
done
"""


@dataclass(frozen=True)
class RunningRelease:
    """The releases by name, and checksums by path: `listed` as installed, `opened` as running."""

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
    return parse_running(target.host(server).run(script).stdout)


def parse_running(text: str) -> RunningRelease:
    """Read what the script prints; paths are relative to the release."""
    names = {"installed": "", "running": ""}
    listed: dict[str, str] = {}
    opened: dict[str, str] = {}
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind in names:
            names[kind] = PurePosixPath(rest).name
            continue
        checksum, _, path = rest.partition("  ")
        if kind == "listed":
            listed[path.removeprefix("./")] = checksum
        else:
            # A file that was replaced since counts too, by its checksum.
            path = path.removesuffix(" (deleted)")
            opened[path.partition(f"/{names['running']}/")[2]] = checksum
    return RunningRelease(names["installed"], names["running"], listed, opened)
