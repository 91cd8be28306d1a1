"""One round of each figure: what the kit takes, and its floor beside it."""

from bench import floors
from bench.figures import Round
from bench.measure import MeasurementError
from bench.site import Site
from roles.settings import Profile


def first_deploy(site: Site, peer: Site, floor_first: bool) -> tuple[Round, Round]:
    """Deploy on bare hosts, and install the packages alone on those of `peer`.

    Gives a round of seconds and one of peak memory. The later of the two finds the packages in
    whatever cache the network has, so rounds take turns with `floor_first`.
    """
    before = floors.packages_seconds(peer) if floor_first else None
    deployed, _ = site.deploy()
    floor = floors.packages_seconds(peer) if before is None else before
    memory = Round(deployed.peak_mb, floors.pyinfra_peak_mb(site))
    return Round(deployed.seconds, floor), memory


def no_op_deploy(site: Site) -> tuple[Round, Round]:
    """Deploy what is deployed already; give a round of seconds and one of peak memory.

    Raises MeasurementError when it changed something.
    """
    floor = floors.ssh_seconds(site)
    deployed, changes = site.deploy()
    if changes:
        raise MeasurementError(
            f"A deploy of what is deployed already made {changes} changes:\n{deployed.output}"
        )
    return Round(deployed.seconds, floor), Round(deployed.peak_mb, floors.pyinfra_peak_mb(site))


def verification(site: Site) -> Round:
    """Verify."""
    floor = floors.ssh_seconds(site)
    return Round(site.verify().seconds, floor)


def swaps(site: Site) -> tuple[Round, Round]:
    """Swap to sticky and back to clustered; each floor restarts the JVMs in the new profile."""
    return _swap(site, "sticky"), _swap(site, "clustered")


def _swap(site: Site, profile: Profile) -> Round:
    return Round(site.swap(profile).seconds, floors.restarts_seconds(site))
