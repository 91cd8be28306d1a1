"""One round of each figure: what the kit takes, and its floor beside it."""

from statistics import fmean

from bench import floors
from bench.figures import Round
from bench.measure import MeasurementError
from bench.releases import kept_besides
from bench.site import Site

# As many as keep_releases may be.
MANY_RELEASES = 100


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


def no_op_deploy_of_many_releases(site: Site) -> Round:
    """Deploy what is deployed already where each server keeps many releases, and where it does not.

    What is summed up of the releases is what runs and what is asked, so both take the same.
    """
    few, _ = site.deploy()
    with kept_besides(site, MANY_RELEASES):
        many, _ = site.deploy()
    return Round(many.seconds, few.seconds)


def verification(site: Site) -> Round:
    """Verify."""
    floor = floors.ssh_seconds(site)
    return Round(site.verify().seconds, floor)


def swaps(site: Site) -> tuple[Round, Round]:
    """Swap to sticky and back to clustered.

    Each floor restarts the JVMs in the profile that was swapped to: with Redis they take longer.
    Clustered has one before and one after, since a machine's load may change within a round.
    """
    before = floors.restarts_seconds(site)
    sticky = site.swap("sticky").seconds
    floor_of_sticky = floors.restarts_seconds(site)
    clustered = site.swap("clustered").seconds
    after = floors.restarts_seconds(site)
    return Round(sticky, floor_of_sticky), Round(clustered, fmean((before, after)))
