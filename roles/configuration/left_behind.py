"""Whether a run can leave the hosts behind that it is asked to."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from roles.configuration.settings import Settings

AWAY = {
    "lb": "visitors come to no other load balancer",
    "app": "no other app server serves them",
    "redis": "the app has what it keeps in Redis nowhere else",
}


def left_behind_misfit(settings: Settings, groups: Mapping[str, Sequence[str]]) -> str | None:
    """Say why the run can't do without a host, and what to do; None where it can.

    `groups` has the names of each group's hosts.
    """
    without = settings.left_behind
    hosts = {name: None for names in groups.values() for name in names}
    for name in without:
        if name not in hosts:
            near = get_close_matches(name, hosts, n=1)
            meant = f"did you mean {near[0]}?" if near else f"it has {', '.join(hosts)}."
            return f"without names {name!r}, which is no host of the inventory: {meant}"
    for group, why in AWAY.items():
        is_needed = group != "redis" or settings.uses_redis
        if is_needed and groups[group] and set(groups[group]) <= set(without):
            return (
                f"without names {' and '.join(groups[group])}, and {why}: a run needs one host of "
                f"the group {group} at least."
            )
    return None
