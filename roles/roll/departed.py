"""Servers that have left the inventory: the load balancers still know them."""

from roles.run.run import Run


def announced_departures(run: Run) -> list[str]:
    """Say whom the load balancers send no requests any more, and what is left to do there."""
    members = {server.url_address for server in run.cluster.every_app}
    known = dict.fromkeys(
        server.address for lb in run.cluster.lb for server in run.readings.survey(lb).upstream
    )
    gone = [address for address in known if address.rpartition(":")[0] not in members]
    if not gone:
        return []
    app_name = run.cluster.settings.app_name
    is_app = "is no app server" if len(gone) == 1 else "are no app servers"
    return [
        f"{' and '.join(gone)} {is_app} of the inventory any more: no requests from now on. The "
        "app and its secrets stay there until they are taken: pyinfra -y HOST retire.py --data "
        f"app_name={app_name}."
    ]
