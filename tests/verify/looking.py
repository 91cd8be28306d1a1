"""Looking at an uploaded picture often enough to know which app servers serve it."""

from tests.verify.access_log import served_by
from tests.verify.evidence import check
from tests.verify.smoke import SmokeVisitor

# Looks for each server in one round: chance then leaves a server out of one round only, on a
# site where others' requests take turns with these.
LOOKS = 6
ROUNDS = 5


def servers_seen(visitor: SmokeVisitor, rounds: int = ROUNDS) -> set[str]:
    """Look again and again, until every app server has served or the rounds are over."""
    servers = {server.name for server in visitor.target.cluster.app}
    served: set[str] = set()
    for _ in range(rounds):
        for _ in range(LOOKS * len(servers)):
            visitor.look()
        served = served_by(visitor.target, visitor.lb, visitor.name, visitor.requests)
        if served >= servers:
            break
    return served


def check_served(visitor: SmokeVisitor, what: str, *, expected: object, found: object) -> None:
    """Check something that the access log says of a visitor's requests."""
    command = f"sudo grep {visitor.name} {visitor.target.places.access_log}"
    check(visitor.lb.name, what, expected=expected, found=found, command=command)
