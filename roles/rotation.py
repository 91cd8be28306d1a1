"""How nginx balances at the moments of a run."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from roles.plan.balancing import Balancing
from roles.run.run import Run


@dataclass(frozen=True)
class Rotation:
    """How nginx balances at a moment: among whom, and who listens elsewhere still.

    Once it is `settled`, every server has had its turn.
    """

    balancing: Balancing
    within: Collection[str]
    ports: Mapping[str, int] = field(default_factory=dict)
    maintenance: bool = False
    drains: bool = False
    settled: bool = False


def maintenance_during(run: Run) -> bool:
    """Whether visitors are kept out while servers take turns: it begins before them, ends after."""
    found = any(run.readings.survey(member).maintenance for member in run.cluster.lb)
    return run.cluster.settings.maintenance or found


def settled_rotation(run: Run) -> Rotation:
    """How nginx balances once every server has had its turn."""
    plan = run.decision.roll_plan()
    maintenance = run.cluster.settings.maintenance
    return Rotation(plan.after, plan.names, maintenance=maintenance, settled=True)
