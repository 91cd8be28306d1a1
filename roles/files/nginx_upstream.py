"""Nginx' upstreams: among whom a load balancer deals the requests, and how."""

import re
from collections.abc import Collection, Mapping

from roles.configuration.cluster import Cluster
from roles.configuration.session_cookie import asked_of_cookie
from roles.configuration.settings import Settings
from roles.files.nginx_names import upstream_servers, variable_name
from roles.files.templates import render
from roles.places import Places
from roles.plan.balancing import Balancing

# What the Servlet specification calls it where nobody says otherwise (7.1.1).
SESSION_COOKIE = "JSESSIONID"


def render_upstream(
    cluster: Cluster, balancing: Balancing, within: Collection[str], ports: Mapping[str, int]
) -> str:
    """The nginx upstreams; `within` names the servers that are in rotation.

    `ports` has the port of a server that does not listen at the asked one yet.
    """
    places = Places(cluster.settings.app_name)
    by_address = f"{places.upstream}-by-address"
    variable = variable_name(cluster)
    return render(
        "nginx/conf.d/upstream.conf.j2",
        app_name=places.upstream,
        once=places.ONCE,
        by_address=by_address,
        variable=variable,
        balancing=balancing,
        balanced=f"${variable}_balanced" if balancing == "cookie" else places.upstream,
        servers=upstream_servers(cluster, within, ports),
        session_cookie=re.escape(_session_cookie(cluster.settings)),
    )


def _session_cookie(settings: Settings) -> str:
    """The name of the cookie by which a server knows a session in its memory."""
    return settings.session_cookie or asked_of_cookie(settings, "name") or SESSION_COOKIE
