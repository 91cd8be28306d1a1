"""The sentence at the end of a run: what changed, how long it took, what visitors lost."""

from collections.abc import Mapping


def summary(changes: Mapping[str, int], seconds: float, lost: str | None) -> str:
    """Sum a run up.

    `changes` has the steps that changed each host, `lost` the sessions that the plan gave up; None
    for a run that has no plan.
    """
    made = sum(changes.values())
    said = ["Nothing was changed"]
    if made:
        said = [f"{made} change{'s' * (made > 1)} made to {', '.join(changes)}"]
    said.append(f"it took {max(1, round(seconds))} s")
    if lost is not None:
        said.append(f"sessions lost, as announced: {lost}")
    return f"{'; '.join(said)}."
