"""Every figure, round by round, from bare hosts to the last swap."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial

from bench import floors, rounds
from bench.edge import edge_figures
from bench.figures import Aim, Figure, Round
from bench.repeating import repeat, round_title
from bench.site import Site, bare_site
from lab.phases import Phases

LAB = "session-bench"
FLOOR_LAB = "session-bench-floor"
FIRST_DEPLOYS = 2
NO_OP_DEPLOYS = 5
VERIFICATIONS = 3
SWAPS = 3


def measure_all(phases: Phases) -> list[Figure]:
    """Bring labs up, measure, and remove them.

    Raises MeasurementError when something can't be measured, LabError when no lab comes up.
    """
    deploys: list[tuple[Round, Round]] = []
    with ExitStack() as lab:
        for number in range(FIRST_DEPLOYS):
            # Hosts are bare only once; those of the last round stay for what follows.
            lab.close()
            with phases.phase(round_title("First deploy", number, FIRST_DEPLOYS)):
                site = lab.enter_context(bare_site(LAB))
                with bare_site(FLOOR_LAB) as peer:
                    deploys.append(rounds.first_deploy(site, peer, floor_first=number % 2 == 1))
        return [
            *_deploy_figures("First deploy", floors.PACKAGES, None, deploys),
            *_no_op_figures(site, phases),
            _many_releases_figure(site, phases),
            _verification_figure(site, phases),
            *edge_figures(site, phases),
            *_swap_figures(site, phases),
        ]


def _no_op_figures(site: Site, phases: Phases) -> list[Figure]:
    deploys = repeat(phases, "Deploy again", NO_OP_DEPLOYS, partial(rounds.no_op_deploy, site))
    return _deploy_figures("No-op deploy", floors.SSH, Aim(3, "value"), deploys)


def _many_releases_figure(site: Site, phases: Phases) -> Figure:
    measure = partial(rounds.no_op_deploy_of_many_releases, site)
    deploys = repeat(phases, "Deploy again beside many releases", NO_OP_DEPLOYS, measure)
    name = f"No-op deploy, {rounds.MANY_RELEASES} releases kept"
    return Figure(name, "s", floors.FEW_RELEASES, deploys, Aim(1.25, "ratio"))


def _verification_figure(site: Site, phases: Phases) -> Figure:
    verified = repeat(phases, "Verify", VERIFICATIONS, partial(rounds.verification, site))
    return Figure("Verification", "s", floors.SSH, verified, Aim(15, "value"))


def _swap_figures(site: Site, phases: Phases) -> list[Figure]:
    both = repeat(phases, "Swap to sticky and back", SWAPS, partial(rounds.swaps, site))
    return [
        Figure(f"Swap to {profile}", "s", floors.RESTARTS, swaps, Aim(1.5, "ratio"))
        for profile, swaps in zip(("sticky", "clustered"), zip(*both, strict=True), strict=True)
    ]


def _deploy_figures(
    name: str, floor_name: str, aim: Aim | None, deploys: Sequence[tuple[Round, Round]]
) -> list[Figure]:
    seconds, memory = zip(*deploys, strict=True)
    return [
        Figure(name, "s", floor_name, seconds, aim),
        Figure(f"{name}: peak memory", "MB", floors.PYINFRA, memory, Aim(200, "value")),
    ]
