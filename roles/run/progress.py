"""What has happened so far in one run, for its next steps to go by."""

from roles.plan.failure import RollFailure
from roles.plan.turn_report import TurnReport
from roles.run.lease import Lease


class Progress:
    """What is known of a run's own work; the hosts hold all that outlives it."""

    def __init__(self) -> None:
        """Begin."""
        self.lease = Lease()
        # Why the roll has stopped, while load balancers and servers are put right.
        self.failure: RollFailure | None = None
        # What each server said at the end of its turn.
        self.reports: dict[str, TurnReport] = {}
        # For whom a load balancer has waited for as long as a server may be drained: it waits for
        # the same no longer.
        self.waited_for = set[str]()
        # What each load balancer loaded in this run; None once a load failed: nobody knows.
        self.loaded: dict[str, str | None] = {}
