"""Hosts that a run leaves behind, in words."""

from roles.configuration.cluster import Cluster, Member


def announced_left_behind(cluster: Cluster) -> list[str]:
    """Say which hosts a run leaves as they are, and what that means until a run has them again."""
    servers, lbs = _left(cluster, cluster.every_app), _left(cluster, cluster.every_lb)
    said = []
    if servers:
        lost = " The sessions in its memory are lost to their visitors."
        in_memory = cluster.settings.session_profile != "clustered"
        said.append(
            f"{servers} stays as it is and gets no requests until a deploy without `without` has "
            f"brought it along; {len(cluster.app)} of {len(cluster.every_app)} app servers serve."
            f"{lost if in_memory else ''}"
        )
    if lbs:
        said.append(
            f"{lbs} stays as it is. If its nginx still runs it sends requests to servers that "
            "restart as well: keep visitors away from it (DNS, what stands in front)."
        )
    return said


def _left(cluster: Cluster, members: tuple[Member, ...]) -> str:
    return " and ".join(member.name for member in members if member.name in cluster.without)
