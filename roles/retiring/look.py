"""What retire.sh finds of an app on a host, and what is said of it: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

# The words of retire.sh: what speaks against it, what it takes, the app has ever been there,
# another app is there, the user that it runs as, what it has left.
SERVES, TAKE, KNOWS, OTHER, USER, LEFT = "serves ", "take ", "knows", "other ", "user ", "left "


@dataclass(frozen=True)
class Look:
    """What there is of an app on a host."""

    user: str
    serves: tuple[str, ...]
    takes: tuple[str, ...]
    was_here: bool
    others: tuple[str, ...]

    def refusal(self, app_name: str) -> str | None:
        """Say why the host can't be rid of the app, with the cure; None where it can."""
        if self.user != "root":
            return (
                f"commands run as {self.user}: expected root; add --sudo for an SSH user with sudo."
            )
        if self.serves:
            return (
                f"it is still at work for {app_name}: {'; '.join(self.serves)}. Take it out of the "
                "inventory and deploy first. If nobody's visits are lost, stop that by hand, and "
                "run this again."
            )
        if not self.takes and not self.was_here:
            there = f"there is {' and '.join(self.others)}" if self.others else "nor of another app"
            return f"there is nothing of {app_name} there, {there}: say --data app_name=NAME."
        return None

    def plan(self, host: str, app_name: str) -> str:
        """Say what is going to be done."""
        if not self.takes:
            return f"{host}: nothing of {app_name} is left there to take."
        return f"{host}: stops and takes {', '.join(self.takes)}. Its data and its logs stay."


def read_look(lines: Sequence[str]) -> Look:
    """Read what retire.sh prints of a look."""

    def all_of(word: str) -> tuple[str, ...]:
        return tuple(line.removeprefix(word) for line in lines if line.startswith(word))

    return Look(
        next(iter(all_of(USER)), "unknown"),
        all_of(SERVES),
        all_of(TAKE),
        KNOWS in lines,
        all_of(OTHER),
    )


def came_to(look: Look, lines: Sequence[str], app_name: str, audit_log: str) -> str:
    """Say what was taken and what was left."""
    paths = [line.removeprefix(LEFT) for line in lines if line.startswith(LEFT)]
    left = ["the packages", f"the user {app_name}", audit_log, *paths]
    return f"Took {', '.join(look.takes)}. Left: {', '.join(left)}."
