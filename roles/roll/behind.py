"""Hosts that a run leaves behind, in words."""

from roles.configuration.cluster import Cluster, Member


def announced_left_behind(cluster: Cluster) -> list[str]:
    """Say which hosts a run leaves as they are, and what that means until a run has them again."""
    servers, lbs = _left(cluster, cluster.every_app), _left(cluster, cluster.every_lb)
    said = []
    if servers:
        said.append(
            f"Left as before: {_names(servers)}, with no requests until a deploy without "
            f"`without`; {len(cluster.app)} of {len(cluster.every_app)} app servers serve."
        )
    if servers and cluster.settings.session_profile != "clustered":
        said.append(f"The sessions in the memory of {_names(servers)} are lost to their visitors.")
    if lbs:
        said.append(
            f"Left as before: {_names(lbs)}. Where nginx still runs there it sends requests to "
            "servers that restart as well: keep visitors away (DNS, what stands in front)."
        )
    return said


def _left(cluster: Cluster, members: tuple[Member, ...]) -> list[str]:
    return [member.name for member in members if member.name in cluster.without]


def _names(servers: list[str]) -> str:
    return " and ".join(servers)
