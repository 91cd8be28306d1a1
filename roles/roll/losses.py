"""Which sessions end with a run: said before it begins, and counted for the sentence at its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from roles.configuration.settings import Profile
from roles.plan.roll import RollPlan, ServerState


@dataclass(frozen=True)
class Found:
    """What visitors have of the site now; None for what is not known.

    `in_memory` has the number of sessions in each server's memory, `in_redis` the one in Redis,
    `dealt` the share of each server's visitors that ip_hash will send to another one.
    """

    in_memory: Mapping[str, int | None]
    in_redis: int | None
    dealt: Mapping[str, Fraction] = field(default_factory=dict)
    maintenance: bool = False


@dataclass(frozen=True)
class Loss:
    """Sessions that end with a run: the sentence before it, and the count alone."""

    sentence: str
    count: str


def rolled_servers(plan: RollPlan) -> list[ServerState]:
    """Give the servers that take a turn."""
    return [server for server in plan.servers if server.name in plan.order]


def losses(plan: RollPlan, profile: Profile, found: Found) -> list[Loss]:
    """Say which sessions end with a run."""
    return _ended(rolled_servers(plan), profile, found) + _dealt(found)


def _ended(rolled: Sequence[ServerState], profile: Profile, found: Found) -> list[Loss]:
    losses = []
    held = [server.name for server in rolled if server.release and server.sessions != "clustered"]
    if profile != "clustered" and any(server.sessions == "clustered" for server in rolled):
        sentence = f"{_count(found.in_redis)} now in Redis will not be seen by the app."
        losses.append(Loss(sentence, f"{_number(found.in_redis)} in Redis"))
    if held:
        counts = ", ".join(f"{name}: {_count(found.in_memory[name])}" for name in held)
        numbers = ", ".join(
            f"{_number(found.in_memory[name])} in the memory of {name}" for name in held
        )
        sentence = f"The sessions in the memory of a server end with its turn ({counts})."
        losses.append(Loss(sentence, numbers))
    return losses


def _dealt(found: Found) -> list[Loss]:
    shares = {name: round(100 * share) for name, share in found.dealt.items() if share}
    if not shares:
        return []
    counts = ", ".join(
        f"{name}: {share} % of {_count(found.in_memory.get(name))}"
        for name, share in shares.items()
    )
    numbers = ", ".join(
        f"{share} % of {_number(found.in_memory.get(name))} in the memory of {name}"
        for name, share in shares.items()
    )
    sentence = (
        "The visitors are dealt anew over the servers, and whose server changes loses the session "
        f"({counts})."
    )
    return [Loss(sentence, numbers)]


def _number(sessions: int | None) -> str:
    return "an unknown number" if sessions is None else str(sessions)


def _count(sessions: int | None) -> str:
    if sessions is None:
        return "an unknown number of sessions"
    return "1 session" if sessions == 1 else f"{sessions} sessions"
