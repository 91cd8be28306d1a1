"""Hosts as a good deploy left them: what nobody has touched since needs no second one."""

from concurrent.futures import ThreadPoolExecutor

from tests.lab.rig import APP, Rig

UNITS = f"ssh nginx redis-server {APP}"
# All that a deploy looks at: which processes run, and each file that it places or reads, by the
# time of its last change. Each run touches its lock, and a JVM its temporary files.
LOOK = (
    f"systemctl show -p Id -p MainPID -p ActiveState -p UnitFileState {UNITS};"
    f" find /etc /opt /usr/share/{APP} /var/lib/session-cluster /var/lib/dpkg/status"
    " ! -type d ! -path '*/lock*' -printf '%p %u %g %m %C@ %l\\n' 2>/dev/null | sort | sha256sum"
)


class Settled:
    """Knows how the last good deploy left the hosts of a lab."""

    def __init__(self, rig: Rig) -> None:
        """Know of none yet."""
        self.rig = rig
        self.data: tuple[str, ...] | None = None
        self.left: list[str] = []

    def after_a_deploy(self, *data: str) -> Rig:
        """Deploy, unless the last one here was the same and everything is as it left it."""
        if self.data != data or self._look() != self.left:
            self.rig.deploy_well(*data)
            self.data, self.left = data, self._look()
        return self.rig

    def after_any_deploy(self) -> Rig:
        """Deploy where nothing is deployed yet, and else leave the hosts as they are."""
        return self.after_a_deploy() if self.data is None else self.rig

    def _look(self) -> list[str]:
        names = [host.name for host in self.rig.topology.hosts]
        with ThreadPoolExecutor(len(names)) as pool:
            return list(pool.map(lambda name: self.rig.run(name, LOOK), names))
