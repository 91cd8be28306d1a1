"""Whether an nginx that has sites of its own can take the app's site beside them."""

from roles.configuration.cluster import Cluster, Member
from roles.places import Places
from roles.shared_places import NGINX_DEFAULT_SITE_LINK
from roles.survey.host_survey import HostSurvey


def nginx_clash(cluster: Cluster, member: Member, survey: HostSurvey) -> str | None:
    """Say which file of somebody else's the app's site would clash with, and the cure."""
    if member not in cluster.lb:
        return None
    places, port = Places(cluster.settings.app_name), cluster.settings.http_port
    own = {places.site_link, places.site_file, places.upstream_file}
    if survey.debians_site:
        own.add(NGINX_DEFAULT_SITE_LINK)
    elsewhere = "or choose another http_port."
    for site in survey.nginx_sites:
        if site.file in own or port not in site.ports:
            continue
        if port in site.default_at:
            return (
                f"nginx' site {site.file} is the default_server of port {port}, and the app's site "
                "has to be that: take the word out and give it a server_name, or move it to "
                f"another port, {elsewhere}"
            )
        if site.is_for_any_name:
            return (
                f"nginx' site {site.file} has no server_name at port {port}, so nobody would come "
                f"to it beside the app's site: give it one, {elsewhere}"
            )
    for upstream in survey.nginx_upstreams:
        if upstream.file not in own and upstream.name in places.upstreams:
            return (
                f"{upstream.file} has an nginx upstream {upstream.name}, which is the app's name: "
                "choose another app_name, or rename the upstream."
            )
    return None
